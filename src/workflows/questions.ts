import type { Answer } from '../explore/answer.ts';
import { counts } from '../explore/counts.ts';
import { crosstab } from '../explore/crosstab.ts';
import { describe } from '../explore/describe.ts';
import { fields } from '../explore/fields.ts';
import { hosts } from '../explore/hosts.ts';
import { pivot } from '../explore/pivot.ts';
import { resample } from '../explore/resample.ts';
import { ruleBaseline } from './rule-files.ts';
import { sqlRows } from '../explore/sql.ts';
import type { EventStore, Row } from '../store/event-store.ts';

/** The questions that give one answer of rows; the library and the command line ask them by name. */
export const QUESTIONS = Object.freeze({ fields, counts, crosstab, describe, resample, pivot, hosts });

/** Rows of one read-only query in the engine's SQL. */
export const askSql = (store: EventStore, query: string, limit: number | undefined): Promise<Answer> =>
  sqlRows(store, { query, ...(limit === undefined ? {} : { limit }) });

/** The baseline table of a rule as an answer. */
export const askBaselineTable = async (
  store: EventStore,
  rule: string,
  where: string | undefined,
): Promise<Answer> => {
  const rows: readonly Row[] = await ruleBaseline(rule, { store, ...(where === undefined ? {} : { where }) });
  const columns = Object.keys(rows[0] ?? {}).map((name) => ({ name, type: 'any' as const }));
  return { columns, rows, total: rows.length, notes: [] };
};

export type AskedQuestion = (store: EventStore) => Promise<Answer>;
