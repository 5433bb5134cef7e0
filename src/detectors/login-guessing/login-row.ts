import { quantile } from '../../stats/quantile.ts';
import type { Row } from '../../store/event-store.ts';
import { type PeerFence, peerFence } from '../peer-fence.ts';
import { entityOf, numberOf, textsOf, windowOf } from '../windows.ts';
import { type LoginKey, prefixOf } from './keys.ts';

/** What was tried at one entity in one period. */
export interface LoginRow {
  readonly entity: string;
  readonly micros: number;
  /** What others like it make of a fence: of accounts that nobody got in as, the others of them. */
  readonly fence: PeerFence | undefined;
  readonly attempts: number;
  readonly failures: number;
  /** Lines that tell of the failures; sshd writes two of one attempt. */
  readonly failedLines: number;
  /** Names on the other side of its logins, and those of them that never got in. */
  readonly names: number;
  readonly failing: number;
  readonly failed: readonly string[];
  readonly admitted: readonly string[];
  /** Names that got in after many failures; the most failures of one, their logins. */
  readonly guessed: readonly string[];
  readonly guessedFailures: number;
  readonly guessedLogins: number;
  readonly guessedFirst: number;
  readonly guessedLast: number;
  /** Times of the first and last failure and success; microseconds since 1970, 0 without any. */
  readonly first: number;
  readonly last: number;
  readonly firstSuccess: number;
  readonly lastSuccess: number;
  /** Of networks: addresses that failed, and the most failures of one. */
  readonly addresses: number;
  readonly strongest: number;
}

/** All rows of one key, in order of entity and time, with what the others make of a fence. */
export interface KeyRows {
  readonly key: LoginKey;
  readonly rows: readonly LoginRow[];
  readonly fence: PeerFence | undefined;
  /** Start of the log's first period. */
  readonly firstMicros: number;
}

export const keyRows = (key: LoginKey, all: readonly Row[]): KeyRows => {
  const prefix = prefixOf(key);
  const own = all.filter((row) => entityOf(row)?.startsWith(prefix) === true);
  const plain = own
    .filter((row) => windowOf(row) !== null)
    .map((row) => ({ row, login: loginRow(row, (entityOf(row) as string).slice(prefix.length)) }));
  const logins = plain.map(({ login }) => login);
  const quartiles = own.find((row) => numberOf(row, 'peers') > 0) ?? quartilesOf(logins);
  const fence = fenceOf(quartiles);
  const vain = key.look === 'account' ? logins.filter(({ failing, names }) => failing === names) : [];
  const vainFence = fenceOf(quartilesOf(vain)) ?? fence;
  return {
    key,
    rows: plain.map(({ row, login }) => ({
      ...login,
      fence:
        numberOf(row, 'peers') > 0
          ? fenceOf(row)
          : login.failing === login.names && key.look === 'account'
            ? vainFence
            : fence,
    })),
    fence,
    firstMicros: numberOf(quartiles, 'firstPeriod'),
  };
};

const fenceOf = (quartiles: Row): PeerFence | undefined => peerFence([{ ...quartiles, entity: null }]);

/** User names an hour from which the hourly rule sees an address by itself. */
const FAST_PER_HOUR = 3;

/** Whether an address failed as so few users an hour that the hourly rule does not see it. */
export const isSlow = (row: LoginRow): boolean =>
  row.failing / Math.max(1, (row.last - row.first) / 3_600e6) < FAST_PER_HOUR;

/** Failures an hour from which the hourly rule sees an address by itself. */
const FAST_FAILURES = 20;

/** Whether an address failed so seldom an hour that the hourly rule does not see it. */
export const isSlowForcing = (row: LoginRow): boolean =>
  row.failures / Math.max(1, (row.last - row.first) / 3_600e6) < FAST_FAILURES;

const quartilesOf = (rows: readonly Pick<LoginRow, 'failing' | 'micros'>[]): Row => {
  const doublings = rows.map(({ failing }) => Math.log2(1 + failing));
  return {
    peers: rows.length,
    peerLower: quantile(doublings, 0.25) ?? 0,
    peerUpper: quantile(doublings, 0.75) ?? 0,
    firstPeriod: rows.reduce((least, { micros }) => Math.min(least, micros), Number.MAX_SAFE_INTEGER),
  };
};

const loginRow = (row: Row, entity: string): Omit<LoginRow, 'fence'> => {
  const admitted = textsOf(row, 'admitted');
  const inside = new Set(admitted);
  const failed = textsOf(row, 'failed').filter((name) => !inside.has(name));
  const counted = row['names'] !== null && row['names'] !== undefined;
  const number = (name: string): number => numberOf(row, name);
  return {
    entity,
    micros: windowOf(row) as number,
    attempts: number('attempts'),
    failures: number('failures'),
    failedLines: number('failedLines'),
    names: counted ? number('names') : failed.length + admitted.length,
    failing: counted ? number('failing') : failed.length,
    failed,
    admitted,
    guessed: textsOf(row, 'guessed'),
    guessedFailures: number('guessedFailures'),
    guessedLogins: number('guessedLogins'),
    guessedFirst: number('guessedFirst'),
    guessedLast: number('guessedLast'),
    first: number('first'),
    last: number('last'),
    firstSuccess: number('firstSuccess'),
    lastSuccess: number('lastSuccess'),
    addresses: number('addresses'),
    strongest: number('strongest'),
  };
};
