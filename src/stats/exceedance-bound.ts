import type { SlidingOrder } from './sliding-order.ts';

/** Share of the past that counts as its upper tail. */
const TAIL_SHARE = 0.1;

/**
 * The number that this share of all is expected to exceed. Beyond the 90th percentile of the
 * past the tail is exponential with a mean that is known from the excesses seen only so well:
 * the predictive distribution after `n` of them is a Lomax one, (1 + x / (n * mean))^-n, which
 * widens the bound where they are few and is the plain peaks over a threshold (Davison and
 * Smith 1990, shape 0) where they are many. NaN for no past.
 * @example exceedanceBound(thousandExponentialNumbersOfMean1, 0.001) // about 7
 */
export const exceedanceBound = (past: SlidingOrder, share: number): number => {
  const { size } = past;
  const rank = Math.floor(size * (1 - TAIL_SHARE));
  const edge = past.at(rank);
  const excesses = size - rank;
  const within = (share * size) / excesses;
  if (!(within < 1)) return edge;
  const total = excesses * (past.meanFrom(rank) - edge);
  return edge + total * (within ** (-1 / excesses) - 1);
};
