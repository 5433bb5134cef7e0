import type { FieldType } from '../kernel/field-type.ts';
import type { DerivedField } from '../schema/derived-fields.ts';
import type { LookupField } from '../schema/facts.ts';
import type { FieldDefinition } from '../schema/fields.ts';
import type { Dialect } from '../sql/dialect.ts';
import type { Sql } from '../sql/sql.ts';

/**
 * A value in a result row: dates are ISO 8601 UTC with six decimals, integers beyond
 * 2^53 are strings, lists are arrays, missing, NaN and infinity are null.
 */
export type RowValue = string | number | boolean | null | readonly RowValue[];
export type Row = Readonly<Record<string, RowValue>>;

/** One loaded dataset with the columns it has. */
export interface LoadedDataset {
  readonly name: string;
  /** Name of the table, unquoted. */
  readonly table: string;
  readonly fields: readonly FieldDefinition[];
  /** Columns of the log that were not read, as nobody would ask for them. */
  readonly leftOut?: readonly FieldDefinition[];
  /** Fields computed from these when asked for: `derivedFields(fields)`. */
  readonly derived: readonly DerivedField[];
  /** Fields looked up in the tables of facts when asked for. */
  readonly lookups?: readonly LookupField[];
  /** Whether an indicator list is at hand for these, named now or when they were stored. */
  readonly hasIndicators?: boolean;
  readonly events: number;
  /** Read in place of the table: a sub-query with its parentheses that has the columns of `fields`. */
  readonly source?: Sql;
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
  /** Bytes on disk; 0 for a store in memory. */
  sizeBytes(): Promise<number>;
  /** Gives the space of deleted rows back as far as the engine does so on request. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

/** A line whose bytes are not simply its text and a line feed, or whose text was changed. */
export interface LineMark {
  /** Line of the block, from 1. */
  readonly index: number;
  /** Bytes beyond the UTF-8 length of the text plus one. */
  readonly extraBytes: number;
  readonly kind: 'line end' | 'repaired' | 'too long';
}

/** Lines separated by LF, without a final one. */
export interface LineBlock {
  readonly text: string;
  readonly marks: readonly LineMark[];
}

/**
 * A staging table of raw lines with the columns `line` (null or empty when blank) and
 * `fits` (whether the strict pattern matches). The expressions read one row of it.
 */
export interface StagedLines {
  readonly table: string;
  /** The line's number, from 1. */
  readonly number: Sql;
  /** Its bytes in the source, line end included. */
  readonly bytes: Sql;
  /** 0 plain, 1 repaired, 2 too long to be parsed. */
  readonly mark: Sql;
  /** The lines that fit are cut already: see `LineCutting`. */
  readonly cut?: true;
  /** The whole line, where that is not `line`. */
  readonly text?: Sql;
}

/** Optional ability: takes raw lines in, so that formats can parse them by SQL. */
export interface LineStaging {
  /** Starts an empty staging table; `strict` is an RE2 pattern or undefined. */
  beginLines(strict: string | undefined): Promise<StagedLines>;
  /** Appends lines in order. */
  appendLines(staged: StagedLines, block: LineBlock): Promise<void>;
  dropLines(staged: StagedLines): Promise<void>;
  /** An INSERT .. SELECT whose rows may be stored in any order: cheaper where the engine keeps order otherwise. */
  insertUnordered(statement: Sql): Promise<void>;
  /** Keeps the rows of a query in a temporary table of an unused name; dropped by the caller. */
  keepRows(table: string, query: Sql): Promise<void>;
  /** Writes a row of the ledger `inputs` in place of the one with the same id; seen whole or not at all. */
  putInput(id: number, columns: Readonly<Record<string, Sql>>): Promise<void>;
}

export interface CutColumn {
  readonly field: string;
  readonly type: FieldType;
  readonly value: Sql;
  /** The value is a constant, which need not be written a line. */
  readonly isConstant: boolean;
}

/** How each line becomes an event of a dataset; the expressions read `line`. */
export interface Cutting {
  /** Whether a line is an event as it is cut; null counts as false. */
  readonly fits: Sql;
  /** Whether the columns can be made of any line without an error, though they mean nothing where `fits` is false. */
  readonly cutsAnyLine: boolean;
  readonly columns: readonly CutColumn[];
  /** Fields of the format for which there is no column: nobody asks for them. */
  readonly leftOut: readonly string[];
  /** Keeps the text of lines that are events, too: the `text` of the staged lines. */
  readonly keepsText: boolean;
}

/**
 * Optional ability: reads, matches and cuts lines in one pass, as they come. Lines that fit
 * are rows of the staged lines with a column for each field; the others stand among them
 * with their text.
 */
export interface LineCutting {
  /** Bytes from which on a plain file is worth it. */
  readonly cutFrom: number;
  /** A private folder for files that are cut and thrown away. */
  readonly cutFolder: string;
  /** Bytes of a stream that are cut at once, while the next are read; two such stretches are on disk at most. */
  readonly stretchBytes: number;
  beginCut(cutting: Cutting): Promise<StagedLines>;
  /**
   * Cuts the lines of a clean local text file, which follow those that were cut before. An
   * aborted signal stops it, which then throws; a file that is not clean makes it throw, or
   * cut into anything.
   */
  cutFile(staged: StagedLines, file: string, lineEnd: 'lf' | 'crlf', signal?: AbortSignal): Promise<void>;
  /** The same for lines that were staged with their marks. */
  cutLines(staged: StagedLines, lines: StagedLines): Promise<void>;
  /** To be called before the staged lines are read. */
  endCut(staged: StagedLines): Promise<void>;
  /** Makes the lines that fit events of the dataset where they lie, in a store that nobody sees again. */
  adoptLines?(staged: StagedLines, dataset: string, input: InputFacts): Promise<void>;
}

/** What all events of an input have in common. */
export interface InputFacts {
  readonly path: string;
  readonly ingestedMicros: bigint;
}

/** Optional ability: reads a clean local text file by itself into a staging table. */
export interface FileStaging {
  stageFile(file: string, strict: string | undefined, lineEnd: 'lf' | 'crlf'): Promise<StagedLines>;
}

/**
 * Optional ability: shuts the session away from files, network and settings for the rest
 * of its life, and runs queries that people wrote without letting them write.
 */
export interface GuardedQueries {
  /** Rows of one statement that may only read the loaded tables. Locks the session at its first use. */
  queryGuarded(statement: Sql): Promise<readonly Row[]>;
}

/** Optional ability: answers questions that are asked together side by side instead of in turn. */
export interface SideBySideQueries {
  /**
   * Lets the queries that `work` asks run side by side, on what is committed. An aborted
   * signal interrupts those that run, which then throw. `work` must have ended all that it
   * asked when it resolves or throws.
   */
  sideBySide<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>;
}

export interface TypedColumn {
  readonly name: string;
  readonly type: FieldType;
}

/** Optional ability: takes rows in bulk, as another store gave them. */
export interface RowWriting {
  /** Inserts rows, their values in the order of `columns`, into a table that has these columns. */
  insertRows(
    table: string,
    columns: readonly TypedColumn[],
    rows: readonly (readonly RowValue[])[],
  ): Promise<void>;
}

/** Optional ability: makes room for datasets that are not built in. */
export interface DatasetMaking {
  /** The own columns of such a dataset; empty where there is none. */
  datasetColumns(dataset: string): Promise<readonly FieldDefinition[]>;
  /** Makes the tables of a dataset, or adds the columns that it lacks; those that it has keep their type. */
  makeDataset(dataset: string, fields: readonly FieldDefinition[]): Promise<void>;
}

/** Optional ability: writes the rows of a query to a local file by itself. */
export interface ParquetWriting {
  /** One Parquet file (zstd) with the query's columns. */
  writeParquet(query: Sql, file: string): Promise<void>;
}
