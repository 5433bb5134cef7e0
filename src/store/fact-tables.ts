import { FACT_TABLES, type FactTable } from '../schema/facts.ts';
import type { Dialect } from '../sql/dialect.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import type { TypedColumn } from './event-store.ts';

/** Columns of a look-up table: the entity and its facts. */
export const factColumns = (table: FactTable): readonly TypedColumn[] => [
  { name: 'entity', type: 'keyword' },
  ...FACT_TABLES[table].map(({ column, type }) => ({ name: column, type })),
];

/** Statements that make the look-up tables where they are missing; `engine` ends each of them. */
export const createFactTables = (dialect: Dialect, engine?: Sql): readonly Sql[] =>
  (Object.keys(FACT_TABLES) as FactTable[]).map((table) => {
    const columns = factColumns(table).map(
      ({ name, type }) => sql`${dialect.identifier(name)} ${dialect.columnType(type)}`,
    );
    return sql`create table if not exists ${dialect.identifier(table)} (${join(columns)})${engine === undefined ? sql`` : sql` ${engine}`}`;
  });
