import type { RowSource } from '../sources/source.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import { eventTable, INPUT_COLUMN } from '../store/tables.ts';
import type { PlannedColumn, RowPlan } from './row-plan.ts';
import { rowValue } from './row-values.ts';
import type { RowStore, StagedRows } from './stage-rows.ts';

/** The columns that tell a table's rows apart: those of its key, or all where it has none. */
const identityOf = ({ key = [] }: RowSource, { columns }: RowPlan): readonly PlannedColumn[] => {
  const ofKey = columns.filter(({ name }) => key.includes(name));
  return ofKey.length > 0 && ofKey.length === key.length ? ofKey : columns;
};

export interface Stored {
  readonly source: RowSource;
  readonly plan: RowPlan;
  readonly timeZone: string;
  /** Inputs of the plan's dataset among whose events the rows are looked for. */
  readonly inputs: readonly number[];
}

/**
 * The staged rows that are not stored yet, wherever they stand in their table, numbered
 * anew from 1: those of keys that the store does not hold; in a table without a key, of
 * rows that are alike as many as there are more than are stored. The caller drops the table.
 */
export const keepNewRows = async (
  store: RowStore,
  staged: StagedRows,
  { source, plan, timeZone, inputs }: Stored,
): Promise<StagedRows> => {
  const { dialect } = store;
  const [compared, table] = [raw(`${staged.table}_compared`), `${staged.table}_new`];
  const identity = identityOf(source, plan);
  const values = identity.map((_, index) => raw(`v${index}`));
  const stored = identity.map(
    ({ field }, index) => sql`e.${dialect.identifier(field)} as ${raw(`v${index}`)}`,
  );
  await store.keepRows(
    `${staged.table}_compared`,
    sql`select cast(0 as ${dialect.columnType('long')}) as number, ${join(stored)} from ${dialect.identifier(eventTable(plan.dataset))} as e where e.${dialect.identifier(INPUT_COLUMN)} in (${join(inputs.map((id) => sql`${id}`))})`,
  );
  try {
    const read = identity.map((column) => rowValue(dialect, column, raw(`c${column.index}`), timeZone));
    await store.execute(
      sql`insert into ${compared} (number, ${join(values)}) select ${join([raw('number'), ...read])} from ${raw(staged.table)}`,
    );
    const alike = sql`partition by ${join(values)}`;
    const numbered = sql`select number, ${countStored(alike)} as held, row_number() over (${alike}, number > 0 order by number) as copy from ${compared}`;
    const fresh = sql`select number from (${numbered}) as n where number > 0 and copy > held`;
    await store.keepRows(table, inNewOrder(source, staged, fresh));
  } finally {
    await store.execute(sql`drop table if exists ${compared}`);
  }
  const [row] = await store.query(sql`select count(*) as n from ${raw(table)}`);
  return { ...staged, table, rows: Number(row?.['n'] ?? 0) };
};

const countStored = (alike: Sql): Sql => sql`sum(case when number = 0 then 1 else 0 end) over (${alike})`;

const inNewOrder = (source: RowSource, staged: StagedRows, numbers: Sql): Sql => {
  const columns = source.columns.map((_, index) => raw(`r.c${index} as c${index}`));
  return sql`select row_number() over (order by r.number) as number, ${join([raw('r.original as original'), ...columns])} from ${raw(staged.table)} as r where r.number in (${numbers})`;
};
