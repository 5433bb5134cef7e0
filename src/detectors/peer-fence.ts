import type { Row } from '../store/event-store.ts';
import { entityOf, numberOf } from './windows.ts';

/** What the other entities make of a fence for a count. */
export interface PeerFence {
  readonly fence: number;
  /** Half-way between the quartiles on the logarithm. */
  readonly usual: number;
  readonly entities: number;
}

/** Fewer entities than this make no fence. */
export const FEWEST_PEERS = 8;

/**
 * Tukey's (1977) far-out fence on log2(1 + count): the upper quartile plus three times
 * the quartile distance, as a count. Read from the row without entity that carries
 * `peers`, `peerLower` and `peerUpper`; undefined when there is none or too few peers.
 */
export const peerFence = (rows: readonly Row[]): PeerFence | undefined => {
  const row = rows.find((item) => entityOf(item) === null && numberOf(item, 'peers') > 0);
  if (row === undefined || numberOf(row, 'peers') < FEWEST_PEERS) return undefined;
  const lower = numberOf(row, 'peerLower');
  const upper = numberOf(row, 'peerUpper');
  return {
    fence: 2 ** (upper + 3 * (upper - lower)) - 1,
    usual: Math.round(2 ** ((lower + upper) / 2) - 1),
    entities: numberOf(row, 'peers'),
  };
};
