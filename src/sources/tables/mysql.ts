import { parseServerAddress, type ServerAddress } from '../address.ts';
import type { SourceContext } from '../context.ts';
import { codeOf, oneLine } from '../failure.ts';
import type { ListedInput, OpenedSources } from '../source.ts';
import { connectMysql } from './mysql-connection.ts';
import {
  type Login,
  listServerTables,
  openServerTable,
  SERVER_PARAMETERS,
  type ServerKind,
  tlsOf,
} from './server-table.ts';

/** `mysql://user:password@host:port/database?table=T&line=COLUMN` as a source; MYSQL_PWD may hold the password. */
export const openMysql = async (input: string, context: SourceContext): Promise<OpenedSources> => {
  const address = parseServerAddress(input, SERVER_PARAMETERS);
  return openServerTable(MYSQL, loginOf(address, context), address.parameters, context);
};

/** Tables of a MySQL or MariaDB database. */
export const listMysql = async (input: string, context: SourceContext): Promise<readonly ListedInput[]> =>
  listServerTables(MYSQL, loginOf(parseServerAddress(input, SERVER_PARAMETERS), context), context);

const loginOf = (address: ServerAddress, { environment }: SourceContext): Login => ({
  host: address.host || environment['MYSQL_HOST'] || '127.0.0.1',
  port: address.port ?? (Number(environment['MYSQL_TCP_PORT']) || 3306),
  user: address.user ?? environment['USER'] ?? 'root',
  password: address.password ?? environment['MYSQL_PWD'],
  database: address.database,
  tls: tlsOf(address, undefined),
  isNamed: address.user !== undefined,
});

const REASONS: Readonly<Record<string, (login: Login) => string>> = Object.freeze({
  ER_ACCESS_DENIED_ERROR: (login) => refused(login),
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: (login) => refused(login),
  ER_DBACCESS_DENIED_ERROR: (login) =>
    `user "${oneLine(login.user, 80)}" may not use the database "${oneLine(login.database, 80)}"; check its name, or grant the right to read it`,
  ER_TABLEACCESS_DENIED_ERROR: (login) =>
    `user "${oneLine(login.user, 80)}" may not read the table; grant SELECT on it`,
  ER_COLUMNACCESS_DENIED_ERROR: (login) =>
    `user "${oneLine(login.user, 80)}" may not read the column; grant SELECT on it`,
  ER_NO_DB_ERROR: () => 'the address names no database; write mysql://user:password@host/database?table=T',
  ER_NO_SUCH_TABLE: () => 'the table has gone; check which tables there are',
  ER_HOST_NOT_PRIVILEGED: () =>
    'the server accepts no connections from this machine; grant the user this host',
  ER_HOST_IS_BLOCKED: () =>
    'the server has blocked this machine after errors; run "mysqladmin flush-hosts" on it',
  ER_CON_COUNT_ERROR: () => 'the server has too many connections; try again later',
  ER_SERVER_SHUTDOWN: () => 'the server went away; start it again',
  ER_CONNECTION_KILLED: () => 'the server ended the connection; try again',
  ER_NORMAL_SHUTDOWN: () => 'the server went away; start it again',
  ER_QUERY_INTERRUPTED: () => 'the server ended the query; try again',
  ER_STATEMENT_TIMEOUT: () => 'the server ended the query for its length; raise max_statement_time',
  PROTOCOL_CONNECTION_LOST: () =>
    'the server went away or closed the connection; start it again and check that it is MySQL or MariaDB',
  ETIMEDOUT: () =>
    'the server gives no answer in time; check host, port and firewall, and that it is MySQL or MariaDB',
  ECONNRESET: () => 'the server broke the connection; try again',
  EPIPE: () => 'the server broke the connection; try again',
  PROTOCOL_INCORRECT_PACKET_SEQUENCE: () => 'the server there is not MySQL or MariaDB; check host and port',
  ERR_OUT_OF_RANGE: () => 'the server there is not MySQL or MariaDB; check host and port',
  HANDSHAKE_NO_SSL_SUPPORT: () =>
    'the server does not speak TLS; leave out sslmode, or switch TLS on at the server',
  HANDSHAKE_SSL_ERROR: () =>
    'TLS error: the certificate is not trusted; name its authority in NODE_EXTRA_CA_CERTS, or use sslmode=require',
  ER_SECURE_TRANSPORT_REQUIRED: () => 'wants TLS; add &sslmode=require',
  AUTH_SWITCH_PLUGIN_ERROR: () =>
    'the server wants a way of login that is not supported; give the user mysql_native_password, ed25519 is not known',
});

const refused = (login: Login): string =>
  `user "${oneLine(login.user, 80)}" is refused${login.password === undefined ? ' without a password' : ''}; check user and password (MYSQL_PWD may hold it, special characters in an address go in percent form)`;

const MYSQL: ServerKind = Object.freeze({
  scheme: 'mysql',
  defaultPort: 3306,
  connect: connectMysql,
  reason: (error: unknown, login: Login) => REASONS[codeOf(error)]?.(login),
  isUnknownDatabase: (error: unknown) => codeOf(error) === 'ER_BAD_DB_ERROR',
  databases: async (login: Login, context: SourceContext) => {
    const connection = await connectMysql({ ...login, database: '' }, context);
    try {
      return await connection.databases();
    } finally {
      await connection.end();
    }
  },
});
