import { afterAll, beforeAll } from 'vitest';
import type { Dialect } from '../../src/sql/dialect.ts';
import type { Sql } from '../../src/sql/sql.ts';
import type { EventStore, Row, RowValue } from '../../src/store/event-store.ts';
import { engines } from '../helpers/engines.ts';

/** Whether both engines are here; ClickHouse may be not installed (npm --prefix test/clickhouse ci). */
export const bothEngines = engines.length === 2;

/** Opens a store per engine for the tests of a `describe`, filled by `load`. */
export const storesOfBoth = (load: (store: EventStore) => Promise<void>): readonly EventStore[] => {
  const stores: EventStore[] = [];
  beforeAll(async () => {
    for (const engine of engines) {
      const store = await engine.open();
      await load(store);
      stores.push(store);
    }
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
  });
  return stores;
};

/** The rows of the same question on DuckDB and on ClickHouse. */
export const rowsOfBoth = async (
  stores: readonly EventStore[],
  question: (dialect: Dialect) => Sql,
): Promise<readonly [readonly Row[], readonly Row[]]> => {
  const [duckdb, clickhouse] = stores as readonly [EventStore, EventStore];
  return [await duckdb.query(question(duckdb.dialect)), await clickhouse.query(question(clickhouse.dialect))];
};

/** Equal, or numbers whose last digits differ: sums and logarithms are rounded in another order. */
const isClose = (left: RowValue, right: RowValue, tolerance = 1e-12): boolean => {
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length &&
      left.every((item, index) => isClose(item, right[index] ?? null, tolerance))
    );
  }
  if (typeof left !== 'number' || typeof right !== 'number') return Object.is(left, right);
  return left === right || Math.abs(left - right) <= tolerance * Math.max(Math.abs(left), Math.abs(right));
};

/** Rows in which the engines differ, with both answers. */
export const rowDifferences = (
  [duckdb, clickhouse]: readonly [readonly Row[], readonly Row[]],
  tolerance = 1e-12,
): readonly { readonly duckdb: Row | undefined; readonly clickhouse: Row | undefined }[] =>
  Array.from({ length: Math.max(duckdb.length, clickhouse.length) }, (_, index) => ({
    duckdb: duckdb[index],
    clickhouse: clickhouse[index],
  })).filter(({ duckdb: left, clickhouse: right }) => {
    if (left === undefined || right === undefined) return true;
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    return ![...names].every((name) => isClose(left[name] ?? null, right[name] ?? null, tolerance));
  });
