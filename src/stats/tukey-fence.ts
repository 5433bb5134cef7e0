import { quantile } from './quantile.ts';

export interface TukeyFence {
  readonly lower: number;
  readonly upper: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

/**
 * The fences of Tukey (1977): quartiles of type 7, less and plus `multiplier` times
 * the distance between them; null for no values.
 * @example tukeyFence([1, 2, 3, 4], 1.5) // { lower: -0.5, upper: 5.5, lowerQuartile: 1.75, upperQuartile: 3.25 }
 */
export const tukeyFence = (values: readonly number[], multiplier: number): TukeyFence | null => {
  const lowerQuartile = quantile(values, 0.25);
  const upperQuartile = quantile(values, 0.75);
  if (lowerQuartile === null || upperQuartile === null) return null;
  const reach = multiplier * (upperQuartile - lowerQuartile);
  return { lower: lowerQuartile - reach, upper: upperQuartile + reach, lowerQuartile, upperQuartile };
};
