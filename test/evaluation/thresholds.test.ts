import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratesOf } from '../../src/evaluation/confusion.ts';
import { averagePrecision, rocArea } from '../../src/evaluation/curves.ts';
import { type Goal, operatingPoint } from '../../src/evaluation/operating-point.ts';
import { pooledPoints, spreadOver } from '../../src/evaluation/spread.ts';
import type { Sweep, SweepPoint } from '../../src/evaluation/sweep.ts';
import { thresholdsFor } from '../../src/evaluation/thresholds.ts';

/** Things with a score (0 for unseen) and a label, as the points of all thresholds. */
const things = fc.array(fc.record({ score: fc.nat({ max: 8 }), isAttacked: fc.boolean() }), {
  minLength: 2,
  maxLength: 40,
});
type Thing = { readonly score: number; readonly isAttacked: boolean };

const pointsOf = (all: readonly Thing[], thresholds: readonly number[]): SweepPoint[] =>
  thresholds.map((threshold) => {
    const flagged = all.filter(({ score }) => score >= threshold);
    const tp = flagged.filter(({ isAttacked }) => isAttacked).length;
    const positives = all.filter(({ isAttacked }) => isAttacked).length;
    const fp = flagged.length - tp;
    const counts = { tp, fp, fn: positives - tp, tn: all.length - positives - fp };
    const rest = { attacks: 1, detectedAttacks: Math.min(1, tp), findings: 2, trueFindings: 1 };
    return { threshold, flagged: flagged.length, ...counts, ...ratesOf(counts), ...rest };
  });
const sweepOf = (all: readonly Thing[], thresholds = [1, 2, 3, 4, 5, 6, 7, 8]): Sweep => {
  const points = pointsOf(all, thresholds);
  return { setting: 'x', points, rocArea: null, averagePrecision: null, definitions: [], notes: [] };
};

describe('curves over all thresholds', () => {
  it('have the area that counting pairs gives: right order 1, ties one half', () => {
    fc.assert(
      fc.property(things, (all) => {
        const [attacked, others] = [true, false].map((label) =>
          all.filter(({ isAttacked }) => isAttacked === label),
        );
        const pairs = (attacked ?? []).flatMap((left) =>
          (others ?? []).map((right): number =>
            left.score > right.score ? 1 : left.score === right.score ? 0.5 : 0,
          ),
        );
        const area = rocArea(sweepOf(all).points);
        if (pairs.length === 0) expect(area).toBeNull();
        else expect(area).toBeCloseTo(pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length, 10);
      }),
    );
  });

  it('have an average precision of at most 1, and of 1 where every attacked thing stands above the others', () => {
    fc.assert(
      fc.property(things, (all) => {
        const perfect = all.map(({ isAttacked }) => ({ isAttacked, score: isAttacked ? 8 : 0 }));
        expect(averagePrecision(sweepOf(all).points) ?? 0).toBeLessThanOrEqual(1 + 1e-12);
        if (all.some(({ isAttacked }) => isAttacked))
          expect(averagePrecision(sweepOf(perfect).points)).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe('an operating point', () => {
  it('is beaten by no other threshold', () => {
    const goal = fc.oneof(
      fc.constant<Goal>({ kind: 'f1' }),
      fc.constant<Goal>({ kind: 'mcc' }),
      fc
        .double({ min: 0, max: 1, noNaN: true })
        .map((atMost): Goal => ({ kind: 'false-positive rate', atMost })),
      fc.double({ min: 0.01, max: 100, noNaN: true }).map((missCosts): Goal => ({ kind: 'cost', missCosts })),
    );
    const worth = (point: SweepPoint, wanted: Goal): number => {
      if (wanted.kind === 'cost') return -(point.fp + wanted.missCosts * point.fn);
      if (wanted.kind !== 'false-positive rate') return point[wanted.kind] ?? Number.NEGATIVE_INFINITY;
      return point.FPR === null || point.FPR > wanted.atMost
        ? Number.NEGATIVE_INFINITY
        : (point.recall ?? Number.NEGATIVE_INFINITY);
    };
    fc.assert(
      fc.property(things, goal, (all, wanted) => {
        const { points } = sweepOf(all);
        const best = operatingPoint(points, wanted);
        const values = points.map((point) => worth(point, wanted));
        if (best === null) expect(values.every((value) => value === Number.NEGATIVE_INFINITY)).toBe(true);
        else expect(worth(best, wanted)).toBe(Math.max(...values));
      }),
    );
  });
});

describe('repetitions', () => {
  it('add up to one big log: counts of the sums, whatever the parts', () => {
    fc.assert(
      fc.property(fc.array(things, { minLength: 1, maxLength: 4 }), (logs) => {
        const pooled = pooledPoints(logs.map((log) => sweepOf(log)));
        const whole = pointsOf(logs.flat(), [1, 2, 3, 4, 5, 6, 7, 8]);
        const counts = (point: SweepPoint): readonly unknown[] => [
          point.threshold,
          point.tp,
          point.fp,
          point.tn,
          point.fn,
          point.f1,
          point.mcc,
        ];
        expect(pooled.map(counts)).toEqual(whole.map(counts));
      }),
    );
  });

  it('leave out thresholds that not all of them tried, and have no spread when they agree', () => {
    const log: Thing[] = [
      { score: 3, isAttacked: true },
      { score: 1, isAttacked: false },
    ];
    expect(
      pooledPoints([sweepOf(log, [1, 2]), sweepOf(log, [2, 3])]).map(({ threshold }) => threshold),
    ).toEqual([2]);
    const [spread] = spreadOver([sweepOf(log, [2]), sweepOf(log, [2]), sweepOf(log, [2])]);
    expect(spread?.rates.recall).toEqual({ mean: 1, standardDeviation: 0, minimum: 1, maximum: 1, known: 3 });
  });
});

describe('values to try', () => {
  const setting = {
    name: 'limit',
    kind: 'number',
    default: 20,
    minimum: 2,
    maximum: 90,
    unit: 'rows',
    description: '',
  } as const;

  it('lie between the bounds, ascend and are whole where the default is a count', () => {
    const bound = fc.integer({ min: 2, max: 90 });
    fc.assert(
      fc.property(bound, bound, fc.integer({ min: 2, max: 60 }), (left, right, steps) => {
        fc.pre(left !== right);
        const [from, to] = [Math.min(left, right), Math.max(left, right)];
        const values = thresholdsFor(setting, { from, to, steps });
        expect([values[0], values.at(-1)]).toEqual([from, to]);
        expect(
          values.every(
            (value, index) =>
              Number.isInteger(value) && (index === 0 || value > (values[index - 1] as number)),
          ),
        ).toBe(true);
      }),
    );
  });

  it('are even in their logarithm, and reach eight times up and down unless told', () => {
    expect(thresholdsFor(setting, { from: 10, to: 40, steps: 3 })).toEqual([10, 20, 40]);
    const all = thresholdsFor(setting, {});
    expect([all[0], all.at(-1)]).toEqual([3, 90]);
    expect(
      thresholdsFor({ ...setting, default: 0.5, minimum: 0, maximum: 1 }, { from: 0, to: 1, steps: 3 }),
    ).toEqual([0, 0.5, 1]);
    expect(thresholdsFor(setting, { values: [30, 10, 30] })).toEqual([10, 30]);
  });

  it.each([
    [{ values: [1] }, /limit takes 2 to 90 rows, not 1/],
    [{ from: 9, to: 9 }, /nothing to try between 9 and 9/],
    [{ steps: 1 }, /steps must be a whole number from 2/],
  ])('are refused with the range: %j', (choice, message) => {
    expect(() => thresholdsFor(setting, choice)).toThrow(message);
  });
});
