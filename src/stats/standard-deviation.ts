import { mean } from './mean.ts';
import { sum } from './sum.ts';

/**
 * Standard deviation of a sample (ddof 1, two passes), as pandas' `std`; null below two values.
 * @example standardDeviation([1, 2, 3, 4]) // 1.2909944487358056
 */
export const standardDeviation = (values: readonly number[]): number | null => {
  const center = mean(values);
  if (center === null || values.length < 2) return null;
  return Math.sqrt(sum(values.map((value) => (value - center) ** 2)) / (values.length - 1));
};
