import { type KnownInput, knownInputs, nextInputId } from '../ingest/ledger.ts';
import { UsageError } from '../kernel/errors.ts';
import { withoutPassword } from '../kernel/without-password.ts';
import type { FieldDefinition } from '../schema/fields.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import type {
  DatasetMaking,
  EventStore,
  LineStaging,
  Row,
  RowWriting,
  TypedColumn,
} from '../store/event-store.ts';
import { builtInColumns } from '../store/own-dataset.ts';
import { eventTable, INPUT_COLUMN, storedFields } from '../store/tables.ts';
import type { DataOptions } from './open-data.ts';
import { openNamedStore } from './open-store.ts';

export type CopyOptions = Pick<DataOptions, 'effects' | 'onNote' | 'signal'> & {
  readonly from: string;
  readonly to: string;
};

/** What became of one input. */
export interface CopiedInput {
  readonly path: string;
  readonly status: 'copied' | 'unchanged';
  readonly events: number;
}

type Source = EventStore & Pick<DatasetMaking, 'datasetColumns'>;
type Target = EventStore & LineStaging & RowWriting & DatasetMaking;

const BATCH_ROWS = 20_000;

/**
 * Copies every input of a store, with its events, refused lines and kept originals, into
 * another one of any engine. What the other store holds already stays as it is, so a copy
 * that broke off is completed by the same command.
 * @throws UsageError when both are the same store; InputError, EngineError
 */
export const copyStore = async (options: CopyOptions): Promise<readonly CopiedInput[]> => {
  const { from, to, effects, onNote } = options;
  if (withoutPassword(from) === withoutPassword(to)) {
    throw new UsageError('copy: --from and --to name the same store; name another one for --to');
  }
  const waiting = onNote === undefined ? {} : { onWait: onNote };
  const source = await openNamedStore(effects, from, { create: false, ...waiting });
  try {
    const target = await openNamedStore(effects, to, { create: true, ...waiting });
    try {
      return await copyInputs(source.store, target.store, options.signal);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
};

/** The same between stores that are open. */
export const copyInputs = async (
  source: Source,
  target: Target,
  signal?: AbortSignal,
): Promise<readonly CopiedInput[]> => {
  const held = await knownInputs(target);
  const copied: CopiedInput[] = [];
  for (const input of await knownInputs(source)) {
    signal?.throwIfAborted();
    const present = held.some((other) => sameInput(other, input));
    const events = present ? 0 : await target.transaction(() => copyInput(source, target, input));
    copied.push({ path: input.path, status: present ? 'unchanged' : 'copied', events });
  }
  return copied;
};

const sameInput = (left: KnownInput, right: KnownInput): boolean =>
  left.path === right.path &&
  left.fingerprint === right.fingerprint &&
  left.lines === right.lines &&
  left.completeBytes === right.completeBytes;

/** One input with all that belongs to it; its row in the ledger last. Gives how many events. */
const copyInput = async (source: Source, target: Target, input: KnownInput): Promise<number> => {
  const id = await nextInputId(target);
  const ledger = await source.query(sql`select * from inputs where id = ${input.id}`);
  const entry = ledger[0] ?? {};
  const dataset = String(entry['dataset'] ?? '');
  let events = 0;
  const columns = await columnsOf(source, target, dataset);
  if (columns !== undefined) {
    const fields = storedFields(columns);
    events = await copyRows(
      source,
      target,
      { table: eventTable(dataset), owner: INPUT_COLUMN, columns: fields },
      input.id,
      id,
    );
  }
  for (const [table, columns] of Object.entries(LINE_TABLES)) {
    await copyRows(source, target, { table, owner: 'input', columns }, input.id, id);
  }
  await target.putInput(id, ledgerColumns(target, entry));
  return events;
};

/** The own columns of a dataset; one that is not built in is made in the target. Undefined for an input without events. */
const columnsOf = async (
  source: Source,
  target: Target,
  dataset: string,
): Promise<readonly FieldDefinition[] | undefined> => {
  const own = await source.datasetColumns(dataset);
  if (own.length > 0) await target.makeDataset(dataset, own);
  const columns = [...builtInColumns(dataset), ...own];
  return columns.length === 0 ? undefined : columns;
};

const LINE_TABLES: Readonly<Record<string, readonly TypedColumn[]>> = {
  rejects: [
    { name: 'line', type: 'long' },
    { name: 'byte_offset', type: 'long' },
    { name: 'byte_length', type: 'long' },
    { name: 'reason', type: 'keyword' },
    { name: 'text', type: 'keyword' },
  ],
  originals: [
    { name: 'line', type: 'long' },
    { name: 'text', type: 'keyword' },
  ],
};

interface OwnedTable {
  readonly table: string;
  /** The column that names the input. */
  readonly owner: string;
  readonly columns: readonly TypedColumn[];
}

const copyRows = async (
  source: Source,
  target: Target,
  { table, owner, columns }: OwnedTable,
  fromId: number,
  toId: number,
): Promise<number> => {
  const name = (text: string): Sql => source.dialect.identifier(text);
  const wanted = join(columns.map((column) => sql`t.${name(column.name)} as ${name(column.name)}`));
  const typed: readonly TypedColumn[] = [{ name: owner, type: 'integer' }, ...columns];
  let held: Row[] = [];
  let count = 0;
  const send = async (): Promise<void> => {
    const rows = held.map((row) => [toId, ...columns.map((column) => row[column.name] ?? null)]);
    if (rows.length > 0) await target.insertRows(table, typed, rows);
    count += rows.length;
    held = [];
  };
  for await (const rows of source.stream(
    sql`select ${wanted} from ${name(table)} as t where t.${name(owner)} = ${fromId}`,
  )) {
    held.push(...rows);
    if (held.length >= BATCH_ROWS) await send();
  }
  await send();
  return count;
};

/** `version` is ClickHouse's own. */
const NOT_COPIED = new Set(['id', 'version']);
const TIMES = new Set(['ingested', 'ended']);

const ledgerColumns = (target: Target, entry: Row): Record<string, Sql> =>
  Object.fromEntries(
    Object.entries(entry).flatMap(([column, value]): [string, Sql][] => {
      if (NOT_COPIED.has(column) || value === null || typeof value === 'object') return [];
      return [[column, TIMES.has(column) ? target.dialect.time(String(value)) : sql`${value}`]];
    }),
  );
