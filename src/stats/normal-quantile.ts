import { UsageError } from '../kernel/errors.ts';
import { normalTail } from './normal-tail.ts';

const CENTRAL = {
  above: [
    2.506628277459239, -30.66479806614716, 138.357751867269, -275.9285104469687, 220.9460984245205,
    -39.69683028665376,
  ],
  below: [
    1, -13.28068155288572, 66.80131188771972, -155.6989798598866, 161.5858368580409, -54.47609879822406,
  ],
} as const;
const TAIL = {
  above: [
    2.938163982698783, 4.374664141464968, -2.549732539343734, -2.400758277161838, -0.3223964580411365,
    -0.007784894002430293,
  ],
  below: [1, 3.754408661907416, 2.445134137142996, 0.3224671290700398, 0.007784695709041462],
} as const;

/**
 * The value below which a standard normal number lies with this probability:
 * Acklam's rational approximation (2003) with one step of Halley, exact to about 1e-15 relative.
 * @throws UsageError unless 0 < probability < 1
 * @example normalQuantile(0.975) // 1.959963984540054
 */
export const normalQuantile = (probability: number): number => {
  if (!(probability > 0 && probability < 1)) {
    throw new UsageError(`a probability here lies between 0 and 1, not at ${probability}`);
  }
  if (probability > 0.5) return -normalQuantile(1 - probability);
  const first = approximate(probability);
  const error = normalTail(-first) - probability;
  const step = error * Math.sqrt(2 * Math.PI) * Math.exp((first * first) / 2);
  return first - step / (1 + (first * step) / 2);
};

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((total, coefficient) => total * x + coefficient, 0);

const approximate = (probability: number): number => {
  if (probability < 0.02425) {
    const x = Math.sqrt(-2 * Math.log(probability));
    return polynomial(TAIL.above, x) / polynomial(TAIL.below, x);
  }
  const x = probability - 0.5;
  return (x * polynomial(CENTRAL.above, x * x)) / polynomial(CENTRAL.below, x * x);
};
