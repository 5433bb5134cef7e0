import type { RandomSource } from '../stats/random-source.ts';
import { DAY, HOUR, SECOND } from './time.ts';

/** How busy a moment is, 0..1 of the busiest one. */
export type Rhythm = (time: number) => number;

/** People at home and at work: a shoulder in the morning, a peak in the evening, quiet before dawn. */
const HUMAN_DAY = [
  0.2, 0.12, 0.08, 0.06, 0.06, 0.09, 0.2, 0.4, 0.58, 0.66, 0.7, 0.74, 0.8, 0.74, 0.7, 0.7, 0.73, 0.78, 0.84,
  0.94, 1, 0.9, 0.64, 0.36,
];
/** An office: nobody at night, a dip at lunch. */
const OFFICE_DAY = [
  0, 0, 0, 0, 0, 0, 0.03, 0.2, 0.75, 1, 1, 0.95, 0.5, 0.7, 0.95, 0.9, 0.75, 0.35, 0.1, 0.03, 0, 0, 0, 0,
];

/** Monday first. */
const HUMAN_WEEK = [1, 1, 0.97, 0.98, 0.92, 0.78, 0.85];
const OFFICE_WEEK = [1, 1, 1, 1, 0.85, 0.02, 0];

const rhythm =
  (day: readonly number[], week: readonly number[], zoneHours: number): Rhythm =>
  (time) => {
    const local = time + zoneHours * HOUR;
    const dayNumber = Math.floor(local / DAY);
    const hours = (local - dayNumber * DAY) / HOUR;
    const hour = Math.floor(hours);
    const here = day[hour] as number;
    const next = day[(hour + 1) % 24] as number;
    // 1970-01-01 was a Thursday
    return (here + (next - here) * (hours - hour)) * (week[(dayNumber + 3) % 7] as number);
  };

export const humanRhythm = (zoneHours: number): Rhythm => rhythm(HUMAN_DAY, HUMAN_WEEK, zoneHours);
export const officeRhythm = (zoneHours: number): Rhythm => rhythm(OFFICE_DAY, OFFICE_WEEK, zoneHours);
export const steadyRhythm: Rhythm = () => 1;

/** Mean of a rhythm over a period, sampled every quarter of an hour. */
export const meanOfRhythm = (weight: Rhythm, start: number, end: number): number => {
  let sum = 0;
  let samples = 0;
  for (let time = start; time < end; time += HOUR / 4) {
    sum += weight(time);
    samples += 1;
  }
  return samples === 0 ? 0 : sum / samples;
};

/**
 * Moments of a Poisson process whose rate follows a rhythm, by thinning.
 * `peakPerSecond` is the rate where the rhythm is 1; a rate of 0 never happens.
 */
export const arrivals = (
  random: RandomSource,
  start: number,
  peakPerSecond: number,
  weight: Rhythm,
): (() => number) => {
  let time = start;
  const gap = SECOND / peakPerSecond;
  return () => {
    if (!(peakPerSecond > 0)) return Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 1_000_000; tries += 1) {
      time += 1 + Math.floor(random.exponential(gap));
      if (random.chance(weight(time))) return time;
    }
    return Number.POSITIVE_INFINITY;
  };
};
