import { logGamma } from './log-gamma.ts';

const PRECISION = 1e-16;
const TINY = 1e-300;

/**
 * Upper regularized incomplete gamma function Q(shape, x): series below x = shape + 1,
 * continued fraction (Lentz) above (Abramowitz and Stegun 6.5.29 and 6.5.31).
 * It is also the probability that a Poisson number of mean x stays below `shape`.
 * @example gammaTail(1, 2) // 0.1353352832366127, that is exp(-2)
 */
export const gammaTail = (shape: number, x: number): number => {
  if (x <= 0) return 1;
  return x < shape + 1 ? 1 - lowerSeries(shape, x) : upperFraction(shape, x);
};

/** Lower regularized incomplete gamma function P = 1 - Q, accurate where it is small. */
export const gammaHead = (shape: number, x: number): number => {
  if (x <= 0) return 0;
  return x < shape + 1 ? lowerSeries(shape, x) : 1 - upperFraction(shape, x);
};

const factor = (shape: number, x: number): number => Math.exp(shape * Math.log(x) - x - logGamma(shape));

const lowerSeries = (shape: number, x: number): number => {
  let term = 1 / shape;
  let total = term;
  for (let next = shape + 1; term > total * PRECISION; next += 1) {
    term *= x / next;
    total += term;
  }
  return total * factor(shape, x);
};

const upperFraction = (shape: number, x: number): number => {
  let offset = x + 1 - shape;
  let numerator = 1 / TINY;
  let denominator = 1 / offset;
  let result = denominator;
  for (let step = 1; step < 100_000; step += 1) {
    const coefficient = -step * (step - shape);
    offset += 2;
    denominator = 1 / awayFromZero(coefficient * denominator + offset);
    numerator = awayFromZero(offset + coefficient / numerator);
    const change = denominator * numerator;
    result *= change;
    if (Math.abs(change - 1) < PRECISION) break;
  }
  return result * factor(shape, x);
};

const awayFromZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
