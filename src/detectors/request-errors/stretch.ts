import type { Row } from '../../store/event-store.ts';
import { mergeBy, numberOf, textsOf, unitedTexts, windowOf } from '../windows.ts';

/** Failing paths kept per row; a longer list is cut, so its size is a lower bound. */
export const PATHS_KEPT = 200;

/** Marks of a kept path: asked for from nowhere or from strangers' pages, or from one of our own. */
export const UNREFERRED = 'u';
export const REFERRED = 'r';

/** How two rows of one window and address join. */
export const mergeErrorRows = mergeBy({
  sums: ['requests', 'errors', 'refused', 'serverErrors', 'addresses', 'failingAddresses'],
  minima: ['first'],
  maxima: ['last', 'paths', 'referrers', 'peers', 'peerLower', 'peerUpper'],
  sets: ['failing'],
  setSize: PATHS_KEPT,
});

/** What one address did in adjoining windows. */
export interface ErrorStretch {
  readonly entity: string;
  /** Microseconds since 1970; null for events without time. */
  readonly firstWindow: number | null;
  readonly windows: readonly (number | null)[];
  readonly first: number | null;
  readonly last: number | null;
  readonly requests: number;
  readonly errors: number;
  /** 401 and 407. */
  readonly refused: number;
  readonly serverErrors: number;
  /** Its windows, and those in which more than half of its requests failed. */
  readonly addresses: number;
  readonly failingAddresses: number;
  /** Different paths that were missing or refused; a lower bound when `atLeast`. */
  readonly paths: number;
  readonly atLeast: boolean;
  /** Share of these paths that were only asked for from a page of ours. */
  readonly linkedShare: number;
  readonly samplePaths: readonly string[];
}

/** Sums up one address's rows of adjoining windows; needs at least one row. */
export const errorStretch = (entity: string, rows: readonly Row[]): ErrorStretch => {
  const total = rows.reduce(mergeErrorRows);
  const kept = unitedTexts(
    rows.map((row) => textsOf(row, 'failing')),
    PATHS_KEPT * 20,
  );
  const unreferred = new Set(kept.filter((path) => path.startsWith(UNREFERRED)).map((path) => path.slice(1)));
  const linked = kept.filter((path) => path.startsWith(REFERRED) && !unreferred.has(path.slice(1)));
  const seen = unreferred.size + linked.length;
  const paths = Math.max(seen, numberOf(total, 'paths'));
  // One referrer for everything is an attacker's, not a set of pages with broken links.
  const linkedShare =
    numberOf(total, 'referrers') * 4 >= linked.length && seen > 0 ? linked.length / seen : 0;
  return {
    entity,
    firstWindow: windowOf(rows[0] as Row),
    windows: rows.map(windowOf),
    first: total['first'] === null ? null : numberOf(total, 'first'),
    last: total['last'] === null ? null : numberOf(total, 'last'),
    requests: numberOf(total, 'requests'),
    errors: numberOf(total, 'errors'),
    refused: numberOf(total, 'refused'),
    serverErrors: numberOf(total, 'serverErrors'),
    addresses: numberOf(total, 'addresses'),
    failingAddresses: numberOf(total, 'failingAddresses'),
    paths,
    atLeast: rows.length > 1 && rows.some((row) => textsOf(row, 'failing').length >= PATHS_KEPT),
    linkedShare,
    samplePaths: [...unreferred, ...linked.map((path) => path.slice(1))].slice(0, 4),
  };
};

/** What a stretch is: many different failing paths, or many errors on few. */
export type ErrorKind = 'paths' | 'errors';

/** Broken links that our own pages carry count a quarter: a visitor who follows them does no harm. */
export const weightedPaths = (stretch: ErrorStretch): number =>
  stretch.paths * (1 - 0.75 * stretch.linkedShare);
