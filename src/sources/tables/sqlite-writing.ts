import { rmSync } from 'node:fs';
import type { Database } from 'node-sqlite3-wasm';

export type SqliteValue = string | number | null;

/** A new SQLite file under construction: everything is written when it is closed. */
export class NewSqliteFile {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** Replaces a file of that name. */
  static async create(file: string, tables: string): Promise<NewSqliteFile> {
    const sqlite = (await import('node-sqlite3-wasm')).default;
    rmSync(file, { force: true });
    const database = new sqlite.Database(file);
    database.exec(tables);
    database.exec('begin');
    return new NewSqliteFile(database);
  }

  run(statement: string, values: readonly SqliteValue[]): void {
    this.#database.run(statement, [...values]);
  }

  close(): void {
    this.#database.exec('commit');
    this.#database.close();
  }
}
