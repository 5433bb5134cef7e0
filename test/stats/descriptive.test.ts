import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean } from '../../src/stats/mean.ts';
import { medianAbsoluteDeviation, NORMAL_CONSISTENCY } from '../../src/stats/median-absolute-deviation.ts';
import { median } from '../../src/stats/median.ts';
import { quantile } from '../../src/stats/quantile.ts';
import { standardDeviation } from '../../src/stats/standard-deviation.ts';
import { sum } from '../../src/stats/sum.ts';
import { tukeyFence } from '../../src/stats/tukey-fence.ts';
import { zScore } from '../../src/stats/z-score.ts';

// Expected numbers of VALUES: pandas 3.0.6 (mean, std, quantile) and scipy 1.17.1 (median_abs_deviation).
const VALUES = [3.1, -2, 7.25, 0, 12, 12, 5.5];

describe('descriptive statistics', () => {
  it('equal pandas and scipy on a mixed sample', () => {
    expect(mean(VALUES)).toBeCloseTo(5.4071428571428575, 14);
    expect(standardDeviation(VALUES)).toBeCloseTo(5.4736054975543444, 14);
    expect(median(VALUES)).toBe(5.5);
    expect(medianAbsoluteDeviation(VALUES)).toBe(5.5);
    expect((medianAbsoluteDeviation(VALUES) as number) * NORMAL_CONSISTENCY).toBeCloseTo(
      8.15431220178081,
      13,
    );
  });

  it('interpolate quantiles as type 7 does', () => {
    const expected = [
      [0, -2],
      [0.05, -1.4],
      [0.25, 1.55],
      [0.33, 3.0380000000000003],
      [0.5, 5.5],
      [0.75, 9.625],
      [0.95, 12],
      [1, 12],
    ] as const;
    for (const [probability, value] of expected) expect(quantile(VALUES, probability)).toBeCloseTo(value, 13);
    expect(() => quantile(VALUES, 1.2)).toThrow('a quantile lies between 0 and 1, not at 1.2');
  });

  it('put the fences of Tukey at the quartiles plus and minus k of their distance', () => {
    expect(tukeyFence(VALUES, 1.5)).toEqual({
      lower: 1.55 - 1.5 * 8.075,
      upper: 9.625 + 1.5 * 8.075,
      lowerQuartile: 1.55,
      upperQuartile: 9.625,
    });
  });

  it('have a stated answer for nothing, for one value and for no spread', () => {
    expect([
      mean([]),
      standardDeviation([]),
      median([]),
      quantile([], 0.5),
      medianAbsoluteDeviation([]),
    ]).toEqual([null, null, null, null, null]);
    expect(tukeyFence([], 3)).toBeNull();
    expect(sum([])).toBe(0);
    expect(standardDeviation([4])).toBeNull();
    expect(standardDeviation([4, 4, 4])).toBe(0);
    expect(zScore(5, 4, 0)).toBeNull();
    expect(zScore(12, 10, 2)).toBe(1);
  });

  it('add up without losing small numbers beside large ones', () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
    expect(sum([Number.POSITIVE_INFINITY, 1])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('laws of the statistics', () => {
  const sample = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 2, maxLength: 40 });

  it('do not depend on the order of the values', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const reversed = [...values].reverse();
        expect(quantile(reversed, 0.3)).toBe(quantile(values, 0.3));
        expect(medianAbsoluteDeviation(reversed)).toBe(medianAbsoluteDeviation(values));
        const scale = Math.max(...values.map(Math.abs), 1);
        expect(Math.abs((mean(reversed) as number) - (mean(values) as number)) / scale).toBeLessThan(1e-15);
      }),
    );
  });

  it('keep mean and quantiles inside the range, and quantiles in order', () => {
    fc.assert(
      fc.property(sample, fc.double({ min: 0, max: 1, noNaN: true }), (values, probability) => {
        const low = Math.min(...values);
        const high = Math.max(...values);
        const at = quantile(values, probability) as number;
        expect(at).toBeGreaterThanOrEqual(low);
        expect(at).toBeLessThanOrEqual(high);
        expect(at).toBeLessThanOrEqual(quantile(values, Math.min(1, probability + 0.1)) as number);
        const slack = Math.max(Math.abs(low), Math.abs(high)) * 1e-15;
        expect(mean(values) as number).toBeGreaterThanOrEqual(low - slack);
        expect(mean(values) as number).toBeLessThanOrEqual(high + slack);
      }),
    );
  });
});
