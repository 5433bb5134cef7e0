import { quantile } from './quantile.ts';

/**
 * Middle value, the mean of the two middle ones for an even number; null for no values.
 * @example median([1, 2, 10]) // 2
 */
export const median = (values: readonly number[]): number | null => quantile(values, 0.5);
