import {
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
  ClickHouseLogLevel,
  createClient,
} from '@clickhouse/client';
import { UsageError } from '../kernel/errors.ts';
import { VALUE_SETTINGS } from './clickhouse-values.ts';

/** A connection made elsewhere (ClickHouse as a library in the same process). */
export type ClickhouseConnection = NonNullable<ClickHouseClientConfigOptions['connection']>;

export interface ClickhouseOptions {
  /** http://host:8123 or https://host:8443; see `parseClickhouseUrl`. */
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
  /** Used in place of `url`; closed with the store. */
  readonly connection?: ClickhouseConnection;
  /** Database that holds the store; `default` when absent. */
  readonly database?: string;
  /** Whether a missing database is made (default) or refused. */
  readonly create?: boolean;
  /** Upper bound of one query's memory in the server; the server's own bound when absent. */
  readonly memoryLimitBytes?: number;
  /** Threads of one query; the server's choice when absent. */
  readonly threads?: number;
  /** Longest wait for another writer to end, seconds. */
  readonly lockWaitSeconds?: number;
  /** Longest wait for one statement, seconds. */
  readonly timeoutSeconds?: number;
}

/**
 * Settings of every statement: standard SQL where ClickHouse differs by default, and room
 * for the long statements that formats compile to.
 */
const BASE_SETTINGS: Readonly<Record<string, string | number>> = Object.freeze({
  ...VALUE_SETTINGS,
  join_use_nulls: 1,
  cast_keep_nullable: 1,
  union_default_mode: 'DISTINCT',
  session_timezone: 'UTC',
  // A column "x.null" of ours would be taken for the null map of a column "x".
  optimize_functions_to_subcolumns: 0,
  allow_experimental_variant_type: 1,
  allow_suspicious_variant_types: 1,
  // The ledger keeps the newest row of an input; see `putInput`.
  final: 1,
  mutations_sync: 2,
  async_insert: 0,
  insert_deduplicate: 0,
  max_query_size: 64 * 1024 * 1024,
  max_ast_elements: 1_000_000,
  max_expanded_ast_elements: 5_000_000,
  max_ast_depth: 10_000,
  max_parser_depth: 10_000,
});

const numericSettings = (options: ClickhouseOptions): Record<string, string> => ({
  ...(options.memoryLimitBytes === undefined
    ? {}
    : {
        max_memory_usage: String(options.memoryLimitBytes),
        max_bytes_before_external_group_by: String(Math.floor(options.memoryLimitBytes / 2)),
        max_bytes_before_external_sort: String(Math.floor(options.memoryLimitBytes / 2)),
      }),
  ...(options.threads === undefined ? {} : { max_threads: String(options.threads) }),
});

/** A client that prints nothing and knows the settings; `database` stays unset until it is known to exist. */
export const connectClickhouse = (options: ClickhouseOptions, database?: string): ClickHouseClient =>
  createClient({
    ...(options.connection === undefined
      ? { url: options.url ?? 'http://localhost:8123' }
      : { connection: options.connection }),
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(database === undefined ? {} : { database }),
    application: 'logfence',
    request_timeout: (options.timeoutSeconds ?? 3600) * 1000,
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: { ...BASE_SETTINGS, ...numericSettings(options) },
  });

const PARAMETERS = ['secure', 'memory', 'threads'];

/** A positive whole number of a store address, or undefined when it is not given. */
const count = (url: URL, name: string): number | undefined => {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  if (!/^[1-9][0-9]{0,14}$/.test(text)) {
    throw new UsageError(`store address: ${name}=${text} is no positive whole number`);
  }
  return Number(text);
};

/**
 * Options from clickhouse://[user[:password]@]host[:port][/database][?secure=1&memory=BYTES&threads=N];
 * `environment` may give CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.
 * @throws UsageError when the address is none, never with the password in it.
 * @example parseClickhouseUrl('clickhouse://ana@db.example/logs', {}).database // 'logs'
 */
export const parseClickhouseUrl = (
  address: string,
  environment: Readonly<Record<string, string | undefined>>,
): ClickhouseOptions => {
  const url = URL.parse(address.replace(/^clickhouse:/, 'http:'));
  if (url === null || !/^clickhouse:\/\//.test(address) || url.hostname === '') {
    throw new UsageError('a ClickHouse store is written clickhouse://user@host:8123/database');
  }
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`store address: unknown parameter "${unknown}"; known are ${PARAMETERS.join(', ')}`);
  }
  const path = decodeURIComponent(url.pathname.slice(1));
  if (path.includes('/')) throw new UsageError(`store address: "${path}" is no database name`);
  const secure = ['1', 'true'].includes(url.searchParams.get('secure') ?? '0');
  const port = url.port === '' ? (secure ? '8443' : '8123') : url.port;
  const username = url.username === '' ? environment['CLICKHOUSE_USER'] : decodeURIComponent(url.username);
  const password =
    url.password === '' ? environment['CLICKHOUSE_PASSWORD'] : decodeURIComponent(url.password);
  const memoryLimitBytes = count(url, 'memory');
  const threads = count(url, 'threads');
  return {
    url: `${secure ? 'https' : 'http'}://${url.hostname}:${port}`,
    database: path === '' ? 'default' : path,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
    ...(threads === undefined ? {} : { threads }),
  };
};
