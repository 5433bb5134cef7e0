import { UsageError } from '../kernel/errors.ts';
import { ORDER_FIELDS } from '../sql/relation.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import type { EventStore, Row } from '../store/event-store.ts';
import type { Answer, Column, QuestionOptions } from './answer.ts';
import { openScope, type Scope } from './scope.ts';
import { type Question, shapeQuery } from './shape-query.ts';

export interface EventsOptions extends QuestionOptions {
  /** The first so many in order of time. */
  readonly first?: number;
  /**
   * The newest so many, still in order of time; those without a time only when there are
   * not enough others. Beside `first` it only cuts that shorter.
   */
  readonly last?: number;
}

/**
 * The matching events in order of time, newest last (without time at the end), ties by
 * source and line. Rows hold all columns of the datasets under their ECS names, or the
 * `fields` that were asked for, derived ones included.
 */
export const events = async (store: EventStore, options: EventsOptions = {}): Promise<Answer> => {
  const scope = await openScope(store, options);
  const { statement, columns } = eventsStatement(scope, options);
  const rows = await scope.ask(statement);
  return { columns, rows, total: await countEvents(scope), notes: [] };
};

/** The same rows in batches, for results too large to hold. */
export async function* streamEvents(
  store: EventStore,
  options: EventsOptions = {},
): AsyncGenerator<readonly Row[]> {
  const scope = await openScope(store, options);
  yield* store.stream(eventsStatement(scope, options).statement);
}

/** How many events match. */
export const countEvents = async (scope: Scope): Promise<number> => {
  const rows = await scope.ask(sql`select ${scope.dialect.countAll()} as n from ${scope.from([])}`);
  return Number(rows[0]?.['n'] ?? 0);
};

/** The SQL of `events` with its columns, for stores that write results to files by themselves. */
export const eventsStatement = (
  scope: Scope,
  options: EventsOptions,
): { readonly statement: Sql; readonly columns: readonly Column[] } => {
  const { dialect } = scope;
  const number = numberOfEvents(options);
  const names = options.fields?.map((field) => scope.catalog.require(field).name) ?? storedFields(scope);
  const question = eventsQuestion(scope, [
    ...new Set([...names, ...ORDER_FIELDS, ...resultFields(scope, options)]),
  ]);
  if (number === undefined || options.last === undefined || options.first !== undefined) {
    const { fields: _fields, first: _first, last: _last, ...rest } = options;
    const limit = number === undefined ? {} : { limit: number };
    return shapeQuery(dialect, question, { ...rest, fields: names, ...limit });
  }
  const newest = { ...question, order: question.order.map((key) => ({ ...key, descending: true })) };
  const inner = shapeQuery(dialect, newest, { limit: number });
  return shapeQuery(dialect, { ...question, query: inner.statement }, { fields: names });
};

const numberOfEvents = ({ first, last, limit }: EventsOptions): number | undefined => {
  if (first !== undefined && last !== undefined)
    throw new UsageError('--first and --last exclude each other');
  for (const number of [first, last]) {
    if (number !== undefined && !(Number.isInteger(number) && number >= 0)) {
      throw new UsageError(`--first and --last take a whole number from 0, not ${number}`);
    }
  }
  const asked = [first, last, limit].filter((number) => number !== undefined);
  return asked.length === 0 ? undefined : Math.min(...asked);
};

const storedFields = ({ datasets }: Scope): readonly string[] => [
  ...new Set(datasets.flatMap((dataset) => dataset.fields.map((field) => field.name))),
];

/** A field that only `sort` names is read, too. */
const resultFields = ({ catalog }: Scope, { sort }: EventsOptions): readonly string[] => {
  const name = sort?.replace(/:(asc|desc)$/, '');
  return name === undefined || catalog.typeOf(name) === undefined ? [] : [name];
};

const eventsQuestion = (scope: Scope, fields: readonly string[]): Question => {
  const { dialect, catalog } = scope;
  const columns = fields.map((field) => sql`${dialect.column(field)} as ${dialect.identifier(field)}`);
  return {
    query: sql`select ${join(columns)} from ${scope.from(fields)}`,
    columns: fields.map((field) => ({ name: field, type: catalog.require(field).type })),
    order: ORDER_FIELDS.map((column) => ({ column, descending: false })),
  };
};
