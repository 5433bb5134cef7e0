import { tukeyFence } from '../../stats/tukey-fence.ts';
import type { Row } from '../../store/event-store.ts';
import { entityOf, numberOf } from '../windows.ts';
import type { ErrorStretch } from './stretch.ts';

export interface WindowTotals {
  readonly requests: number;
  readonly errors: number;
}

/** What all others did in the windows of a stretch. */
export const othersOf = (
  stretch: ErrorStretch,
  totals: ReadonlyMap<number | null, WindowTotals>,
): WindowTotals => {
  let requests = -stretch.requests;
  let errors = -stretch.errors;
  for (const window of stretch.windows) {
    requests += totals.get(window)?.requests ?? 0;
    errors += totals.get(window)?.errors ?? 0;
  }
  return { requests: Math.max(0, requests), errors: Math.max(0, errors) };
};

/** Failing paths of all stretches, to hold one of them against. */
export interface Peers {
  /** By address, the largest number of failing paths in one stretch. */
  readonly paths: ReadonlyMap<string, number>;
  /** Addresses with a few errors only, whose paths were not looked at. */
  readonly quiet: number;
}

export const peersOf = (rows: readonly Row[], parts: readonly ErrorStretch[]): Peers => {
  const paths = new Map<string, number>();
  for (const part of parts) paths.set(part.entity, Math.max(paths.get(part.entity) ?? 0, part.paths));
  const quiet = rows
    .filter((row) => entityOf(row) === null)
    .reduce((most, row) => Math.max(most, numberOf(row, 'quiet')), 0);
  return { paths, quiet };
};

export interface PeerFence {
  /** Upper fence of the others' failing paths: quartiles of log2(1 + paths) plus three times their distance. */
  readonly fence: number;
  readonly median: number;
  readonly sampleSize: number;
}

/** Fewer addresses than this make no fence. */
const FEWEST_PEERS = 8;

/** The fence that the other addresses with errors make; undefined when they are too few. */
export const peerFence = (peers: Peers, entity: string): PeerFence | undefined => {
  const others = otherPaths(peers, entity);
  const quiet = Array.from({ length: Math.min(peers.quiet, 100_000) }, () => 1);
  const logs = [...others, ...quiet].map((count) => Math.log2(1 + count));
  const fence = logs.length < FEWEST_PEERS ? null : tukeyFence(logs, 3);
  if (fence === null) return undefined;
  const sorted = logs.sort((left, right) => left - right);
  const median = 2 ** (sorted[Math.floor(sorted.length / 2)] as number) - 1;
  return { fence: 2 ** fence.upper - 1, median: Math.round(median), sampleSize: logs.length };
};

export const otherPaths = (peers: Peers, entity: string): readonly number[] =>
  [...peers.paths].filter(([address]) => address !== entity).map(([, count]) => count);
