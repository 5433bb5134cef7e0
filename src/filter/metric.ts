import { type FieldType, NUMERIC_TYPES } from '../kernel/field-type.ts';
import { unknownName } from '../kernel/nearest.ts';
import type { Dialect } from '../sql/dialect.ts';
import { raw, type Sql, sql } from '../sql/sql.ts';
import { checkFilter, type FieldTypes, type FilterSource } from './check.ts';
import { compileWhere } from './compile.ts';
import type { Condition } from './condition.ts';
import { metricArithmetic } from './metric-arithmetic.ts';
import { AGGREGATES, type AggregateTree, type MetricTree } from './metric-tree.ts';
import { parseMetric } from './parse-metric.ts';
import { syntaxError } from './syntax-error.ts';
import { filterFields } from './tree.ts';

/** A metric whose names and types were looked up. */
export interface Metric {
  readonly type: FieldType;
  /** Fields the metric reads, each once. */
  readonly fields: readonly string[];
  /** The aggregate expression over the relation `e`. */
  sql(dialect: Dialect, options?: MetricOptions): Sql;
}

export interface MetricOptions {
  /** Counts this number instead of 1 per event, as for logs that repeat an event by a count. */
  readonly weight?: Sql;
}

/** A metric under the name its column gets. */
export interface NamedMetric extends Metric {
  readonly name: string;
}

const MAXIMUM_NODES = 5000;

/**
 * Reads metrics in order; each may use the names of the ones before it. Throws a
 * UsageError that points at the column for unknown fields and names (with the nearest
 * ones) and for a field of a type that the metric does not take.
 * @example readMetrics([{ name: 'rate', expression: 'share(event.outcome : failure)' }], catalog)
 */
export const readMetrics = (
  metrics: readonly { readonly name: string; readonly expression: string }[],
  fields: FieldTypes,
): readonly NamedMetric[] => {
  const earlier = new Map<string, Metric>();
  return metrics.map(({ name, expression }) => {
    const what = name === expression.trim() ? 'metric' : `metric ${name}`;
    const metric = checkMetric(parseMetric(expression, what), fields, earlier, { what, text: expression });
    earlier.set(name, metric);
    return { name, ...metric };
  });
};

/** Looks up the names of one metric; see `readMetrics`. */
export const checkMetric = (
  tree: MetricTree,
  fields: FieldTypes,
  earlier: ReadonlyMap<string, Metric>,
  source?: FilterSource,
): Metric => {
  const state: CheckState = { fields, earlier, source, nodes: 0 };
  return check(tree, state);
};

interface CheckState {
  readonly fields: FieldTypes;
  readonly earlier: ReadonlyMap<string, Metric>;
  readonly source: FilterSource | undefined;
  nodes: number;
}

const complain = (state: CheckState, at: number, problem: string): never => {
  const { what = 'metric', text = '' } = state.source ?? {};
  throw syntaxError(what, text, text === '' ? 0 : at, problem);
};

const check = (tree: MetricTree, state: CheckState): Metric => {
  state.nodes += 1;
  switch (tree.kind) {
    case 'number':
      return { type: 'double', fields: [], sql: () => sql`${tree.value}` };
    case 'name':
      return (
        state.earlier.get(tree.name) ??
        complain(
          state,
          tree.at,
          unknownName('metric', tree.name, knownNames(state), 'name it before it is used').message,
        )
      );
    case 'negative': {
      const item = numberOf(check(tree.item, state), tree.at, state);
      return {
        ...item,
        type: 'double',
        sql: (dialect, options) => sql`(- ${dialect.numeric(item.sql(dialect, options))})`,
      };
    }
    case 'arithmetic':
      return arithmetic(tree, state);
    case 'aggregate':
      return aggregate(tree, state);
  }
};

const knownNames = (state: CheckState): readonly string[] => [
  ...state.earlier.keys(),
  ...Object.keys(AGGREGATES).map((name) => `${name}()`),
];

const numberOf = (metric: Metric, at: number, state: CheckState): Metric =>
  NUMERIC_TYPES.has(metric.type)
    ? metric
    : complain(state, at, `arithmetic takes numbers, and this metric is of type ${metric.type}`);

const arithmetic = (tree: Extract<MetricTree, { kind: 'arithmetic' }>, state: CheckState): Metric => {
  const left = numberOf(check(tree.left, state), tree.at, state);
  const right = numberOf(check(tree.right, state), tree.at, state);
  return {
    type: 'double',
    fields: [...new Set([...left.fields, ...right.fields])],
    sql: (dialect, options) => {
      const [a, b] = [left, right].map((item) => dialect.numeric(item.sql(dialect, options))) as [Sql, Sql];
      const whole = metricArithmetic(dialect, tree.operator, a, b);
      if (whole.parts.length > MAXIMUM_NODES)
        complain(state, tree.at, 'this metric becomes too long; name fewer metrics of metrics');
      return whole;
    },
  };
};

const aggregate = (tree: AggregateTree, state: CheckState): Metric => {
  const type = tree.field === undefined ? undefined : fieldType(tree, tree.field, state);
  const condition =
    tree.filter === undefined ? undefined : checkFilter(tree.filter, state.fields, state.source);
  const fields = [
    ...(tree.field === undefined ? [] : [tree.field]),
    ...(tree.filter === undefined ? [] : filterFields(tree.filter)),
  ];
  const needsTime = tree.name === 'first' || tree.name === 'last';
  return {
    type: resultType(tree, type),
    fields: [...new Set([...fields, ...(needsTime ? ['@timestamp'] : [])])],
    sql: (dialect, options) => aggregateSql(dialect, tree, condition, options?.weight),
  };
};

const fieldType = (tree: AggregateTree, field: string, state: CheckState): FieldType => {
  const at = tree.fieldAt ?? tree.at;
  const type =
    state.fields.typeOf(field) ??
    complain(
      state,
      at,
      unknownName('field', field, state.fields.names(), 'the command fields lists them').message,
    );
  const { takes, usage } = AGGREGATES[tree.name];
  if (takes === 'number' && !NUMERIC_TYPES.has(type)) {
    return complain(
      state,
      at,
      `${tree.name} takes a number field, such as ${usage}; ${field} is of type ${type}, which takes count, distinct, min, max, mode, first, last`,
    );
  }
  if (type === 'keywords' && tree.name !== 'distinct')
    return complain(state, at, `${tree.name} takes no list field; ${field} is one`);
  return type;
};

const resultType = (tree: AggregateTree, type: FieldType | undefined): FieldType => {
  switch (tree.name) {
    case 'count':
    case 'distinct':
      return 'long';
    case 'sum':
      return type === 'double' ? 'double' : 'long';
    case 'min':
    case 'max':
    case 'mode':
    case 'first':
    case 'last':
      return type ?? 'keyword';
    default:
      return 'double';
  }
};

const aggregateSql = (
  dialect: Dialect,
  tree: AggregateTree,
  condition: Condition | undefined,
  weight: Sql | undefined,
): Sql => {
  const where = condition === undefined ? undefined : compileWhere(dialect, condition);
  if (tree.field === undefined) return counting(dialect, tree.name === 'share', where, weight);
  const column = dialect.column(tree.field);
  if (tree.name === 'distinct') {
    return where === undefined ? dialect.countDistinct(column) : dialect.countDistinctWhere(column, where);
  }
  const expression = where === undefined ? column : dialect.ifThen(where, column, raw('null'));
  return valueAggregate(dialect, tree, expression);
};

const counting = (dialect: Dialect, share: boolean, where: Sql | undefined, weight: Sql | undefined): Sql => {
  const all = weight === undefined ? dialect.countAll() : sql`coalesce(${dialect.sum(weight)}, 0)`;
  if (where === undefined) return all;
  const some =
    weight === undefined
      ? dialect.countWhere(where)
      : sql`coalesce(${dialect.sum(dialect.ifThen(where, weight, raw('null')))}, 0)`;
  return share ? sql`(${dialect.numeric(some)} / nullif(${dialect.numeric(all)}, 0))` : some;
};

const valueAggregate = (dialect: Dialect, tree: AggregateTree, expression: Sql): Sql => {
  const time = dialect.column('@timestamp');
  switch (tree.name) {
    case 'sum':
      return sql`coalesce(${dialect.sum(expression)}, 0)`;
    case 'mean':
      return dialect.mean(expression);
    case 'std':
      return dialect.standardDeviation(expression);
    case 'min':
      return dialect.minimum(expression);
    case 'max':
      return dialect.maximum(expression);
    case 'median':
      return dialect.quantile(expression, 0.5);
    case 'quantile':
      return dialect.quantile(expression, tree.probability ?? 0.5);
    case 'mode':
      return dialect.mode(expression);
    case 'first':
      return dialect.valueAtMinimum(expression, time);
    default:
      return dialect.valueAtMaximum(expression, time);
  }
};
