import type { DuckDBConnection, DuckDBInstance, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { EngineError } from '../kernel/errors.ts';
import { duckdbDialect } from '../sql/duckdb.ts';
import { raw, render, type Sql, sql } from '../sql/sql.ts';
import { statementError } from './duckdb-errors.ts';
import { rowsOf } from './duckdb-values.ts';
import type { EventStore, Row, SideBySideQueries } from './event-store.ts';
import { Pool } from './pool.ts';

/** Questions that are answered side by side: two that the engine works on, and one that becomes rows of JavaScript. */
const READERS = 3;

/** How the statements of a store reach the engine: one connection for all that writes, more for questions asked together. */
export class DuckdbSession
  implements Pick<EventStore, 'query' | 'stream' | 'execute' | 'transaction'>, SideBySideQueries
{
  readonly #connection: DuckDBConnection;
  readonly #readers: Pool<DuckDBConnection>;
  readonly #path: string | undefined;
  #depth = 0;
  /** What failed first in the transaction that is open. */
  #failure: EngineError | undefined;
  /** There while questions go to the readers. */
  #together: { readonly signal: AbortSignal | undefined } | undefined;

  private constructor(
    connection: DuckDBConnection,
    readers: Pool<DuckDBConnection>,
    path: string | undefined,
  ) {
    this.#connection = connection;
    this.#readers = readers;
    this.#path = path;
  }

  /** Every connection runs in UTC. */
  static async open(
    instance: DuckDBInstance,
    { path, readers = READERS }: { readonly path?: string; readonly readers?: number },
  ): Promise<DuckdbSession> {
    const connect = async (): Promise<DuckDBConnection> => {
      const connection = await instance.connect();
      await connection.run("set timezone = 'UTC'");
      return connection;
    };
    return new DuckdbSession(await connect(), new Pool(readers, connect), path);
  }

  close(): void {
    for (const connection of [...this.#readers.items, this.#connection]) connection.closeSync();
  }

  async #run<Result>(
    statement: Sql,
    work: (text: string, values: DuckDBValue[]) => Promise<Result>,
  ): Promise<Result> {
    const { text, values } = render(statement, duckdbDialect.placeholder);
    try {
      return await work(text, values as DuckDBValue[]);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
      const error = statementError(reason, this.#path, text, cause);
      if (this.#depth > 0) this.#failure ??= error;
      throw error;
    }
  }

  /** An aborted signal interrupts the query, which then throws. */
  query(statement: Sql, signal?: AbortSignal): Promise<readonly Row[]> {
    if (signal !== undefined) return this.#interruptible(statement, signal);
    // What a transaction asks must see what it wrote.
    const together = this.#depth === 0 ? this.#together : undefined;
    return this.#run(statement, async (text, values) => {
      const ask = async (connection: DuckDBConnection) => {
        together?.signal?.throwIfAborted();
        return allRows(await connection.run(text, values));
      };
      return together === undefined ? ask(this.#connection) : this.#readers.use(ask);
    });
  }

  async #interruptible(statement: Sql, signal: AbortSignal): Promise<readonly Row[]> {
    const interrupt = (): void => this.#connection.interrupt();
    signal.throwIfAborted();
    signal.addEventListener('abort', interrupt);
    try {
      return await this.query(statement);
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  async *stream(statement: Sql): AsyncIterable<readonly Row[]> {
    const result = await this.#run(statement, (text, values) => this.#connection.stream(text, values));
    yield* batchesOf(result);
  }

  async execute(statement: Sql): Promise<void> {
    await this.#run(statement, async (text, values) => {
      await this.#connection.run(text, values);
    });
  }

  async transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#depth > 0) return work();
    this.#depth += 1;
    this.#failure = undefined;
    await this.execute(raw('begin transaction'));
    try {
      const result = await work();
      await this.execute(raw('commit'));
      return result;
    } catch (error) {
      // What is refused after the first failure only says that there was one.
      const first = this.#failure;
      await this.execute(raw('rollback')).catch(() => undefined);
      throw error instanceof EngineError ? (first ?? error) : error;
    } finally {
      this.#depth -= 1;
    }
  }

  async sideBySide<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    // A connection sees the temporary tables of no other.
    if (this.#together !== undefined || this.#depth > 0 || (await this.#hasTemporaries())) return work();
    const interrupt = (): void => {
      for (const reader of this.#readers.items) reader.interrupt();
    };
    this.#together = { signal };
    signal?.addEventListener('abort', interrupt);
    try {
      return await work();
    } finally {
      signal?.removeEventListener('abort', interrupt);
      this.#together = undefined;
    }
  }

  async #hasTemporaries(): Promise<boolean> {
    const rows = await this.query(
      sql`select 1 as one from duckdb_tables() where temporary union all select 1 from duckdb_views() where temporary and not internal limit 1`,
    );
    return rows.length > 0;
  }
}

async function* batchesOf(result: DuckDBResult): AsyncGenerator<readonly Row[]> {
  const names = result.deduplicatedColumnNames();
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield rowsOf(names, chunk.getColumns());
  }
}

/** Batch by batch: columns of a whole answer beside its rows would take the memory twice. */
const allRows = async (result: DuckDBResult): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for await (const batch of batchesOf(result)) for (const row of batch) rows.push(row);
  return rows;
};
