import { durationSeconds } from '../kernel/duration.ts';
import { UsageError } from '../kernel/errors.ts';
import { type NamedMetric, readMetrics } from '../filter/metric.ts';
import { splitNamedMetric } from '../filter/parse-metric.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import type { EventStore, Row } from '../store/event-store.ts';
import type { Answer, Column, QuestionOptions } from './answer.ts';
import { defaultMetrics } from './default-metrics.ts';
import { openScope, type Scope } from './scope.ts';
import { askQuestion, type Question, streamQuestion } from './shape-query.ts';
import type { SortKey } from './result-options.ts';

export interface PivotOptions extends QuestionOptions {
  /** The field whose values are the entities; several give one row per combination. */
  readonly by: string | readonly string[];
  /** `NAME=EXPRESSION` or an expression; events, distinct values and outcomes when absent. */
  readonly metrics?: readonly string[];
  /** Also one row per time bucket, such as `1h`; only buckets with events. */
  readonly every?: string;
}

const EVENTS = 'logfence.events';

/**
 * One row per entity with its metrics: `{entity, ...metrics}`, with `every` also `start`,
 * with several fields these in place of `entity`. Events without the field are the entity
 * null. Most events first, ties by entity; with `every` by entity and start.
 * @throws UsageError for unknown fields or metrics, with the nearest names
 */
export const pivot = async (store: EventStore, options: PivotOptions): Promise<Answer> => {
  const scope = await openScope(store, options);
  return askQuestion(scope, await pivotQuestion(scope, options), options);
};

/** The same rows in batches, for results too large to hold. */
export async function* streamPivot(store: EventStore, options: PivotOptions): AsyncGenerator<readonly Row[]> {
  const scope = await openScope(store, options);
  yield* streamQuestion(store, await pivotQuestion(scope, options), options);
}

const pivotQuestion = async (scope: Scope, options: PivotOptions): Promise<Question> => {
  const { dialect } = scope;
  const keys = entityKeys(scope, options);
  const metrics = await pivotMetrics(scope, options, keys);
  const seconds = options.every === undefined ? undefined : durationSeconds(options.every);
  const start = seconds === undefined ? undefined : dialect.bucket(dialect.column('@timestamp'), seconds);
  const name = (text: string): Sql => dialect.identifier(text);
  const grouping = [...keys.map((key) => dialect.column(key.field)), ...(start === undefined ? [] : [start])];
  const selected = [
    ...keys.map((key) => sql`${dialect.column(key.field)} as ${name(key.name)}`),
    ...(start === undefined ? [] : [sql`${start} as ${name('start')}`]),
    ...metrics.map((metric) => sql`${metric.sql(dialect, weightOption(scope))} as ${name(metric.name)}`),
    sql`${scope.count()} as ${name(EVENTS)}`,
  ];
  const timed = start === undefined ? [] : ['@timestamp'];
  const fields = [
    ...keys.map((key) => key.field),
    ...timed,
    ...metrics.flatMap((metric) => metric.fields),
    ...scope.countFields,
  ];
  const further = start === undefined ? undefined : sql`${dialect.column('@timestamp')} is not null`;
  return {
    query: sql`select ${join(selected)} from ${scope.from(fields, further)} group by ${join(grouping)}`,
    columns: pivotColumns(scope, keys, metrics, start !== undefined),
    order: pivotOrder(keys, start !== undefined),
  };
};

/** The metric option that makes `count()` weigh events as the scope does. */
export const weightOption = (scope: Scope): { readonly weight?: Sql } =>
  scope.weight === undefined ? {} : { weight: scope.weight };

interface EntityKey {
  readonly field: string;
  /** Column of the result. */
  readonly name: string;
}

const entityKeys = ({ catalog }: Scope, { by }: PivotOptions): readonly EntityKey[] => {
  const fields = (typeof by === 'string' ? [by] : by).map((field) => catalog.require(field).name);
  const only = fields[0];
  if (only === undefined) throw new UsageError('pivot needs a field: --by source.ip');
  return fields.length === 1
    ? [{ field: only, name: 'entity' }]
    : fields.map((field) => ({ field, name: field }));
};

const pivotMetrics = async (
  scope: Scope,
  options: PivotOptions,
  keys: readonly EntityKey[],
): Promise<readonly NamedMetric[]> => {
  const given = options.metrics?.map(splitNamedMetric);
  const wanted =
    given ??
    (await defaultMetrics(
      scope,
      keys.map((key) => key.field),
    ));
  const names = [
    ...keys.map((key) => key.name),
    ...(options.every === undefined ? [] : ['start']),
    ...wanted.map((metric) => metric.name),
  ];
  const twice = names.find((item, index) => names.indexOf(item) !== index);
  if (twice !== undefined)
    throw new UsageError(`two columns are named "${twice}"; give one another name: --metric NAME=EXPRESSION`);
  return readMetrics(wanted, scope.catalog);
};

const pivotColumns = (
  { catalog }: Scope,
  keys: readonly EntityKey[],
  metrics: readonly NamedMetric[],
  timed: boolean,
): readonly Column[] => [
  ...keys.map((key): Column => ({ name: key.name, type: catalog.require(key.field).type })),
  ...(timed ? [{ name: 'start', type: 'date' } as const] : []),
  ...metrics.map((metric): Column => ({ name: metric.name, type: metric.type })),
];

const pivotOrder = (keys: readonly EntityKey[], timed: boolean): readonly SortKey[] => {
  const entities = keys.map((key) => ({ column: key.name, descending: false }));
  return timed
    ? [...entities, { column: 'start', descending: false }]
    : [{ column: EVENTS, descending: true }, ...entities];
};
