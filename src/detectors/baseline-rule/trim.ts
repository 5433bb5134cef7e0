import type { Baseline } from '../../rules/baseline/rule.ts';
import { quantile } from '../../stats/quantile.ts';
import type { WindowRow } from './window-row.ts';

/**
 * Leaves out rows that lie above the quantile (type 7) of their group in any of the
 * trimming metrics, so that an attack does not shape the baseline it is judged by.
 * A missing metric lies above nothing.
 */
export const trimRows = (rows: readonly WindowRow[], trim: Baseline['trim']): readonly WindowRow[] => {
  if (trim === null) return rows;
  const bounds = trim.metrics.map((metric) => ({
    metric,
    bound: quantile(present(rows, metric), trim.quantile),
  }));
  return rows.filter((row) =>
    bounds.every(({ metric, bound }) => bound === null || (row.values[metric] ?? bound) <= bound),
  );
};

/** The values of a metric that are there. */
export const present = (rows: readonly WindowRow[], metric: string): readonly number[] =>
  rows.map((row) => row.values[metric] ?? null).filter((value) => value !== null);
