import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ruleDetector } from '../../src/detectors/baseline-rule/detector.ts';
import { runDetectors } from '../../src/detectors/run.ts';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import type { Evaluation, EvaluatedMethod } from '../../src/evaluation/evaluation.ts';
import { parseTruth } from '../../src/evaluation/parse-truth.ts';
import { rankEntities } from '../../src/evaluation/rank-entities.ts';
import { parseBaselineRule } from '../../src/rules/baseline/parse.ts';
import { simulateLogin } from '../../src/simulators/login/login.ts';
import type { DuckdbStore } from '../../src/store/duckdb.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import type { LoadedDataset } from '../../src/store/event-store.ts';
import { loadSources, textSource } from '../helpers/log-source.ts';

// The figures are those of the login lab (Molin 2021, chapter 8), which pandas printed.
const METHODS = ['lab-mean-trimmed', 'lab-median', 'lab-tukey', 'lab-z-score'];
const november = simulateLogin({ days: 30, start: '2018-11-01', seed: 0, make: true });
const truth = parseTruth(november.attacks);

const opened: DuckdbStore[] = [];
const load = async (log: string): Promise<{ store: DuckdbStore; dataset: LoadedDataset }> => {
  const store = await openDuckdbStore();
  opened.push(store);
  await loadSources(store, [textSource('log.csv', log)]);
  return { store, dataset: (await store.datasets())[0] as LoadedDataset };
};

const labMethods = async (store: DuckdbStore): Promise<EvaluatedMethod[]> => {
  const rules = METHODS.map((name) =>
    ruleDetector(
      parseBaselineRule(readFileSync(new URL(`../../rules/${name}.yaml`, import.meta.url), 'utf8')),
    ),
  );
  const { findings } = await runDetectors(store, { available: rules });
  return METHODS.map((name) => ({ name, findings: findings.filter((finding) => finding.detector === name) }));
};

afterAll(async () => {
  for (const store of opened) await store.close();
});

describe("the lab's four methods on its November", () => {
  let loaded: { store: DuckdbStore; dataset: LoadedDataset };
  let evaluation: Evaluation;

  beforeAll(async () => {
    loaded = await load(november.log);
    evaluation = await evaluate({ ...loaded, truth, methods: await labMethods(loaded.store) });
  });

  it('count addresses and give the published table to all digits', () => {
    expect([evaluation.by, evaluation.population, evaluation.positives]).toEqual(['entity', 327, 72]);
    expect(
      evaluation.rows.map((row) => [
        row.method,
        row.flagged,
        row.tp,
        row.fp,
        row.tn,
        row.fn,
        row.FPR,
        row.FDR,
        row.FNR,
        row.FOR,
      ]),
    ).toEqual([
      ['lab-mean-trimmed', 73, 72, 1, 254, 0, 0.00392156862745098, 0.0136986301369863, 0, 0],
      ['lab-median', 74, 72, 2, 253, 0, 0.00784313725490196, 0.02702702702702703, 0, 0],
      ['lab-tukey', 83, 63, 20, 235, 9, 0.0784313725490196, 0.24096385542168675, 0.125, 0.036885245901639344],
      ['lab-z-score', 62, 62, 0, 255, 10, 0, 0, 0.1388888888888889, 0.03773584905660377],
    ]);
    expect(evaluation.notes).toEqual([]);
  });

  it('say which attacks were missed and how soon the others were seen', () => {
    const tukey = evaluation.rows[2];
    expect([tukey?.attacks, tukey?.missed.length, tukey?.detectedAttacks]).toEqual([
      72,
      72 - (tukey?.detectedAttacks ?? 0),
      tukey?.detections.length,
    ]);
    expect(tukey?.missed.length).toBeGreaterThan(0);
    expect(tukey?.missed[0]?.next).toMatch(/^logfence events --where '\(source\.ip : /);
    expect(tukey?.falseFindings.length).toBeGreaterThan(0);
    const mean = evaluation.rows[0];
    expect(mean?.detectedAttacks).toBe(72);
    expect(
      mean?.detections.every(
        ({ secondsToDetection }) => secondsToDetection !== null && secondsToDetection >= 0,
      ),
    ).toBe(true);
    expect(mean?.medianSecondsToDetection).toBeLessThan(3600);
  });

  it("rank addresses by attempts: 0.8889 of the 72 busiest are attackers, the lab's figure", async () => {
    const ranking = await rankEntities({ ...loaded, truth, metric: 'attempts=count()' });
    expect([ranking.top, ranking.hits, ranking.precision]).toEqual([72, 64, 0.8888888888888888]);
    expect(ranking.possible?.lower).toBeLessThanOrEqual(0.8888888888888888);
    expect(ranking.tieRule).toMatch(/UTF-8/);
  });

  it('give the same matrix from event truth counted by address, and one of their own by event and window', async () => {
    const methods = await labMethods(loaded.store);
    const events = parseTruth(JSON.stringify(november.truth));
    const byAddress = await evaluate({ ...loaded, truth: events, methods, by: 'entity' });
    expect(byAddress.rows.map(({ tp, fp, tn, fn }) => [tp, fp, tn, fn])).toEqual(
      evaluation.rows.map(({ tp, fp, tn, fn }) => [tp, fp, tn, fn]),
    );
    const byEvent = await evaluate({ ...loaded, truth: events, methods, by: 'event' });
    expect([byEvent.population, byEvent.positives]).toEqual([12_836, 3316 + 5368 + 1756]);
    const byWindow = await evaluate({ ...loaded, truth, methods, by: 'window' });
    for (const { tp, fp, tn, fn } of byWindow.rows) expect(tp + fp + tn + fn).toBe(byWindow.population);
    // 30 days, the extra hour that the lab simulates, and the hour into which its arrivals run on.
    expect(byWindow.population).toBe(30 * 24 + 2);
  });
});

describe('truth that does not allow what is asked', () => {
  it('is refused with the way out where the attacker changed its address', async () => {
    const varied = simulateLogin({ days: 4, start: '2018-11-01', seed: 3, make: true, varyAddresses: true });
    const loaded = await load(varied.log);
    const methods = await labMethods(loaded.store);
    await expect(evaluate({ ...loaded, truth: parseTruth(varied.attacks), methods })).rejects.toThrow(
      /never occurs while they run.*--event-truth FILE/,
    );
    await expect(
      rankEntities({ ...loaded, truth: parseTruth(varied.attacks), metric: 'count()' }),
    ).rejects.toThrow(/of 10 values of source.ip in the truth only 2 occur/);
    const events = parseTruth(JSON.stringify(varied.truth));
    await expect(evaluate({ ...loaded, truth: events, methods, by: 'entity' })).rejects.toThrow(
      /changed their address.*--by event/,
    );
    const evaluation = await evaluate({ ...loaded, truth: events, methods });
    expect(evaluation.by).toBe('event');
    expect(evaluation.rows[0]?.recall).toBeLessThan(0.01);
  });
});
