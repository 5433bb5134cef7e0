import { betaShare } from './beta-share.ts';
import { poissonTail } from './poisson-tail.ts';

/**
 * Probability that a negative binomial number of this mean and size (variance
 * mean + mean^2 / size) is `count` or more; 1 for a count of 0. It is a Poisson number
 * whose mean is itself a gamma variable of shape `size`; an infinite size is a Poisson number.
 * @example negativeBinomialTail(1, 1, 1) // 0.5
 */
export const negativeBinomialTail = (count: number, mean: number, size: number): number => {
  if (count <= 0) return 1;
  if (mean <= 0) return 0;
  if (!Number.isFinite(size)) return poissonTail(count, mean);
  return betaShare(Math.ceil(count), size, mean / (mean + size));
};
