import type { FilterTree } from './tree.ts';

export type AggregateName =
  | 'count'
  | 'distinct'
  | 'sum'
  | 'mean'
  | 'std'
  | 'min'
  | 'max'
  | 'median'
  | 'quantile'
  | 'mode'
  | 'first'
  | 'last'
  | 'share';

/** `larger` is written as a function of two metrics. */
export type MetricOperator = '+' | '-' | '*' | '/' | 'larger';

/** A metric expression as data; `at` is a character offset in its text, for messages only. */
export type MetricTree =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | {
      readonly kind: 'arithmetic';
      readonly operator: MetricOperator;
      readonly left: MetricTree;
      readonly right: MetricTree;
      readonly at: number;
    }
  | { readonly kind: 'negative'; readonly item: MetricTree; readonly at: number }
  | AggregateTree;

export interface AggregateTree {
  readonly kind: 'aggregate';
  readonly name: AggregateName;
  readonly field?: string;
  /** Of `quantile`, 0..1. */
  readonly probability?: number;
  readonly filter?: FilterTree;
  readonly at: number;
  readonly fieldAt?: number;
}

/** What may stand between the parentheses of each aggregate. */
export interface AggregateShape {
  readonly field: boolean;
  readonly takes: 'any' | 'number';
  readonly usage: string;
}

const shape = (usage: string, takes: AggregateShape['takes'] = 'any', field = true): AggregateShape =>
  Object.freeze({ usage, takes, field });

export const AGGREGATES: Readonly<Record<AggregateName, AggregateShape>> = Object.freeze({
  count: shape('count() or count(event.outcome : failure)', 'any', false),
  share: shape('share(event.outcome : failure)', 'any', false),
  distinct: shape('distinct(user.name)'),
  sum: shape('sum(http.response.body.bytes)', 'number'),
  mean: shape('mean(http.response.body.bytes)', 'number'),
  std: shape('std(http.response.body.bytes)', 'number'),
  min: shape('min(@timestamp)'),
  max: shape('max(@timestamp)'),
  median: shape('median(http.response.body.bytes)', 'number'),
  quantile: shape('quantile(http.response.body.bytes, .9)', 'number'),
  mode: shape('mode(http.response.status_code)'),
  first: shape('first(user.name)'),
  last: shape('last(user.name)'),
});
