import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, StoreHeldError } from '../kernel/errors.ts';
import { withoutPassword } from '../kernel/without-password.ts';
import type { IngestStore } from '../ingest/ingest-options.ts';
import type { DatasetMaking, RowWriting } from '../store/event-store.ts';
import type { Effects } from './effects.ts';

/** Inputs up to this size are held in memory, larger ones in a private file. */
export const IN_MEMORY_BYTES = 64 * 1024 * 1024;
/** Plain files from this size on are cut into columns beside the database. */
const OWN_PART_BYTES = 16 * 1024 * 1024;
/** The engine's buffers; the whole process stays below 1 GB. */
export const MEMORY_LIMIT_BYTES = 500e6;
/** How long a store that another process holds is waited for. */
const WAIT_MILLISECONDS = 10_000;

export interface StoreHandle {
  readonly store: IngestStore & RowWriting & DatasetMaking;
  /** Whether the store goes away with this run. */
  readonly isPrivate: boolean;
  close(): Promise<void>;
}

/** A private database for one run, removed when it is closed and when the process ends. */
export const openPrivateStore = async (effects: Effects, inputBytes: number): Promise<StoreHandle> => {
  const { openDuckdbStore } = await import('../store/duckdb.ts');
  const folder = effects.makeFolder();
  const inMemory = inputBytes <= IN_MEMORY_BYTES;
  const store = await openDuckdbStore({
    ...(inMemory ? {} : { path: join(folder, 'private.duckdb') }),
    parts: { folder, fromBytes: OWN_PART_BYTES, adopts: true },
    memoryLimitBytes: MEMORY_LIMIT_BYTES,
    temporaryDirectory: join(folder, 'temporary'),
  });
  return {
    store,
    isPrivate: true,
    close: async () => {
      await store.close();
      effects.removeFolder(folder);
    },
  };
};

/** Addresses of ClickHouse stores; see `parseClickhouseUrl`. */
const isClickhouseAddress = (store: string): boolean => store.startsWith('clickhouse:');

const openClickhouse = async (effects: Effects, address: string, create: boolean): Promise<StoreHandle> => {
  const { openClickhouseStore } = await import('../store/clickhouse.ts');
  const { parseClickhouseUrl } = await import('../store/clickhouse-connect.ts');
  const options = parseClickhouseUrl(address, effects.environment);
  const store = await openClickhouseStore({ ...options, create });
  return { store, isPrivate: false, close: () => store.close() };
};

/**
 * A store the user named: a database file, or clickhouse://... A file has one process at a time: another one's is waited for,
 * then its holder is named.
 * @throws InputError when it does not exist and must, EngineError when it stays held.
 */
export const openNamedStore = async (
  effects: Effects,
  path: string,
  options: { readonly create: boolean; readonly onWait?: (message: string) => void },
): Promise<StoreHandle> => {
  if (isClickhouseAddress(path)) return openClickhouse(effects, path, options.create);
  // A mistyped address of a server may hold a password.
  const shown = withoutPassword(path);
  if (!options.create && !existsSync(path)) {
    throw new InputError(
      `store ${shown} does not exist; make it with: logfence ingest INPUT --store ${shown}`,
    );
  }
  if (existsSync(path) && !statSync(path).isFile()) {
    throw new InputError(`store ${shown} is not a file; name a file for the database`);
  }
  const { openDuckdbStore } = await import('../store/duckdb.ts');
  // Lines are cut into columns there on their way into the database.
  const folder = options.create ? effects.makeFolder() : undefined;
  const parts = folder === undefined ? {} : { parts: { folder, fromBytes: OWN_PART_BYTES, adopts: false } };
  const removeFolder = (): void => (folder === undefined ? undefined : effects.removeFolder(folder));
  const giveUp = effects.steady() + WAIT_MILLISECONDS;
  for (let told = false; ; ) {
    try {
      const store = await openDuckdbStore({ path, memoryLimitBytes: MEMORY_LIMIT_BYTES, ...parts });
      return { store, isPrivate: false, close: () => store.close().finally(removeFolder) };
    } catch (error) {
      if (!(error instanceof StoreHeldError) || effects.steady() >= giveUp) {
        removeFolder();
        throw error;
      }
      if (!told) options.onWait?.(`store ${shown} is in use, waiting up to ${WAIT_MILLISECONDS / 1000} s`);
      told = true;
      await effects.sleep(200);
    }
  }
};
