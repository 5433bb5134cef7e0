import { compileRule } from '../../rules/baseline/compile.ts';
import type { BaselineGrouping, BaselineRule, TestMethod } from '../../rules/baseline/rule.ts';
import { fieldCatalog } from '../../schema/catalog.ts';
import type { Row, RowValue } from '../../store/event-store.ts';
import type { DetectionContext } from '../detector.ts';
import { aggregateRows } from '../run.ts';
import { isoOf } from '../windows.ts';
import { ruleAggregate } from './detector.ts';
import { baselineTable, baselineWindows, type GroupBaseline } from './group-baseline.ts';
import type { MetricBaseline } from './metric-baseline.ts';
import { windowRows } from './rule-rows.ts';
import { compareRows, inPeriod, type WindowRow } from './window-row.ts';

/**
 * The baseline table of a rule: one row per group with how many rows it has, keeps
 * after trimming and draws, then each metric's statistic under the metric's name, and
 * what the rule's tests use beside it (`.q1 .q3 .upper_fence .lower_fence`, `.mean .std`, `.median .mad`).
 * @throws UsageError for fields that the dataset lacks; EngineError
 */
export const askBaseline = async (
  rule: BaselineRule,
  context: Omit<DetectionContext, 'settings'>,
): Promise<readonly Row[]> => {
  const training = await trainingRows(rule, context);
  return baselineTable(training, rule).map((group) => tableRow(group, rule));
};

/**
 * The rows that the table rests on, one per entity and window of the training period: group,
 * entity, `start` of the window, the rule's metrics, whether trimming `kept` it, and how often it was `drawn`.
 * @throws UsageError for fields that the dataset lacks; EngineError
 */
export const askBaselineWindows = async (
  rule: BaselineRule,
  context: Omit<DetectionContext, 'settings'>,
): Promise<readonly Row[]> => {
  const training = await trainingRows(rule, context);
  return baselineWindows(training, rule).map(({ key, row, kept, drawn }) => ({
    [groupColumn(rule)]: key,
    [rule.entity]: row.entity,
    start: isoOf(row.windowMicros),
    ...row.values,
    kept,
    drawn,
  }));
};

/** The windows of the training period, in the order that seeded sampling rests on. */
const trainingRows = async (
  rule: BaselineRule,
  context: Omit<DetectionContext, 'settings'>,
): Promise<readonly WindowRow[]> => {
  const asked = { ...context, settings: {}, wholeLog: true };
  const rows = await aggregateRows(ruleAggregate(rule, asked), asked);
  const compiled = compileRule(rule, fieldCatalog([context.dataset]));
  const training = windowRows(rows, compiled).windows.filter((row) => inPeriod(row, rule.train));
  return [...training].sort(compareRows);
};

const tableRow = (group: GroupBaseline, rule: BaselineRule): Row => {
  const row: Record<string, RowValue> = {
    [groupColumn(rule)]: group.key,
    rows: group.rows,
    kept: group.kept,
    sample: group.drawn,
  };
  for (const { name } of rule.metrics) {
    const metric = group.metrics[name];
    if (metric !== undefined) Object.assign(row, metricColumns(name, metric, rule));
  }
  return row;
};

const groupColumn = ({ baseline: { by }, entity }: BaselineRule): string => {
  const names: Readonly<Record<Exclude<BaselineGrouping['kind'], 'peers' | 'own past'>, string>> = {
    'hour of day': 'hour',
    'hour of week': 'hour_of_week',
    everything: 'group',
  };
  if (by.kind === 'peers') return by.field;
  return by.kind === 'own past' ? entity : names[by.kind];
};

const metricColumns = (
  name: string,
  usual: MetricBaseline,
  rule: BaselineRule,
): Record<string, number | null> => {
  const columns: Record<string, number | null> = { [name]: usual.center };
  const fence = limitOf(rule, name, 'tukey');
  if (fence !== undefined) {
    const { lowerQuartile: q1, upperQuartile: q3 } = usual;
    columns[`${name}.q1`] = q1;
    columns[`${name}.q3`] = q3;
    columns[`${name}.lower_fence`] = q1 === null || q3 === null ? null : q1 - fence * (q3 - q1);
    columns[`${name}.upper_fence`] = q1 === null || q3 === null ? null : q3 + fence * (q3 - q1);
  }
  if (limitOf(rule, name, 'z') !== undefined) {
    columns[`${name}.mean`] = usual.mean;
    columns[`${name}.std`] = usual.standardDeviation;
  }
  if (limitOf(rule, name, 'robust_z') !== undefined) {
    columns[`${name}.median`] = usual.median;
    columns[`${name}.mad`] = usual.robustDeviation;
  }
  return columns;
};

/** The metric's own bound by a method, or the first one that any test has: the table shows all metrics alike. */
const limitOf = (rule: BaselineRule, metric: string, method: TestMethod): number | undefined => {
  const own = rule.tests.filter((test) => test.metric === metric);
  return [...own, ...rule.tests].flatMap((test) => test.limits).find((limit) => limit.method === method)
    ?.limit;
};
