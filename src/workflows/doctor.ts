import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { bytesText } from '../kernel/number-text.ts';
import { raw } from '../sql/sql.ts';
import { packageVersion } from './version.ts';

/** One thing that was looked at. */
export interface CheckResult {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly value: string;
}

const ENOUGH_TEMPORARY_BYTES = 2e9;

/** Looks at everything logfence needs on this machine; nothing is contacted. */
export const doctor = async (): Promise<readonly CheckResult[]> => [
  { check: 'logfence', status: 'ok', value: packageVersion() },
  { check: 'node', status: 'ok', value: `${process.version} on ${process.platform} ${process.arch}` },
  { check: 'processors', status: 'ok', value: String(availableParallelism()) },
  { check: 'memory', status: 'ok', value: bytesText(totalmem()) },
  await engineCheck(),
  await temporaryCheck(),
];

const engineCheck = async (): Promise<CheckResult> => {
  try {
    const { openDuckdbStore } = await import('../store/duckdb.ts');
    const store = await openDuckdbStore();
    const [row] = await store.query(raw('select version() as version'));
    await store.close();
    return { check: 'engine', status: 'ok', value: `DuckDB ${row?.['version']}` };
  } catch (error) {
    return {
      check: 'engine',
      status: 'failed',
      value: error instanceof Error ? error.message : String(error),
    };
  }
};

const temporaryCheck = async (): Promise<CheckResult> => {
  const folder = tmpdir();
  try {
    const probe = await mkdtemp(join(folder, 'logfence-'));
    await rm(probe, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    return {
      check: 'temporary space',
      status: free < ENOUGH_TEMPORARY_BYTES ? 'warning' : 'ok',
      value: `${bytesText(free)} free in ${folder}; large logs need about their own size (TMPDIR names another place)`,
    };
  } catch (error) {
    return {
      check: 'temporary space',
      status: 'failed',
      value: `cannot write to ${folder}: ${error instanceof Error ? error.message : error}`,
    };
  }
};
