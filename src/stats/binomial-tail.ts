import { betaShare } from './beta-share.ts';

/**
 * Probability of `successes` or more in `trials` independent trials of this probability; 1 for 0 successes.
 * @example binomialTail(3, 3, 0.5) // 0.125
 */
export const binomialTail = (successes: number, trials: number, probability: number): number => {
  if (successes <= 0) return 1;
  if (successes > trials) return 0;
  return betaShare(successes, trials - successes + 1, probability);
};
