import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  closeSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database, SQLiteValue } from 'node-sqlite3-wasm';
import { InputError } from '../../kernel/errors.ts';
import { fileFailure, oneLine } from '../failure.ts';
import { cleanCause } from '../network-failure.ts';
import type { TableBatch, TableValue } from './table.ts';

const BATCH_ROWS = 1000;
const HOT_JOURNAL = 'd9d505f920a163d7';
const temporary = new Set<string>();
process.on('exit', () => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

/**
 * An SQLite file opened for reading where it is. The driver makes a lock beside the
 * file it is given; it is given a link in a folder of our own, so that nothing is
 * written beside the log. Changes that stand in a write-ahead log are read too.
 */
export class SqliteFile {
  readonly #file: string;
  readonly #folder: string;
  readonly #database: Database;
  readonly #state: string;

  private constructor(file: string, folder: string, database: Database, state: string) {
    this.#file = file;
    this.#folder = folder;
    this.#database = database;
    this.#state = state;
  }

  /** Opens a file; throws InputError where it is missing, damaged or in the middle of a change. */
  static async open(file: string): Promise<SqliteFile> {
    const sqlite = (await import('node-sqlite3-wasm')).default;
    const folder = mkdtempSync(join(tmpdir(), 'logfence-sqlite-'));
    temporary.add(folder);
    try {
      const real = realpathSync(file);
      const state = stateOf(real);
      if (hasHotJournal(real))
        throw new InputError(
          `${oneLine(file)}: a change to the SQLite file is not finished; end the program that writes it, or open it once with sqlite3`,
        );
      symlinkSync(real, join(folder, 'db'));
      if (existsSync(`${real}-wal`)) copyFileSync(`${real}-wal`, join(folder, 'db-wal'));
      const database = new sqlite.Database(join(folder, 'db'), { readOnly: true });
      database.exec('pragma locking_mode = exclusive');
      database.get('select count(*) from sqlite_schema');
      return new SqliteFile(real, folder, database, state);
    } catch (error) {
      removeFolder(folder);
      throw sqliteFailure(file, error);
    }
  }

  get(statement: string, values: readonly string[] = []): readonly Readonly<Record<string, SQLiteValue>>[] {
    return this.#database.all(statement, [...values]) as Record<string, SQLiteValue>[];
  }

  /** Rows in batches; columns must be named c0, c1, and so on. The event loop turns between batches. */
  async *batches(statement: string, width: number): AsyncGenerator<TableBatch> {
    const prepared = this.#database.prepare(statement);
    try {
      let batch: TableValue[][] = [];
      for (const row of prepared.iterate() as Iterable<Record<string, SQLiteValue>>) {
        batch.push(Array.from({ length: width }, (_, index) => tableValue(row[`c${index}`] ?? null)));
        if (batch.length < BATCH_ROWS) continue;
        yield batch;
        batch = [];
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (batch.length > 0) yield batch;
    } finally {
      prepared.finalize();
    }
    if (stateOf(this.#file) !== this.#state)
      throw new InputError(
        `${oneLine(this.#file)}: was written to while it was read; copy it with "sqlite3 FILE .backup COPY" and read the copy`,
      );
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
    removeFolder(this.#folder);
  }
}

/** What SQLite said, as an InputError. */
export const sqliteFailure = (file: string, error: unknown): Error => {
  const message = (error as Error | undefined)?.message ?? '';
  if ((error as Error | undefined)?.name !== 'SQLite3Error') return fileFailure(file, error);
  const damaged = /malformed|not a database|corrupt/i.test(message);
  const reason = damaged
    ? 'the SQLite file is damaged; save what is left with "sqlite3 FILE .recover"'
    : `SQLite cannot read it (${oneLine(message)}); check the file with "sqlite3 FILE"`;
  return new InputError(`${oneLine(file)}: ${reason}`, cleanCause(error, oneLine(message)));
};

const removeFolder = (folder: string): void => {
  rmSync(folder, { recursive: true, force: true });
  temporary.delete(folder);
};

const stateOf = (file: string): string =>
  [file, `${file}-wal`]
    .map((path) => statSync(path, { throwIfNoEntry: false }))
    .map((facts) => `${facts?.size} ${facts?.mtimeMs}`)
    .join();

const hasHotJournal = (file: string): boolean => {
  const journal = `${file}-journal`;
  if (!existsSync(journal)) return false;
  const handle = openSync(journal, 'r');
  try {
    const head = Buffer.alloc(8);
    return readSync(handle, head, 0, 8, 0) === 8 && head.toString('hex') === HOT_JOURNAL;
  } finally {
    closeSync(handle);
  }
};

const tableValue = (value: SQLiteValue): TableValue => {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value);
  return String(value);
};
