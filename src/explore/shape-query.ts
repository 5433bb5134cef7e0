import { compileWhere } from '../filter/compile.ts';
import type { Dialect } from '../sql/dialect.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import type { EventStore, Row } from '../store/event-store.ts';
import type { Answer, Column, QuestionOptions } from './answer.ts';
import { readResultOptions, type SortKey } from './result-options.ts';
import type { Scope } from './scope.ts';

/** A question as SQL: a query whose columns are named as the rows are, and their usual order. */
export interface Question {
  readonly query: Sql;
  readonly columns: readonly Column[];
  /** Breaks every tie, so that equal data give equal rows on every engine. */
  readonly order: readonly SortKey[];
  /** Columns of the query that only serve the order. */
  readonly hidden?: readonly string[];
}

const TOTAL = 'logfence.total';

/** Asks a question with `having`, `sort`, `fields` and `limit` done by the engine. */
export const askQuestion = async (
  scope: Scope,
  question: Question,
  options: QuestionOptions,
): Promise<Answer> => {
  const { statement, columns } = shapeQuery(scope.dialect, question, options, true);
  const rows = await scope.ask(statement);
  const total = Number(rows[0]?.[TOTAL] ?? 0);
  const plain = rows.map((row) => Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null])));
  return { columns, rows: plain, total, notes: [] };
};

/** The rows of a question in batches, for results too large to hold. */
export async function* streamQuestion(
  store: Pick<EventStore, 'dialect' | 'stream'>,
  question: Question,
  options: QuestionOptions,
): AsyncGenerator<readonly Row[]> {
  yield* store.stream(shapeQuery(store.dialect, question, options).statement);
}

/** The statement of a question, with the number of rows before `limit` as a last column where wanted. */
export const shapeQuery = (
  dialect: Dialect,
  question: Question,
  options: QuestionOptions,
  withTotal = false,
): { readonly statement: Sql; readonly columns: readonly Column[] } => {
  const { having, order, columns, limit } = readResultOptions(question.columns, options, question.order);
  const selected = columns.map(({ name }) => sql`${dialect.column(name)} as ${dialect.identifier(name)}`);
  if (withTotal) selected.push(sql`count(*) over () as ${dialect.identifier(TOTAL)}`);
  const where = having === undefined ? raw('') : sql` where ${compileWhere(dialect, having)}`;
  const keys = order.map(({ column, descending }) =>
    descending ? dialect.descending(dialect.column(column)) : dialect.ascending(dialect.column(column)),
  );
  const ordered = keys.length === 0 ? raw('') : sql` order by ${join(keys)}`;
  const limited = limit === undefined ? raw('') : sql` limit ${limit}`;
  const statement = sql`select ${join(selected)} from (${question.query}) as e${where}${ordered}${limited}`;
  return { statement, columns };
};
