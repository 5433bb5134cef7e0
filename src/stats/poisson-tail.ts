import { gammaHead } from './gamma-tail.ts';

/**
 * Probability that a Poisson number of this mean is `count` or more; 1 for a count of 0.
 * @example poissonTail(3, 1) // 0.08030139707139418
 */
export const poissonTail = (count: number, mean: number): number => {
  if (count <= 0) return 1;
  return mean <= 0 ? 0 : gammaHead(Math.ceil(count), mean);
};
