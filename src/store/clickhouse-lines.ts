import { randomBytes } from 'node:crypto';
import { clickhouseDialect } from '../sql/clickhouse.ts';
import { raw, type Sql, sql } from '../sql/sql.ts';
import type { LineBlock, StagedLines } from './event-store.ts';

/** What staging needs of a store. */
export interface ClickhouseStatements {
  execute(statement: Sql): Promise<void>;
  /** Rows as arrays of JSON values in the order of the table's columns. */
  insert(table: string, rows: readonly (readonly unknown[])[]): Promise<void>;
}

const MARK_CODES = { 'line end': 0, repaired: 1, 'too long': 2 } as const;

/** Two tables of an unused name: one for blocks under way, one for the lines cut from them. */
export const beginClickhouseLines = async (store: ClickhouseStatements): Promise<StagedLines> => {
  const table = `staged_lines_${randomBytes(8).toString('hex')}`;
  await store.execute(
    sql`create table ${raw(table)} (line String, number Int64, fits Bool, extra Int64, mark UInt8) engine = MergeTree order by tuple()`,
  );
  await store.execute(
    sql`create table ${raw(`${table}_blocks`)} (first Int64, block String, marks Array(Tuple(Int64, Int64, Int64))) engine = Memory`,
  );
  return {
    table,
    number: raw(`${table}.number`),
    bytes: raw('(length(line) + 1 + extra)'),
    mark: raw('mark'),
  };
};

/**
 * Sends one block and cuts it inside the engine; gives the number of its lines. A block is
 * one row, so that no line becomes an object on the way.
 */
export const appendClickhouseLines = async (
  store: ClickhouseStatements,
  table: string,
  strict: string | undefined,
  linesBefore: number,
  block: LineBlock,
): Promise<number> => {
  const marks = block.marks.map((mark) => [mark.index, mark.extraBytes, MARK_CODES[mark.kind]]);
  await store.insert(`${table}_blocks`, [[linesBefore, block.text, marks]]);
  await store.execute(cutBlocks(table, strict));
  await store.execute(sql`truncate table ${raw(`${table}_blocks`)}`);
  return countLines(block.text);
};

/** Marks are looked up by a line's place in its block. */
const cutBlocks = (table: string, strict: string | undefined): Sql => {
  const fits =
    strict === undefined
      ? raw('false')
      : sql`mark != 2 and ${clickhouseDialect.matches(raw('line'), `^(?:${strict})$`)}`;
  return sql`insert into ${raw(table)}
    select item.2 as line, first + item.1 as number, ${fits} as fits, found.2 as extra, toUInt8(found.3) as mark
    from (select first, item, marks[indexOf(marks.1, toInt64(item.1))] as found
      from (select first, marks, arrayJoin(arrayZip(arrayEnumerate(splitByChar('\\n', block) as parts), parts)) as item
        from ${raw(`${table}_blocks`)}))`;
};

export const dropClickhouseLines = async (store: ClickhouseStatements, table: string): Promise<void> => {
  await store.execute(sql`drop table if exists ${raw(table)}`);
  await store.execute(sql`drop table if exists ${raw(`${table}_blocks`)}`);
};

const countLines = (text: string): number => {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
};
