import { join, sql } from '../sql/sql.ts';
import type { Scope } from './scope.ts';

/** Those of the fields that at least one event has; unknown ones are none. */
export const presentFields = async (
  scope: Scope,
  fields: readonly string[],
): Promise<ReadonlySet<string>> => {
  const { dialect, catalog } = scope;
  const known = fields.filter((field) => catalog.typeOf(field) !== undefined);
  if (known.length === 0) return new Set();
  const counted = known.map(
    (field, index) => sql`count(${dialect.column(field)}) as ${dialect.identifier(`n${index}`)}`,
  );
  const [row = {}] = await scope.ask(sql`select ${join(counted)} from ${scope.from(known)}`);
  return new Set(known.filter((_field, index) => Number(row[`n${index}`] ?? 0) > 0));
};
