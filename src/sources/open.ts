import { UsageError } from '../kernel/errors.ts';
import { schemeOf } from './address.ts';
import {
  DEFAULT_LIMITS,
  type SourceClock,
  type SourceContext,
  type SourceLimits,
  SYSTEM_CLOCK,
} from './context.ts';
import { openPath } from './local/path.ts';
import { standardInput } from './local/standard-input.ts';
import type { OpenedSources } from './source.ts';

/** What may be told to the sources; everything has a default. */
export interface OpenOptions {
  /** Environment variables: credentials and endpoints. Default: those of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Default: the standard input of the process. */
  readonly standardInput?: NodeJS.ReadableStream;
  readonly clock?: SourceClock;
  readonly limits?: Partial<SourceLimits>;
  /** Ends opening, and reading where `bytes` or `rows` is given none of its own. */
  readonly signal?: AbortSignal;
}

/**
 * Opens one INPUT as its sources, in order of path: a path, a glob, a folder, `-`,
 * `s3://`, `http(s)://`, `mysql://` or `mariadb://`, `postgres://` or `postgresql://`,
 * `sqlite:FILE?table=T`, `file://`. Servers are contacted to learn what is there; logs
 * are read later. The caller closes every source.
 * @throws UsageError for an address that cannot be understood, InputError (ServiceError
 *   where a server fails) for one that gives nothing; no message holds a password.
 * @example const { sources } = await openSources('logs/access.log.gz');
 */
export const openSources = async (input: string, options: OpenOptions = {}): Promise<OpenedSources> => {
  if (input === '') throw new UsageError('an empty INPUT names nothing; name a file, a folder or an address');
  const context = sourceContext(options);
  if (input === '-') return { sources: [standardInput(context)], skipped: [] };
  const scheme = schemeOf(input);
  switch (scheme) {
    case undefined:
      return openPath(input, context);
    case 'file':
      return openPath(filePath(input), context);
    case 's3':
      return (await import('./remote/s3.ts')).openS3(input, context);
    case 'http':
    case 'https':
      return (await import('./remote/web.ts')).openWeb(input, context);
    case 'mysql':
    case 'mariadb':
      return (await import('./tables/mysql.ts')).openMysql(input, context);
    case 'postgres':
    case 'postgresql':
      return (await import('./tables/postgres.ts')).openPostgres(input, context);
    case 'sqlite':
      return (await import('./tables/sqlite.ts')).openSqliteAddress(input, context);
    default:
      throw unknownScheme(scheme);
  }
};

/** The world for the sources, with defaults filled in. */
export const sourceContext = (options: OpenOptions): SourceContext => ({
  environment: options.environment ?? process.env,
  standardInput: options.standardInput ?? process.stdin,
  clock: options.clock ?? SYSTEM_CLOCK,
  limits: { ...DEFAULT_LIMITS, ...options.limits },
  signal: options.signal,
});

const SCHEMES: readonly string[] = Object.freeze([
  's3://',
  'https://',
  'http://',
  'mysql://',
  'postgres://',
  'sqlite:',
  'file://',
]);

export const unknownScheme = (scheme: string): UsageError =>
  new UsageError(
    `addresses that begin with ${scheme}:// are not known; known are ${SCHEMES.join(', ')} and paths`,
  );

export const filePath = (input: string): string => {
  try {
    return decodeURIComponent(new URL(input).pathname);
  } catch {
    throw new UsageError(
      'this file:// address cannot be understood; write file:///folder/access.log or the plain path',
    );
  }
};
