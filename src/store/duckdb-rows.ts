import type { FieldType } from '../kernel/field-type.ts';
import { isoToMicros } from '../kernel/time.ts';
import { duckdbDialect as dialect } from '../sql/duckdb.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import type { RowValue, TypedColumn } from './event-store.ts';

/** A value as text, so that one list type holds all; null stays null. */
const asText = (value: RowValue, type: FieldType): string | null => {
  if (value === null) return null;
  if (type === 'date') return isoToMicros(String(value))?.toString() ?? null;
  return type === 'keywords' ? JSON.stringify(value) : String(value);
};

const fromText = (text: Sql, type: FieldType): Sql => {
  if (type === 'date') return dialect.timeFromMicros(text);
  if (type === 'keywords') return sql`from_json(${text}, '["VARCHAR"]')`;
  return sql`cast(${text} as ${dialect.columnType(type)})`;
};

/** One statement that inserts rows of JavaScript values: they travel as one JSON text. */
export const insertRowsIntoDuckdb = (
  table: string,
  columns: readonly TypedColumn[],
  rows: readonly (readonly RowValue[])[],
): Sql => {
  const texts = rows.map((row) => columns.map((column, index) => asText(row[index] ?? null, column.type)));
  const names = join(columns.map((column) => dialect.identifier(column.name)));
  const values = join(columns.map((column, index) => fromText(raw(`r[${index + 1}]`), column.type)));
  return sql`insert into ${dialect.identifier(table)} (${names}) select ${values} from (select unnest(from_json(${JSON.stringify(texts)}, '[["VARCHAR"]]')) as r)`;
};
