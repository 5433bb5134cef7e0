import { createHash } from 'node:crypto';
import { InputError } from '../kernel/errors.ts';
import type { RowSource } from '../sources/source.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import type { EventStore, LineStaging, RowWriting, StagedLines, TypedColumn } from '../store/event-store.ts';
import { PrefixHash } from './prefix-hash.ts';

const BATCH_ROWS = 5000;
const BATCH_CHARACTERS = 4 * 1024 * 1024;

export type RowStore = EventStore & LineStaging & RowWriting;

/** The rows of a table as text in a temporary table: `number` from 1, `original`, and `c0`, `c1`, ... */
export interface StagedRows {
  readonly staged: StagedLines;
  readonly table: string;
  readonly rows: number;
  /** Bytes of the rows written as lines of JSON: what their hash is taken over. */
  readonly bytes: number;
  readonly fingerprint: string;
  readonly prefixes: ReadonlyMap<number, string>;
  /** Hashes of some rows, by which a later run finds its place: the first, second, fourth, ... and the last. */
  readonly marks: readonly string[];
  /** Hashes of the keys of the same rows; empty where the table has no key. */
  readonly keys: readonly string[];
  /** The first and the last of the rows whose hash, or whose key's, was looked for. */
  readonly found: ReadonlyMap<string, readonly number[]>;
  /** The source broke off; what came before counts. */
  readonly failure?: InputError;
}

export interface StageRowsOptions {
  /** Lengths whose hash is wanted; undefined when nothing is to be recognised. */
  readonly prefixLengths: readonly number[] | undefined;
  /** Hashes of rows and of keys that are looked for. */
  readonly wanted: ReadonlySet<string>;
  /** Whether each row is kept as a line of JSON, too. */
  readonly keepOriginals: boolean;
  readonly onBatch: () => void;
}

type Batch = readonly (readonly (string | null)[])[];

/** Reads all rows into a temporary table; the caller drops it. */
export const stageRows = async (
  store: RowStore,
  source: RowSource,
  batches: AsyncIterable<Batch>,
  options: StageRowsOptions,
): Promise<StagedRows> => {
  const staged = await store.beginLines(undefined);
  const table = `${staged.table}_rows`;
  const columns: readonly TypedColumn[] = [
    { name: 'number', type: 'long' },
    { name: 'original', type: 'keyword' },
    ...source.columns.map((_, index) => ({ name: `c${index}`, type: 'keyword' as const })),
  ];
  const reader = new RowReader(source, options);
  let failure: InputError | undefined;
  try {
    await store.keepRows(table, emptyRows(store, columns));
    const send = async (): Promise<void> => {
      if (reader.held.length > 0) await store.insertRows(table, columns, reader.held);
      reader.forget();
    };
    try {
      for await (const batch of batches) {
        reader.add(batch);
        if (reader.isFull) await send();
        options.onBatch();
      }
    } catch (error) {
      if (!(error instanceof InputError) || reader.rows === 0) throw error;
      failure = error;
    }
    await send();
  } catch (error) {
    await dropRows(store, { staged, table });
    throw error;
  }
  return { staged, table, ...reader.result(), ...(failure === undefined ? {} : { failure }) };
};

export const dropRows = async (
  store: RowStore,
  { staged, table }: Pick<StagedRows, 'staged' | 'table'>,
): Promise<void> => {
  await store.execute(sql`drop table if exists ${raw(table)}`);
  await store.dropLines(staged);
};

const emptyRows = ({ dialect }: EventStore, columns: readonly TypedColumn[]): Sql =>
  sql`select ${join(columns.map(({ name, type }) => sql`cast(null as ${dialect.columnType(type)}) as ${raw(name)}`))} where 1 = 0`;

/** Hashes, counts and holds rows until they are sent. */
class RowReader {
  rows = 0;
  held: (string | number | null)[][] = [];
  readonly #hash: PrefixHash;
  readonly #options: StageRowsOptions;
  readonly #columns: readonly string[];
  readonly #key: readonly number[];
  readonly #marks: string[] = [];
  readonly #keys: string[] = [];
  readonly #found = new Map<string, number[]>();
  #last: Batch[number] | undefined;
  #bytes = 0;
  #characters = 0;

  constructor(source: RowSource, options: StageRowsOptions) {
    this.#options = options;
    this.#columns = source.columns;
    this.#key = (source.key ?? []).map((name) => source.columns.indexOf(name));
    this.#hash = new PrefixHash(
      options.prefixLengths,
      `${JSON.stringify([source.schema, source.columns])}\n`,
    );
  }

  get isFull(): boolean {
    return this.held.length >= BATCH_ROWS || this.#characters >= BATCH_CHARACTERS;
  }

  add(batch: Batch): void {
    const { prefixLengths, wanted, keepOriginals } = this.#options;
    for (const row of batch) {
      this.rows += 1;
      const text = JSON.stringify(row);
      const line = Buffer.from(`${text}\n`);
      this.#bytes += line.length;
      this.#characters += text.length;
      if (prefixLengths !== undefined) {
        this.#hash.update(line);
        if (wanted.size > 0) this.#look(row, wanted);
        this.#last = row;
        if ((this.rows & (this.rows - 1)) === 0) this.#mark(row);
      }
      this.held.push([this.rows, keepOriginals ? this.#original(row) : null, ...row]);
    }
  }

  forget(): void {
    this.held = [];
    this.#characters = 0;
  }

  result(): Omit<StagedRows, 'staged' | 'table' | 'failure'> {
    if (this.#last !== undefined) this.#mark(this.#last);
    return {
      rows: this.rows,
      bytes: this.#bytes,
      fingerprint: this.#hash.digest(),
      prefixes: this.#hash.prefixes,
      marks: this.#marks,
      keys: this.#keys,
      found: this.#found,
    };
  }

  #mark(row: Batch[number]): void {
    this.#marks.push(hashOf(row));
    if (this.#key.length > 0) this.#keys.push(this.#keyHash(row));
  }

  #look(row: Batch[number], wanted: ReadonlySet<string>): void {
    const hashes = this.#key.length > 0 ? [hashOf(row), this.#keyHash(row)] : [hashOf(row)];
    for (const hash of hashes) {
      if (!wanted.has(hash)) continue;
      const rows = this.#found.get(hash);
      if (rows === undefined) this.#found.set(hash, [this.rows]);
      // Whether there is another one is all that matters.
      else rows[1] = this.rows;
    }
  }

  #keyHash(row: Batch[number]): string {
    return hashOf(['key', ...this.#key.map((index) => row[index] ?? null)]);
  }

  #original(row: readonly (string | null)[]): string {
    return rowAsJson(this.#columns, row);
  }
}

/** A row as people are shown it: one JSON object, missing values left out. */
export const rowAsJson = (columns: readonly string[], row: readonly (string | null)[]): string =>
  JSON.stringify(
    Object.fromEntries(
      columns.flatMap((name, index) => {
        const value = row[index] ?? null;
        return value === null ? [] : [[name, value]];
      }),
    ),
  );

const hashOf = (values: Batch[number]): string =>
  createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 24);
