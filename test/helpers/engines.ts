import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe } from 'vitest';
import { type ClickhouseStore, openClickhouseStore } from '../../src/store/clickhouse.ts';
import type { ClickhouseConnection } from '../../src/store/clickhouse-connect.ts';
import { type DuckdbStore, openDuckdbStore } from '../../src/store/duckdb.ts';

export interface TestEngine {
  readonly name: 'duckdb' | 'clickhouse';
  /** An empty store of its own; the caller closes it (`forEachEngine` does). */
  open(): Promise<DuckdbStore | ClickhouseStore>;
}

const CHDB = fileURLToPath(new URL('../clickhouse/node_modules/chdb', import.meta.url));

/** Whether ClickHouse can be had; with CI=true its absence is a failure and not a reason to skip. */
export const hasClickhouse = existsSync(CHDB) || process.env['CI'] === 'true';

let folder: string | undefined;
let databases = 0;

/** A connection to ClickHouse inside this process: one data folder for all of them, gone at exit. */
export const chdbConnection = (): ClickhouseConnection => {
  if (!existsSync(CHDB)) throw new Error('ClickHouse is not installed; run npm --prefix test/clickhouse ci');
  if (folder === undefined) {
    const path = mkdtempSync(join(tmpdir(), 'logfence-chdb-'));
    folder = path;
    process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  }
  const { createChdbConnection } = createRequire(join(CHDB, 'package.json'))('chdb/connection') as {
    createChdbConnection(options: { path: string }): ClickhouseConnection;
  };
  return createChdbConnection({ path: folder });
};

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
