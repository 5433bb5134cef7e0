import type { BaselineStatistic } from '../../rules/baseline/rule.ts';
import { mean } from '../../stats/mean.ts';
import { median } from '../../stats/median.ts';
import { medianAbsoluteDeviation, NORMAL_CONSISTENCY } from '../../stats/median-absolute-deviation.ts';
import { quantile } from '../../stats/quantile.ts';
import { standardDeviation } from '../../stats/standard-deviation.ts';
import { type Weighted, weightedQuantile } from '../../stats/weighted-quantile.ts';

/** What is usual for one metric of one group. Null where it cannot be said. */
export interface MetricBaseline {
  /** The rule's statistic, which percentages refer to. */
  readonly center: number | null;
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  readonly median: number | null;
  /** Median absolute deviation, scaled to the standard deviation of a normal distribution. */
  readonly robustDeviation: number | null;
  readonly lowerQuartile: number | null;
  readonly upperQuartile: number | null;
}

const NOTHING: MetricBaseline = Object.freeze({
  center: null,
  mean: null,
  standardDeviation: null,
  median: null,
  robustDeviation: null,
  lowerQuartile: null,
  upperQuartile: null,
});

/** All statistics of one metric's values. */
export const metricBaseline = (values: readonly number[], statistic: BaselineStatistic): MetricBaseline => {
  if (values.length === 0) return NOTHING;
  const deviation = medianAbsoluteDeviation(values);
  return {
    center: centerOf(values, statistic),
    mean: mean(values),
    standardDeviation: standardDeviation(values),
    median: median(values),
    robustDeviation: deviation === null ? null : deviation * NORMAL_CONSISTENCY,
    lowerQuartile: quantile(values, 0.25),
    upperQuartile: quantile(values, 0.75),
  };
};

/** The same of values that stand for several. */
export const weightedBaseline = (
  values: readonly Weighted[],
  statistic: BaselineStatistic,
): MetricBaseline => {
  const middle = weightedQuantile(values, 0.5);
  if (middle === null) return NOTHING;
  const total = values.reduce((sum, { count }) => sum + count, 0);
  const average = values.reduce((sum, { value, count }) => sum + value * count, 0) / total;
  const squares = values.reduce((sum, { value, count }) => sum + count * (value - average) ** 2, 0);
  const deviations = values.map(({ value, count }) => ({ value: Math.abs(value - middle), count }));
  const probability = statistic.kind === 'quantile' ? statistic.probability : 0.5;
  return {
    center: statistic.kind === 'mean' ? average : weightedQuantile(values, probability),
    mean: average,
    standardDeviation: total < 2 ? null : Math.sqrt(squares / (total - 1)),
    median: middle,
    robustDeviation: (weightedQuantile(deviations, 0.5) as number) * NORMAL_CONSISTENCY,
    lowerQuartile: weightedQuantile(values, 0.25),
    upperQuartile: weightedQuantile(values, 0.75),
  };
};

const centerOf = (values: readonly number[], statistic: BaselineStatistic): number | null => {
  if (statistic.kind === 'mean') return mean(values);
  return quantile(values, statistic.kind === 'median' ? 0.5 : statistic.probability);
};

/**
 * Draws a group's statistics towards those of the whole: each becomes
 * (rows x own + weight x whole) / (rows + weight), spreads by their squares. What a
 * group lacks comes from the whole.
 */
export const shrunk = (
  own: MetricBaseline,
  rows: number,
  whole: MetricBaseline,
  weight: number,
): MetricBaseline => {
  if (weight === 0) return own;
  const share = rows / (rows + weight);
  const linear = (left: number | null, right: number | null): number | null =>
    left === null || right === null ? (left ?? right) : share * left + (1 - share) * right;
  const squared = (left: number | null, right: number | null): number | null =>
    left === null || right === null
      ? (left ?? right)
      : Math.sqrt(share * left ** 2 + (1 - share) * right ** 2);
  return {
    center: linear(own.center, whole.center),
    mean: linear(own.mean, whole.mean),
    standardDeviation: squared(own.standardDeviation, whole.standardDeviation),
    median: linear(own.median, whole.median),
    robustDeviation: squared(own.robustDeviation, whole.robustDeviation),
    lowerQuartile: linear(own.lowerQuartile, whole.lowerQuartile),
    upperQuartile: linear(own.upperQuartile, whole.upperQuartile),
  };
};
