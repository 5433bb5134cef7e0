import type { Baseline, BaselineRule } from '../../rules/baseline/rule.ts';
import { type MetricBaseline, metricBaseline, shrunk, weightedBaseline } from './metric-baseline.ts';
import { drawSample } from './sample.ts';
import { present, presentWeighted, trimRows } from './trim.ts';
import { groupKey, isCondensed, type WindowRow, windowsIn } from './window-row.ts';

/** What is usual in one group, metric by metric, and on how many rows that rests. */
export interface GroupBaseline {
  readonly key: number | string;
  /** Rows of the group, those left after trimming, and those drawn (with repeats). */
  readonly rows: number;
  readonly kept: number;
  readonly drawn: number;
  readonly metrics: Readonly<Record<string, MetricBaseline>>;
}

/** The baseline of rows that form one group: trimmed, then sampled, then summarised. */
export const groupBaseline = (
  key: number | string,
  rows: readonly WindowRow[],
  rule: Pick<BaselineRule, 'metrics' | 'baseline'>,
): GroupBaseline => {
  const kept = trimRows(rows, rule.baseline.trim);
  return summarise(key, windowsIn(rows), kept, drawSample(kept, rule.baseline.sample), rule);
};

const summarise = (
  key: number | string,
  rows: number,
  kept: readonly WindowRow[],
  drawn: readonly WindowRow[],
  rule: Pick<BaselineRule, 'metrics' | 'baseline'>,
): GroupBaseline => {
  const metrics = rule.metrics.map(({ name }): [string, MetricBaseline] => [
    name,
    isCondensed(drawn)
      ? weightedBaseline(presentWeighted(drawn, name), rule.baseline.statistic)
      : metricBaseline(present(drawn, name), rule.baseline.statistic),
  ]);
  return { key, rows, kept: windowsIn(kept), drawn: windowsIn(drawn), metrics: Object.fromEntries(metrics) };
};

/** The same for all kept rows of all groups, what small groups are drawn towards; never sampled. */
export const wholeBaseline = (
  rows: readonly WindowRow[],
  rule: Pick<BaselineRule, 'metrics' | 'baseline'>,
): GroupBaseline => {
  const kept = [...grouped(rows, rule.baseline)].flatMap(([, members]) =>
    trimRows(members, rule.baseline.trim),
  );
  return summarise('all', windowsIn(rows), kept, kept, rule);
};

/** A group's baseline drawn towards the whole by the rule's weight. */
export const towardsWhole = (own: GroupBaseline, whole: GroupBaseline, weight: number): GroupBaseline => {
  if (weight === 0) return own;
  const metrics = Object.entries(whole.metrics).map(([name, metric]): [string, MetricBaseline] => [
    name,
    shrunk(own.metrics[name] ?? metric, own.kept, metric, weight),
  ]);
  return { ...own, metrics: Object.fromEntries(metrics) };
};

/**
 * The baseline table of a rule: one entry per group that has rows, in order of the
 * key. Rows must come sorted (see `compareRows`), because seeded sampling goes by position.
 */
export const baselineTable = (
  rows: readonly WindowRow[],
  rule: Pick<BaselineRule, 'metrics' | 'baseline'>,
): readonly GroupBaseline[] => {
  const whole = rule.baseline.shrink === 0 ? undefined : wholeBaseline(rows, rule);
  return [...grouped(rows, rule.baseline)]
    .map(([key, members]) => groupBaseline(key, members, rule))
    .map((own) => (whole === undefined ? own : towardsWhole(own, whole, rule.baseline.shrink)));
};

/** A row of the training data with its part in the baseline of its group. */
export interface BaselineWindow {
  readonly key: number | string;
  readonly row: WindowRow;
  /** Whether trimming left it in, and how often the sample drew it. */
  readonly kept: boolean;
  readonly drawn: number;
}

/** The rows a baseline table rests on, group by group; rows must come sorted, as for the table. */
export const baselineWindows = (
  rows: readonly WindowRow[],
  rule: Pick<BaselineRule, 'baseline'>,
): readonly BaselineWindow[] =>
  [...grouped(rows, rule.baseline)].flatMap(([key, members]) => {
    const kept = trimRows(members, rule.baseline.trim);
    const isKept = new Set(kept);
    const drawn = new Map<WindowRow, number>();
    for (const row of drawSample(kept, rule.baseline.sample)) drawn.set(row, (drawn.get(row) ?? 0) + 1);
    return members.map((row) => ({ key, row, kept: isKept.has(row), drawn: drawn.get(row) ?? 0 }));
  });

const grouped = (
  rows: readonly WindowRow[],
  { by }: Baseline,
): ReadonlyMap<number | string, readonly WindowRow[]> => {
  const groups = new Map<number | string, WindowRow[]>();
  for (const row of rows) {
    const key = groupKey(row, by);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [row]);
    else members.push(row);
  }
  return new Map([...groups].sort(([left], [right]) => compareKeys(left, right)));
};

const compareKeys = (left: number | string, right: number | string): number => {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : 1;
};
