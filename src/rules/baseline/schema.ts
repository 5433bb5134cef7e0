import * as v from 'valibot';
import { keysOf, nameText, numberIn, oneOf, text, wholeNumberIn } from '../schema-parts.ts';

/** Names of metrics and tests. */
const identifier = nameText(
  /^[a-z][a-z0-9_]{0,39}$/,
  'a name of small letters, digits and _ that starts with a letter',
);

const period = keysOf({
  since: v.optional(text('a time such as 2018-11-01')),
  until: v.optional(text('a time such as 2018-12-01')),
});

const sample = keysOf({
  size: v.optional(wholeNumberIn(1, 100_000)),
  share: v.optional(numberIn(0.001, 1)),
  seed: v.optional(wholeNumberIn(0, 4_294_967_295), 0),
});

const trim = keysOf({
  quantile: numberIn(0.5, 1),
  metrics: v.optional(v.array(identifier, 'expected a list of metric names')),
});

const minimum = keysOf({
  rows: v.optional(wholeNumberIn(2, 1_000_000), 20),
  entities: v.optional(wholeNumberIn(1, 1_000_000), 5),
  windows: v.optional(wholeNumberIn(1, 1_000_000), 3),
});

const baseline = keysOf({
  by: v.optional(
    oneOf('grouping', ['hour of day', 'hour of week', 'everything', 'peers', 'own past']),
    'everything',
  ),
  peers: v.optional(text('the name of a field')),
  windows: v.optional(wholeNumberIn(2, 10_000)),
  statistic: v.optional(oneOf('statistic', ['mean', 'median', 'quantile']), 'median'),
  quantile: v.optional(numberIn(0, 1)),
  sample: v.optional(sample),
  trim: v.optional(trim),
  shrink: v.optional(numberIn(0, 10_000), 10),
  minimum: v.optional(minimum, {}),
});

const zeroSpread = v.union(
  [v.picklist(['any difference', 'never']), numberIn(1e-12, 1e12)],
  'expected "any difference", "never" or a number above 0',
);

const metricTest = keysOf({
  metric: v.optional(identifier),
  value: v.optional(numberIn(-1e15, 1e15)),
  percent: v.optional(numberIn(1, 1_000_000)),
  tukey: v.optional(numberIn(0, 1000)),
  z: v.optional(numberIn(0, 1000)),
  robust_z: v.optional(numberIn(0, 1000)),
  surprise: v.optional(numberIn(0.1, 100)),
  combine: v.optional(oneOf('way to combine', ['both', 'either'])),
  side: v.optional(oneOf('side', ['above', 'below', 'both']), 'above'),
  fence_percent: v.optional(numberIn(1, 1_000_000)),
  zero_spread: v.optional(zeroSpread),
  at_least: v.optional(numberIn(-1e15, 1e15)),
});

/** The file as written; `checkRule` turns it into a rule. */
export const baselineRuleSchema = keysOf({
  kind: v.optional(oneOf('kind of rule', ['baseline']), 'baseline'),
  name: nameText(/^[a-z][a-z0-9-]{0,59}$/, 'a name of small letters, digits and hyphens'),
  title: text('a title'),
  summary: v.optional(text('a summary')),
  severity: v.optional(numberIn(0, 100), 50),
  attack: v.optional(
    v.array(nameText(/^T[0-9]{4}(\.[0-9]{3})?$/, 'an ATT&CK technique such as T1110.003')),
    [],
  ),
  references: v.optional(v.array(text('a reference')), []),
  dataset: text('the name of a dataset'),
  entity: text('the name of a field'),
  window: v.optional(text('a duration such as 1h'), '1h'),
  where: v.optional(text('a filter')),
  metrics: v.pipe(
    v.record(identifier, text('a metric expression'), 'expected metric names with their expressions'),
    v.check((input) => Object.keys(input).length > 0, 'expected at least one metric'),
  ),
  baseline: v.optional(baseline, {}),
  train: v.optional(period),
  test: v.optional(period),
  tests: v.pipe(
    v.record(identifier, metricTest, 'expected test names with their bounds'),
    v.check((input) => Object.keys(input).length > 0, 'expected at least one test'),
  ),
  condition: v.optional(text('a condition over the tests')),
});

export type BaselineRuleFile = v.InferOutput<typeof baselineRuleSchema>;
export type MetricTestFile = v.InferOutput<typeof metricTest>;
