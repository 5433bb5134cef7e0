import type { Baseline } from '../../rules/baseline/rule.ts';
import { quantile } from '../../stats/quantile.ts';
import { type Weighted, weightedQuantile } from '../../stats/weighted-quantile.ts';
import { isCondensed, type WindowRow } from './window-row.ts';

/**
 * Leaves out rows that lie above the quantile (type 7) of their group in any of the
 * trimming metrics, so that an attack does not shape the baseline it is judged by.
 * A missing metric lies above nothing.
 */
export const trimRows = (rows: readonly WindowRow[], trim: Baseline['trim']): readonly WindowRow[] => {
  if (trim === null) return rows;
  const bounds = trim.metrics.map((metric) => ({
    metric,
    bound: isCondensed(rows)
      ? weightedQuantile(presentWeighted(rows, metric), trim.quantile)
      : quantile(present(rows, metric), trim.quantile),
  }));
  return rows.filter((row) =>
    bounds.every(({ metric, bound }) => bound === null || (row.values[metric] ?? bound) <= bound),
  );
};

/** The values of a metric that are there. */
export const present = (rows: readonly WindowRow[], metric: string): readonly number[] =>
  rows.map((row) => row.values[metric] ?? null).filter((value) => value !== null);

/** The same of rows that stand for several. */
export const presentWeighted = (rows: readonly WindowRow[], metric: string): readonly Weighted[] =>
  rows.flatMap(({ values, copies = 1 }) => {
    const value = values[metric] ?? null;
    return value === null ? [] : [{ value, count: copies }];
  });
