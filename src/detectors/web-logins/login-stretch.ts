import type { Row } from '../../store/event-store.ts';
import { numberOf, windowOf } from '../windows.ts';
import type { WebLoginsSettings } from './settings.ts';

/** Logins of one address in adjoining windows; times in microseconds since 1970. */
export interface LoginStretch {
  readonly entity: string;
  readonly firstWindow: number;
  readonly attempts: number;
  readonly failures: number;
  readonly first: number;
  readonly last: number;
  /** The last login that was let in, after a refused one; undefined without any. */
  readonly admittedLast: number | undefined;
  /** Refused logins that make a finding, by the bound or by what is usual here. */
  readonly bound: number;
}

/** What the addresses that log in usually meet. */
export interface Usual {
  readonly addresses: number;
  /** Median of their mean number of refused logins per window. */
  readonly failures: number;
}

/** So many addresses make a norm: with fewer, attackers could be half of them. */
const FEWEST_FOR_NORM = 50;
/** Where being refused is usual, so many times the usual is not. */
const BEYOND_USUAL = 10;

/** Whether enough logins were refused, and hardly any was let in. */
export const isConspicuous = (stretch: LoginStretch, { minimumShare }: WebLoginsSettings): boolean =>
  stretch.failures >= stretch.bound && stretch.failures / stretch.attempts >= minimumShare;

/** Sums up one address's windows with refused logins; what was let in between them counts, too. */
export const loginStretch = (
  entity: string,
  part: readonly Row[],
  all: readonly Row[],
  usual: Usual,
  { minimumFailures }: WebLoginsSettings,
): LoginStretch => {
  const times = part.map((row) => windowOf(row) as number);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const within = all.filter((row) => {
    const window = windowOf(row);
    return window !== null && window >= from && window <= to;
  });
  const total = (name: string): number => within.reduce((sum, row) => sum + numberOf(row, name), 0);
  const first = Math.min(...part.map((row) => numberOf(row, 'first')));
  const admitted = Math.max(...within.map((row) => numberOf(row, 'admittedLast')));
  const norm = usual.addresses >= FEWEST_FOR_NORM ? BEYOND_USUAL * usual.failures * part.length : 0;
  return {
    entity,
    firstWindow: from,
    attempts: total('attempts'),
    failures: total('failures'),
    first,
    last: Math.max(...part.map((row) => numberOf(row, 'last'))),
    admittedLast: admitted > first ? admitted : undefined,
    bound: Math.max(minimumFailures, norm),
  };
};
