import { raw } from '../sql/sql.ts';
import type { EventStore, GuardedQueries, Row, RowValue } from '../store/event-store.ts';
import type { Answer, Column, QuestionOptions } from './answer.ts';
import { checkReadOnly } from './sql-guard.ts';

export interface SqlOptions extends Pick<QuestionOptions, 'limit' | 'signal'> {
  readonly query: string;
}

/**
 * The rows of one read-only query in the engine's own SQL. Anything but a single SELECT
 * over loaded tables is refused before the engine sees it; a store that can guard queries
 * besides shuts its session away from files, network and settings.
 * @throws UsageError for a statement that is not read-only
 */
export const sqlRows = async (store: EventStore, { query, limit }: SqlOptions): Promise<Answer> => {
  const statement = checkReadOnly(query, store.dialect.name);
  const { queryGuarded } = store as Partial<GuardedQueries>;
  const rows = await (queryGuarded?.call(store, raw(statement)) ?? store.query(raw(statement)));
  const shown = limit === undefined ? rows : rows.slice(0, limit);
  return { columns: columnsOf(rows), rows: shown, total: rows.length, notes: [] };
};

const columnsOf = (rows: readonly Row[]): readonly Column[] =>
  Object.keys(rows[0] ?? {}).map((name) => ({ name, type: typeOf(rows, name) }));

const typeOf = (rows: readonly Row[], name: string): Column['type'] => {
  const value: RowValue | undefined = rows.find((row) => row[name] !== null)?.[name];
  if (typeof value === 'number') return 'double';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'string' ? 'keyword' : 'any';
};
