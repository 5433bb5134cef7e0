import { microsToIso } from '../../kernel/time.ts';
import type { BaselineRule } from '../../rules/baseline/rule.ts';
import { type BaselinePicture, PICTURE_LIMITS } from '../../schema/picture.ts';
import { outcomeExcess } from './excess.ts';
import type { FlaggedWindow } from './judge-windows.ts';
import { judgeMetric, type TestOutcome } from './metric-test.ts';
import type { JudgedAgainst } from './usual.ts';

/** The metric that went furthest beyond its bound, over all windows of the entity. */
export const rulePicture = (
  worst: FlaggedWindow,
  judged: readonly JudgedAgainst[],
  rule: BaselineRule,
): { readonly picture?: BaselinePicture } => {
  const passed = worst.outcomes.filter((outcome) => outcome.passed === true && outcome.limits.length > 0);
  const furthest = passed.reduce<TestOutcome | undefined>(
    (best, outcome) => (best === undefined || outcomeExcess(outcome) > outcomeExcess(best) ? outcome : best),
    undefined,
  );
  if (furthest === undefined) return {};
  const points = nearest(judged, worst, PICTURE_LIMITS.points).map(({ row, usual }) => {
    const metric = usual?.metrics[furthest.test.metric];
    const value = row.values[furthest.test.metric] ?? null;
    const limit = metric === undefined ? undefined : judgeMetric(furthest.test, value, metric).limits[0];
    return {
      start: microsToIso(BigInt(row.windowMicros)),
      value,
      baseline: limit?.center ?? null,
      threshold: limit?.threshold ?? null,
    };
  });
  return {
    picture: { kind: 'baseline', metric: furthest.test.metric, points, windowSeconds: rule.windowSeconds },
  };
};

/** So many windows in time order, the worst one near their middle. */
const nearest = (
  judged: readonly JudgedAgainst[],
  worst: FlaggedWindow,
  most: number,
): readonly JudgedAgainst[] => {
  const sorted = [...judged].sort((left, right) => left.row.windowMicros - right.row.windowMicros);
  const position = sorted.findIndex(({ row }) => row.windowMicros === worst.row.windowMicros);
  const start = Math.max(0, Math.min(position - Math.floor(most / 2), sorted.length - most));
  return sorted.slice(start, start + most);
};
