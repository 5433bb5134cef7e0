import { afterAll, describe, expect, it } from 'vitest';
import { RATE_NAMES } from '../../src/evaluation/confusion.ts';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import { parseTruth } from '../../src/evaluation/parse-truth.ts';
import { rankEntities } from '../../src/evaluation/rank-entities.ts';
import type { Finding } from '../../src/schema/finding.ts';
import { simulateLogin } from '../../src/simulators/login/login.ts';
import { RandomSource } from '../../src/stats/random-source.ts';
import { type DuckdbStore, openDuckdbStore } from '../../src/store/duckdb.ts';
import type { LoadedDataset } from '../../src/store/event-store.ts';
import { loadSources, textSource } from '../helpers/log-source.ts';
import { askOracle, pythonWith } from '../helpers/python-oracle.ts';

const python = pythonWith('ok = sys.version_info >= (3, 8)');

interface Matrix {
  readonly [rate: string]: unknown;
  readonly intervals: Readonly<Record<string, readonly [number, number] | null>>;
}

interface Answer {
  readonly event: Matrix;
  readonly entity: Matrix;
  readonly window: Matrix;
  readonly true: string[];
  readonly missed: number[];
  /** Seconds to the first evidence and to the detection of each attack. */
  readonly delays: readonly (readonly [number, number] | null)[];
  readonly rank: number;
}

interface Guess {
  readonly id: string;
  readonly address: string;
  readonly since: string;
  readonly until: string;
}

/** Findings at random: about attackers and others, over short and long stretches. */
const guesses = (
  random: RandomSource,
  kind: string,
  addresses: readonly string[],
  period: readonly [number, number],
): Guess[] =>
  Array.from({ length: 12 }, (_, index) => {
    const since = random.integer(period[0], period[1]);
    const until = since + Math.round(random.logUniform(1_000, (period[1] - period[0]) * 2));
    return {
      id: `${kind}${index}`,
      address: random.choice(addresses),
      since: new Date(since).toISOString(),
      until: new Date(until).toISOString(),
    };
  });

const findingOf = ({ id, address, since, until }: Guess): Finding => ({
  id,
  detector: 'guess',
  title: id,
  severity: 50,
  entity: { field: 'source.ip', value: address },
  start: since,
  end: until,
  events: 0,
  dataset: 'auth',
  evidence: { metrics: [], score: [] },
  filter: `source.ip : "${address}" and @timestamp >= "${since}" and @timestamp <= "${until}"`,
  attack: [],
  explanation: '',
  next: [],
});

const stores: DuckdbStore[] = [];
afterAll(async () => {
  for (const store of stores) await store.close();
});

describe.skipIf(python === undefined)('evaluation against a second program in Python', () => {
  it.each([1, 2, 3, 4])(
    'agrees on matrices, rates, findings, attacks and ranking for seed %d',
    async (seed) => {
      const files = simulateLogin({ days: 5, start: '2018-11-01', seed, make: true });
      const random = RandomSource.fromSeed(seed).stream('guesses');
      const addresses = [
        ...new Set(
          files.log
            .split('\n')
            .slice(1, -1)
            .map((line) => line.split(',')[1] as string),
        ),
      ];
      const attackers = files.truth.attacks.flatMap((attack) => attack.entities.map(({ value }) => value));
      const period = [Date.UTC(2018, 10, 1), Date.UTC(2018, 10, 6)] as const;
      const findings = [
        ...guesses(random, 'any', addresses, period),
        ...guesses(random, 'own', attackers, period),
      ];
      const overlap = random.choice([0.2, 0.5, 0.9]);
      const windowSeconds = random.choice([900, 3600, 5400]);
      const top = attackers.length;
      const expected = askOracle(python as string, 'evaluation.py', {
        ...{ log: files.log, truth: files.truth, findings, overlap, windowSeconds, top },
      }) as Answer;

      const store = await openDuckdbStore();
      stores.push(store);
      await loadSources(store, [textSource('log.csv', files.log)]);
      const dataset = (await store.datasets())[0] as LoadedDataset;
      const truth = parseTruth(JSON.stringify(files.truth));
      const methods = [{ name: 'guess', findings: findings.map(findingOf) }];
      for (const by of ['event', 'entity', 'window'] as const) {
        const { rows } = await evaluate({ store, dataset, truth, methods, by, overlap, windowSeconds });
        const row = rows[0];
        if (row === undefined) throw new Error('no row');
        const { tp, fp, tn, fn } = row;
        expect({ tp, fp, tn, fn }, by).toEqual({
          tp: expected[by]['tp'],
          fp: expected[by]['fp'],
          tn: expected[by]['tn'],
          fn: expected[by]['fn'],
        });
        for (const rate of RATE_NAMES) {
          const value = expected[by][rate] as number | null;
          if (value === null) expect(row[rate], `${by} ${rate}`).toBeNull();
          else expect(row[rate], `${by} ${rate}`).toBeCloseTo(value, 12);
        }
        for (const [rate, interval] of Object.entries(expected[by].intervals)) {
          const { lower, upper } = row.intervals[rate as (typeof RATE_NAMES)[number]] ?? {};
          expect([lower === undefined, upper === undefined], `${by} ${rate}`).toEqual([!interval, !interval]);
          if (interval) expect(lower, `${by} ${rate}`).toBeCloseTo(interval[0], 9);
          if (interval) expect(upper, `${by} ${rate}`).toBeCloseTo(interval[1], 9);
        }
        const detected = new Map(row.detections.map((item) => [item.attack, item]));
        // Ours counts in milliseconds, the other program in microseconds.
        truth.attacks.forEach(({ id }, index) => {
          const [item, delays] = [detected.get(id), expected.delays[index] ?? null];
          expect(item === undefined, `${by} ${id}`).toBe(delays === null);
          if (item === undefined || delays === null) return;
          expect(Math.abs((item.secondsToFirstEvidence ?? Number.NaN) - delays[0]), id).toBeLessThan(0.002);
          expect(Math.abs((item.secondsToDetection ?? Number.NaN) - delays[1]), id).toBeLessThan(0.002);
        });
        const wrong = row.falseFindings.map(({ id }) => id);
        expect(
          findings
            .map(({ id }) => id)
            .filter((id) => !wrong.includes(id))
            .sort(),
        ).toEqual(expected.true);
        const missed = new Set(row.missed.map(({ id }) => id));
        expect(truth.attacks.flatMap(({ id }, index) => (missed.has(id) ? [index] : []))).toEqual(
          expected.missed,
        );
      }
      const ranking = await rankEntities({ store, dataset, truth, metric: 'count()', top });
      expect(ranking.precision).toBeCloseTo(expected.rank, 12);
    },
  );
});
