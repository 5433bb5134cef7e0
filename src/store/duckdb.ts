import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { derivedFields } from '../schema/derived-fields.ts';
import type { FieldDefinition } from '../schema/fields.ts';
import { duckdbDialect } from '../sql/duckdb.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import { DuckDBInstance } from './duckdb-library.ts';
import { insertRowsIntoDuckdb } from './duckdb-rows.ts';
import { DuckdbSession } from './duckdb-session.ts';
import type {
  DatasetMaking,
  EventStore,
  FileStaging,
  GuardedQueries,
  LineBlock,
  LineCutting,
  LineStaging,
  LoadedDataset,
  Row,
  RowValue,
  RowWriting,
  SideBySideQueries,
  StagedLines,
  TypedColumn,
} from './event-store.ts';
import { fieldOfColumn } from './duckdb-columns.ts';
import { openError } from './duckdb-errors.ts';
import { LineCutter } from './duckdb-cutting.ts';
import { EventParts } from './duckdb-parts.ts';
import { fieldsKey, fieldsText, mergedFields, ownColumns, ownFields } from './own-dataset.ts';
import { INPUT_COLUMN, ownDatasetTables, storeTables } from './tables.ts';

export interface DuckdbOptions {
  /** Database file; in memory when absent. */
  readonly path?: string;
  /** Upper bound of the engine's buffers; the process needs some 200 MB more. */
  readonly memoryLimitBytes?: number;
  readonly temporaryDirectory?: string;
  /** Where lines are cut beside the database: makes `LineCutting` possible. */
  readonly parts?: PartsPlace;
  readonly threads?: number;
  /** Questions that are answered side by side at the most. */
  readonly readers?: number;
}

export interface PartsPlace {
  readonly folder: string;
  /** Size of a plain file from which on it is worth it. */
  readonly fromBytes: number;
  /** See `LineCutting`; 64 MB. */
  readonly stretchBytes?: number;
  /** Whether events stay there: only for a database that does not outlive the folder. */
  readonly adopts: boolean;
}

export interface DuckdbStore
  extends EventStore,
    LineStaging,
    FileStaging,
    GuardedQueries,
    SideBySideQueries,
    RowWriting,
    DatasetMaking,
    Partial<LineCutting> {
  readonly path: string | undefined;
}

const STRETCH_BYTES = 64 * 1024 * 1024;

const MARK_CODES = { 'line end': 0, repaired: 1, 'too long': 2 } as const;

const LINE_READER =
  "delim=chr(1), quote='', escape='', header=false, columns={'line':'VARCHAR'}, auto_detect=false, max_line_size=4194304";

/**
 * Opens (and where needed creates) a store. The session runs in UTC and reads files
 * only through `stageFile`.
 * @throws EngineError when the file is held by another process or is no store.
 */
export const openDuckdbStore = async (options: DuckdbOptions = {}): Promise<DuckdbStore> => {
  const instance = await DuckDBInstance.create(options.path ?? ':memory:', engineSettings(options)).catch(
    (cause: unknown) => {
      throw openError(options.path, cause);
    },
  );
  const session = await DuckdbSession.open(instance, options);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    session.close();
    instance.closeSync();
  };
  const store = new DuckdbEventStore(session, options, close);
  await store.prepare();
  return store;
};

const engineSettings = (options: DuckdbOptions): Record<string, string> => ({
  threads: String(options.threads ?? availableParallelism()),
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  ...(options.memoryLimitBytes === undefined
    ? {}
    : { memory_limit: `${Math.floor(options.memoryLimitBytes / 1e6)}MB` }),
  ...(options.temporaryDirectory === undefined ? {} : { temp_directory: options.temporaryDirectory }),
});

/** The lines of a clean file, one row each; a blank line is null. */
const linesOf = (file: string, lineEnd: 'lf' | 'crlf'): Sql => {
  const ending = raw(lineEnd === 'crlf' ? "'\\r\\n'" : "'\\n'");
  return sql`read_csv(${duckdbDialect.literal(file)}, ${raw(LINE_READER)}, new_line=${ending})`;
};

/** Bytes of a line of a clean file, line end included. */
const lineBytes = (lineEnd: 'lf' | 'crlf'): Sql =>
  raw(`(coalesce(strlen(line), 0) + ${lineEnd === 'crlf' ? 2 : 1})`);

class DuckdbEventStore implements DuckdbStore {
  readonly dialect = duckdbDialect;
  readonly path: string | undefined;
  readonly #session: DuckdbSession;
  readonly #close: () => Promise<void>;
  readonly #strict = new Map<string, string | undefined>();
  readonly #parts: EventParts | undefined;
  readonly #partsFolder: string | undefined;
  readonly #cutter: LineCutter | undefined;
  readonly cutFrom?: number;
  readonly cutFolder?: string;
  readonly stretchBytes?: number;
  readonly beginCut?: LineCutting['beginCut'];
  readonly cutFile?: LineCutting['cutFile'];
  readonly cutLines?: LineCutting['cutLines'];
  readonly endCut?: LineCutting['endCut'];
  readonly adoptLines?: NonNullable<LineCutting['adoptLines']>;
  #stagings = 0;
  #locked = false;

  constructor(session: DuckdbSession, options: DuckdbOptions, close: () => Promise<void>) {
    this.#session = session;
    this.path = options.path;
    this.#close = close;
    if (options.parts === undefined) return;
    const { folder, fromBytes, stretchBytes = STRETCH_BYTES, adopts } = options.parts;
    const cutter = new LineCutter(session, folder, () => this.#stagingName());
    this.#partsFolder = folder;
    this.#cutter = cutter;
    this.cutFrom = fromBytes;
    this.cutFolder = folder;
    this.stretchBytes = stretchBytes;
    this.beginCut = async (cutting) => cutter.begin(cutting);
    this.cutFile = (staged, file, lineEnd, signal) =>
      cutter.cut(staged, linesOf(file, lineEnd), { bytes: lineBytes(lineEnd), mark: raw('0') }, signal);
    this.cutLines = (staged, lines) => cutter.cut(staged, raw(lines.table), lines);
    this.endCut = (staged) => cutter.end(staged);
    if (!adopts) return;
    const parts = new EventParts();
    this.#parts = parts;
    this.adoptLines = async (staged, dataset, input) => {
      const adopted = await cutter.adopt(staged);
      await this.execute(parts.adopt(dataset, { ...input, ...adopted }));
    };
  }

  async prepare(): Promise<void> {
    for (const statement of storeTables(this.dialect)) await this.execute(statement);
  }

  async queryGuarded(statement: Sql): Promise<readonly Row[]> {
    if (!this.#locked) {
      if (this.#partsFolder !== undefined) {
        const folder = this.dialect.literal(this.#partsFolder);
        await this.execute(sql`set allowed_directories = [${folder}]`);
      }
      await this.execute(raw('set enable_external_access = false'));
      await this.execute(raw('set lock_configuration = true'));
      this.#locked = true;
    }
    await this.execute(raw('begin transaction read only'));
    try {
      return await this.query(statement);
    } finally {
      await this.execute(raw('rollback')).catch(() => undefined);
    }
  }

  query(statement: Sql): Promise<readonly Row[]> {
    return this.#session.query(statement);
  }

  stream(statement: Sql): AsyncIterable<readonly Row[]> {
    return this.#session.stream(statement);
  }

  execute(statement: Sql): Promise<void> {
    return this.#session.execute(statement);
  }

  transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#session.transaction(work);
  }

  /** A locked session opens no other like itself. */
  sideBySide<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    return this.#locked ? work() : this.#session.sideBySide(work, signal);
  }

  async datasets(): Promise<readonly LoadedDataset[]> {
    const tables = await this.query(
      sql`select table_name as name from information_schema.columns where column_name = ${INPUT_COLUMN} and table_name like '%\_events' escape '\' order by 1`,
    );
    const loaded: LoadedDataset[] = [];
    for (const { name } of tables) {
      const dataset = String(name).slice(0, -'_events'.length);
      const rows = await this.query(
        sql`select count(*) as events from ${this.dialect.identifier(String(name))}`,
      );
      const events = Number(rows[0]?.['events'] ?? 0) + (this.#parts?.events(dataset) ?? 0);
      if (events === 0) continue;
      const all = await this.#fields(dataset);
      const unread = this.#parts?.leftOut(dataset);
      const fields = all.filter((field) => unread?.has(field.name) !== true);
      const leftOut = all.filter((field) => unread?.has(field.name) === true);
      loaded.push({ name: dataset, table: dataset, fields, leftOut, derived: derivedFields(fields), events });
    }
    return loaded;
  }

  async #fields(dataset: string): Promise<readonly FieldDefinition[]> {
    const own = await ownFields(this, dataset);
    if (own !== undefined) return own;
    const columns = await this.query(
      sql`select column_name as name, data_type as type from information_schema.columns where table_name = ${dataset} order by ordinal_position`,
    );
    return columns.map((column) => fieldOfColumn(String(column['name']), String(column['type'])));
  }

  datasetColumns(dataset: string): Promise<readonly FieldDefinition[]> {
    return ownColumns(this, dataset);
  }

  async makeDataset(dataset: string, fields: readonly FieldDefinition[]): Promise<void> {
    const all = mergedFields(await ownColumns(this, dataset), fields);
    for (const statement of ownDatasetTables(this.dialect, dataset, all)) await this.execute(statement);
    if (this.#parts?.has(dataset) === true) await this.execute(this.#parts.view(dataset));
    await this.execute(
      sql`insert or replace into store_meta values (${fieldsKey(dataset)}, ${fieldsText(all)})`,
    );
  }

  async beginLines(strict: string | undefined): Promise<StagedLines> {
    const table = this.#stagingName();
    await this.execute(
      sql`create temp table ${raw(table)} (line varchar, fits boolean, extra integer, mark utinyint)`,
    );
    this.#strict.set(table, strict);
    return {
      table,
      number: raw('(rowid + 1)'),
      bytes: raw('(strlen(line) + 1 + coalesce(extra, 0))'),
      mark: raw('coalesce(mark, 0)'),
    };
  }

  #stagingName(): string {
    this.#stagings += 1;
    return `staged_lines_${this.#stagings}`;
  }

  /** The engine's own match of a whole text takes twice as long as a search for an anchored pattern. */
  #fits(table: string): Sql {
    const strict = this.#strict.get(table);
    return strict === undefined ? raw('false') : this.dialect.matches(raw('line'), `^(?:${strict})$`);
  }

  async appendLines(staged: StagedLines, block: LineBlock): Promise<void> {
    const into = sql`insert into ${raw(staged.table)}`;
    const fits = this.#fits(staged.table);
    if (block.marks.length === 0) {
      await this.execute(
        sql`${into} select line, ${fits}, null, null from (select unnest(string_split(${block.text}, chr(10))) as line)`,
      );
      return;
    }
    // Not "unnest(...) with ordinality": that copies the whole block for every line of it.
    const marks = block.marks.map((mark) => `${mark.index}:${mark.extraBytes}:${MARK_CODES[mark.kind]}`);
    await this.execute(sql`${into}
      with lines as (select unnest(parts) as line, generate_subscripts(parts, 1) as n from (select string_split(${block.text}, chr(10)) as parts)),
      marks as (select cast(p[1] as bigint) as n, cast(p[2] as integer) as extra, cast(p[3] as utinyint) as mark
        from (select string_split(unnest(string_split(${marks.join(',')}, ',')), ':') as p))
      select line, ${fits} and coalesce(mark, 0) <> 2, extra, mark from lines left join marks using (n) order by n`);
  }

  async stageFile(file: string, strict: string | undefined, lineEnd: 'lf' | 'crlf'): Promise<StagedLines> {
    const table = this.#stagingName();
    this.#strict.set(table, strict);
    await this.execute(
      sql`create temp table ${raw(table)} as select line, ${this.#fits(table)} as fits from ${linesOf(file, lineEnd)}`,
    );
    return {
      table,
      number: raw('(rowid + 1)'),
      bytes: lineBytes(lineEnd),
      mark: raw('0'),
    };
  }

  async keepRows(table: string, query: Sql): Promise<void> {
    await this.execute(sql`create temp table ${raw(table)} as ${query}`);
  }

  async putInput(id: number, columns: Readonly<Record<string, Sql>>): Promise<void> {
    const names = join(Object.keys(columns).map((column) => this.dialect.identifier(column)));
    await this.execute(sql`delete from inputs where id = ${id}`);
    await this.execute(
      sql`insert into inputs (id, ${names}) values (${id}, ${join(Object.values(columns))})`,
    );
  }

  async writeParquet(query: Sql, file: string): Promise<void> {
    const table = this.#stagingName();
    await this.keepRows(table, query);
    try {
      await this.execute(
        sql`copy ${raw(table)} to ${this.dialect.literal(file)} (format parquet, compression zstd)`,
      );
    } finally {
      await this.execute(sql`drop table if exists ${raw(table)}`);
    }
  }

  async insertUnordered(statement: Sql): Promise<void> {
    await this.execute(raw('set preserve_insertion_order = false'));
    try {
      await this.execute(statement);
    } finally {
      await this.execute(raw('set preserve_insertion_order = true'));
    }
  }

  async dropLines(staged: StagedLines): Promise<void> {
    this.#strict.delete(staged.table);
    if (staged.cut) await this.#cutter?.drop(staged);
    else await this.execute(sql`drop table if exists ${raw(staged.table)}`);
  }

  insertRows(
    table: string,
    columns: readonly TypedColumn[],
    rows: readonly (readonly RowValue[])[],
  ): Promise<void> {
    return this.execute(insertRowsIntoDuckdb(table, columns, rows));
  }

  async sizeBytes(): Promise<number> {
    return this.path === undefined ? 0 : (await stat(this.path)).size;
  }

  async compact(): Promise<void> {
    await this.execute(raw('checkpoint'));
  }

  async close(): Promise<void> {
    await this.#close();
  }
}
