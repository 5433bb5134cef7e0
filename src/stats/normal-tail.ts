import { gammaTail } from './gamma-tail.ts';

/**
 * Probability that a standard normal number exceeds `z`, accurate far into the tail
 * (through the incomplete gamma function: erfc(x) = Q(1/2, x*x)).
 * @example normalTail(1.959963984540054) // 0.025
 */
export const normalTail = (z: number): number => {
  const beyond = gammaTail(0.5, (z * z) / 2) / 2;
  return z >= 0 ? beyond : 1 - beyond;
};
