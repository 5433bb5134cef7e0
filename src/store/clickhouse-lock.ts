import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { EngineError } from '../kernel/errors.ts';
import { clickhouseDialect } from '../sql/clickhouse.ts';
import { raw, type Sql, sql } from '../sql/sql.ts';
import type { Row } from './event-store.ts';

/** What the lock needs of a store. */
export interface LockStatements {
  query(statement: Sql): Promise<readonly Row[]>;
  execute(statement: Sql): Promise<void>;
}

const BEAT_MILLISECONDS = 15_000;
/** A holder that was silent for so long is dead. */
const STALE_SECONDS = 90;
const RETRY_MILLISECONDS = 250;
const TABLE = raw('store_lock');

/** Gives the lock back; safe to call twice. */
export type Release = () => Promise<void>;

/**
 * Makes this process the only writer of a database. ClickHouse knows no locks, but it
 * makes a table once only: whoever made `store_lock` holds it, and says in it every 15
 * seconds that it lives. A lock whose holder fell silent is taken over.
 * @throws EngineError that names the holder when it does not let go within `waitSeconds`.
 */
export const takeLock = async (store: LockStatements, waitSeconds: number): Promise<Release> => {
  const token = randomBytes(8).toString('hex');
  const deadline = performance.now() + waitSeconds * 1000;
  while (!(await created(store))) {
    if (await isStale(store)) {
      await removeStale(store, token);
      continue;
    }
    if (performance.now() >= deadline) {
      throw new EngineError(
        `${await holder(store)} is writing to this store; wait for it to end or stop it (waited ${waitSeconds} s)`,
      );
    }
    await pause(RETRY_MILLISECONDS);
  }
  await beat(store);
  const timer = setInterval(() => void beat(store).catch(() => undefined), BEAT_MILLISECONDS);
  timer.unref();
  let held = true;
  return async () => {
    if (!held) return;
    held = false;
    clearInterval(timer);
    await store.execute(sql`drop table if exists ${TABLE}`);
  };
};

const created = async (store: LockStatements): Promise<boolean> => {
  const comment = clickhouseDialect.literal(`process ${process.pid} on ${hostname()}`);
  try {
    await store.execute(
      sql`create table ${TABLE} (beat DateTime64(6, 'UTC')) engine = MergeTree order by beat comment ${comment}`,
    );
    return true;
  } catch (error) {
    if (/TABLE_ALREADY_EXISTS|code 57|already exists/i.test(String(error))) return false;
    throw error;
  }
};

const beat = (store: LockStatements): Promise<void> =>
  store.execute(sql`insert into ${TABLE} select now64(6)`);

/** Silence is measured by the server's clock alone, from the last beat or from the making of the table. */
const isStale = async (store: LockStatements): Promise<boolean> => {
  const rows = await store
    .query(
      sql`select dateDiff('second', greatest(toDateTime(t.metadata_modification_time), b.last), now()) as silent from system.tables as t cross join (select toDateTime(max(beat)) as last from ${TABLE}) as b where t.database = currentDatabase() and t.name = 'store_lock'`,
    )
    .catch(() => []);
  return Number(rows[0]?.['silent'] ?? 0) > STALE_SECONDS;
};

const holder = async (store: LockStatements): Promise<string> => {
  const rows = await store.query(
    sql`select comment from system.tables where database = currentDatabase() and name = 'store_lock'`,
  );
  return String(rows[0]?.['comment'] ?? 'another process');
};

/** Moved aside first: of two that try, one succeeds, and a lock that turns out to be alive is moved back. */
const removeStale = async (store: LockStatements, token: string): Promise<void> => {
  const aside = raw(`store_lock_${token}`);
  try {
    await store.execute(sql`rename table ${TABLE} to ${aside}`);
  } catch {
    return;
  }
  const rows = await store.query(
    sql`select dateDiff('second', toDateTime(max(beat)), now()) as silent from ${aside}`,
  );
  if (Number(rows[0]?.['silent']) > STALE_SECONDS) {
    await store.execute(sql`drop table ${aside}`);
    return;
  }
  await store.execute(sql`rename table ${aside} to ${TABLE}`).catch(() => undefined);
};
