import { logGamma } from './log-gamma.ts';

const PRECISION = 1e-16;
const TINY = 1e-300;

/**
 * Regularized incomplete beta function I_x(a, b) for a, b > 0 and x in 0..1
 * (continued fraction of Lentz, Numerical Recipes 6.4).
 * @example betaShare(2, 3, 0.5) // 0.6875
 */
export const betaShare = (a: number, b: number, x: number): number => {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(a, b, x)) / a
    : 1 - (front * fraction(b, a, 1 - x)) / b;
};

const fraction = (a: number, b: number, x: number): number => {
  let numerator = 1;
  let denominator = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let result = denominator;
  for (let step = 1; step < 100_000; step += 1) {
    const even = (step * (b - step) * x) / ((a + 2 * step - 1) * (a + 2 * step));
    denominator = 1 / awayFromZero(1 + even * denominator);
    numerator = awayFromZero(1 + even / numerator);
    result *= denominator * numerator;
    const odd = (-(a + step) * (a + b + step) * x) / ((a + 2 * step) * (a + 2 * step + 1));
    denominator = 1 / awayFromZero(1 + odd * denominator);
    numerator = awayFromZero(1 + odd / numerator);
    const change = denominator * numerator;
    result *= change;
    if (Math.abs(change - 1) < PRECISION) break;
  }
  return result;
};

const awayFromZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
