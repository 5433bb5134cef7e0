import { quantile } from '../stats/quantile.ts';

/** Fewer counts than this make no fence. */
export const FEWEST_COUNTS = 8;

/**
 * Where a count becomes far out among others: the upper quartile plus three quartile
 * distances (Tukey 1977), with room for the chance of rare events (three standard
 * deviations of a Poisson number). Undefined for fewer than eight counts.
 * @example countFence([0, 0, 0, 0, 0, 0, 0, 0]) // 3
 */
export const countFence = (counts: readonly number[]): number | undefined =>
  counts.length < FEWEST_COUNTS
    ? undefined
    : fenceOf(quantile(counts, 0.25) ?? 0, quantile(counts, 0.75) ?? 0);

/** The same from quartiles that were asked of the engine. */
export const fenceOf = (lower: number, upper: number): number =>
  upper + 3 * (upper - lower) + 3 * Math.sqrt(Math.max(1, upper));
