import { median } from './median.ts';

/** Makes the deviation estimate the standard deviation of a normal distribution: 1 / qnorm(0.75). */
export const NORMAL_CONSISTENCY = 1.482602218505602;

/**
 * Median of the distances from the median, unscaled (R's `mad(x, constant = 1)`); null for no values.
 * @example medianAbsoluteDeviation([1, 2, 3, 4, 100]) // 1
 */
export const medianAbsoluteDeviation = (values: readonly number[]): number | null => {
  const center = median(values);
  return center === null ? null : median(values.map((value) => Math.abs(value - center)));
};
