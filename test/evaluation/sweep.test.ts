import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { averagePrecision, precisionRecallCurve, rocArea, rocCurve } from '../../src/evaluation/curves.ts';
import { operatingPoint } from '../../src/evaluation/operating-point.ts';
import { parseTruth } from '../../src/evaluation/parse-truth.ts';
import { spreadOver } from '../../src/evaluation/spread.ts';
import { type Sweep, sweep, sweepSeverity } from '../../src/evaluation/sweep.ts';
import type { Finding } from '../../src/schema/finding.ts';
import { type DuckdbStore, openDuckdbStore } from '../../src/store/duckdb.ts';
import type { LoadedDataset } from '../../src/store/event-store.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';

// Ten addresses; the three attackers have the scores 90, 80 and 30, the others 85, 50, 40, 20 and none.
const SCORES: readonly (readonly [string, number])[] = [
  ['10.0.0.1', 90],
  ['10.0.0.2', 80],
  ['10.0.0.3', 30],
  ['10.0.0.4', 85],
  ['10.0.0.5', 50],
  ['10.0.0.6', 40],
  ['10.0.0.7', 20],
];
const truth = parseTruth('10.0.0.1\n10.0.0.2\n10.0.0.3\n');

const findings = SCORES.map(
  ([value, severity]): Finding => ({
    id: value,
    detector: 'test',
    title: value,
    severity,
    entity: { field: 'source.ip', value },
    start: null,
    end: null,
    events: 1,
    dataset: 'auth',
    evidence: { metrics: [], score: [] },
    filter: `source.ip : "${value}"`,
    attack: [],
    explanation: '',
    next: [],
  }),
);

describe('sweep', () => {
  let store: DuckdbStore;
  let dataset: LoadedDataset;
  let result: Sweep;
  beforeAll(async () => {
    store = await openDuckdbStore();
    await insertEvents(
      store,
      'auth',
      Array.from({ length: 10 }, (_, index) => ({ 'source.ip': `10.0.0.${index + 1}` })),
    );
    dataset = (await store.datasets())[0] as LoadedDataset;
    result = await sweepSeverity({ store, dataset, truth }, findings);
  });
  afterAll(async () => store.close());

  it('gives the points that a table on paper gives', () => {
    expect(result.points.map(({ threshold, tp, fp, tn, fn }) => [threshold, tp, fp, tn, fn])).toEqual([
      [20, 3, 4, 3, 0],
      [30, 3, 3, 4, 0],
      [40, 2, 3, 4, 1],
      [50, 2, 2, 5, 1],
      [80, 2, 1, 6, 1],
      [85, 1, 1, 6, 2],
      [90, 1, 0, 7, 2],
    ]);
    // Pairs of attacker and other in the right order: 7 + 6 + 3 + half the ties among the unscored (none are attackers) + 1 = of 21.
    expect(result.rocArea).toBeCloseTo((7 + 6 + 4) / 21, 12);
    expect(result.averagePrecision).toBeCloseTo((1 + 2 / 3 + 3 / 6) / 3, 12);
  });

  it('finds the operating point for each goal', () => {
    const at = (goal: Parameters<typeof operatingPoint>[1]): number | undefined =>
      operatingPoint(result.points, goal)?.threshold;
    // 30 and 80 have the same F1 (6/9 and 4/6); 80 flags fewer.
    expect(at({ kind: 'f1' })).toBe(80);
    expect(at({ kind: 'false-positive rate', atMost: 0.2 })).toBe(80);
    expect(at({ kind: 'false-positive rate', atMost: 0 })).toBe(90);
    expect(at({ kind: 'cost', missCosts: 10 })).toBe(30);
    expect(at({ kind: 'cost', missCosts: 0.5 })).toBe(90);
    expect(() => at({ kind: 'false-positive rate', atMost: 2 })).toThrow(/between 0 and 1/);
    expect(() => at({ kind: 'cost', missCosts: 0 })).toThrow(/more than 0/);
    expect(operatingPoint([], { kind: 'mcc' })).toBeNull();
  });

  it('runs a detector once per threshold, in order and without repeats', async () => {
    const asked: number[] = [];
    const run = async (threshold: number): Promise<readonly Finding[]> => {
      asked.push(threshold);
      return findings.filter(({ severity }) => severity >= threshold);
    };
    const { points, setting } = await sweep({
      store,
      dataset,
      truth,
      setting: 'test.limit',
      thresholds: [80, 30, 80],
      run,
    });
    expect([asked, setting]).toEqual([[30, 80], 'test.limit']);
    expect(points.map(({ recall }) => recall)).toEqual([1, 2 / 3]);
    await expect(sweep({ store, dataset, truth, setting: 'x', thresholds: [], run })).rejects.toThrow(
      /no threshold/,
    );
  });

  it('joins repetitions over seeds with their spread, leaving out what is null', () => {
    const other: Sweep = {
      ...result,
      points: result.points.map((point) => ({ ...point, recall: point.threshold === 20 ? null : 0 })),
    };
    const joined = spreadOver([result, other]);
    expect(joined[0]).toMatchObject({
      threshold: 20,
      repetitions: 2,
      rates: { recall: { mean: 1, known: 1, standardDeviation: null } },
    });
    expect(joined[1]?.rates.recall).toMatchObject({ mean: 0.5, minimum: 0, maximum: 1, known: 2 });
    expect(joined[1]?.rates.recall.standardDeviation).toBeCloseTo(Math.SQRT1_2, 12);
  });
});

describe('curves', () => {
  it('stay inside their square and rise, whatever the points', () => {
    const rate = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(fc.array(fc.record({ FPR: rate, recall: rate, precision: rate })), (points) => {
        const roc = rocCurve(points);
        expect(roc.map(({ x }) => x)).toEqual(roc.map(({ x }) => x).sort((left, right) => left - right));
        const area = rocArea(points);
        if (area !== null) expect(area).toBeGreaterThanOrEqual(0);
        if (area !== null) expect(area).toBeLessThanOrEqual(1);
        const average = averagePrecision(points);
        if (average !== null) expect(average).toBeLessThanOrEqual(1 + 1e-12);
        expect(precisionRecallCurve(points).length).toBeLessThanOrEqual(points.length);
      }),
    );
  });

  it('say nothing of nothing', () => {
    expect([
      rocArea([]),
      averagePrecision([]),
      rocCurve([{ FPR: null, recall: 1, precision: null }]),
    ]).toEqual([null, null, []]);
  });
});
