import type { Answer, QuestionOptions } from '../explore/answer.ts';
import { counts } from '../explore/counts.ts';
import { crosstab } from '../explore/crosstab.ts';
import { describe } from '../explore/describe.ts';
import { fields } from '../explore/fields.ts';
import { hosts } from '../explore/hosts.ts';
import { pivot } from '../explore/pivot.ts';
import { resample } from '../explore/resample.ts';
import { shapeRows } from '../explore/shape-rows.ts';
import { sqlRows } from '../explore/sql.ts';
import type { EventStore, Row } from '../store/event-store.ts';

/** What shapes the rows of an answer, whatever made them. */
type ShapeOptions = Pick<QuestionOptions, 'sort' | 'having' | 'fields' | 'limit'>;

/** The questions that give one answer of rows; the library and the command line ask them by name. */
export const QUESTIONS = Object.freeze({ fields, counts, crosstab, describe, resample, pivot, hosts });

/** Rows of one read-only query in the engine's SQL. */
export const askSql = async (store: EventStore, query: string, shape: ShapeOptions): Promise<Answer> => {
  const { rows, columns, notes } = await sqlRows(store, { query });
  return shapeRows(rows, columns, shape, [], notes);
};

/** What `baseline` is asked: a rule by file or name, the events it sees, and the table or the rows behind it. */
export interface BaselineQuestion extends ShapeOptions {
  readonly rule: string;
  readonly where?: string;
  readonly windows?: boolean;
}

/** The baseline table of a rule, or the rows it rests on, as an answer. */
export const askBaselineTable = async (
  store: EventStore,
  { rule, where, windows = false, ...shape }: BaselineQuestion,
): Promise<Answer> => {
  // Rules bring a YAML parser and the detectors along, which other questions need not wait for.
  const { ruleBaseline } = await import('./rule-files.ts');
  const narrowed = where === undefined ? {} : { where };
  const rows: readonly Row[] = await ruleBaseline(rule, { store, windows, ...narrowed });
  const columns = Object.keys(rows[0] ?? {}).map((name) => ({ name, type: columnType(rows, name) }));
  return shapeRows(rows, columns, shape, []);
};

const columnType = (rows: readonly Row[], name: string): 'keyword' | 'boolean' | 'double' => {
  const value = rows.find((row) => row[name] !== null)?.[name];
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'string' ? 'keyword' : 'double';
};

export type { Answer };
export { readPeriod } from '../explore/period.ts';
export type AskedQuestion = (store: EventStore) => Promise<Answer>;
