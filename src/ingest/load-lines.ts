import { type CompiledFormat, compileFormat, withLayers } from '../formats/compile-sql.ts';
import type { FormatDefinition, LineShape, ParseOptions } from '../formats/definition.ts';
import { lineParser } from '../formats/compile-javascript.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import type {
  EventStore,
  InputFacts,
  LineCutting,
  LineStaging,
  RowWriting,
  StagedLines,
} from '../store/event-store.ts';
import { eventTable, INPUT_COLUMN } from '../store/tables.ts';
import { type ClientRule, type EventRows, withClients } from './behind-proxies.ts';

/** One line of the line index for so many lines: where in the source it begins. */
export const INDEX_STEP = 4096;
/** So many refused lines get a reason of their own; the others a general one. */
const EXPLAINED_REJECTS = 2000;
/** Characters of a refused line that are looked at. */
const EXPLAINED_LENGTH = 65_536;

export interface LoadRequest {
  readonly store: EventStore & LineStaging & Partial<RowWriting> & Partial<LineCutting>;
  readonly staged: StagedLines;
  readonly format: FormatDefinition;
  readonly shape: LineShape;
  readonly options: ParseOptions;
  readonly inputId: number;
  readonly input: InputFacts;
  /** Lines up to this one are stored already (a source that has grown); all lines are counted. */
  readonly afterLine: number;
  /** Where in the source the first staged line begins, when only its end was staged; 0 else. */
  readonly startBytes: number;
  /** Stores the text of every line beside its event. */
  readonly keepOriginals: boolean;
  /** Puts the client in place of a proxy. */
  readonly client?: ClientRule | undefined;
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
  /** Events without time. */
  readonly withoutTime: number;
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
    if (staysCut(request)) await store.adoptLines?.(staged, format.dataset, request.input);
    else if (compiled.strict !== null) {
      const from = sql`${raw(staged.table)} where fits${newLines(staged.number, request)}`;
      const values = staged.cut ? compiled.fields.map(store.dialect.identifier) : compiled.strict;
      const rows = { values, from, number: staged.number };
      await insertPart(request, compiled, rows, (statement) => store.insertUnordered(statement));
    }
    await insertOthers(request, compiled, others);
    if (request.keepOriginals) await keepOriginals(request);
    const counts = await countLines(request, others);
    if (counts.rejected > 0) await keepRejects(request, others);
    return counts;
  } finally {
    await store.execute(sql`drop table if exists ${raw(others)}`);
  }
};

/** Whether the events that were cut stay where they lie. */
const staysCut = ({ staged, store, afterLine, client }: LoadRequest): boolean =>
  staged.cut === true && store.adoptLines !== undefined && afterLine === 0 && client === undefined;

const newLines = (number: Sql, { afterLine }: LoadRequest): Sql =>
  afterLine === 0 ? raw('') : sql` and ${number} > ${afterLine}`;

/** The lines the strict pattern refused, with what becomes of each. */
const stageOthers = (request: LoadRequest, compiled: CompiledFormat, table: string): Promise<void> => {
  const { staged, store } = request;
  const lines = sql`select ${staged.number} as number, ${staged.bytes} as bytes, ${staged.mark} as mark,
    coalesce(line, '') as line from ${raw(staged.table)} where not coalesce(fits, false)`;
  const kind = sql`case when mark = 2 then 'rejected' when ${compiled.isSkipped} then 'skipped'
    when ${compiled.isExact} then 'parsed' else 'rejected' end`;
  return store.keepRows(table, sql`select number, bytes, mark, line, ${kind} as kind from (${lines}) as l`);
};

/** Only planning this statement may take half a second, so that it is left where there is nothing to insert. */
const insertOthers = async (request: LoadRequest, compiled: CompiledFormat, table: string): Promise<void> => {
  const { store } = request;
  const parsed = sql`${raw(table)} where kind = 'parsed'`;
  const [row] = await store.query(sql`select count(*) as events from ${parsed}`);
  if (Number(row?.['events'] ?? 0) === 0) return;
  const from = sql`${withLayers(sql`(select * from ${parsed})`, compiled.layers)} as o`;
  const rows = { values: compiled.exact, from, number: raw('number') };
  await insertPart(request, compiled, rows, (statement) => store.execute(statement));
};

/** Inserts events, with the client in place of a proxy where that is wanted. */
const insertPart = async (
  request: LoadRequest,
  compiled: CompiledFormat,
  rows: EventRows,
  insert: (statement: Sql) => Promise<void>,
): Promise<void> => {
  const { store, client, staged } = request;
  if (client === undefined) return insert(insertEvents(request, compiled, rows));
  const table = `${staged.table}_clients`;
  try {
    const found = await withClients({ store, rule: client, fields: compiled.fields, rows, table });
    await insert(insertEvents(request, compiled, found));
  } finally {
    await store.execute(sql`drop table if exists ${raw(table)}`);
  }
};

const insertEvents = (request: LoadRequest, compiled: CompiledFormat, rows: EventRows): Sql => {
  const { store, format, inputId } = request;
  const name = (text: string): Sql => store.dialect.identifier(text);
  const columns = [INPUT_COLUMN, 'log.line', ...compiled.fields].map(name);
  const values = [sql`${inputId}`, rows.number, ...rows.values];
  return sql`insert into ${name(eventTable(format.dataset))} (${join(columns)}) select ${join(values)} from ${rows.from}`;
};

const keepOriginals = ({ store, staged, inputId, afterLine }: LoadRequest): Promise<void> =>
  store.execute(
    sql`insert into originals select ${inputId}, ${staged.number}, ${staged.text ?? raw('line')} from ${raw(staged.table)} where ${staged.number} > ${afterLine}`,
  );

const countLines = async (request: LoadRequest, others: string): Promise<LoadCounts> => {
  const { store, staged } = request;
  const chunks = await store.query(sql`select ${chunkOf(store, staged.number)} as chunk, count(*) as lines,
      sum(${staged.bytes}) as bytes, ${store.dialect.countWhere(sql`${staged.mark} = 1`)} as repaired
    from ${raw(staged.table)} group by 1 order by 1`);
  const kinds = await store.query(
    sql`select kind, count(*) as lines, sum(bytes) as bytes from ${raw(others)} group by 1`,
  );
  const of = (kind: string, column: string): number =>
    Number(kinds.find((row) => row['kind'] === kind)?.[column] ?? 0);
  const total = (column: string): number => chunks.reduce((sum, row) => sum + Number(row[column] ?? 0), 0);
  const lineIndex: number[] = [];
  let offset = request.startBytes;
  for (const row of chunks) {
    lineIndex.push(offset);
    offset += Number(row['bytes']);
  }
  const [lines, bytes] = [total('lines'), total('bytes')];
  const [rejected, skipped] = [of('rejected', 'lines'), of('skipped', 'lines')];
  const [rejectedBytes, skippedBytes] = [of('rejected', 'bytes'), of('skipped', 'bytes')];
  return {
    lines,
    withoutTime: await countWithoutTime(request),
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

const countWithoutTime = async (request: LoadRequest): Promise<number> => {
  const { store, staged, format, inputId } = request;
  const name = (text: string): Sql => store.dialect.identifier(text);
  const untimed = async (from: Sql): Promise<number> => {
    const rows = await store.query(
      sql`select count(*) as events from ${from} and ${name('@timestamp')} is null`,
    );
    return Number(rows[0]?.['events'] ?? 0);
  };
  return (
    (await untimed(sql`${name(eventTable(format.dataset))} where ${name(INPUT_COLUMN)} = ${inputId}`)) +
    (staysCut(request) ? await untimed(sql`${raw(staged.table)} where fits`) : 0)
  );
};

const chunkOf = (store: EventStore, number: Sql): Sql =>
  store.dialect.floorDivide(sql`${number} - 1`, INDEX_STEP);

/** Stores refused lines with reason and position; the offset is counted within the line's chunk of the index. */
const keepRejects = async (request: LoadRequest, others: string): Promise<void> => {
  const { store, staged, inputId, format, startBytes } = request;
  const reasons = await stageReasons(request, others);
  const before = raw('rows between unbounded preceding and 1 preceding');
  const general = store.dialect.literal(`does not fit the ${format.name} format`);
  await store.execute(sql`insert into rejects (input, line, byte_offset, byte_length, reason, text)
    with refused as (select number, bytes, mark, line, ${chunkOf(store, raw('number'))} as chunk from ${raw(others)} where kind = 'rejected'${newLines(raw('number'), request)}),
    sizes as (select ${staged.number} as number, ${staged.bytes} as bytes, ${chunkOf(store, staged.number)} as chunk from ${raw(staged.table)}),
    chunks as (select chunk, sum(bytes) as bytes from sizes group by chunk),
    starts as (select chunk, coalesce(sum(bytes) over (order by chunk ${before}), 0) as start from chunks),
    within as (select number, coalesce(sum(bytes) over (partition by chunk order by number ${before}), 0) as start
      from sizes where chunk in (select chunk from refused)),
    reasons as (${reasons.rows})
    select ${inputId}, r.number, s.start + w.start + ${startBytes}, r.bytes,
      case when r.mark = 2 then 'longer than 16 MiB' else coalesce(x.reason, ${general}) end, r.line
    from refused as r join starts as s on s.chunk = r.chunk join within as w on w.number = r.number
      left join reasons as x on x.number = r.number`);
  await store.dropLines(reasons.staged);
};

interface StagedReasons {
  readonly staged: StagedLines;
  /** Query of line numbers and reasons. */
  readonly rows: Sql;
}

/** Says of the first refused lines how far they fit; the answers go to the engine as lines of number, tab, reason. */
const stageReasons = async (request: LoadRequest, others: string): Promise<StagedReasons> => {
  const { store, shape, format } = request;
  const { dialect } = store;
  const rows = await store.query(
    sql`select number, ${dialect.substring(raw('line'), 1, EXPLAINED_LENGTH)} as line from ${raw(others)} where kind = 'rejected' and mark <> 2${newLines(raw('number'), request)} order by number limit ${EXPLAINED_REJECTS}`,
  );
  const parse = lineParser(format, shape, request.options);
  const reason = (line: string): string => {
    const parsed = parse(line);
    return parsed.kind === 'rejected' ? parsed.reason() : 'does not fit';
  };
  const texts = rows.map((row) => `${row['number']}\t${format.name}: ${reason(String(row['line'] ?? ''))}`);
  const staged = await store.beginLines(undefined);
  if (texts.length > 0) await store.appendLines(staged, { text: texts.join('\n'), marks: [] });
  const part = (index: number): Sql => dialect.splitPart(raw('line'), '\t', index);
  return {
    staged,
    rows: sql`select ${dialect.toLong(part(1))} as number, ${part(2)} as reason from ${raw(staged.table)}`,
  };
};
