import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClickhouseConnection } from '../../src/store/clickhouse-connect.ts';

const CHDB = fileURLToPath(new URL('../clickhouse/node_modules/chdb', import.meta.url));

/** Whether ClickHouse can be had; with CI=true its absence is a failure and not a reason to skip. */
export const hasClickhouse = existsSync(CHDB) || process.env['CI'] === 'true';

let folder: string | undefined;

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
