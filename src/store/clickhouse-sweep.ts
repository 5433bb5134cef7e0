import { clickhouseDialect as dialect } from '../sql/clickhouse.ts';
import { raw, type Sql, sql } from '../sql/sql.ts';
import type { LockStatements } from './clickhouse-lock.ts';
import { INPUT_COLUMN } from './tables.ts';

interface Owned {
  readonly table: string;
  readonly input: string;
  readonly line: string;
}

const LEDGER_TABLES: readonly Owned[] = ['rejects', 'originals'].map((table) => ({
  table,
  input: 'input',
  line: 'line',
}));

/** Staging tables of a process that died are older than any load takes. */
const STAGING_HOURS = 48;

/**
 * Takes away what a load left that never reached the ledger: rows of inputs that are not
 * in it, and lines beyond those it counts. They were never seen by a question. Only the
 * holder of the lock may call it.
 */
export const sweepUncommitted = async (store: LockStatements): Promise<void> => {
  const inputs = await store.query(sql`select id, lines from inputs`);
  const committed = new Map(inputs.map((row) => [Number(row['id']), row['lines']]));
  for (const owned of [...(await eventTables(store)), ...LEDGER_TABLES]) {
    await sweepTable(store, owned, committed);
  }
  await dropForgottenStaging(store);
};

const sweepTable = async (
  store: LockStatements,
  { table, input, line }: Owned,
  committed: ReadonlyMap<number, unknown>,
): Promise<void> => {
  const name = (text: string): Sql => dialect.identifier(text);
  const rows = await store.query(
    sql`select t.${name(input)} as id, max(t.${name(line)}) as last from ${name(table)} as t group by t.${name(input)}`,
  );
  for (const row of rows) {
    const id = Number(row['id']);
    const known = committed.has(id);
    const lines = committed.get(id) ?? null;
    if (known && (lines === null || Number(row['last'] ?? 0) <= Number(lines))) continue;
    const beyond = known ? sql` and ${name(line)} > ${Number(lines)}` : raw('');
    await store.execute(sql`delete from ${name(table)} where ${name(input)} = ${id}${beyond}`);
  }
};

const eventTables = async (store: LockStatements): Promise<readonly Owned[]> => {
  const rows = await store.query(
    sql`select c.table as found from system.columns as c where c.database = currentDatabase() and c.name = ${INPUT_COLUMN} and endsWith(c.table, '_events')`,
  );
  return rows.map((row) => ({ table: String(row['found']), input: INPUT_COLUMN, line: 'log.line' }));
};

const dropForgottenStaging = async (store: LockStatements): Promise<void> => {
  const rows = await store.query(
    sql`select t.name as found from system.tables as t where t.database = currentDatabase() and startsWith(t.name, 'staged_lines_') and t.metadata_modification_time < now() - interval ${STAGING_HOURS} hour`,
  );
  for (const row of rows)
    await store.execute(sql`drop table if exists ${dialect.identifier(String(row['found']))}`);
};
