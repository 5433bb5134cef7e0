import { beforeAll, describe, expect, it } from 'vitest';
import { type LabelledSeries, readCorpus, readProfiles, valuesPerDay } from '../../bench/nab/corpus.mjs';
import * as scoring from '../../bench/nab/score.mjs';
import { SeriesMonitor } from '../../src/detectors/volume/series-monitor.ts';
import { RandomState } from '../../src/stats/mersenne-twister-numpy.ts';
import { sharedDataMissing, sharedPath } from '../helpers/shared-data.ts';

const STANDARD: scoring.Costs = { tpWeight: 1, fnWeight: 1, fpWeight: 0.11 };

/** 100 values, one window from 40 to 49; values below 15 are not scored. */
const times = Array.from({ length: 100 }, (_, index) => index);
const small = scoring.weigh(times, [[40, 49]], STANDARD);
const scoreOf = (...alarms: readonly number[]): number =>
  scoring.normalised(
    [
      scoring.scoreSeries(
        small,
        times.map((time) => alarms.includes(time)),
        STANDARD,
      ),
    ],
    STANDARD,
  );
const sigmoid = (position: number): number => 2 / (1 + Math.exp(5 * position)) - 1;

describe('the scorer of the anomaly benchmark', () => {
  it('gives 0 to silence, 100 to the first value of the window, 50 and a bit to its end', () => {
    expect(scoreOf()).toBe(0);
    expect(scoreOf(40)).toBeCloseTo(100, 12);
    expect(scoreOf(49)).toBeCloseTo(50 * (1 + sigmoid(-0.1) / sigmoid(-1)), 12);
  });

  it('counts only the best alarm inside, and every one outside by its distance behind', () => {
    expect(scoreOf(40, 41, 48)).toBeCloseTo(100, 12);
    expect(scoreOf(20)).toBeCloseTo(-50 * 0.11, 12);
    expect(scoreOf(40, 52)).toBeCloseTo(100 + 50 * 0.11 * sigmoid(3 / 9), 12);
    expect(scoreOf(40, 99)).toBeCloseTo(100 - 50 * 0.11, 12);
    expect(scoreOf(3, 14)).toBe(0);
  });
});

describe.skipIf(sharedDataMissing)(
  `the benchmark's series${sharedDataMissing ? ` (${sharedDataMissing})` : ''}`,
  () => {
    let corpus: readonly LabelledSeries[];
    let costs: scoring.Costs;
    let weighed: readonly scoring.WeighedSeries[];

    beforeAll(() => {
      corpus = readCorpus(sharedPath('data/nab'));
      costs = readProfiles(sharedPath('data/nab'))['standard'] as scoring.Costs;
      weighed = corpus.map((series) => scoring.weigh(series.times, series.windows, costs));
    });

    const score = (alarms: readonly ArrayLike<boolean | number>[]): number =>
      scoring.normalised(
        weighed.map((series, index) => scoring.scoreSeries(series, alarms[index] ?? [], costs)),
        costs,
      );

    it('are 35 with 72 windows, and silence scores 0', () => {
      expect(corpus).toHaveLength(35);
      const results = weighed.map((series) => scoring.scoreSeries(series, [], costs));
      expect(results.reduce((total, result) => total + result.windows, 0)).toBe(72);
      expect(score([])).toBe(0);
    });

    it('give a random detector with its best threshold about 11, as published', () => {
      let total = 0;
      for (let seed = 0; seed < 30; seed += 1) {
        const random = new RandomState(seed);
        const scores = corpus.map(({ values }) => Float64Array.from(values, () => random.randomSample()));
        total += scoring.bestThreshold(weighed, scores, costs, 0.99).score;
      }
      expect(total / 30).toBeGreaterThan(9.3);
      expect(total / 30).toBeLessThan(13.3);
    });

    it('give the volume monitor at least 60 with its defaults, and the same on any prefix', () => {
      const judged = corpus.map(({ times, values }) => {
        const monitor = new SeriesMonitor({ perDay: valuesPerDay(times) });
        return values.map((value) => monitor.next(value));
      });
      expect(score(judged.map((series) => series.map(({ alarm }) => alarm)))).toBeGreaterThanOrEqual(60);
      const random = new RandomState(12);
      corpus.forEach(({ times, values }, index) => {
        const length = 100 + Math.floor(random.randomSample() * (values.length - 100));
        const monitor = new SeriesMonitor({ perDay: valuesPerDay(times.slice(0, length)) });
        const prefix = values.slice(0, length).map((value) => monitor.next(value).score);
        expect(prefix).toEqual(judged[index]?.slice(0, length).map((judgement) => judgement.score));
      });
    });

    it('give it about as much when scaled, turned over, or with noise added: nothing hangs on their digits', () => {
      const random = new RandomState(5);
      const monitored = (change: (value: number, spread: number) => number): number =>
        score(
          corpus.map(({ times, values }) => {
            const mean = values.reduce((total, value) => total + value, 0) / values.length;
            const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
            const spread = Math.sqrt(squares / values.length);
            const monitor = new SeriesMonitor({ perDay: valuesPerDay(times) });
            return values.map((value) => monitor.next(change(value, spread)).alarm);
          }),
        );
      const plain = monitored((value) => value);
      expect(monitored((value) => 11 - 7.3 * value)).toBeCloseTo(plain, 6);
      const noisy = monitored((value, spread) => value + spread * 0.1 * (2 * random.randomSample() - 1));
      expect(noisy).toBeGreaterThan(plain - 5);
    });
  },
);
