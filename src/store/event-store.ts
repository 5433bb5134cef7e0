import type { Dialect } from '../sql/dialect.ts';
import type { FieldDefinition } from '../schema/fields.ts';
import type { Sql } from '../sql/sql.ts';

/**
 * A value in a result row: dates are ISO 8601 UTC with six decimals, integers beyond
 * 2^53 are strings, lists are arrays, missing is null.
 */
export type RowValue = string | number | boolean | null | readonly RowValue[];
export type Row = Readonly<Record<string, RowValue>>;

/** One loaded dataset with the columns it has. `events` is 0 for an empty table. */
export interface LoadedDataset {
  readonly name: string;
  /** Name of the table, unquoted. */
  readonly table: string;
  readonly fields: readonly FieldDefinition[];
  readonly events: number;
}

/**
 * Holds events and runs SQL. The caller closes it. Every method throws EngineError
 * (with the SQL) when the engine refuses; nothing is retried.
 */
export interface EventStore {
  readonly dialect: Dialect;
  /** All rows of a query, as plain objects keyed by column alias. */
  query(statement: Sql): Promise<readonly Row[]>;
  /** The same, in batches, for results too large to hold. */
  stream(statement: Sql): AsyncIterable<readonly Row[]>;
  /** A statement without a result. */
  execute(statement: Sql): Promise<void>;
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Datasets that hold at least one event. */
  datasets(): Promise<readonly LoadedDataset[]>;
  close(): Promise<void>;
}
