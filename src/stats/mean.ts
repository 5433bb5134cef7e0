import { sum } from './sum.ts';

/**
 * Arithmetic mean; null for no values.
 * @example mean([1, 2, 6]) // 3
 */
export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sum(values) / values.length;
