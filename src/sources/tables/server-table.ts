import {
  InputError,
  InterruptedError,
  LogfenceError,
  ServiceError,
  UsageError,
} from '../../kernel/errors.ts';
import type { ServerAddress } from '../address.ts';
import type { SourceContext } from '../context.ts';
import { isAbort, oneLine, withoutSecrets } from '../failure.ts';
import { cleanCause, networkFailure } from '../network-failure.ts';
import type { ListedInput, OpenedSources } from '../source.ts';
import { chooseTable, lineColumn, type TableBatch, type TableColumn, tableAddress } from './table.ts';
import { lineTable, type TableParts, typedTable } from './table-sources.ts';

/** How to reach a database server: the address with what the environment adds. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly tls: 'disable' | 'require' | 'verify-full';
  /** True where the address itself names user or password; the path that is shown leaves them out. */
  readonly isNamed: boolean;
}

/** What is known of a table on a server. */
export interface ServerTable {
  readonly columns: readonly TableColumn[];
  /** The primary key's columns in its own order; empty without one. */
  readonly key: readonly string[];
  /** The server's estimate. */
  readonly rows: number | undefined;
}

/** A connection to a database server; every method may throw the driver's own error. */
export interface ServerConnection {
  tables(): Promise<readonly string[]>;
  table(name: string): Promise<ServerTable>;
  /** Rows of some columns of a table in the order of its key, in batches. */
  read(
    table: string,
    columns: readonly TableColumn[],
    key: readonly string[],
    limit?: number,
  ): AsyncIterable<TableBatch>;
  /** Ends it, also in the middle of rows. */
  end(): Promise<void>;
}

/** One kind of database server. */
export interface ServerKind {
  /** Scheme in the addresses that are shown. */
  readonly scheme: string;
  readonly defaultPort: number;
  connect(login: Login, context: SourceContext): Promise<ServerConnection>;
  /** What a code of the server means, with the way out; undefined for one that is not known. */
  reason(error: unknown, login: Login): string | undefined;
  /** Names of the databases, for a suggestion. */
  databases(login: Login, context: SourceContext): Promise<readonly string[]>;
  isUnknownDatabase(error: unknown): boolean;
}

const PARAMETERS = ['table', 'line', 'sslmode'];

/** `scheme://host:port/database` as it is shown: the default port is left out, the user always. */
const databaseAddress = (kind: ServerKind, login: Login): string => {
  const host = login.host.includes(':') ? `[${login.host}]` : login.host;
  const port = login.port === kind.defaultPort ? '' : `:${login.port}`;
  return oneLine(`${kind.scheme}://${host}${port}/${encodeURIComponent(login.database)}`);
};

/** TLS as the address or the environment asks for it; throws UsageError for an unknown word. */
export const tlsOf = (address: ServerAddress, environmentMode: string | undefined): Login['tls'] => {
  const mode = address.parameters.get('sslmode') ?? environmentMode ?? 'disable';
  if (mode === 'prefer' || mode === 'allow') return 'disable';
  if (mode === 'verify-ca') return 'verify-full';
  if (mode === 'disable' || mode === 'require' || mode === 'verify-full') return mode;
  throw new UsageError(`sslmode is disable, require or verify-full, not "${oneLine(mode, 40)}"`);
};

export const SERVER_PARAMETERS: readonly string[] = Object.freeze(PARAMETERS);

/** Opens a table on a server as a source; its catalogue is read now, its rows later. */
export const openServerTable = async (
  kind: ServerKind,
  login: Login,
  parameters: ReadonlyMap<string, string>,
  context: SourceContext,
): Promise<OpenedSources> => {
  const database = databaseAddress(kind, login);
  return withConnection(kind, login, context, async (connection) => {
    const name = chooseTable(database, await connection.tables(), parameters.get('table'));
    const table = await connection.table(name);
    const bare = tableAddress(database, name, undefined);
    const line = lineColumn(bare, table.columns, parameters.get('line'));
    const wanted =
      line === undefined ? table.columns : table.columns.filter((column) => column.name === line);
    const path = tableAddress(database, name, line);
    const parts: TableParts = {
      path,
      table: name,
      isOrdered: table.key.length > 0,
      origin: 'named',
      reopenable: !login.isNamed,
      ...(table.rows === undefined ? {} : { storedRows: table.rows }),
      ...(table.key.length === 0
        ? { notes: ['the table has no primary key, so its rows come in the order the server likes'] }
        : {}),
      batches: (signal) => readRows({ kind, login, context, path, signal }, name, wanted, table.key),
    };
    if (line !== undefined) return { sources: [lineTable(parts, context)], skipped: [] };
    const sample = await firstBatch(connection.read(name, wanted, table.key, 1000));
    return { sources: [typedTable(parts, table.columns, sample, context)], skipped: [] };
  });
};

/** The tables of a database, for `inputs --list`. */
export const listServerTables = async (
  kind: ServerKind,
  login: Login,
  context: SourceContext,
): Promise<readonly ListedInput[]> => {
  const database = databaseAddress(kind, login);
  return withConnection(kind, login, context, async (connection) =>
    (await connection.tables()).map((table) => ({
      path: tableAddress(database, table, undefined),
      sizeBytes: null,
      modified: null,
    })),
  );
};

const withConnection = async <Result>(
  kind: ServerKind,
  login: Login,
  context: SourceContext,
  work: (connection: ServerConnection) => Promise<Result>,
): Promise<Result> => {
  const path = databaseAddress(kind, login);
  let connection: ServerConnection | undefined;
  try {
    connection = await kind.connect(login, context);
    return await work(connection);
  } catch (error) {
    throw kind.isUnknownDatabase(error)
      ? await unknownDatabase(kind, login, context)
      : serverFailure(kind, login, path, error);
  } finally {
    await connection?.end().catch(() => undefined);
  }
};

const unknownDatabase = async (
  kind: ServerKind,
  login: Login,
  context: SourceContext,
): Promise<InputError> => {
  const { suggestion } = await import('./table.ts');
  const known = await kind.databases(login, context).catch((): string[] => []);
  const hint = known.length === 0 ? 'check its name' : suggestion(login.database, known, 'databases');
  return new InputError(
    `${databaseAddress(kind, login)}: no database "${oneLine(login.database, 80)}"; ${hint}`,
  );
};

interface Reading {
  readonly kind: ServerKind;
  readonly login: Login;
  readonly context: SourceContext;
  readonly path: string;
  readonly signal: AbortSignal | undefined;
}

async function* readRows(
  { kind, login, context, path, signal }: Reading,
  table: string,
  columns: readonly TableColumn[],
  key: readonly string[],
): AsyncGenerator<TableBatch> {
  let rows = 0;
  let connection: ServerConnection | undefined;
  const stop = () => void connection?.end().catch(() => undefined);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    connection = await kind.connect(login, context);
    if (signal?.aborted) throw new InterruptedError();
    for await (const batch of connection.read(table, columns, key)) {
      rows += batch.length;
      yield batch;
    }
  } catch (error) {
    if (signal?.aborted) throw new InterruptedError();
    const failure = serverFailure(kind, login, path, error);
    if (rows > 0)
      failure.message = `${failure.message} (${rows} rows were read before, run again for the rest)`;
    throw failure;
  } finally {
    signal?.removeEventListener('abort', stop);
    await connection?.end().catch(() => undefined);
  }
}

/** What the server or the way to it said, as one of ours, without the password. */
const serverFailure = (kind: ServerKind, login: Login, path: string, error: unknown): LogfenceError => {
  if (error instanceof LogfenceError) return error;
  if (isAbort(error)) return new InterruptedError();
  const reason = kind.reason(error, login);
  if (reason === undefined) return networkFailure(path, error, [login.password]);
  const clean = withoutSecrets(oneLine((error as Error).message), [login.password]);
  const cause = cleanCause(error, clean);
  // What the user can put right is wrong input; what only the server can is its failure.
  return /^(?:the server |TLS error)/.test(reason)
    ? new ServiceError(`${path}: ${reason}`, cause)
    : new InputError(`${path}: ${reason}`, cause);
};

const firstBatch = async (batches: AsyncIterable<TableBatch>): Promise<TableBatch> => {
  const rows: TableBatch[number][] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
};
