import { metricArithmetic } from '../../filter/metric-arithmetic.ts';
import type { Dialect } from '../../sql/dialect.ts';
import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { AtomicMetric, AtomicRule } from './atoms.ts';
import type { ConditionTree } from './condition.ts';
import type { BaselineRule, MetricTest } from './rule.ts';

/** What must hold of a window's metrics whatever the baseline is, before a rule can flag it. */
export type Possible =
  | {
      readonly kind: 'bound';
      readonly metric: string;
      readonly operator: '>=' | '<=';
      readonly value: number;
    }
  | { readonly kind: 'and' | 'or'; readonly items: readonly Possible[] };

/**
 * The fixed bounds among a rule's tests, joined as its condition joins them; undefined
 * where the condition can hold for any window.
 */
export const possibleOf = ({ condition, tests }: BaselineRule): Possible | undefined => {
  const visit = (tree: ConditionTree): Possible | undefined => {
    if (tree.kind === 'test') return boundsOf(tests.find(({ name }) => name === tree.name));
    if (tree.kind === 'not') return undefined;
    const items = tree.items.map(visit);
    const known = items.filter((item) => item !== undefined);
    if (tree.kind === 'or') return known.length < items.length ? undefined : { kind: 'or', items: known };
    return known.length === 0 ? undefined : { kind: 'and', items: known };
  };
  return visit(condition);
};

const boundsOf = (test: MetricTest | undefined): Possible | undefined => {
  if (test === undefined) return undefined;
  const { metric, atLeast, side, combine, limits } = test;
  const items: Possible[] =
    atLeast === null ? [] : [{ kind: 'bound', metric, operator: '>=', value: atLeast }];
  const isNeeded = limits.length === 1 || combine === 'both';
  for (const { method, limit } of limits) {
    if (method !== 'value' || !isNeeded || side === 'both') continue;
    items.push({ kind: 'bound', metric, operator: side === 'above' ? '>=' : '<=', value: limit });
  }
  return items.length === 0 ? undefined : { kind: 'and', items };
};

/** The condition over columns `a0`, `a1`, ... of the rule's atoms; a metric that cannot be computed is possible. */
export const possibleSql = (possible: Possible, rule: AtomicRule, dialect: Dialect): Sql => {
  if (possible.kind !== 'bound') {
    const items = possible.items.map((item) => possibleSql(item, rule, dialect));
    return sql`(${join(items, ` ${possible.kind} `)})`;
  }
  const metric = rule.metrics.find(({ name }) => name === possible.metric)?.metric;
  if (metric === undefined) return raw('(1 = 1)');
  const value = metricSql(metric, rule, dialect);
  // a margin for the last digits, in which the engine's quotient may differ
  const margin = 1e-9 * Math.max(1, Math.abs(possible.value));
  const bound = possible.operator === '>=' ? possible.value - margin : possible.value + margin;
  return sql`(${value} is null or ${value} ${raw(possible.operator)} ${bound})`;
};

const metricSql = (metric: AtomicMetric, rule: AtomicRule, dialect: Dialect): Sql => {
  switch (metric.kind) {
    case 'number':
      return sql`${metric.value}`;
    case 'atom':
      return dialect.numeric(raw(`a${rule.atoms.findIndex(({ key }) => key === metric.key)}`));
    case 'negative':
      return sql`(- ${metricSql(metric.item, rule, dialect)})`;
    case 'arithmetic': {
      const left = metricSql(metric.left, rule, dialect);
      const right = metricSql(metric.right, rule, dialect);
      return metricArithmetic(dialect, metric.operator, left, right);
    }
  }
};
