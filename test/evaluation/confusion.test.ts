import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalsOf, RATE_NAMES, ratesOf } from '../../src/evaluation/confusion.ts';

const counts = fc.nat({ max: 100_000 });
const matrix = fc.record({ tp: counts, fp: counts, tn: counts, fn: counts });

describe('rates of a confusion matrix', () => {
  it('are the published ones for the lab', () => {
    const rates = ratesOf({ tp: 63, fp: 20, tn: 235, fn: 9 });
    expect([rates.FPR, rates.FDR, rates.FNR, rates.FOR]).toEqual([
      0.0784313725490196, 0.24096385542168675, 0.125, 0.036885245901639344,
    ]);
  });

  it('give precision, recall, F1 and Matthews as a separate calculation in Python does', () => {
    const { precision, recall, f1, mcc } = ratesOf({ tp: 6, fp: 2, tn: 9, fn: 3 });
    expect(precision).toBe(0.75);
    expect(recall).toBeCloseTo(0.6666666666666666, 15);
    expect(f1).toBeCloseTo(0.7058823529411765, 15);
    expect(mcc).toBeCloseTo(0.4923659639173309, 15);
  });

  it('are null where a class is empty, never 0 or NaN', () => {
    expect(ratesOf({ tp: 0, fp: 0, tn: 5, fn: 0 })).toEqual({
      FPR: 0,
      FDR: null,
      FNR: null,
      FOR: 0,
      precision: null,
      recall: null,
      f1: null,
      mcc: null,
    });
    expect(Object.values(ratesOf({ tp: 0, fp: 0, tn: 0, fn: 0 }))).toEqual(new Array(8).fill(null));
    expect(Object.values(intervalsOf({ tp: 0, fp: 0, tn: 0, fn: 0 }))).toEqual(new Array(8).fill(null));
  });

  it('lie inside their intervals and their bounds, for any counts', () => {
    fc.assert(
      fc.property(matrix, (confusion) => {
        const rates = ratesOf(confusion);
        const intervals = intervalsOf(confusion);
        for (const name of RATE_NAMES) {
          const rate = rates[name];
          const interval = intervals[name];
          if (rate === null || interval === null) continue;
          expect(rate).toBeGreaterThanOrEqual(name === 'mcc' ? -1.0000001 : 0);
          expect(rate).toBeLessThanOrEqual(1.0000001);
          expect(interval.lower).toBeLessThanOrEqual(rate + 1e-12);
          expect(interval.upper).toBeGreaterThanOrEqual(rate - 1e-12);
        }
      }),
    );
  });

  it('swap as the classes swap', () => {
    fc.assert(
      fc.property(matrix, ({ tp, fp, tn, fn }) => {
        const rates = ratesOf({ tp, fp, tn, fn });
        const swapped = ratesOf({ tp: tn, fp: fn, tn: tp, fn: fp });
        expect([swapped.FPR, swapped.FDR]).toEqual([rates.FNR, rates.FOR]);
        expect(swapped.mcc === null ? null : swapped.mcc.toFixed(9)).toBe(
          rates.mcc === null ? null : rates.mcc.toFixed(9),
        );
      }),
    );
  });
});
