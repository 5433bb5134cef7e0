import { readMetrics, type NamedMetric } from '../filter/metric.ts';
import { splitNamedMetric } from '../filter/parse-metric.ts';
import { durationSeconds } from '../kernel/duration.ts';
import { UsageError } from '../kernel/errors.ts';
import { microsToIso } from '../kernel/time.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import type { EventStore, Row, RowValue } from '../store/event-store.ts';
import type { Answer, Column, QuestionOptions } from './answer.ts';
import { averageOverEntities } from './average-over-entities.ts';
import { type BucketRange, bucketRange, withoutTimeNote } from './buckets.ts';
import { weightOption } from './pivot.ts';
import { openScope, type Scope } from './scope.ts';
import { shapeRows } from './shape-rows.ts';

export interface ResampleOptions extends QuestionOptions {
  /** Width of a bucket, such as `1h`; buckets begin at multiples of it since 1970, UTC. */
  readonly every: string;
  /** Fields for the metrics `mode(F)`, `distinct(F)`, `sum(F)`, `mean(F)`. */
  readonly mode?: readonly string[];
  readonly distinct?: readonly string[];
  readonly sum?: readonly string[];
  readonly mean?: readonly string[];
  /** Further metrics, `NAME=EXPRESSION`. */
  readonly metrics?: readonly string[];
  /** One row per bucket and value of this field. */
  readonly by?: string;
  /** The mean number of events per entity of `by` in each bucket, empty buckets counted as zeros. */
  readonly averageOverEntities?: boolean;
  /** Where an entity's zeros count: between its own first and last bucket, or over the whole. */
  readonly span?: 'own' | 'all';
}

/**
 * Events per time bucket, empty buckets included: `{start, events, ...metrics}`, with
 * `by` also `entity`. With `averageOverEntities` `{start, events, entities, mean}`.
 * Buckets reach from the first to the last event, or over `since` to `until`.
 * @throws UsageError for unknown fields, or for more buckets than can be shown
 */
export const resample = async (store: EventStore, options: ResampleOptions): Promise<Answer> => {
  const scope = await openScope(store, options);
  const seconds = durationSeconds(options.every);
  if (options.averageOverEntities === true) {
    if (options.by === undefined)
      throw new UsageError('--average-over-entities needs the entities: --by source.ip');
    if (namedMetrics(options).length > 0)
      throw new UsageError('--average-over-entities averages events and takes no metric');
    return averageOverEntities(scope, { ...options, by: options.by }, seconds);
  }
  if (options.span !== undefined) throw new UsageError('--span goes with --average-over-entities');
  const metrics = readMetrics(
    [{ name: 'events', expression: 'count()' }, ...namedMetrics(options)],
    scope.catalog,
  );
  const by = options.by === undefined ? undefined : scope.catalog.require(options.by);
  const range = await bucketRange(scope, seconds);
  const found = range === undefined ? [] : await groupedRows(scope, metrics, seconds, by?.name);
  const rows =
    range === undefined ? [] : filledRows(found, range, await emptyRow(scope, metrics), by !== undefined);
  const columns: readonly Column[] = [
    { name: 'start', type: 'date' },
    ...(by === undefined ? [] : [{ name: 'entity', type: by.type }]),
    ...metrics.map((metric) => ({ name: metric.name, type: metric.type })),
  ];
  return shapeRows(rows, columns, options, resampleOrder(by !== undefined), await withoutTimeNote(scope));
};

const resampleOrder = (by: boolean): { readonly column: string; readonly descending: boolean }[] =>
  ['start', ...(by ? ['entity'] : [])].map((column) => ({ column, descending: false }));

const namedMetrics = (
  options: ResampleOptions,
): readonly { readonly name: string; readonly expression: string }[] => {
  const listed = (['mode', 'distinct', 'sum', 'mean'] as const).flatMap((aggregate) =>
    (options[aggregate] ?? []).map((field) => ({
      name: `${aggregate}(${field})`,
      expression: `${aggregate}(${field})`,
    })),
  );
  return [...listed, ...(options.metrics ?? []).map(splitNamedMetric)];
};

const groupedRows = (
  scope: Scope,
  metrics: readonly NamedMetric[],
  seconds: number,
  by: string | undefined,
): Promise<readonly Row[]> => {
  const { dialect } = scope;
  const time = dialect.column('@timestamp');
  const start = dialect.bucket(time, seconds);
  const keys = [start, ...(by === undefined ? [] : [dialect.column(by)])];
  const selected = [
    sql`${start} as ${dialect.identifier('start')}`,
    ...(by === undefined ? [] : [sql`${dialect.column(by)} as ${dialect.identifier('entity')}`]),
    ...metricColumns(scope, metrics),
  ];
  const fields = [
    '@timestamp',
    ...(by === undefined ? [] : [by]),
    ...metrics.flatMap((metric) => metric.fields),
    ...scope.countFields,
  ];
  return scope.ask(
    sql`select ${join(selected)} from ${scope.from(fields, sql`${time} is not null`)} group by ${join(keys)}`,
  );
};

const metricColumns = (scope: Scope, metrics: readonly NamedMetric[]): readonly Sql[] =>
  metrics.map(
    (metric) =>
      sql`${metric.sql(scope.dialect, weightOption(scope))} as ${scope.dialect.identifier(metric.name)}`,
  );

/** The metrics of a bucket without events, as the engine itself sees no rows. */
const emptyRow = async (scope: Scope, metrics: readonly NamedMetric[]): Promise<Row> => {
  const fields = [...metrics.flatMap((metric) => metric.fields), ...scope.countFields];
  const [row = {}] = await scope.ask(
    sql`select ${join(metricColumns(scope, metrics))} from ${scope.from(fields, sql`1 = 0`)}`,
  );
  return row;
};

const filledRows = (found: readonly Row[], range: BucketRange, empty: Row, by: boolean): readonly Row[] => {
  const entities = by
    ? new Map(found.map((row) => [JSON.stringify(row['entity']), row['entity'] ?? null]))
    : new Map([['', null]]);
  range.checkCells(entities.size);
  const key = (start: RowValue, entity: string): string => `${start} ${entity}`;
  const present = new Map(
    found.map((row) => [key(row['start'] ?? null, by ? JSON.stringify(row['entity']) : ''), row]),
  );
  const rows: Row[] = [];
  for (const micros of range.starts()) {
    const start = microsToIso(micros);
    for (const [text, entity] of entities) {
      rows.push(present.get(key(start, text)) ?? { ...empty, start, ...(by ? { entity } : {}) });
    }
  }
  return rows;
};
