import { describe, expect, it } from 'vitest';
import { SeriesMonitor } from '../../../src/detectors/volume/series-monitor.ts';
import { RandomState } from '../../../src/stats/mersenne-twister-numpy.ts';

/** Values around 100 with a daily rhythm of 48 values and some noise. */
const ordinary = (length: number, seed = 1): number[] => {
  const random = new RandomState(seed);
  return Array.from(
    { length },
    (_, index) => 100 + 60 * Math.sin((2 * Math.PI * index) / 48) + 10 * (random.randomSample() - 0.5),
  );
};

const alarms = (values: readonly number[], perDay = 48): readonly number[] => {
  const monitor = new SeriesMonitor({ perDay });
  return values.flatMap((value, index) => (monitor.next(value).alarm ? [index] : []));
};

const changed = (
  values: readonly number[],
  from: number,
  to: number,
  change: (value: number) => number,
): number[] => values.map((value, index) => (index >= from && index < to ? change(value) : value));

describe('a watched series', () => {
  it('raises no alarm over noise, rhythm, a flat line or a square wave', () => {
    for (const seed of [1, 2, 3]) expect(alarms(ordinary(3000, seed))).toEqual([]);
    expect(alarms(Array.from({ length: 2000 }, () => 5))).toEqual([]);
    expect(alarms(Array.from({ length: 3000 }, (_, index) => (index % 48 < 24 ? 20 : 80)))).toEqual([]);
  });

  it.each([
    ['a spike', 2000, 2003, (value: number) => value + 400],
    ['a drop to nothing', 2000, 2048, () => 0],
    ['a shift of level', 2000, 3000, (value: number) => value + 150],
    ['a lost rhythm', 2000, 2120, () => 100],
  ])('raises one for %s soon after it begins', (_, from, to, change) => {
    const found = alarms(changed(ordinary(3000), from, to, change));
    expect(found[0]).toBeGreaterThanOrEqual(from);
    expect(found[0]).toBeLessThan(from + 48);
  });

  it('sees a value that is ordinary at noon at midnight', () => {
    const values = ordinary(3000);
    const trough = 36 + 48 * 40;
    const found = alarms(changed(values, trough, trough + 4, () => 160));
    expect(found[0]).toBeGreaterThanOrEqual(trough);
    expect(found[0]).toBeLessThan(trough + 6);
  });

  it('says what was usual and adds up to its score', () => {
    const monitor = new SeriesMonitor({ perDay: 48 });
    for (const value of ordinary(2000)) monitor.next(value);
    const { score, parts } = monitor.next(900);
    expect(parts.map((part) => part.name)).toEqual([
      'value',
      'short level',
      'long level',
      'season',
      'spread',
    ]);
    expect(parts.reduce((total, part) => total + part.surprise, 0) / 5).toBeCloseTo(score, 12);
    expect(parts[0]?.value).toBe(900);
    expect(parts[0]?.usual).toBeGreaterThan(80);
    expect(parts[0]?.usual).toBeLessThan(120);
  });

  it('stays silent while it knows too little', () => {
    const values = [1, 2, 1, 2, 1, 500, 1, 2, 1, 2];
    expect(alarms(values)).toEqual([]);
    expect(alarms([])).toEqual([]);
  });

  it('gives the same whatever is added to all values', () => {
    const values = changed(ordinary(2500), 2000, 2003, (value) => value + 400);
    const shifted = values.map((value) => value + 1e9);
    expect(alarms(shifted)).toEqual(alarms(values));
  });
});
