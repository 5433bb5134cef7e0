import type { Rates } from './confusion.ts';

/** One place on a curve. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

type RatePoint = Pick<Rates, 'FPR' | 'recall' | 'precision'>;

/** False-positive rate (x) against recall (y), from (0,0) to (1,1), ascending; empty when rates are null. */
export const rocCurve = (points: readonly RatePoint[]): CurvePoint[] => {
  const known = points.flatMap(({ FPR, recall }) =>
    FPR === null || recall === null ? [] : [{ x: FPR, y: recall }],
  );
  if (known.length === 0) return [];
  return [{ x: 0, y: 0 }, ...known, { x: 1, y: 1 }].sort(
    (left, right) => left.x - right.x || left.y - right.y,
  );
};

/** Recall (x) against precision (y), ascending by recall; points without precision are left out. */
export const precisionRecallCurve = (points: readonly RatePoint[]): CurvePoint[] =>
  points
    .flatMap(({ precision, recall }) =>
      precision === null || recall === null ? [] : [{ x: recall, y: precision }],
    )
    .sort((left, right) => left.x - right.x || right.y - left.y);

/** Area under the ROC curve by the trapezoid rule; null without points. */
export const rocArea = (points: readonly RatePoint[]): number | null => {
  const curve = rocCurve(points);
  if (curve.length === 0) return null;
  let area = 0;
  curve.slice(1).forEach((point, index) => {
    const before = curve[index] as CurvePoint;
    area += ((point.x - before.x) * (point.y + before.y)) / 2;
  });
  return area;
};

/** Sum of (recall gained) x (precision there), without interpolation; null without points. */
export const averagePrecision = (points: readonly RatePoint[]): number | null => {
  const curve = precisionRecallCurve(points);
  if (curve.length === 0) return null;
  let sum = 0;
  let reached = 0;
  for (const { x, y } of curve) {
    sum += Math.max(0, x - reached) * y;
    reached = Math.max(reached, x);
  }
  return sum;
};
