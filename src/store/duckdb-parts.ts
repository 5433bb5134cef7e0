import { duckdbDialect } from '../sql/duckdb.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import type { CutColumn, Cutting, InputFacts } from './event-store.ts';
import { eventView } from './tables.ts';

const name = (text: string): Sql => duckdbDialect.identifier(text);

/** Columns of a part that are no fields of events. */
const LINE_COLUMNS = raw('line, line_text, line_bytes, mark, lines_before, file_row_number');
const LINE_NUMBER = raw('(lines_before + file_row_number + 1)');

/** Events of one input that lie beside the database. */
export interface AdoptedParts extends InputFacts {
  readonly parts: CutParts;
  readonly events: number;
  /** Fields that are not in the files. */
  readonly leftOut: readonly string[];
}

/** Files of cut lines, and all columns of theirs: those of constants are not in the files. */
export interface CutParts {
  readonly files: readonly string[];
  readonly columns: readonly CutColumn[];
}

/**
 * Events that lie beside the database in Parquet files: the engine writes columns to such
 * a file in the order of the lines and on all cores, three times as cheaply as into a
 * table, and reads them as fast. A row is a line: `line` is null where the line became an
 * event and holds its text where it did not.
 */
export class EventParts {
  readonly #adopted = new Map<string, AdoptedParts[]>();

  has(dataset: string): boolean {
    return this.#adopted.has(dataset);
  }

  /** Events of the dataset that lie in files. */
  events(dataset: string): number {
    return (this.#adopted.get(dataset) ?? []).reduce((sum, parts) => sum + parts.events, 0);
  }

  /** Fields of the dataset that were not read. */
  leftOut(dataset: string): ReadonlySet<string> {
    return new Set((this.#adopted.get(dataset) ?? []).flatMap((parts) => parts.leftOut));
  }

  /** Statement that makes the events of some files part of the dataset's view. */
  adopt(dataset: string, parts: AdoptedParts): Sql {
    this.#adopted.set(dataset, [...(this.#adopted.get(dataset) ?? []), parts]);
    return this.view(dataset);
  }

  /** Statement that makes the dataset's view anew, with its files. */
  view(dataset: string): Sql {
    const events = (this.#adopted.get(dataset) ?? []).map((parts) => partEvents(dataset, parts));
    return eventView(duckdbDialect, dataset, { elsewhere: events, without: [...this.leftOut(dataset)] });
  }
}

/** The columns of the dataset's view; what is the same for all events of an input costs nothing as a constant. */
const partEvents = (dataset: string, { parts, path, ingestedMicros }: AdoptedParts): Sql => {
  const ingested = duckdbDialect.timeFromMicros(raw(String(ingestedMicros)));
  return sql`select * exclude (${LINE_COLUMNS}), ${LINE_NUMBER} as ${name('log.line')}, ${duckdbDialect.literal(dataset)} as ${name('event.dataset')}, ${duckdbDialect.literal(path)} as ${name('log.file.path')}, ${ingested} as ${name('event.ingested')} from ${readParts(parts)} where line is null`;
};

const readParts = ({ files, columns }: CutParts): Sql => {
  const constants = columns.filter((column) => column.isConstant).map((column) => sql`, ${named(column)}`);
  return sql`(select *${join(constants, '')} from read_parquet([${join(files.map((file) => duckdbDialect.literal(file)))}], file_row_number = true))`;
};

const named = ({ field, type, value }: CutColumn): Sql =>
  sql`cast(${value} as ${duckdbDialect.columnType(type)}) as ${name(field)}`;

/** Query of the lines of parts as staged lines with the fields of events; see `LineCutting`. */
export const stagedParts = (parts: CutParts): Sql =>
  sql`select * exclude (lines_before, file_row_number), line is null as fits, ${LINE_NUMBER} as number from ${readParts(parts)}`;

/** Lines to be cut: what to read them from, and expressions over that. */
export interface LinesToCut {
  readonly from: Sql;
  readonly bytes: Sql;
  readonly mark: Sql;
  /** Lines of the input before these. */
  readonly linesBefore: number;
}

/** Statement that cuts lines in one pass into a file. */
export const cutIntoPart = (cutting: Cutting, lines: LinesToCut, file: string): Sql => {
  const { fits, columns, cutsAnyLine, keepsText } = cutting;
  const values = columns.filter((column) => !column.isConstant).map(named);
  const read = sql`select line, line as whole, cast(${lines.bytes} as bigint) as line_bytes, cast(${lines.mark} as utinyint) as mark from ${lines.from}`;
  const more = join([
    raw('line_bytes, mark'),
    sql`cast(${raw(String(lines.linesBefore))} as bigint) as lines_before`,
    sql`${raw(keepsText ? 'whole' : 'cast(null as varchar)')} as line_text`,
    ...values,
  ]);
  const isEvent = sql`(mark <> 2 and coalesce(${fits}, false))`;
  // One select shares the cuts between the test and the columns; two keep lines that do not fit from being cut.
  const split = cutsAnyLine
    ? sql`select case when ${isEvent} then null else coalesce(line, '') end as line, ${more} from (${read}) as l`
    : sql`select case when line is null then coalesce(whole, '') end as line, ${more} from (select whole, line_bytes, mark, case when ${isEvent} then line end as line from (${read}) as w) as l`;
  return sql`copy (${split}) to ${duckdbDialect.literal(file)} (format parquet, compression snappy, row_group_size ${raw(ROW_GROUP)})`;
};

/** Half the engine's own: less is held back while the order of lines is kept, and both cores end together. */
const ROW_GROUP = '61440';
