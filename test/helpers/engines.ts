import { afterAll, describe } from 'vitest';
import { type ClickhouseStore, openClickhouseStore } from '../../src/store/clickhouse.ts';
import { type DuckdbStore, openDuckdbStore } from '../../src/store/duckdb.ts';
import { chdbConnection, hasClickhouse } from './chdb.ts';

export { chdbConnection } from './chdb.ts';

export interface TestEngine {
  readonly name: 'duckdb' | 'clickhouse';
  /** An empty store of its own; the caller closes it (`forEachEngine` does). */
  open(): Promise<DuckdbStore | ClickhouseStore>;
}

let databases = 0;

/** An empty ClickHouse store in a database of its own. */
export const openChdbStore = async (): Promise<ClickhouseStore> => {
  databases += 1;
  return openClickhouseStore({ connection: chdbConnection(), database: `logfence_test_${databases}` });
};

/** The engines a test runs on: DuckDB always, ClickHouse where its library is installed or CI=true. */
export const engines: readonly TestEngine[] = Object.freeze([
  { name: 'duckdb', open: () => openDuckdbStore() } as const,
  ...(hasClickhouse ? [{ name: 'clickhouse', open: openChdbStore } as const] : []),
]);

/**
 * Runs the same tests on every engine, each in a `describe` of the engine's name; stores
 * opened through `engine.open` are closed at its end. Where ClickHouse is not installed
 * its part is skipped and says why.
 * @example forEachEngine((engine) => { it('counts', async () => { const store = await engine.open(); ... }); });
 */
export const forEachEngine = (define: (engine: TestEngine) => void): void => {
  for (const engine of engines) {
    describe(`on ${engine.name}`, () => {
      const opened: { close(): Promise<void> }[] = [];
      afterAll(async () => {
        for (const store of opened.splice(0)) await store.close();
      });
      const open = async (): Promise<DuckdbStore | ClickhouseStore> => {
        const store = await engine.open();
        opened.push(store);
        return store;
      };
      define({ name: engine.name, open });
    });
  }
  if (hasClickhouse) return;
  describe.skipIf(!hasClickhouse)('on clickhouse (not installed: npm --prefix test/clickhouse ci)', () => {
    define({ name: 'clickhouse', open: openChdbStore });
  });
};
