import type { DuckDBValue } from '@duckdb/node-api';
import { microsToIso } from '../kernel/time.ts';
import { DuckDBListValue, DuckDBTimestampTZValue, DuckDBTimestampValue } from './duckdb-library.ts';
import type { Row, RowValue } from './event-store.ts';

/** One engine value as a plain row value: see `RowValue`. */
const rowValue = (value: DuckDBValue): RowValue => {
  if (value === null) return null;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint': {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value.toString();
    }
    default:
      if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
        return microsToIso(value.micros);
      }
      if (value instanceof DuckDBListValue) return value.items.map(rowValue);
      return value.toString();
  }
};

const OWN = { value: null, enumerable: true, writable: true, configurable: true };

/** Rows of columns; one column after the other, which keeps all rows of one shape and is three times as fast as row by row. */
export const rowsOf = (
  names: readonly string[],
  columns: readonly (readonly DuckDBValue[])[],
): readonly Row[] => {
  const rows = Array.from(columns[0] ?? [], (): Record<string, RowValue> => ({}));
  names.forEach((name, index) => {
    const column = columns[index] ?? [];
    // Assigned, this name would not become a column.
    if (name === '__proto__') for (const row of rows) Object.defineProperty(row, name, OWN);
    rows.forEach((row, place) => {
      row[name] = rowValue(column[place] ?? null);
    });
  });
  return rows;
};
