import type { ClickHouseClient } from '@clickhouse/client';
import { EngineError } from '../kernel/errors.ts';
import { derivedFields } from '../schema/derived-fields.ts';
import { DATASET_FIELDS, datasetFields, type FieldDefinition } from '../schema/fields.ts';
import { clickhouseDialect } from '../sql/clickhouse.ts';
import { render, type Sql, sql } from '../sql/sql.ts';
import { fieldOfClickhouseColumn } from './clickhouse-columns.ts';
import { type ClickhouseOptions, connectClickhouse } from './clickhouse-connect.ts';
import { type ClickhousePlace, clickhouseError } from './clickhouse-errors.ts';
import {
  appendClickhouseLines,
  beginClickhouseLines,
  type ClickhouseStatements,
  dropClickhouseLines,
} from './clickhouse-lines.ts';
import { clickhouseTables } from './clickhouse-tables.ts';
import { type ValueReader, valueReader } from './clickhouse-values.ts';
import type { EventStore, LineBlock, LineStaging, LoadedDataset, Row, StagedLines } from './event-store.ts';
import { INPUT_COLUMN, SCHEMA_VERSION } from './tables.ts';

export interface ClickhouseStore extends EventStore, LineStaging {
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
  };
  if (options.create !== false) await createDatabase(options, database, place);
  const client = connectClickhouse(options, database);
  const store = new ClickhouseEventStore(client, database, place);
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
  readonly #statements: ClickhouseStatements = {
    execute: (statement) => this.execute(statement),
    insert: (table, rows) => this.#insert(table, rows),
  };

  constructor(client: ClickHouseClient, database: string, place: ClickhousePlace) {
    this.#client = client;
    this.#place = place;
    this.database = database;
  }

  async prepare(create: boolean): Promise<void> {
    if (create) for (const statement of clickhouseTables()) await this.execute(statement);
    const rows = await this.query(sql`select value from store_meta where name = 'schema_version'`);
    const version = Number(rows[0]?.['value']);
    if (version === SCHEMA_VERSION) return;
    throw new EngineError(
      `database ${this.database} holds a store of version ${rows[0]?.['value'] ?? 'unknown'}, this program knows ${SCHEMA_VERSION}; use another database`,
    );
  }

  async #run<Result>(statement: Sql, work: (prepared: Prepared) => Promise<Result>): Promise<Result> {
    const { text, values } = render(statement, this.dialect.placeholder);
    const query_params = Object.fromEntries(
      values.map((item, index) => [
        `p${index + 1}`,
        typeof item === 'number' ? String(item).replace('Infinity', 'inf') : item,
      ]),
    );
    try {
      return await work({ query: text, query_params });
    } catch (cause) {
      throw clickhouseError(cause, this.#place, text);
    }
  }

  async query(statement: Sql): Promise<readonly Row[]> {
    return this.#run(statement, async (prepared) => {
      const result = await this.#client.query({ ...prepared, format: 'JSONCompactEachRowWithNamesAndTypes' });
      const toRow = rowMaker();
      return (await result.text())
        .split('\n')
        .filter((line) => line !== '')
        .flatMap(toRow);
    });
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

  /** Rows as arrays of JSON values in the order of the table's columns. */
  async #insert(table: string, rows: readonly (readonly unknown[])[]): Promise<void> {
    await this.#client
      .insert({ table: `\`${table}\``, values: rows, format: 'JSONCompactEachRow' })
      .catch((cause: unknown) => {
        throw clickhouseError(cause, this.#place, `insert into ${table}`);
      });
  }

  async transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    return work();
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
    if (dataset in DATASET_FIELDS) return datasetFields(dataset as keyof typeof DATASET_FIELDS);
    const columns = await this.query(
      sql`select name, type from system.columns where database = ${this.database} and table = ${dataset} order by position`,
    );
    return columns.map((column) => fieldOfClickhouseColumn(String(column['name']), String(column['type'])));
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

  async dropLines(staged: StagedLines): Promise<void> {
    this.#staged.delete(staged.table);
    await dropClickhouseLines(this.#statements, staged.table);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

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
