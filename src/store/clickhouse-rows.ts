import type { RowValue, TypedColumn } from './event-store.ts';

/** Rows as ClickHouse reads them from JSON: times without the marks of ISO 8601, all else as it is. */
export const clickhouseRows = (
  columns: readonly TypedColumn[],
  rows: readonly (readonly RowValue[])[],
): readonly (readonly RowValue[])[] =>
  rows.map((row) =>
    columns.map((column, index) => {
      const value = row[index] ?? null;
      return column.type === 'date' && typeof value === 'string'
        ? value.replace('T', ' ').replace('Z', '')
        : value;
    }),
  );
