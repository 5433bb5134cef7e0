import { parseServerAddress, type ServerAddress } from '../address.ts';
import type { SourceContext } from '../context.ts';
import { codeOf, oneLine } from '../failure.ts';
import type { ListedInput, OpenedSources } from '../source.ts';
import { connectPostgres } from './postgres-connection.ts';
import {
  type Login,
  listServerTables,
  openServerTable,
  SERVER_PARAMETERS,
  type ServerKind,
  tlsOf,
} from './server-table.ts';

/**
 * `postgres://user:password@host:port/database?table=T&line=COLUMN` as a source; what
 * the address leaves out is taken from PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE
 * and PGSSLMODE.
 */
export const openPostgres = async (input: string, context: SourceContext): Promise<OpenedSources> => {
  const address = parseServerAddress(input, SERVER_PARAMETERS);
  return openServerTable(POSTGRES, loginOf(address, context), address.parameters, context);
};

/** Tables of a PostgreSQL database. */
export const listPostgres = async (input: string, context: SourceContext): Promise<readonly ListedInput[]> =>
  listServerTables(POSTGRES, loginOf(parseServerAddress(input, SERVER_PARAMETERS), context), context);

const loginOf = (address: ServerAddress, { environment }: SourceContext): Login => {
  const user = address.user ?? environment['PGUSER'] ?? environment['USER'] ?? 'postgres';
  return {
    host: address.host || environment['PGHOST'] || '127.0.0.1',
    port: address.port ?? (Number(environment['PGPORT']) || 5432),
    user,
    password: address.password ?? environment['PGPASSWORD'],
    database: address.database || environment['PGDATABASE'] || user,
    tls: tlsOf(address, environment['PGSSLMODE']),
    isNamed: address.user !== undefined,
  };
};

// Codes of PostgreSQL's appendix A.
const REASONS: Readonly<Record<string, (login: Login) => string>> = Object.freeze({
  '28P01': (login) => refused(login),
  '28000': (login) => `${refused(login)}, or the server wants TLS: add &sslmode=require`,
  '42501': (login) => `user "${oneLine(login.user, 80)}" may not read the table; grant SELECT on it`,
  '42P01': () => 'the table has gone; check which tables there are',
  '42703': () => 'a column has gone; check which columns there are',
  '53300': () => 'the server has too many connections; try again later',
  '57P01': () => 'the server went away; start it again',
  '57P02': () => 'the server went away; start it again',
  '57P03': () => 'the server is starting or stopping; try again',
  '57014': () => 'the server ended the query; raise statement_timeout',
  ECONNRESET: () => 'the server broke the connection; try again',
  EPIPE: () => 'the server broke the connection; try again',
});

// What the driver says without a code.
const MESSAGES: readonly (readonly [RegExp, (login: Login) => string])[] = [
  [
    /Connection terminated unexpectedly|Connection ended unexpectedly/,
    () => 'the server went away or closed the connection; start it again and check that it is PostgreSQL',
  ],
  [
    /timeout expired|Connection terminated due to connection timeout/,
    () => 'the server gives no answer in time; check host, port and firewall, and that it is PostgreSQL',
  ],
  [
    /does not support SSL/,
    () => 'the server does not speak TLS; leave out sslmode, or switch TLS on at the server',
  ],
  [/password must be a (non-empty )?string|no password supplied/i, (login) => refused(login)],
  [
    /Invalid (message|response)|Received unexpected|Unexpected message|unknown message code|There was an error establishing an SSL connection/i,
    () => 'the server there is not PostgreSQL; check host and port',
  ],
];

const refused = (login: Login): string =>
  `user "${oneLine(login.user, 80)}" is refused${login.password === undefined ? ' without a password' : ''}; check user and password (PGPASSWORD may hold it, special characters in an address go in percent form)`;

const reason = (error: unknown, login: Login): string | undefined => {
  const known = REASONS[codeOf(error)];
  if (known !== undefined) return known(login);
  const message = (error as Error | undefined)?.message ?? '';
  return MESSAGES.find(([pattern]) => pattern.test(message))?.[1](login);
};

const POSTGRES: ServerKind = Object.freeze({
  scheme: 'postgres',
  defaultPort: 5432,
  connect: connectPostgres,
  reason,
  isUnknownDatabase: (error: unknown) => codeOf(error) === '3D000',
  databases: async (login: Login, context: SourceContext) => {
    const connection = await connectPostgres({ ...login, database: 'postgres' }, context);
    try {
      return await connection.databases();
    } finally {
      await connection.end();
    }
  },
});
