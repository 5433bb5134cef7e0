import { join as joinPath } from 'node:path';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import { duckdbDialect } from '../sql/duckdb.ts';
import type { FileToCut, InputFacts } from './event-store.ts';
import { eventView, INPUT_COLUMN } from './tables.ts';

/**
 * Events that lie beside the database in Parquet files, one a source: the engine writes
 * columns to such a file in the order of the lines and on all cores, three times as
 * cheaply as into a table, and reads them as fast. A row is a line: `line` is null
 * where the line became an event and holds its text where it did not.
 */
export class EventParts {
  readonly #folder: string;
  readonly #parts = new Map<string, AdoptedPart[]>();
  #made = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  nextFile(): string {
    this.#made += 1;
    return joinPath(this.#folder, `events-${this.#made}.parquet`);
  }

  has(dataset: string): boolean {
    return this.#parts.has(dataset);
  }

  /** Events of the dataset that lie in files. */
  events(dataset: string): number {
    return (this.#parts.get(dataset) ?? []).reduce((sum, part) => sum + part.events, 0);
  }

  /** Statement that makes a file's events part of the dataset's view. */
  adopt(dataset: string, part: AdoptedPart): Sql {
    this.#parts.set(dataset, [...(this.#parts.get(dataset) ?? []), part]);
    return this.view(dataset);
  }

  /** Statement that makes the dataset's view anew, with its files. */
  view(dataset: string): Sql {
    const parts = (this.#parts.get(dataset) ?? []).map((part) => partEvents(dataset, part));
    return eventView(duckdbDialect, dataset, parts);
  }
}

/** A file whose events belong to a dataset. */
export interface AdoptedPart extends InputFacts {
  readonly file: string;
  readonly events: number;
}

/** The columns of the dataset's view; what is the same for all of a file's events costs nothing as a constant. */
const partEvents = (dataset: string, { file, path, ingestedMicros }: AdoptedPart): Sql => {
  const name = (text: string): Sql => duckdbDialect.identifier(text);
  const ingested = duckdbDialect.timeFromMicros(raw(String(ingestedMicros)));
  return sql`select * exclude (line, line_bytes, file_row_number, ${name(INPUT_COLUMN)}), file_row_number + 1 as ${name('log.line')}, ${duckdbDialect.literal(dataset)} as ${name('event.dataset')}, ${duckdbDialect.literal(path)} as ${name('log.file.path')}, ${ingested} as ${name('event.ingested')} from ${readParts([file])} where line is null`;
};

const readParts = (files: readonly string[]): Sql =>
  sql`read_parquet([${join(files.map((file) => duckdbDialect.literal(file)))}], file_row_number = true, union_by_name = true)`;

/** Statement that cuts a file of lines in one pass. Column types are those of the dataset's table. */
export const cutIntoPart = (
  { inputId, fits, columns, cutsAnyLine }: FileToCut,
  types: ReadonlyMap<string, string>,
  lines: Sql,
  lineEndBytes: number,
  part: string,
): Sql => {
  const name = (text: string): Sql => duckdbDialect.identifier(text);
  const values = columns.map(
    ({ field, value }) => sql`cast(${value} as ${raw(types.get(field) ?? 'varchar')}) as ${name(field)}`,
  );
  const input = sql`cast(${raw(String(inputId))} as integer) as ${name(INPUT_COLUMN)}`;
  const bytes = sql`cast(coalesce(strlen(${raw('whole')}), 0) + ${raw(String(lineEndBytes))} as integer) as line_bytes`;
  // One select shares the cuts between the test and the columns; two keep lines that do not fit from being cut.
  const split = cutsAnyLine
    ? sql`select case when coalesce(${fits}, false) then null else coalesce(line, '') end as line, ${join([bytes, input, ...values])} from (select line, line as whole from ${lines}) as l`
    : sql`select case when line is null then coalesce(whole, '') end as line, ${join([bytes, input, ...values])} from (select line as whole, case when ${fits} then line end as line from ${lines}) as l`;
  return sql`copy (${split}) to ${duckdbDialect.literal(part)} (format parquet, compression snappy, row_group_size ${raw(ROW_GROUP)})`;
};

/** Half the engine's own: less is held back while the order of lines is kept, and both cores end together. */
const ROW_GROUP = '61440';

/** Query of a part's lines as staged lines; see `StagedLines`. */
export const stagedPart = (part: string): Sql =>
  sql`select line, line is null as fits, line_bytes, file_row_number + 1 as number, ${duckdbDialect.identifier('@timestamp')} from ${readParts([part])}`;
