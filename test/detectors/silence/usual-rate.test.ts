import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEWEST_PAUSES, PauseLaw } from '../../../src/detectors/silence/pause-law.ts';
import { UsualRate } from '../../../src/detectors/silence/usual-rate.ts';

const HOUR = 3_600e6;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 2, 2) * 1000;

const fed = (times: readonly number[]): UsualRate => {
  const rate = new UsualRate();
  for (const time of times) rate.add({ first: time, last: time, weight: 1 });
  return rate;
};

/** An event every six minutes between 8 and 18 o'clock. */
const officeHours = (days: number): readonly number[] =>
  Array.from({ length: days * 100 }, (_, index) => {
    const day = Math.floor(index / 100);
    return START + day * DAY + 8 * HOUR + (index % 100) * 360e6;
  });

describe('what a source is expected to send', () => {
  it('is its mean where it sends evenly', () => {
    const rate = fed(Array.from({ length: 24 * 14 * 10 }, (_, index) => START + index * 360e6));
    expect(rate.expected(START + 14 * DAY, START + 14 * DAY + 5 * HOUR).events).toBeCloseTo(50, 0);
    expect(rate.whenExpected(START + 14 * DAY, 50) / HOUR).toBeCloseTo((START + 14 * DAY) / HOUR + 5, 0);
  });

  it('follows the time of day, a little less at the edges', () => {
    const rate = fed(officeHours(14));
    const at = (hour: number) =>
      rate.expected(START + 14 * DAY + hour * HOUR, START + 14 * DAY + (hour + 1) * HOUR).events;
    expect(at(12)).toBeCloseTo(10, 0);
    expect(at(2)).toBeLessThan(0.2);
    expect(at(8)).toBeLessThan(0.2);
    expect(rate.whenExpected(START + 14 * DAY, 1)).toBeGreaterThan(START + 14 * DAY + 8 * HOUR);
  });

  it('is sure for no more than in the quiet hours on a day of the week that was never seen', () => {
    const rate = fed(officeHours(5));
    expect(rate.expected(START + 5 * DAY, START + 6 * DAY).sure).toBeLessThan(5);
  });

  it('is a number whatever came before, and never more for a shorter time', () => {
    const gaps = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 60_000_000 }), fc.integer({ min: 0, max: 1e15 })),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(gaps, fc.integer({ min: -1e15, max: 4e15 }), (pauses, start) => {
        let time = start;
        const rate = fed(pauses.map((pause) => (time += pause)));
        const hour = rate.expected(time, time + HOUR);
        const day = rate.expected(time, time + DAY);
        expect(hour.events).toBeGreaterThanOrEqual(0);
        expect(hour.sure).toBeLessThanOrEqual(hour.events);
        expect(day.events).toBeGreaterThanOrEqual(hour.events);
        expect(rate.whenExpected(time, 3)).toBeGreaterThan(time);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the law of pauses', () => {
  const lawOf = (pauses: readonly number[], falsePerWeek = 0.1): number | null => {
    const law = new PauseLaw(falsePerWeek);
    for (const pause of pauses) law.add(pause, null);
    return law.bound(7 * DAY);
  };

  it('says nothing of few pauses', () => {
    expect(lawOf(Array.from({ length: FEWEST_PAUSES - 1 }, () => 1))).toBeNull();
    expect(lawOf(Array.from({ length: FEWEST_PAUSES }, () => 1))).toBe(2.2);
  });

  it('asks for as much as chance explains: the quantile of exponential pauses', () => {
    const count = 1000;
    const pauses = Array.from({ length: count }, (_, index) => -Math.log(1 - (index + 0.5) / count));
    // one in ten thousand: ln 10,000 is 9.2
    expect(lawOf(pauses)).toBeGreaterThan(9);
    expect(lawOf(pauses)).toBeLessThan(10);
    expect(lawOf(pauses, 1) as number).toBeLessThan(lawOf(pauses) as number);
  });
});
