import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { EngineError } from '../kernel/errors.ts';
import { derivedFields } from '../schema/derived-fields.ts';
import type { FieldDefinition } from '../schema/fields.ts';
import { clickhouseDialect } from '../sql/clickhouse.ts';
import { join, raw, render, type Sql, sql } from '../sql/sql.ts';
import { fieldOfClickhouseColumn } from './clickhouse-columns.ts';
import { type ClickhouseOptions, connectClickhouse } from './clickhouse-connect.ts';
import { type ClickhousePlace, clickhouseError } from './clickhouse-errors.ts';
import {
  appendClickhouseLines,
  beginClickhouseLines,
  type ClickhouseStatements,
  dropClickhouseLines,
} from './clickhouse-lines.ts';
import { takeLock } from './clickhouse-lock.ts';
import { clickhouseRows } from './clickhouse-rows.ts';
import { sweepUncommitted } from './clickhouse-sweep.ts';
import { clickhouseOwnDataset, clickhouseTables } from './clickhouse-tables.ts';
import { type ValueReader, valueReader } from './clickhouse-values.ts';
import type {
  DatasetMaking,
  EventStore,
  GuardedQueries,
  LineBlock,
  LineStaging,
  LoadedDataset,
  Row,
  RowValue,
  RowWriting,
  SideBySideQueries,
  StagedLines,
  TypedColumn,
} from './event-store.ts';
import { Pool } from './pool.ts';
import { builtInColumns, fieldsKey, fieldsText, mergedFields, ownColumns, ownFields } from './own-dataset.ts';
import { INPUT_COLUMN, SCHEMA_VERSION } from './tables.ts';

export interface ClickhouseStore
  extends EventStore,
    LineStaging,
    GuardedQueries,
    SideBySideQueries,
    RowWriting,
    DatasetMaking {
  readonly database: string;
}

/**
 * Opens (and where needed creates) a store in a ClickHouse database.
 * @throws EngineError when the server cannot be reached, refuses the user, lacks the
 * database (with `create: false`) or holds a store of another version; one line each,
 * never with the password.
 */
export const openClickhouseStore = async (options: ClickhouseOptions = {}): Promise<ClickhouseStore> => {
  const database = options.database ?? 'default';
  const place: ClickhousePlace = {
    address: options.connection === undefined ? (options.url ?? 'http://localhost:8123') : 'this process',
    database,
    password: options.password,
    inProcess: options.connection !== undefined,
  };
  if (options.create !== false) await createDatabase(options, database, place);
  const client = connectClickhouse(options, database);
  const store = new ClickhouseEventStore(client, place, options.lockWaitSeconds ?? 30);
  try {
    // A connection in this process knows no database per request, only a current one.
    if (options.connection !== undefined)
      await store.execute(sql`use ${clickhouseDialect.identifier(database)}`);
    await store.prepare(options.create !== false);
  } catch (error) {
    await client.close().catch(() => undefined);
    throw error;
  }
  return store;
};

const createDatabase = async (
  options: ClickhouseOptions,
  database: string,
  place: ClickhousePlace,
): Promise<void> => {
  if (database === 'default') return;
  const client = connectClickhouse(options);
  const { text } = render(
    sql`create database if not exists ${clickhouseDialect.identifier(database)}`,
    clickhouseDialect.placeholder,
  );
  try {
    await client.command({ query: text });
  } catch (cause) {
    throw clickhouseError(cause, place, text);
  } finally {
    if (options.connection === undefined) await client.close().catch(() => undefined);
  }
};

/** Each query takes all cores of the server as it is; more at once only fill the pauses between them. */
const SIDE_BY_SIDE = 2;

interface Prepared {
  readonly query: string;
  readonly query_params: Record<string, unknown>;
}

class ClickhouseEventStore implements ClickhouseStore {
  readonly dialect = clickhouseDialect;
  readonly database: string;
  readonly #client: ClickHouseClient;
  readonly #place: ClickhousePlace;
  readonly #staged = new Map<string, { lines: number; readonly strict: string | undefined }>();
  readonly #lockWaitSeconds: number;
  /** Queries that run at the same time; a session in this process takes one after the other. */
  readonly #places: Pool<null>;
  #signal: AbortSignal | undefined;
  #depth = 0;
  readonly #statements: ClickhouseStatements = {
    execute: (statement) => this.execute(statement),
    insert: (table, rows) => this.#insert(table, rows),
  };

  constructor(client: ClickHouseClient, place: ClickhousePlace, lockWaitSeconds: number) {
    this.#client = client;
    this.#place = place;
    this.#places = new Pool(place.inProcess ? 1 : SIDE_BY_SIDE, async () => null);
    this.database = place.database;
    this.#lockWaitSeconds = lockWaitSeconds;
  }

  async prepare(create: boolean): Promise<void> {
    if (create) for (const statement of clickhouseTables()) await this.execute(statement);
    const rows = await this.query(sql`select value from store_meta where name = 'schema_version'`).catch(
      (error: unknown) => {
        if (!create && isUnknownTable(error)) throw this.#noStore();
        throw error;
      },
    );
    const version = Number(rows[0]?.['value']);
    if (version === SCHEMA_VERSION) return;
    throw new EngineError(
      `database ${this.database} holds a store of version ${rows[0]?.['value'] ?? 'unknown'}, this program knows ${SCHEMA_VERSION}; use another database`,
    );
  }

  #noStore(): EngineError {
    return new EngineError(
      `database ${this.database} at ${this.#place.address} holds no logfence store; load something with logfence ingest, or correct the name in --store`,
    );
  }

  async #run<Result>(statement: Sql, work: (prepared: Prepared) => Promise<Result>): Promise<Result> {
    const { text, query_params } = prepare(statement);
    try {
      return await work({ query: text, query_params });
    } catch (cause) {
      throw clickhouseError(cause, this.#place, text);
    }
  }

  query(statement: Sql): Promise<readonly Row[]> {
    return this.#rows(statement, {});
  }

  /**
   * With `readonly` = 1 the server refuses writing, settings, and functions that read files
   * or other servers. In this process settings stay for good: there it is said in the query.
   */
  queryGuarded(statement: Sql): Promise<readonly Row[]> {
    return this.#place.inProcess
      ? this.#rows(sql`${statement}\nsettings readonly = 1`, {})
      : this.#rows(statement, { readonly: '1' });
  }

  #rows(statement: Sql, settings: ClickHouseSettings): Promise<readonly Row[]> {
    return this.#run(statement, async (prepared) => {
      const text = await this.#places.use(async () => {
        const result = await this.#client.query({
          ...prepared,
          format: 'JSONCompactEachRowWithNamesAndTypes',
          clickhouse_settings: settings,
          ...(this.#signal === undefined || this.#place.inProcess ? {} : { abort_signal: this.#signal }),
        });
        return result.text();
      });
      const toRow = rowMaker();
      const lines = text.split('\n').filter((line) => line !== '');
      return lines.flatMap(toRow);
    });
  }

  async sideBySide<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    if (this.#signal !== undefined) return work();
    this.#signal = signal;
    try {
      return await work();
    } finally {
      this.#signal = undefined;
    }
  }

  async *stream(statement: Sql): AsyncIterable<readonly Row[]> {
    const result = await this.#run(statement, (prepared) =>
      this.#client.query({ ...prepared, format: 'JSONCompactEachRowWithNamesAndTypes' }),
    );
    const toRow = rowMaker();
    try {
      for await (const batch of result.stream()) {
        const rows = batch.flatMap((row) => toRow(row.text));
        if (rows.length > 0) yield rows;
      }
    } catch (cause) {
      throw clickhouseError(cause, this.#place);
    } finally {
      result.close();
    }
  }

  async execute(statement: Sql): Promise<void> {
    await this.#run(statement, (prepared) => this.#client.command(prepared));
  }

  insertRows(
    table: string,
    columns: readonly TypedColumn[],
    rows: readonly (readonly RowValue[])[],
  ): Promise<void> {
    const names = columns.map((column) => column.name);
    return this.#insert(table, clickhouseRows(columns, rows), names);
  }

  /** Rows as arrays of JSON values in the order of the columns, all of the table's when none are named. */
  async #insert(
    table: string,
    rows: readonly (readonly unknown[])[],
    columns: readonly string[] = [],
  ): Promise<void> {
    const name = (text: string): string => this.dialect.identifier(text).parts.join('');
    const into = columns.length === 0 ? '' : ` (${columns.map(name).join(', ')})`;
    await this.#client
      .insert({ table: `${name(table)}${into}`, values: rows, format: 'JSONCompactEachRow' })
      .catch((cause: unknown) => {
        throw clickhouseError(cause, this.#place, `insert into ${table}`);
      });
  }

  /**
   * ClickHouse has no transactions. The store is locked against other writers, and what
   * was written counts as soon as the ledger names it (see `createView`): the ledger's
   * row comes last, in one insert. What never got there is swept away, at once when
   * `work` throws, by the next writer when this process dies.
   */
  async transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#depth > 0) return work();
    const release = await takeLock(this, this.#lockWaitSeconds);
    this.#depth += 1;
    try {
      await sweepUncommitted(this);
      return await work();
    } catch (error) {
      await sweepUncommitted(this).catch(() => undefined);
      throw error;
    } finally {
      this.#depth -= 1;
      await release();
    }
  }

  async keepRows(table: string, query: Sql): Promise<void> {
    await this.execute(sql`create table ${raw(table)} engine = MergeTree order by tuple() as ${query}`);
  }

  /** The engine keeps the newest row of an id (ReplacingMergeTree, read with `final`). */
  async putInput(id: number, columns: Readonly<Record<string, Sql>>): Promise<void> {
    const names = join(Object.keys(columns).map((column) => this.dialect.identifier(column)));
    await this.execute(sql`insert into inputs (id, ${names}) select ${id}, ${join(Object.values(columns))}`);
  }

  async datasets(): Promise<readonly LoadedDataset[]> {
    const tables = await this.query(
      sql`select c.table as dataset from system.columns as c where c.database = ${this.database} and c.name = ${INPUT_COLUMN} and endsWith(c.table, '_events') order by 1`,
    );
    const loaded: LoadedDataset[] = [];
    for (const row of tables) {
      const dataset = String(row['dataset']).slice(0, -'_events'.length);
      const rows = await this.query(sql`select count() as events from ${this.dialect.identifier(dataset)}`);
      const events = Number(rows[0]?.['events'] ?? 0);
      if (events === 0) continue;
      const fields = await this.#fields(dataset);
      loaded.push({ name: dataset, table: dataset, fields, derived: derivedFields(fields), events });
    }
    return loaded;
  }

  async #fields(dataset: string): Promise<readonly FieldDefinition[]> {
    const own = await ownFields(this, dataset);
    if (own !== undefined) return own;
    const columns = await this.query(
      sql`select name, type from system.columns where database = ${this.database} and table = ${dataset} order by position`,
    );
    return columns.map((column) => fieldOfClickhouseColumn(String(column['name']), String(column['type'])));
  }

  datasetColumns(dataset: string): Promise<readonly FieldDefinition[]> {
    return ownColumns(this, dataset);
  }

  async makeDataset(dataset: string, fields: readonly FieldDefinition[]): Promise<void> {
    const all = mergedFields(await ownColumns(this, dataset), fields);
    for (const statement of clickhouseOwnDataset(dataset, [...builtInColumns(dataset), ...all]))
      await this.execute(statement);
    await this.execute(sql`delete from store_meta where name = ${fieldsKey(dataset)}`);
    await this.execute(sql`insert into store_meta select ${fieldsKey(dataset)}, ${fieldsText(all)}`);
  }

  async beginLines(strict: string | undefined): Promise<StagedLines> {
    const staged = await beginClickhouseLines(this.#statements);
    this.#staged.set(staged.table, { lines: 0, strict });
    return staged;
  }

  async appendLines(staged: StagedLines, block: LineBlock): Promise<void> {
    const state = this.#staged.get(staged.table);
    if (state === undefined) throw new EngineError(`no staging table ${staged.table}; begin one first`);
    state.lines += await appendClickhouseLines(
      this.#statements,
      staged.table,
      state.strict,
      state.lines,
      block,
    );
  }

  insertUnordered(statement: Sql): Promise<void> {
    return this.execute(statement);
  }

  async dropLines(staged: StagedLines): Promise<void> {
    this.#staged.delete(staged.table);
    await dropClickhouseLines(this.#statements, staged.table);
  }

  async sizeBytes(): Promise<number> {
    const rows = await this.query(
      sql`select sum(p.bytes_on_disk) as bytes from system.parts as p where p.database = ${this.database} and p.active`,
    );
    return Number(rows[0]?.['bytes'] ?? 0);
  }

  /** ClickHouse gives space back by itself, when it merges parts. */
  async compact(): Promise<void> {}

  async close(): Promise<void> {
    await this.#client.close();
  }
}

const UNKNOWN_TABLE = '60';
const isUnknownTable = (error: unknown): boolean =>
  error instanceof EngineError &&
  String((error.cause as { readonly code?: unknown } | undefined)?.code) === UNKNOWN_TABLE;

/** Parameters travel in the address of a request, which is short; what is beyond goes into the statement, escaped. */
const PARAMETER_BYTES = 4000;
const PARAMETER_OVERHEAD = 16;

const prepare = (
  statement: Sql,
): { readonly text: string; readonly query_params: Record<string, unknown> } => {
  const query_params: Record<string, unknown> = {};
  let free = PARAMETER_BYTES;
  const { text } = render(statement, (index, item) => {
    if (typeof item === 'string') {
      // Three characters of the address for a byte at the worst.
      free -= 3 * Buffer.byteLength(item) + PARAMETER_OVERHEAD;
      if (free < 0) return clickhouseDialect.literal(item).parts.join('');
    }
    query_params[`p${index}`] = typeof item === 'number' ? String(item).replace('Infinity', 'inf') : item;
    return clickhouseDialect.placeholder(index, item);
  });
  return { text, query_params };
};

/** Reads lines of JSONCompactEachRowWithNamesAndTypes: names, types, then rows. */
const rowMaker = (): ((line: string) => Row[]) => {
  let names: readonly string[] | undefined;
  let readers: readonly ValueReader[] | undefined;
  return (line) => {
    const items = JSON.parse(line) as readonly unknown[];
    if (names === undefined) {
      names = items as readonly string[];
      return [];
    }
    if (readers === undefined) {
      readers = (items as readonly string[]).map(valueReader);
      return [];
    }
    return [Object.fromEntries(names.map((name, index) => [name, readers?.[index]?.(items[index]) ?? null]))];
  };
};
