import { describe, expect, it } from 'vitest';
import { negativeBinomialTail } from '../../src/stats/negative-binomial-tail.ts';
import { poissonTail } from '../../src/stats/poisson-tail.ts';

/** The sum of probabilities, term by term, with exact ratios of neighbours. */
const summed = (count: number, mean: number, size: number): number => {
  const share = mean / (mean + size);
  let term = (1 - share) ** size;
  let below = 0;
  for (let k = 0; k < count; k += 1) {
    below += term;
    term *= (share * (size + k)) / (k + 1);
  }
  return 1 - below;
};

describe('the tail of a negative binomial number', () => {
  it.each([
    [1, 1, 1],
    [4, 2.5, 0.7],
    [9, 3, 12],
    [30, 20, 4.5],
  ])('of %d or more with mean %d and size %d is what the terms leave', (count, mean, size) => {
    expect(negativeBinomialTail(count, mean, size)).toBeCloseTo(summed(count, mean, size), 12);
  });

  it('is a Poisson tail for an infinite size, and nearly so for a large one', () => {
    expect(negativeBinomialTail(6, 2, Number.POSITIVE_INFINITY)).toBe(poissonTail(6, 2));
    expect(negativeBinomialTail(6, 2, 1e7)).toBeCloseTo(poissonTail(6, 2), 6);
  });

  it('is 1 for a count of 0 and 0 for a mean of 0', () => {
    expect(negativeBinomialTail(0, 3, 1)).toBe(1);
    expect(negativeBinomialTail(1, 0, 1)).toBe(0);
  });
});
