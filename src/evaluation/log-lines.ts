import { fieldCatalog } from '../schema/catalog.ts';
import { type EventSource, eventSource } from '../detectors/events.ts';
import { parseFilter } from '../filter/parse.ts';
import type { FilterTree } from '../filter/tree.ts';
import { sql } from '../sql/sql.ts';
import type { EventStore, LoadedDataset, Row } from '../store/event-store.ts';
import { type LineSet, lineSetOfRanges } from './line-set.ts';

/**
 * The events of a dataset as numbers: a log's line numbers, those of a second file
 * after those of the first, in order of the paths.
 */
export interface LogLines {
  readonly source: EventSource;
  /** Paths with the number that stands before their line 1. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly events: number;
  /** ISO 8601 of the first and last event; null when none has a time. */
  readonly start: string | null;
  readonly end: string | null;
  readonly hasField: (field: string) => boolean;
  /** The events a filter selects. */
  select(filter: FilterTree | string): Promise<SelectedLines>;
}

export interface SelectedLines {
  readonly lines: LineSet;
  /** ISO 8601 of the first and last selected event; null when none has a time. */
  readonly start: string | null;
  readonly end: string | null;
}

const PATH = 'log.file.path';
const LINE = 'log.line';

/** Opens a dataset for counting its events; `where` narrows everything. */
export const openLogLines = async (
  store: EventStore,
  dataset: LoadedDataset,
  where?: string,
  signal?: AbortSignal,
): Promise<LogLines> => {
  const narrowed = where === undefined ? {} : { where };
  const source = eventSource({
    store,
    dataset,
    settings: {},
    ...narrowed,
    ...(signal === undefined ? {} : { signal }),
  });
  const { dialect } = store;
  const [path, line, time] = [dialect.column(PATH), dialect.column(LINE), dialect.column('@timestamp')];
  const files = await source.ask(
    sql`select ${path} as source_path, ${dialect.maximum(line)} as last_line, ${dialect.countAll()} as line_count, ${dialect.minimum(time)} as first_time, ${dialect.maximum(time)} as last_time from ${source.from([PATH, LINE, '@timestamp'])} group by ${path} order by ${dialect.ascending(path)}`,
  );
  const offsets = new Map<string, number>();
  let offset = 0;
  for (const file of files) {
    offsets.set(String(file['source_path']), offset);
    offset += Number(file['last_line']);
  }
  return {
    source,
    offsets,
    events: files.reduce((sum, file) => sum + Number(file['line_count']), 0),
    ...spanOf(files),
    hasField: (field) => fieldCatalog([dataset]).typeOf(field) !== undefined,
    select: (filter) => selectLines(store, source, offsets, filter),
  };
};

/** Numbers of the selected events, found by the engine as runs of neighbouring lines. */
const selectLines = async (
  store: EventStore,
  source: EventSource,
  offsets: ReadonlyMap<string, number>,
  filter: FilterTree | string,
): Promise<SelectedLines> => {
  const { dialect } = store;
  const [path, line, time] = [dialect.column(PATH), dialect.column(LINE), dialect.column('@timestamp')];
  const tree = typeof filter === 'string' ? parseFilter(filter) : filter;
  const rows = await source.ask(
    sql`select source_path, min(source_line) as first_line, max(source_line) as last_line, min(source_time) as first_time, max(source_time) as last_time from (select ${path} as source_path, ${line} as source_line, ${time} as source_time, ${line} - row_number() over (partition by ${path} order by ${line}) as island from ${source.from([PATH, LINE, '@timestamp'], tree)}) as runs group by source_path, island`,
  );
  const ranges = rows.map((row): [number, number] => {
    const before = offsets.get(String(row['source_path'])) ?? 0;
    return [before + Number(row['first_line']), before + Number(row['last_line'])];
  });
  return { lines: lineSetOfRanges(ranges), ...spanOf(rows) };
};

/** First and last time of rows that carry `first_time` and `last_time`. */
const spanOf = (rows: readonly Row[]): { readonly start: string | null; readonly end: string | null } => {
  const times = (name: string): string[] =>
    rows.flatMap((row) => (row[name] === null ? [] : [String(row[name])]));
  return { start: times('first_time').sort()[0] ?? null, end: times('last_time').sort().at(-1) ?? null };
};
