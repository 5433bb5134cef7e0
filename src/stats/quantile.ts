import { UsageError } from '../kernel/errors.ts';

/**
 * Quantile of type 7 (Hyndman and Fan 1996: linear interpolation between order
 * statistics, the default of R, numpy and pandas); null for no values.
 * @throws UsageError when the probability lies outside 0..1
 * @example quantile([1, 2, 3, 4], 0.25) // 1.75
 */
export const quantile = (values: readonly number[], probability: number): number | null =>
  quantileSorted(Float64Array.from(values).sort(), probability);

/** The same for values already sorted ascending. */
const quantileSorted = (sorted: ArrayLike<number>, probability: number): number | null => {
  if (!(probability >= 0 && probability <= 1)) {
    throw new UsageError(`a quantile lies between 0 and 1, not at ${probability}`);
  }
  if (sorted.length === 0) return null;
  const position = (sorted.length - 1) * probability;
  const index = Math.floor(position);
  const share = position - index;
  const lower = sorted[index] as number;
  const upper = sorted[Math.min(index + 1, sorted.length - 1)] as number;
  // numpy's way round: exact at both ends and monotone in between
  return share < 0.5 ? lower + (upper - lower) * share : upper - (upper - lower) * (1 - share);
};
