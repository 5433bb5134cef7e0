import type { Contact, Spread } from './contacts.ts';

/** A score of 0..1 by name; the higher, the more like a program. */
export interface SubScore {
  readonly name: string;
  readonly value: number;
}

/** One minus the median absolute deviation as a share of the middle: 1 for equal values. */
const regularity = ({ middle, deviation }: Spread): number =>
  middle <= 0 ? Number(deviation === 0) : Math.max(0, 1 - deviation / middle);

/** One minus the amount of Bowley's (1920) quartile skewness: 1 for values that lie evenly about their middle. */
const symmetry = ({ lower, middle, upper }: Spread): number =>
  upper - lower <= 0.02 * middle ? 1 : 1 - Math.abs((upper + lower - 2 * middle) / (upper - lower));

/** A contact that fills this many hours is as lasting as can be said of it. */
const LASTING_HOURS = 12;
const HOUR_MICROS = 3.6e9;

/**
 * The parts of a beacon's score, after RITA's: regularity and symmetry of intervals, the
 * same of sizes where they are known, coverage (how much of the time from first to last the
 * usual interval explains), and how long that lasts.
 */
export const subScores = (contact: Contact): readonly SubScore[] => {
  const { interval, size, first, last } = contact;
  const hours = (last - first) / HOUR_MICROS;
  const filled = (contact.intervals * interval.middle) / 3600 / Math.max(hours, 0.01);
  return [
    { name: 'interval regularity', value: regularity(interval) },
    { name: 'interval symmetry', value: symmetry(interval) },
    ...(size === undefined
      ? []
      : [
          { name: 'size regularity', value: regularity(size) },
          { name: 'size symmetry', value: symmetry(size) },
        ]),
    { name: 'coverage', value: filled <= 0 ? 0 : Math.min(filled, 1 / filled) },
    { name: 'duration', value: Math.min(1, hours / LASTING_HOURS) },
  ];
};

/** The mean of the sub-scores. */
export const beaconScore = (scores: readonly SubScore[]): number =>
  scores.reduce((sum, { value }) => sum + value, 0) / scores.length;
