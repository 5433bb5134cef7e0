import type { SlidingOrder } from './sliding-order.ts';

/** Share of the past that counts as its upper tail. */
const TAIL_SHARE = 0.1;
/** Fewer past numbers than this say nothing. */
const FEWEST = 30;

/**
 * How surprising a large number is against a past: -log10 of the share of such numbers
 * or larger ones. Inside the past it is the rank; beyond its 90th percentile the tail
 * is taken to fall off exponentially with the mean excess of the past (peaks over a
 * threshold, Davison and Smith 1990, with shape 0). 0 for a past of fewer than 30, and
 * never more than `most`.
 * @example tailSurprise(hundredSmallNumbers, theLargest) // about 2
 */
export const tailSurprise = (past: SlidingOrder, value: number, most = 10): number => {
  const { size } = past;
  if (size < FEWEST) return 0;
  const rank = Math.floor(size * (1 - TAIL_SHARE));
  const edge = past.at(rank);
  if (value <= edge) return -Math.log10(Math.max((size - past.below(value)) / size, TAIL_SHARE));
  const excess = Math.max(past.meanFrom(rank) - edge, 1e-9 * Math.abs(edge), Number.MIN_VALUE);
  return Math.min(most, -Math.log10(TAIL_SHARE) + (value - edge) / excess / Math.LN10);
};
