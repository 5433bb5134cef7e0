import { mean } from '../stats/mean.ts';
import { standardDeviation } from '../stats/standard-deviation.ts';
import type { RateName } from './confusion.ts';
import type { Sweep } from './sweep.ts';

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
  return {
    mean: mean(known),
    standardDeviation: standardDeviation(known),
    minimum: known.length === 0 ? null : Math.min(...known),
    maximum: known.length === 0 ? null : Math.max(...known),
    known: known.length,
  };
};
