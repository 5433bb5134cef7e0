import { EngineError } from '../kernel/errors.ts';

/** Where a statement went, for messages; never holds a password. */
export interface ClickhousePlace {
  readonly address: string;
  readonly database: string;
  /** The engine is a library in this process. */
  readonly inProcess: boolean;
  /** Cut out of every message. */
  readonly password: string | undefined;
}

const codeOf = (cause: unknown): string =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';

const textOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** One line, without control characters and without the password. */
const clean = (text: string, password: string | undefined): string => {
  const line = text.replaceAll(/\p{Cc}+/gu, ' ').trim();
  const safe = password === undefined || password === '' ? line : line.replaceAll(password, '***');
  return safe.slice(0, 500).replace(/[. ]+$/, '');
};

type Describe = (place: ClickhousePlace, reason: string) => string;

const KNOWN: Readonly<Record<string, Describe>> = {
  ECONNREFUSED: ({ address }) =>
    `nothing answers at ${address}; start ClickHouse there or correct host and port of --store`,
  ENOTFOUND: ({ address }) => `no host of that name: ${address}; correct the host of --store`,
  EAI_AGAIN: ({ address }) => `the name server does not answer for ${address}; check the network`,
  ECONNRESET: ({ address }) =>
    `${address} closed the connection; is this the HTTP port (8123, or 8443 with ?secure=1) and not the native one (9000)?`,
  EPIPE: ({ address }) => `${address} closed the connection while data was sent; run the same command again`,
  ETIMEDOUT: ({ address }) => `${address} does not answer; check host, port and firewall`,
  EHOSTUNREACH: ({ address }) => `no route to ${address}; check the network`,
  EPROTO: ({ address }) => `${address} does not speak TLS; leave ?secure=1 out or give the HTTPS port (8443)`,
  '516': ({ address }) =>
    `ClickHouse at ${address} refuses the user or the password; set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD or write clickhouse://user@host/database`,
  '497': (_place, reason) => `the ClickHouse user lacks a right: ${reason}; grant it or use another user`,
  '81': ({ database, address }) =>
    `no database "${database}" at ${address}; load something with logfence ingest, or correct the name in --store`,
  '241': (_place, reason) =>
    `the query needs more memory than ClickHouse allows: ${reason}; narrow it with --where or raise memory= in --store`,
  '159': () => 'the query took longer than ClickHouse allows; narrow it with --where',
  '164': () => 'only reading statements are allowed here; write a SELECT',
  '243': ({ address }) =>
    `the disk of ClickHouse at ${address} is full; free space there and run the same command again`,
};

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;

/** Any failure as one line that says what, where and the way out. */
export const clickhouseError = (cause: unknown, place: ClickhousePlace, statement?: string): EngineError => {
  const options = { cause, ...(statement === undefined ? {} : { sql: statement }) };
  const code = codeOf(cause);
  const reason = clean(textOf(cause), place.password);
  const known = KNOWN[code];
  if (known !== undefined) return new EngineError(clean(known(place, reason), place.password), options);
  if (CERTIFICATE.test(code)) {
    return new EngineError(
      `the certificate of ${place.address} is not trusted (${code}); set NODE_EXTRA_CA_CERTS to its authority`,
      options,
    );
  }
  if (/timeout/i.test(reason) && code === '') {
    return new EngineError(
      `${place.address} did not answer in time; try again or narrow the question`,
      options,
    );
  }
  const what = /^[0-9]+$/.test(code)
    ? `the engine refused a query (code ${code})`
    : `ClickHouse at ${place.address} failed`;
  return new EngineError(`${what}: ${reason === '' ? 'no reason given' : reason}`, options);
};
