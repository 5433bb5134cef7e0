import { mkdtemp, readFile, rm, statfs } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { MAXIMUM_LINE_BYTES } from '../ingest/line-blocks.ts';
import { bytesText, numberText } from '../kernel/number-text.ts';
import { DEFAULT_LIMITS } from '../sources/context.ts';
import { raw } from '../sql/sql.ts';
import { MEMORY_LIMIT_BYTES } from './open-store.ts';
import { packageVersion } from './version.ts';
import { fileReason } from './file-reason.ts';

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
  { check: 'memory', status: 'ok', value: memoryText() },
  await openFilesCheck(),
  await engineCheck(),
  await temporaryCheck(),
  {
    check: 'longest line',
    status: 'ok',
    value: `${MAXIMUM_LINE_BYTES / 2 ** 20} MiB; a longer one is refused`,
  },
  {
    check: 'expansion',
    status: 'ok',
    value: `${DEFAULT_LIMITS.maxExpansion} bytes from a compressed one; see --max-expansion`,
  },
];

/** The machine's memory, what this process may have of it where that is less, and what the engine takes. */
const memoryText = (): string => {
  const allowed = process.constrainedMemory();
  const limit = allowed > 0 && allowed < totalmem() ? `, ${bytesText(allowed)} allowed` : '';
  return `${bytesText(totalmem())}${limit}; the engine takes up to ${bytesText(MEMORY_LIMIT_BYTES)}`;
};

/** Files and connections that may be open at a time; so few stop a load with many threads. */
const ENOUGH_OPEN_FILES = 256;

const openFilesCheck = async (): Promise<CheckResult> => {
  const check = 'open files';
  const text = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const limit = /^Max open files +(\S+)/m.exec(text)?.[1];
  if (limit === undefined) return { check, status: 'ok', value: 'this system does not tell its limit' };
  const isFew = Number(limit) < ENOUGH_OPEN_FILES;
  return {
    check,
    status: isFew ? 'warning' : 'ok',
    value: `up to ${limit === 'unlimited' ? limit : numberText(Number(limit))}${isFew ? '; ulimit -n 1024 allows more' : ''}`,
  };
};

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
      value: `cannot write to ${folder}: ${fileReason(error)}`,
    };
  }
};
