import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile } from '../../src/stats/quantile.ts';
import { weightedQuantile } from '../../src/stats/weighted-quantile.ts';

describe('a quantile of numbers that stand for several', () => {
  it('is the quantile of the numbers repeated', () => {
    const weighted = fc.record({
      value: fc.integer({ min: -50, max: 50 }),
      count: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(
        fc.array(weighted, { minLength: 1, maxLength: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const repeated = values.flatMap(({ value, count }) => Array.from({ length: count }, () => value));
          expect(weightedQuantile(values, p)).toBeCloseTo(quantile(repeated, p) as number, 9);
        },
      ),
    );
  });

  it('is null without numbers', () => {
    expect(weightedQuantile([], 0.5)).toBeNull();
  });
});
