import type { Answer, QuestionOptions } from '../explore/answer.ts';
import { counts } from '../explore/counts.ts';
import { crosstab } from '../explore/crosstab.ts';
import { describe } from '../explore/describe.ts';
import { fields } from '../explore/fields.ts';
import { hosts } from '../explore/hosts.ts';
import { pivot } from '../explore/pivot.ts';
import { resample } from '../explore/resample.ts';
import { ruleBaseline } from './rule-files.ts';
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

/** The baseline table of a rule as an answer. */
export const askBaselineTable = async (
  store: EventStore,
  rule: string,
  where: string | undefined,
  shape: ShapeOptions,
): Promise<Answer> => {
  const rows: readonly Row[] = await ruleBaseline(rule, { store, ...(where === undefined ? {} : { where }) });
  const columns = Object.entries(rows[0] ?? {}).map(([name, value]) => ({
    name,
    type: typeof value === 'string' ? ('keyword' as const) : ('double' as const),
  }));
  return shapeRows(rows, columns, shape, []);
};

export type AskedQuestion = (store: EventStore) => Promise<Answer>;
