import type { AggregateTree, MetricOperator, MetricTree } from '../../filter/metric-tree.ts';
import { parseMetric } from '../../filter/parse-metric.ts';
import { allOf, type FilterTree } from '../../filter/tree.ts';
import type { RuleMetric } from './rule.ts';

/** How two rows' values of an aggregate become one; `none` for those that cannot be joined. */
export type AtomMerge = 'sum' | 'minimum' | 'maximum' | 'set' | 'none';

/** One aggregate that the engine computes; all metrics of a rule are arithmetic over atoms. */
export interface Atom {
  readonly key: string;
  readonly tree: AggregateTree;
  readonly merge: AtomMerge;
  /** Whether events that stand for several count as many times. */
  readonly weighted: boolean;
}

/** A metric as arithmetic over atoms by their keys. */
export type AtomicMetric =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'atom'; readonly key: string }
  | { readonly kind: 'negative'; readonly item: AtomicMetric }
  | {
      readonly kind: 'arithmetic';
      readonly operator: MetricOperator;
      readonly left: AtomicMetric;
      readonly right: AtomicMetric;
    };

export interface AtomicRule {
  readonly atoms: readonly Atom[];
  readonly metrics: readonly { readonly name: string; readonly metric: AtomicMetric }[];
}

/**
 * Takes metrics apart into aggregates whose rows can be merged: a share is two counts,
 * a mean a sum and a count. Metrics may use the names of earlier ones; unknown names
 * are reported by `readMetrics`, which must have accepted the metrics before.
 */
export const atomicRule = (metrics: readonly RuleMetric[]): AtomicRule => {
  const atoms = new Map<string, Atom>();
  const named = new Map<string, AtomicMetric>();
  const add: AddAtom = (tree, weighted = true) => {
    const key = weighted ? atomKey(tree) : `plain ${atomKey(tree)}`;
    atoms.set(key, { key, tree, merge: mergeOf(tree), weighted });
    return { kind: 'atom', key };
  };
  const visit = (tree: MetricTree): AtomicMetric => {
    switch (tree.kind) {
      case 'number':
        return { kind: 'number', value: tree.value };
      case 'name':
        return named.get(tree.name) ?? { kind: 'number', value: Number.NaN };
      case 'negative':
        return { kind: 'negative', item: visit(tree.item) };
      case 'arithmetic':
        return {
          kind: 'arithmetic',
          operator: tree.operator,
          left: visit(tree.left),
          right: visit(tree.right),
        };
      case 'aggregate':
        return split(tree, add);
    }
  };
  for (const { name, expression } of metrics)
    named.set(name, visit(parseMetric(expression, `metric ${name}`)));
  return {
    atoms: [...atoms.values()],
    metrics: metrics.map(({ name }) => ({ name, metric: named.get(name) as AtomicMetric })),
  };
};

type AddAtom = (tree: AggregateTree, weighted?: boolean) => AtomicMetric;

const split = (tree: AggregateTree, add: AddAtom): AtomicMetric => {
  const quotient = (left: AtomicMetric, right: AtomicMetric): AtomicMetric => ({
    kind: 'arithmetic',
    operator: '/' as const,
    left,
    right,
  });
  if (tree.name === 'share') {
    const all: AggregateTree = { kind: 'aggregate', name: 'count', at: tree.at };
    return quotient(add({ ...tree, name: 'count' }), add(all));
  }
  if (tree.name === 'mean' && tree.field !== undefined) {
    const exists: FilterTree = { kind: 'exists', field: tree.field };
    const filter = tree.filter === undefined ? exists : allOf([tree.filter, exists]);
    const present: AggregateTree = { kind: 'aggregate', name: 'count', filter, at: tree.at };
    return quotient(add({ ...tree, name: 'sum' }), add(present, false));
  }
  return add(tree);
};

const MERGES: Partial<Record<AggregateTree['name'], AtomMerge>> = {
  count: 'sum',
  sum: 'sum',
  min: 'minimum',
  max: 'maximum',
  distinct: 'set',
};

const mergeOf = (tree: AggregateTree): AtomMerge => MERGES[tree.name] ?? 'none';

const atomKey = ({ name, field, probability, filter }: AggregateTree): string =>
  JSON.stringify([name, field ?? null, probability ?? null, filter ?? null], (property, value: unknown) =>
    property === 'at' || property === 'valueAt' ? undefined : value,
  );

/** Value of a metric from its atoms; null where one is missing or the divisor is 0. */
export const evaluateMetric = (metric: AtomicMetric, atom: (key: string) => number | null): number | null => {
  switch (metric.kind) {
    case 'number':
      return metric.value;
    case 'atom':
      return atom(metric.key);
    case 'negative': {
      const item = evaluateMetric(metric.item, atom);
      return item === null ? null : -item;
    }
    case 'arithmetic': {
      const left = evaluateMetric(metric.left, atom);
      const right = evaluateMetric(metric.right, atom);
      return left === null || right === null ? null : calculate(metric.operator, left, right);
    }
  }
};

const calculate = (operator: MetricOperator, left: number, right: number): number | null => {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  if (operator === 'larger') return Math.max(left, right);
  return right === 0 ? null : left / right;
};
