import { UsageError } from '../kernel/errors.ts';
import { normalQuantile } from './normal-quantile.ts';

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Score interval of a share (Wilson 1927, without continuity correction): the shares
 * that `successes` of `trials` do not contradict. Without trials it is 0..1.
 * @throws UsageError unless 0 <= successes <= trials and 0 < confidence < 1
 * @example wilsonInterval(1, 1, 0.95) // { lower: 0.2065493143772375, upper: 1 }
 */
export const wilsonInterval = (successes: number, trials: number, confidence = 0.95): Interval => {
  if (!(successes >= 0 && successes <= trials)) {
    throw new UsageError(`${successes} of ${trials} is no share`);
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new UsageError(`a confidence lies between 0 and 1, not at ${confidence}`);
  }
  if (trials === 0) return { lower: 0, upper: 1 };
  const z = normalQuantile(0.5 + confidence / 2);
  const share = successes / trials;
  const weight = 1 + (z * z) / trials;
  const center = (share + (z * z) / (2 * trials)) / weight;
  const reach = (z / weight) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return {
    lower: successes === 0 ? 0 : Math.max(0, center - reach),
    upper: successes === trials ? 1 : Math.min(1, center + reach),
  };
};
