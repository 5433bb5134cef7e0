import type { DuckDBValue } from '@duckdb/node-api';
import { microsToIso } from '../kernel/time.ts';
import { DuckDBListValue, DuckDBTimestampTZValue, DuckDBTimestampValue } from './duckdb-library.ts';
import type { RowValue } from './event-store.ts';

/** One engine value as a plain row value: see `RowValue`. */
export const rowValue = (value: DuckDBValue): RowValue => {
  if (value === null) return null;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
        ? Number(value)
        : value.toString();
    default:
      if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
        return microsToIso(value.micros);
      }
      if (value instanceof DuckDBListValue) return value.items.map(rowValue);
      return value.toString();
  }
};
