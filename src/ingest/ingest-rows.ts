import type { InputError } from '../kernel/errors.ts';
import type { InputAccount } from '../schema/accounting.ts';
import type { FieldDefinition } from '../schema/fields.ts';
import type { RowSource } from '../sources/source.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import type { DatasetMaking } from '../store/event-store.ts';
import { eventTable, INPUT_COLUMN } from '../store/tables.ts';
import { emptyAccount } from './choose-format.ts';
import { knownInputs, nextInputId, writeLedger } from './ledger.ts';
import { keepNewRows } from './new-rows.ts';
import { beginningOf, contentMarks, recognise, wantedPrefixes } from './recognise.ts';
import { columnsOf, grownFrom, marksOf, type Place, placeAmongst, placeNotes, untold } from './row-place.ts';
import { planRows, type PlannedColumn, type RowPlan, type RowSample } from './row-plan.ts';
import { rowValue } from './row-values.ts';
import { dropRows, type RowStore, stageRows, type StagedRows } from './stage-rows.ts';
import { unchanged } from './unchanged.ts';

export interface RowIngestOptions {
  readonly timeZone: string;
  readonly now: () => number;
  readonly again?: boolean;
  /** The only source of a store that nobody sees again: nothing to recognise it by is needed. */
  readonly once?: boolean;
  /** Keeps each row as it was, since a table may change; also done where the source cannot be opened again. */
  readonly keepOriginals?: boolean;
  readonly onProgress?: () => void;
  /** The source broke off; what came before that is stored. */
  readonly onBroken?: (failure: InputError) => void;
  readonly signal?: AbortSignal;
}

export type TableStore = RowStore & DatasetMaking;

/**
 * Reads a table of typed columns into the store: one event a row, its number in
 * `log.line`. Rows stored before are not stored twice: a table is recognised by the
 * content of its rows, a table that has grown adds the new ones. Gives the account;
 * its bytes are those of the rows written as lines of JSON.
 * @throws InputError when the first row cannot be had, or when the table was changed in
 * a way that does not tell which of its rows are new; nothing is stored then.
 */
export const ingestRows = async (
  store: TableStore,
  source: RowSource,
  options: RowIngestOptions,
): Promise<InputAccount> => {
  const known = options.again === true ? [] : await knownInputs(store);
  const earlier = known.filter((input) => input.path === source.path && input.options['marks'] !== undefined);
  const { sample, batches } = await peek(source.rows(options.signal));
  if (sample.length === 0) return emptyAccount(source);
  const plan = planRows(source, sample);
  const staged = await stageRows(store, source, batches, {
    prefixLengths: options.once === true ? undefined : wantedPrefixes(known),
    wanted: new Set(earlier.flatMap((input) => [...marksOf(input, 'marks'), ...marksOf(input, 'keys')])),
    keepOriginals: keepsOriginals(source, options),
    onBatch: () => options.onProgress?.(),
  });
  try {
    if (staged.failure !== undefined) options.onBroken?.(staged.failure);
    const recognition = recognise(known, source.path, staged.bytes, staged.prefixes);
    if (recognition.kind === 'known') return unchanged(source.path, recognition.input);
    if (staged.failure !== undefined && recognition.kind === 'new') {
      const whole = beginningOf(known, staged.bytes, staged.prefixes);
      if (whole !== undefined) return unchanged(source.path, whole, staged.failure.message);
    }
    const place =
      recognition.kind === 'grown' ? grownFrom(recognition.input) : placeAmongst(source, earlier, staged);
    return await commitRows(store, source, options, { plan, staged, place, isRefilled: earlier.length > 0 });
  } finally {
    await dropRows(store, staged);
  }
};

const keepsOriginals = (source: RowSource, options: RowIngestOptions): boolean =>
  options.keepOriginals === true || !source.reopenable;

const peek = async (
  rows: AsyncIterable<RowSample>,
): Promise<{ readonly sample: RowSample; readonly batches: AsyncIterable<RowSample> }> => {
  const iterator = rows[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return { sample: [], batches: rows };
  async function* batches(): AsyncGenerator<RowSample> {
    try {
      yield first.value as RowSample;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { sample: first.value, batches: batches() };
};

interface Commit {
  readonly plan: RowPlan;
  readonly staged: StagedRows;
  readonly place: Place | undefined;
  /** Rows of the same table are stored, and nothing of them is left in it. */
  readonly isRefilled: boolean;
}

const commitRows = (
  store: TableStore,
  source: RowSource,
  options: RowIngestOptions,
  commit: Commit,
): Promise<InputAccount> =>
  store.transaction(async () => {
    const { place } = commit;
    const plan = commit.plan.isBuiltIn ? commit.plan : await makeRoom(store, commit.plan);
    const staged = await newRowsOf(store, source, { ...commit, plan }, options.timeZone);
    const inputId = place?.input.id ?? (await nextInputId(store));
    await insertRows(store, { ...commit, plan, staged }, inputId, options.timeZone);
    if (keepsOriginals(source, options)) await keepOriginals(store, staged, place, inputId);
    const lines = (place?.input.lines ?? 0) + staged.rows - (place?.afterRow ?? 0);
    const account: InputAccount = {
      path: source.path,
      format: source.schema,
      status: staged.failure === undefined ? 'complete' : 'partial',
      lines,
      parsed: lines,
      rejected: 0,
      skipped: 0,
      repaired: 0,
      bytes: staged.bytes,
      parsedBytes: staged.bytes,
      rejectedBytes: 0,
      skippedBytes: 0,
      pendingBytes: 0,
      withoutTime: await countWithoutTime(store, plan.dataset, inputId),
      notes: [
        ...placeNotes(commit, commit.staged, staged.rows),
        ...source.notes,
        ...(await planNotes(store, { ...commit, plan, staged }, options.timeZone)),
        ...(staged.failure === undefined ? [] : [`${staged.failure.message}; kept the rows before that`]),
      ],
    };
    await writeLedger(store, {
      id: inputId,
      dataset: plan.dataset,
      account,
      fingerprint: staged.fingerprint,
      options: {
        ...contentMarks(staged.bytes, staged.prefixes, place?.input),
        timeZone: options.timeZone,
        marks: staged.marks.join(' '),
        keys: staged.keys.join(' '),
        columns: columnsOf(source),
        rows: String(commit.staged.rows),
      },
      lineIndex: [],
      nowMicros: BigInt(options.now()) * 1000n,
    });
    if (place?.amongst !== undefined) await store.execute(sql`drop table if exists ${raw(staged.table)}`);
    return account;
  });

/** The staged rows without those that are stored, where their place does not tell. */
const newRowsOf = async (
  store: TableStore,
  source: RowSource,
  { plan, staged, place }: Commit,
  timeZone: string,
): Promise<StagedRows> => {
  if (place?.amongst === undefined) return staged;
  if (place.input.dataset !== plan.dataset)
    throw untold(source, 'its columns hold other kinds of values than when its rows were stored');
  const inputs = place.amongst.filter(({ dataset }) => dataset === plan.dataset).map(({ id }) => id);
  return keepNewRows(store, staged, { source, plan, timeZone, inputs });
};

/** Makes the plan's dataset; one of that name whose columns have other types leaves it alone and takes a number. */
const makeRoom = async (store: TableStore, plan: RowPlan): Promise<RowPlan> => {
  const fields = plan.columns
    .filter((column) => column.field !== '@timestamp')
    .map((column): FieldDefinition => ({ name: column.field, type: column.type, description: '' }));
  for (let number = 1; ; number += 1) {
    const dataset = number === 1 ? plan.dataset : `${plan.dataset}_${number}`;
    const known = new Map(
      (await store.datasetColumns(dataset)).map(({ name, type }) => [name.toLowerCase(), type]),
    );
    const fits = fields.every(({ name, type }) => (known.get(name.toLowerCase()) ?? type) === type);
    if (!fits) continue;
    await store.makeDataset(dataset, fields);
    return { ...plan, dataset };
  }
};

const textOf = (column: PlannedColumn): Sql => raw(`c${column.index}`);

const isNew = (place: Place | undefined): Sql => sql`number > ${place?.afterRow ?? 0}`;

/** A row's number in the store: that of the source, unless rows before it are gone. */
const lineNumber = (place: Place | undefined): Sql =>
  sql`number + ${place === undefined ? 0 : place.input.lines - place.afterRow}`;

const insertRows = (
  store: TableStore,
  { plan, staged, place }: Commit,
  inputId: number,
  timeZone: string,
): Promise<void> => {
  const name = (text: string): Sql => store.dialect.identifier(text);
  const columns = [INPUT_COLUMN, 'log.line', ...plan.columns.map((column) => column.field)].map(name);
  const values = plan.columns.map((column) => rowValue(store.dialect, column, textOf(column), timeZone));
  return store.execute(
    sql`insert into ${name(eventTable(plan.dataset))} (${join(columns)}) select ${join([sql`${inputId}`, lineNumber(place), ...values])} from ${raw(staged.table)} where ${isNew(place)}`,
  );
};

const keepOriginals = (
  store: TableStore,
  staged: StagedRows,
  place: Place | undefined,
  inputId: number,
): Promise<void> =>
  store.execute(
    sql`insert into originals select ${inputId}, ${lineNumber(place)}, original from ${raw(staged.table)} where ${isNew(place)}`,
  );

const countWithoutTime = async (store: TableStore, dataset: string, inputId: number): Promise<number> => {
  const name = (text: string): Sql => store.dialect.identifier(text);
  const rows = await store.query(
    sql`select count(*) as events from ${name(eventTable(dataset))} where ${name(INPUT_COLUMN)} = ${inputId} and ${name('@timestamp')} is null`,
  );
  return Number(rows[0]?.['events'] ?? 0);
};

/** Says which column gave the times, in which zone they were read, and which values did not fit their column. */
const planNotes = async (
  store: TableStore,
  { plan, staged, place }: Commit,
  timeZone: string,
): Promise<readonly string[]> => {
  const { dialect } = store;
  const typed = plan.columns.filter((column) => column.type !== 'keyword' && column.type !== 'ip');
  const counts = typed.map((column, index) => {
    const text = textOf(column);
    const bad = sql`${text} is not null and ${rowValue(dialect, column, text, timeZone)} is null`;
    return sql`${dialect.countWhere(bad)} as ${raw(`n${index}`)}`;
  });
  const withoutZone =
    plan.time?.spelling === 'iso'
      ? dialect.countWhere(
          sql`${textOf(plan.time)} is not null and not ${dialect.matches(textOf(plan.time), '(?:Z|[+-][0-9]{2}:?[0-9]{2})$')}`,
        )
      : raw('0');
  const [row = {}] = await store.query(
    sql`select ${join([sql`${withoutZone} as zoneless`, ...counts])} from ${raw(staged.table)} where ${isNew(place)}`,
  );
  const misfits = typed.flatMap((column, index) => {
    const count = Number(row[`n${index}`] ?? 0);
    return count === 0 ? [] : [`${count} values of ${column.name} are no ${column.type} and were left out`];
  });
  const zoneless = Number(row['zoneless'] ?? 0) > 0;
  return [...timeNote(plan, zoneless ? timeZone : undefined), ...misfits];
};

const timeNote = ({ time, isBuiltIn, dataset }: RowPlan, zone: string | undefined): readonly string[] => {
  const own = isBuiltIn
    ? []
    : [`a table of its own kind: its columns are the fields of the dataset ${dataset}`];
  if (time === undefined) return [...own, 'no column holds times, so its events have none'];
  const unit = time.spelling === undefined || time.spelling === 'iso' ? '' : ` (${time.spelling} since 1970)`;
  const named = time.name === '@timestamp' ? [] : [`times are those of ${time.name}${unit}`];
  const read =
    zone === undefined ? [] : [`times carry no zone and were read as ${zone}; --time-zone names another`];
  return [...own, ...named, ...read];
};
