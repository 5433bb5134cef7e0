import type { Connection, ConnectionOptions, QueryOptions } from 'mysql2';
import type { FieldType } from '../../kernel/field-type.ts';
import type { SourceContext } from '../context.ts';
import type { Login, ServerConnection, ServerTable } from './server-table.ts';
import type { TableBatch, TableColumn, TableValue } from './table.ts';

const BATCH_ROWS = 1000;

/** Connects to MySQL or MariaDB; throws the driver's error. */
export const connectMysql = async (login: Login, context: SourceContext): Promise<MysqlConnection> => {
  const mysql = (await import('mysql2')).default;
  const options: ConnectionOptions = {
    host: login.host,
    port: login.port,
    user: login.user,
    password: login.password ?? '',
    ...(login.database === '' ? {} : { database: login.database }),
    charset: 'utf8mb4',
    connectTimeout: context.limits.idleMilliseconds,
    // A hostile server must not get to read local files.
    flags: ['-LOCAL_FILES'],
    ...(login.tls === 'disable' ? {} : { ssl: { rejectUnauthorized: login.tls === 'verify-full' } }),
  };
  const connection = mysql.createConnection(options);
  // A connection that breaks between two queries has nobody who listens otherwise.
  connection.on('error', () => undefined);
  try {
    await new Promise<void>((resolve, reject) =>
      connection.connect((error) => (error ? reject(error) : resolve())),
    );
    const made = new MysqlConnection(connection, login.database);
    await made.prepare();
    return made;
  } catch (error) {
    connection.destroy();
    throw error;
  }
};

export class MysqlConnection implements ServerConnection {
  readonly #connection: Connection;
  readonly #database: string;

  constructor(connection: Connection, database: string) {
    this.#connection = connection;
    this.#database = database;
  }

  /** Times in UTC, and patience with a reader that commits between two reads. */
  async prepare(): Promise<void> {
    await this.#all("set session time_zone = '+00:00', net_write_timeout = 3600, net_read_timeout = 3600");
  }

  async databases(): Promise<readonly string[]> {
    return (await this.#all('show databases')).map(([name]) => String(name));
  }

  async tables(): Promise<readonly string[]> {
    if (this.#database === '') throw Object.assign(new Error('no database'), { code: 'ER_NO_DB_ERROR' });
    const rows = await this.#all(
      'select table_name from information_schema.tables where table_schema = ? order by table_name',
      [this.#database],
    );
    return rows.map(([name]) => String(name));
  }

  async table(name: string): Promise<ServerTable> {
    const place = [this.#database, name];
    const columns = await this.#all(
      'select column_name, data_type, column_type, column_key from information_schema.columns where table_schema = ? and table_name = ? order by ordinal_position',
      place,
    );
    const key = await this.#all(
      "select column_name from information_schema.statistics where table_schema = ? and table_name = ? and index_name = 'PRIMARY' order by seq_in_index",
      place,
    );
    const [[rows = null] = []] = await this.#all(
      'select table_rows from information_schema.tables where table_schema = ? and table_name = ?',
      place,
    );
    return {
      columns: columns.map(mysqlColumn),
      key: key.map(([column]) => String(column)),
      rows: rows === null ? undefined : Number(rows),
    };
  }

  async *read(
    table: string,
    columns: readonly TableColumn[],
    key: readonly string[],
    limit?: number,
  ): AsyncGenerator<TableBatch> {
    const list = columns.map((column) => quoted(column.name)).join(', ');
    const order = key.length === 0 ? '' : ` order by ${key.map(quoted).join(', ')}`;
    const statement = `select ${list} from ${quoted(table)}${order}${limit === undefined ? '' : ` limit ${limit}`}`;
    const stream = this.#connection
      .query({ sql: statement, rowsAsArray: true, typeCast: tableValue } as QueryOptions)
      .stream({ highWaterMark: BATCH_ROWS });
    // The driver tells the connection of its end, but not a stream that waits for rows.
    const lost = (error: Error) => void stream.destroy(error);
    this.#connection.on('error', lost);
    let batch: TableValue[][] = [];
    let failure: { readonly error: unknown } | undefined;
    try {
      for await (const row of stream) {
        batch.push(row as TableValue[]);
        if (batch.length < BATCH_ROWS) continue;
        yield batch;
        batch = [];
      }
    } catch (error) {
      failure = { error };
    } finally {
      this.#connection.off('error', lost);
    }
    if (batch.length > 0) yield batch;
    if (failure) throw failure.error;
  }

  async end(): Promise<void> {
    // Not a polite good-bye: rows may still be on their way.
    this.#connection.destroy();
  }

  #all(statement: string, values: readonly string[] = []): Promise<readonly (readonly unknown[])[]> {
    return new Promise((resolve, reject) => {
      this.#connection.query({ sql: statement, rowsAsArray: true, values: [...values] }, (error, rows) =>
        error ? reject(error) : resolve(Array.isArray(rows) ? (rows as unknown as unknown[][]) : []),
      );
    });
  }
}

interface MysqlField {
  readonly type: string;
  buffer(): Buffer | null;
}

// Values as the server spells them: no numbers, dates or text of another character set in between.
const tableValue = (field: MysqlField): TableValue => {
  const bytes = field.buffer();
  if (bytes === null) return null;
  if (field.type === 'BIT') return BigInt(`0x${bytes.toString('hex') || '0'}`).toString();
  if (field.type === 'TIMESTAMP') return zeroless(`${bytes.toString('latin1')}+00:00`);
  if (field.type === 'DATETIME' || field.type === 'DATE') return zeroless(bytes.toString('latin1'));
  return bytes;
};

const zeroless = (date: string): string | null => (date.startsWith('0000-00-00') ? null : date);

const TYPES: Readonly<Record<string, FieldType>> = Object.freeze({
  tinyint: 'integer',
  smallint: 'integer',
  mediumint: 'integer',
  int: 'integer',
  bigint: 'long',
  bit: 'long',
  year: 'integer',
  decimal: 'double',
  float: 'double',
  double: 'double',
  date: 'date',
  datetime: 'date',
  timestamp: 'date',
  inet4: 'ip',
  inet6: 'ip',
});

const mysqlColumn = ([name, dataType, columnType, columnKey]: readonly unknown[]): TableColumn => {
  const type = String(dataType).toLowerCase();
  const isWide = type === 'int' && String(columnType).includes('unsigned');
  return {
    name: String(name),
    type: isWide ? 'long' : (TYPES[type] ?? 'keyword'),
    isText: /char|text|blob|binary/.test(type),
    isKey: columnKey === 'PRI',
  };
};

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
