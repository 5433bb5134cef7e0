import { type CompiledFormat, compileFormat } from '../formats/compile-sql.ts';
import type { FormatDefinition, LineShape, ParseOptions } from '../formats/definition.ts';
import { whereItStops } from '../formats/shape-pattern.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import type { EventStore, StagedLines } from '../store/event-store.ts';
import { eventTable, INPUT_COLUMN } from '../store/tables.ts';

/** One line of the line index for so many lines: where in the source it begins. */
export const INDEX_STEP = 4096;
/** So many refused lines get a reason of their own; the others a general one. */
const EXPLAINED_REJECTS = 2000;

export interface LoadRequest {
  readonly store: EventStore;
  readonly staged: StagedLines;
  readonly format: FormatDefinition;
  readonly shape: LineShape;
  readonly options: ParseOptions;
  readonly inputId: number;
  /** Lines up to this one are stored already (a source that has grown); all lines are counted. */
  readonly afterLine: number;
  /** Stores the text of every line beside its event. */
  readonly keepOriginals: boolean;
}

/** What one load counted; bytes hold line ends. */
export interface LoadCounts {
  readonly lines: number;
  readonly parsed: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly repaired: number;
  readonly bytes: number;
  readonly parsedBytes: number;
  readonly rejectedBytes: number;
  readonly skippedBytes: number;
  /** Byte offset of every INDEX_STEP-th line. */
  readonly lineIndex: readonly number[];
}

/**
 * Turns staged lines into events and rejects, inside the caller's transaction. Lines
 * that fit the strict pattern are cut, the others go through the exact one.
 */
export const loadLines = async (request: LoadRequest): Promise<LoadCounts> => {
  const { store, staged, format, shape, options } = request;
  const compiled = compileFormat(store.dialect, format, shape, options);
  const others = `${staged.table}_others`;
  await stageOthers(request, compiled, others);
  try {
    if (compiled.strict !== null) {
      await store.execute(
        insertEvents(
          request,
          compiled,
          compiled.strict,
          sql`${raw(staged.table)} where fits${newLines(staged.number, request)}`,
          staged.number,
        ),
      );
    }
    await store.execute(
      insertEvents(
        request,
        compiled,
        compiled.exact,
        sql`${raw(others)} where kind = 'parsed'`,
        raw('number'),
      ),
    );
    if (request.keepOriginals) await keepOriginals(request);
    const counts = await countLines(request, others);
    if (counts.rejected > 0) await keepRejects(request, others);
    return counts;
  } finally {
    await store.execute(sql`drop table if exists ${raw(others)}`);
  }
};

const newLines = (number: Sql, { afterLine }: LoadRequest): Sql =>
  afterLine === 0 ? raw('') : sql` and ${number} > ${afterLine}`;

/** The lines the strict pattern refused, with what becomes of each and the exact captures. */
const stageOthers = async (request: LoadRequest, compiled: CompiledFormat, table: string): Promise<void> => {
  const { staged, store } = request;
  await store.execute(sql`create temp table ${raw(table)} as
    select *, case when kind = 'parsed' then ${compiled.exactGroups} end as groups from (
      select *, case when mark = 2 then 'rejected' when ${compiled.isSkipped} then 'skipped'
          when ${compiled.isExact} then 'parsed' else 'rejected' end as kind
      from (select ${staged.number} as number, ${staged.bytes} as bytes, ${staged.mark} as mark,
          coalesce(line, '') as line from ${raw(staged.table)} where fits is not true))`);
};

const insertEvents = (
  request: LoadRequest,
  compiled: CompiledFormat,
  expressions: readonly Sql[],
  from: Sql,
  number: Sql,
): Sql => {
  const { store, format, inputId } = request;
  const name = (text: string): Sql => store.dialect.identifier(text);
  const columns = [INPUT_COLUMN, 'log.line', ...compiled.fields].map(name);
  const values = [sql`${inputId}`, number, ...expressions];
  return sql`insert into ${name(eventTable(format.dataset))} (${join(columns)}) select ${join(values)} from ${from}`;
};

const keepOriginals = ({ store, staged, inputId, afterLine }: LoadRequest): Promise<void> =>
  store.execute(
    sql`insert into originals select ${inputId}, ${staged.number}, line from ${raw(staged.table)} where ${staged.number} > ${afterLine}`,
  );

const countLines = async (request: LoadRequest, others: string): Promise<LoadCounts> => {
  const { store, staged } = request;
  const chunks =
    await store.query(sql`select (${staged.number} - 1) // ${INDEX_STEP} as chunk, count(*) as lines,
      sum(${staged.bytes}) as bytes, count(*) filter (where ${staged.mark} = 1) as repaired
    from ${raw(staged.table)} group by 1 order by 1`);
  const kinds = await store.query(
    sql`select kind, count(*) as lines, sum(bytes) as bytes from ${raw(others)} group by 1`,
  );
  const of = (kind: string, column: string): number =>
    Number(kinds.find((row) => row['kind'] === kind)?.[column] ?? 0);
  const total = (column: string): number => chunks.reduce((sum, row) => sum + Number(row[column] ?? 0), 0);
  const lineIndex: number[] = [];
  let offset = 0;
  for (const row of chunks) {
    lineIndex.push(offset);
    offset += Number(row['bytes']);
  }
  const [lines, bytes] = [total('lines'), total('bytes')];
  const [rejected, skipped] = [of('rejected', 'lines'), of('skipped', 'lines')];
  const [rejectedBytes, skippedBytes] = [of('rejected', 'bytes'), of('skipped', 'bytes')];
  return {
    lines,
    parsed: lines - rejected - skipped,
    rejected,
    skipped,
    repaired: total('repaired'),
    bytes,
    parsedBytes: bytes - rejectedBytes - skippedBytes,
    rejectedBytes,
    skippedBytes,
    lineIndex,
  };
};

/** Stores refused lines with reason and position; the offset is counted within the line's chunk of the index. */
const keepRejects = async (request: LoadRequest, others: string): Promise<void> => {
  const { store, staged, inputId, format } = request;
  const general = `does not fit the ${format.name} format`;
  await store.execute(sql`insert into rejects
    with refused as (select number, bytes, mark, line, (number - 1) // ${INDEX_STEP} as chunk from ${raw(others)} where kind = 'rejected'${newLines(raw('number'), request)}),
    sizes as (select ${staged.number} as number, ${staged.bytes} as bytes, (${staged.number} - 1) // ${INDEX_STEP} as chunk from ${raw(staged.table)}),
    chunks as (select chunk, sum(bytes) as bytes from sizes group by 1),
    starts as (select chunk, coalesce(sum(bytes) over (order by chunk rows between unbounded preceding and 1 preceding), 0) as start from chunks),
    within as (select number, coalesce(sum(bytes) over (partition by chunk order by number rows between unbounded preceding and 1 preceding), 0) as start
      from sizes where chunk in (select chunk from refused))
    select ${inputId}, r.number, s.start + w.start, r.bytes,
      case when r.mark = 2 then 'longer than 16 MiB' else ${general} end, r.line
    from refused as r join starts as s using (chunk) join within as w using (number)`);
  await explainRejects(request, others);
};

const explainRejects = async (request: LoadRequest, others: string): Promise<void> => {
  const { store, shape, format, inputId } = request;
  const rows = await store.query(
    sql`select number, left(line, 65536) as line from ${raw(others)} where kind = 'rejected' and mark <> 2 order by number limit ${EXPLAINED_REJECTS}`,
  );
  for (let start = 0; start < rows.length; start += 500) {
    const values = rows.slice(start, start + 500).map((row) => {
      const reason = `${format.name}: ${whereItStops(shape.parts, String(row['line'] ?? ''))}`;
      return sql`(${Number(row['number'])}, ${reason})`;
    });
    await store.execute(
      sql`update rejects set reason = v.reason from (values ${join(values)}) as v(line, reason) where rejects.input = ${inputId} and rejects.line = v.line`,
    );
  }
};
