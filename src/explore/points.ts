import { NUMERIC_TYPES } from '../kernel/field-type.ts';
import { UsageError } from '../kernel/errors.ts';
import { durationSeconds } from '../kernel/duration.ts';
import { parseFieldCall } from '../kernel/field-call.ts';
import { readMetrics } from '../filter/metric.ts';
import { AGGREGATES } from '../filter/metric-tree.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Answer, Column, QuestionOptions } from './answer.ts';
import { weightOption } from './pivot.ts';
import { openScope, type Scope } from './scope.ts';
import { askQuestion, type Question } from './shape-query.ts';

export interface PointsOptions extends QuestionOptions {
  /** Fields of events, or with `by` metrics per entity. */
  readonly x?: string;
  readonly y?: string;
  /** A field, or with `by` also a metric. Of an entity's events the commonest value; true where one is true. */
  readonly color?: string;
  /** One point per value of this field. */
  readonly by?: string;
  /** With `by`: one point per entity and time bucket that has events, such as `1h`. */
  readonly every?: string;
}

const PLACES = ['x', 'y', 'color'] as const;
type Place = (typeof PLACES)[number];

/**
 * Places to draw, equal ones joined: `{x, y, color, count}`, of those that were asked for.
 * `count` is the number of events, with `by` that of entities. Entities that are missing are
 * left out. Ordered by x, y, color.
 * @throws UsageError for unknown fields and metrics
 */
export const points = async (store: EventStore, options: PointsOptions): Promise<Answer> => {
  const scope = await openScope(store, options);
  const question =
    options.by === undefined ? eventPoints(scope, options) : entityPoints(scope, options, options.by);
  return askQuestion(scope, question, options);
};

const wanted = (options: PointsOptions): readonly (readonly [Place, string])[] =>
  PLACES.flatMap((place) => {
    const text = options[place];
    return text === undefined ? [] : [[place, text] as const];
  });

const pointOrder = (places: readonly Place[]): Question['order'] =>
  places.map((column) => ({ column, descending: false }));

const eventPoints = (scope: Scope, options: PointsOptions): Question => {
  const { dialect, catalog } = scope;
  const fields = wanted(options).map(([place, text]) => ({ place, ...fieldOf(scope, text) }));
  const selected = fields.map(
    ({ place, name }) => sql`${dialect.column(name)} as ${dialect.identifier(place)}`,
  );
  const names = fields.map(({ name }) => name);
  const keys = join(names.map((name) => dialect.column(name)));
  return {
    query: sql`select ${join([...selected, sql`${scope.count()} as ${dialect.identifier('count')}`])} from ${scope.from([...names, ...scope.countFields])} group by ${keys}`,
    columns: [
      ...fields.map(({ place, name }): Column => ({ name: place, type: catalog.require(name).type })),
      { name: 'count', type: 'long' },
    ],
    order: pointOrder(fields.map(({ place }) => place)),
  };
};

/** A field of events; for a metric it says what is missing. */
const fieldOf = ({ catalog }: Scope, text: string): { readonly name: string } => {
  const isMetric = Object.hasOwn(AGGREGATES, parseFieldCall(text)?.name ?? '');
  if (isMetric && catalog.typeOf(text) === undefined) {
    throw new UsageError(
      `${text} is a metric: say per what it is computed, with --by source.ip or --every 1h`,
    );
  }
  return catalog.require(text);
};

const entityPoints = (scope: Scope, options: PointsOptions, by: string): Question => {
  const { dialect, catalog } = scope;
  const entity = catalog.require(by).name;
  const places = wanted(options);
  const metrics = readMetrics(
    places.map(([place, text]) => ({
      name: text,
      expression: place === 'color' ? colorMetric(scope, text) : text,
    })),
    catalog,
  ).map((metric, index) => ({ ...metric, place: places[index]?.[0] ?? 'x' }));
  const name = (text: string): Sql => dialect.identifier(text);
  const time = dialect.column('@timestamp');
  const start =
    options.every === undefined ? undefined : dialect.bucket(time, durationSeconds(options.every));
  const present = sql`${dialect.column(entity)} is not null`;
  const from = scope.from(
    [
      entity,
      ...(start === undefined ? [] : ['@timestamp']),
      ...metrics.flatMap((metric) => metric.fields),
      ...scope.countFields,
    ],
    start === undefined ? present : sql`${present} and ${time} is not null`,
  );
  const perEntity = metrics.map(
    (metric) => sql`${metric.sql(dialect, weightOption(scope))} as ${name(metric.place)}`,
  );
  const keys = [dialect.column(entity), ...(start === undefined ? [] : [start])];
  const inner = sql`select ${join(perEntity)} from ${from} group by ${join(keys)}`;
  const columns = metrics.map(({ place }) => dialect.column(place));
  const selected = metrics.map(({ place }) => sql`${dialect.column(place)} as ${name(place)}`);
  return {
    query: sql`select ${join([...selected, sql`${dialect.countAll()} as ${name('count')}`])} from (${inner}) as e group by ${join(columns)}`,
    columns: [
      ...metrics.map(({ place, type }): Column => ({ name: place, type })),
      { name: 'count', type: 'long' },
    ],
    order: pointOrder(metrics.map(({ place }) => place)),
  };
};

const colorMetric = ({ catalog }: Scope, text: string): string => {
  const type = catalog.typeOf(text);
  if (type === undefined) return text;
  return type === 'boolean' ? `max(${text})` : `mode(${text})`;
};

/** @throws UsageError when a column of an answer holds no numbers, saying what would do */
export const requireNumbers = (answer: Answer, column: Place, text: string): void => {
  const type = answer.columns.find(({ name }) => name === column)?.type;
  if (type === undefined || type === 'any' || type === 'share' || NUMERIC_TYPES.has(type)) return;
  throw new UsageError(
    `--${column} takes numbers, and ${text} is of type ${type}; use plot bar --x ${text}, or a metric such as count() with --by ${text}`,
  );
};
