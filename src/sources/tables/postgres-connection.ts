import type { Client, ClientConfig, QueryArrayConfig } from 'pg';
import type { FieldType } from '../../kernel/field-type.ts';
import type { SourceContext } from '../context.ts';
import type { Login, ServerConnection, ServerTable } from './server-table.ts';
import type { TableBatch, TableColumn, TableValue } from './table.ts';

const BATCH_ROWS = 2000;

/** Connects to PostgreSQL; throws the driver's error. */
export const connectPostgres = async (login: Login, context: SourceContext): Promise<PostgresConnection> => {
  const { default: pg } = await import('pg');
  const options: ClientConfig = {
    host: login.host,
    port: login.port,
    user: login.user,
    ...(login.password === undefined ? {} : { password: login.password }),
    database: login.database,
    connectionTimeoutMillis: context.limits.idleMilliseconds,
    keepAlive: true,
    application_name: 'logfence',
    ssl: login.tls === 'disable' ? false : { rejectUnauthorized: login.tls === 'verify-full' },
  };
  const client = new pg.Client(options);
  // A connection that breaks between two queries has nobody who listens otherwise; the next
  // query would only say that the connection cannot be used.
  const lost: { error?: Error } = {};
  client.on('error', (error) => {
    lost.error ??= error;
  });
  try {
    await client.connect();
    await client.query(
      // Without the last one, a scan may begin where another client's scan of the same table is.
      "set timezone = 'UTC'; set datestyle = 'ISO'; set bytea_output = 'hex'; set client_encoding = 'UTF8'; set synchronize_seqscans = off",
    );
  } catch (error) {
    await endQuietly(client);
    throw error;
  }
  return new PostgresConnection(client, lost);
};

export class PostgresConnection implements ServerConnection {
  readonly #client: Client;
  readonly #lost: { readonly error?: Error };
  #ended = false;

  constructor(client: Client, lost: { readonly error?: Error }) {
    this.#client = client;
    this.#lost = lost;
  }

  async databases(): Promise<readonly string[]> {
    const rows = await this.#all('select datname from pg_database where not datistemplate order by datname');
    return rows.map(([name]) => String(name));
  }

  /** Tables and views of the search path by their names, of other schemas as schema.table. */
  async tables(): Promise<readonly string[]> {
    const rows = await this.#all(
      `select case when table_schema = any (current_schemas(false)) then table_name else table_schema || '.' || table_name end as shown
       from information_schema.tables
       where table_schema not in ('pg_catalog', 'information_schema') order by 1`,
    );
    return rows.map(([name]) => String(name));
  }

  async table(name: string): Promise<ServerTable> {
    const identity = await this.#identity(name);
    const columns = await this.#all(
      `select a.attname, t.typname, coalesce(a.attnum = any (i.indkey), false)
       from pg_attribute a join pg_type t on t.oid = a.atttypid
       left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
       where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
      [identity],
    );
    const key = await this.#all(
      `select a.attname from pg_index i
       cross join unnest(i.indkey) with ordinality as k (number, position)
       join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
       where i.indrelid = $1::regclass and i.indisprimary order by k.position`,
      [identity],
    );
    const [[rows = '-1'] = []] = await this.#all(
      'select reltuples::bigint from pg_class where oid = $1::regclass',
      [identity],
    );
    return {
      columns: columns.map(postgresColumn),
      key: key.map(([column]) => String(column)),
      rows: Number(rows) < 0 ? undefined : Number(rows),
    };
  }

  async *read(
    table: string,
    columns: readonly TableColumn[],
    key: readonly string[],
    limit?: number,
  ): AsyncGenerator<TableBatch> {
    const list = columns.map((column) => textOf(column)).join(', ');
    // A bare name would be the column of the answer, which is text: 10 before 9.
    const order = key.length === 0 ? '' : ` order by ${key.map((name) => `t.${quoted(name)}`).join(', ')}`;
    const statement = `select ${list} from ${await this.#identity(table)} as t${order}${limit === undefined ? '' : ` limit ${limit}`}`;
    await this.#client.query('begin read only');
    await this.#client.query(`declare logfence_rows no scroll cursor for ${statement}`);
    const areBytes = columns.map((column) => column.kind === 'bytea');
    const areTimes = columns.map((column) => column.kind === 'timestamptz');
    for (;;) {
      const rows = await this.#all(`fetch forward ${BATCH_ROWS} from logfence_rows`);
      if (rows.length === 0) break;
      yield rows.map((row) => row.map((value, index) => tableValue(value, areBytes[index], areTimes[index])));
    }
    await this.#client.query('commit');
  }

  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await endQuietly(this.#client);
  }

  /** A table's name as SQL; names with a dot are schema.table unless a table is called so. */
  async #identity(name: string): Promise<string> {
    const here = await this.#all(
      'select 1 from information_schema.tables where table_schema = any (current_schemas(false)) and table_name = $1',
      [name],
    );
    const dot = name.indexOf('.');
    return here.length > 0 || dot < 0
      ? quoted(name)
      : `${quoted(name.slice(0, dot))}.${quoted(name.slice(dot + 1))}`;
  }

  async #all(text: string, values: readonly string[] = []): Promise<readonly (readonly (string | null)[])[]> {
    const config: QueryArrayConfig = {
      text,
      values: [...values],
      rowMode: 'array',
      types: { getTypeParser: () => (value: string) => value },
    } as QueryArrayConfig;
    try {
      return (await this.#client.query(config)).rows as (string | null)[][];
    } catch (error) {
      throw this.#lost.error ?? error;
    }
  }
}

// A broken connection may never confirm its end.
const endQuietly = async (client: Client): Promise<void> => {
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } }).connection;
  const late = new Promise<void>((resolve) => {
    setTimeout(() => {
      stream.destroy();
      resolve();
    }, 500).unref();
  });
  await Promise.race([client.end().catch(() => undefined), late]);
};

const tableValue = (
  value: string | null,
  isBytes: boolean | undefined,
  isTime: boolean | undefined,
): TableValue => {
  if (value === null) return null;
  if (isBytes) return Buffer.from(value.slice(2), 'hex');
  return isTime ? value.replace(/\+00$/, '+00:00') : value;
};

const textOf = (column: TableColumn): string =>
  column.kind === 'inet' ? `host(${quoted(column.name)})` : `${quoted(column.name)}::text`;

const TYPES: Readonly<Record<string, FieldType>> = Object.freeze({
  int2: 'integer',
  int4: 'integer',
  int8: 'long',
  float4: 'double',
  float8: 'double',
  numeric: 'double',
  bool: 'boolean',
  date: 'date',
  timestamp: 'date',
  timestamptz: 'date',
  inet: 'ip',
});

const postgresColumn = ([name, type, isKey]: readonly (string | null)[]): TableColumn => ({
  name: String(name),
  type: TYPES[String(type)] ?? 'keyword',
  kind: String(type),
  isText: ['text', 'varchar', 'bpchar', 'bytea'].includes(String(type)),
  isKey: isKey === 't',
});

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
