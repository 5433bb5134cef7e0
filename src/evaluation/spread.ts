import { mean } from '../stats/mean.ts';
import { standardDeviation } from '../stats/standard-deviation.ts';
import { type RateName, ratesOf } from './confusion.ts';
import type { Sweep, SweepPoint } from './sweep.ts';

/** How one rate varies over repetitions; repetitions where it is null are left out and counted. */
export interface RateSpread {
  readonly mean: number | null;
  /** With ddof 1; null below two values. */
  readonly standardDeviation: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly known: number;
}

export interface SpreadPoint {
  readonly threshold: number;
  readonly repetitions: number;
  readonly rates: Readonly<Record<'FPR' | 'precision' | 'recall' | 'f1' | 'mcc', RateSpread>>;
}

/** Joins sweeps of the same thresholds over several seeds, in order of the thresholds. */
export const spreadOver = (sweeps: readonly Sweep[]): SpreadPoint[] => {
  const thresholds = [...new Set(sweeps.flatMap(({ points }) => points.map(({ threshold }) => threshold)))];
  return thresholds
    .sort((left, right) => left - right)
    .map((threshold) => {
      const points = sweeps.flatMap((item) => item.points.filter((point) => point.threshold === threshold));
      const of = (name: RateName): RateSpread => rateSpread(points.map((point) => point[name]));
      return {
        threshold,
        repetitions: points.length,
        rates: {
          FPR: of('FPR'),
          precision: of('precision'),
          recall: of('recall'),
          f1: of('f1'),
          mcc: of('mcc'),
        },
      };
    });
};

const rateSpread = (values: readonly (number | null)[]): RateSpread => {
  const known = values.filter((value) => value !== null);
  const [minimum, maximum] = known.length === 0 ? [null, null] : [Math.min(...known), Math.max(...known)];
  // The mean of equal numbers may be off in its last bit, and a spread of 1e-16 would be made of that.
  const isEqual = known.length > 1 && minimum === maximum;
  return {
    mean: isEqual ? minimum : mean(known),
    standardDeviation: isEqual ? 0 : standardDeviation(known),
    minimum,
    maximum,
    known: known.length,
  };
};

const COUNTS = [
  'flagged',
  'tp',
  'fp',
  'tn',
  'fn',
  'attacks',
  'detectedAttacks',
  'findings',
  'trueFindings',
] as const;

/**
 * Repetitions as one sweep: counts are added up, and rates computed from the sums, so that
 * a repetition with few attacks weighs little. Thresholds that not all of them tried are left out.
 */
export const pooledPoints = (sweeps: readonly Sweep[]): SweepPoint[] =>
  spreadOver(sweeps)
    .filter(({ repetitions }) => repetitions === sweeps.length)
    .map(({ threshold }) => {
      const points = sweeps.flatMap((item) => item.points.filter((point) => point.threshold === threshold));
      const sum = (name: (typeof COUNTS)[number]): number =>
        points.reduce((total, point) => total + point[name], 0);
      const counts = Object.fromEntries(COUNTS.map((name) => [name, sum(name)])) as Record<
        (typeof COUNTS)[number],
        number
      >;
      return { threshold, ...counts, ...ratesOf(counts) };
    });
