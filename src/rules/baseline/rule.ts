import type { ConditionTree } from './condition.ts';

/** Which windows make one baseline group. */
export type BaselineGrouping =
  | { readonly kind: 'hour of day' }
  | { readonly kind: 'hour of week' }
  | { readonly kind: 'everything' }
  /** Windows of entities with the same value of a field. */
  | { readonly kind: 'peers'; readonly field: string }
  /** The entity's own earlier windows, at most `windows` of them. */
  | { readonly kind: 'own past'; readonly windows: number };

export type BaselineStatistic =
  | { readonly kind: 'mean' }
  | { readonly kind: 'median' }
  | { readonly kind: 'quantile'; readonly probability: number };

/** All rows of a group, or a seeded bootstrap (with replacement) of a number or a share of them. */
export type BaselineSample =
  | { readonly kind: 'all' }
  | { readonly kind: 'size'; readonly size: number; readonly seed: number }
  | { readonly kind: 'share'; readonly share: number; readonly seed: number };

export interface Baseline {
  readonly by: BaselineGrouping;
  readonly statistic: BaselineStatistic;
  readonly sample: BaselineSample;
  /** Rows above this quantile of their group in any of the metrics are left out. */
  readonly trim: { readonly quantile: number; readonly metrics: readonly string[] } | null;
  /** So many rows of the whole are mixed into a group's statistics; 0 for none. */
  readonly shrink: number;
  /** What must be there before anything is judged. */
  readonly minimum: { readonly rows: number; readonly entities: number; readonly windows: number };
}

export type TestMethod = 'value' | 'percent' | 'tukey' | 'z' | 'robust_z' | 'surprise';
export type TestSide = 'above' | 'below' | 'both';

/** What counts as beyond a center without spread: any difference, nothing, or a least spread in the metric's unit. */
export type ZeroSpread = 'any difference' | 'never' | number;

/** One metric held against its baseline by one or two methods. */
export interface MetricTest {
  readonly name: string;
  readonly metric: string;
  readonly side: TestSide;
  readonly limits: readonly { readonly method: TestMethod; readonly limit: number }[];
  /** How two methods join. */
  readonly combine: 'both' | 'either';
  /** The Tukey fence is multiplied by this share of 100 before values are held against it. */
  readonly fencePercent: number;
  readonly zeroSpread: ZeroSpread;
  /** A window whose metric is smaller never passes; null for no bound. */
  readonly atLeast: number | null;
}

/** Windows that start at `sinceMicros` or later and before `untilMicros`; null for no bound. */
export interface Period {
  readonly sinceMicros: number | null;
  readonly untilMicros: number | null;
}

export interface RuleMetric {
  readonly name: string;
  /** Metric expression, e.g. `count(event.outcome : failure)`. */
  readonly expression: string;
}

/** A baseline rule, checked and with every default filled in. */
export interface BaselineRule {
  readonly kind: 'baseline';
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Severity of a finding that just reaches its thresholds, 0..100. */
  readonly severity: number;
  readonly attack: readonly string[];
  readonly dataset: string;
  readonly entity: string;
  readonly windowSeconds: number;
  /** Filter: which events the rule counts; null for all. */
  readonly where: string | null;
  readonly metrics: readonly RuleMetric[];
  readonly baseline: Baseline;
  readonly tests: readonly MetricTest[];
  readonly condition: ConditionTree;
  readonly conditionText: string;
  /** Which windows make the baseline, and which are judged. */
  readonly train: Period;
  readonly test: Period;
}
