import { join, type Sql, sql } from '../sql/sql.ts';
import type { LoadedDataset, Row } from '../store/event-store.ts';
import type { Aggregate, AggregateContext } from './detector.ts';
import { eventSource } from './events.ts';
import { entityOf, mergeBy, numberOf, windowOf } from './windows.ts';

/** Fields that say which sensor or file an event came from, the best first. */
const SOURCE_FIELDS = ['observer.hostname', 'host.hostname', 'log.file.path'] as const;
/** Who causes events. */
export const ENTITY_FIELD = 'source.ip';
/** Entities are counted per hour, everything and sources per window. */
export const ENTITY_WINDOW_SECONDS = 3600;

const TIME = '@timestamp';
const OCCURRENCES = 'event.occurrences';

/** Number of events (or of what they stand for) per window: of everything, of each source, of each entity. */
export const volumeCounts = (context: AggregateContext, windowSeconds: number): Aggregate => ({
  key: `volume of everything, sources per ${windowSeconds} s and ${ENTITY_FIELD} per hour`,
  windowSeconds: Math.max(windowSeconds, ENTITY_WINDOW_SECONDS),
  queries: [
    countQuery(context, windowSeconds, null),
    ...presentSources(context.dataset).map((field) => countQuery(context, windowSeconds, field)),
    ...(hasField(context.dataset, ENTITY_FIELD)
      ? [countQuery(context, ENTITY_WINDOW_SECONDS, ENTITY_FIELD)]
      : []),
  ],
  merge: mergeBy({ sums: ['events', 'weight'], minima: ['first'], maxima: ['last'], sets: [], setSize: 0 }),
});

/** Whether events have times and whether anything can be counted over them. */
export const hasTimes = (dataset: LoadedDataset): boolean => hasField(dataset, TIME);

const hasField = (dataset: LoadedDataset, name: string): boolean =>
  dataset.fields.some((field) => field.name === name);

const presentSources = (dataset: LoadedDataset): readonly string[] =>
  SOURCE_FIELDS.filter((field) => hasField(dataset, field));

/** Rows of one field carry its name before the value, so that the same text in two fields stays apart. */
const countQuery = (context: AggregateContext, seconds: number, field: string | null): Sql => {
  const { dialect } = context.store;
  const name = (text: string): Sql => dialect.identifier(text);
  const time = dialect.column(TIME);
  const weighted = hasField(context.dataset, OCCURRENCES);
  const weight = weighted
    ? dialect.sum(dialect.coalesce([dialect.column(OCCURRENCES), sql`1`]))
    : dialect.countAll();
  const entity =
    field === null
      ? sql`null`
      : dialect.concat([dialect.literal(`${field}=`), dialect.toText(dialect.column(field))]);
  const columns = join([
    sql`${dialect.epochMicros(dialect.bucket(time, seconds))} as ${name('window')}`,
    sql`${entity} as ${name('entity')}`,
    sql`${dialect.countAll()} as ${name('events')}`,
    sql`${weight} as ${name('weight')}`,
    sql`${dialect.minimum(dialect.epochMicros(time))} as ${name('first')}`,
    sql`${dialect.maximum(dialect.epochMicros(time))} as ${name('last')}`,
  ]);
  const wanted = [TIME, ...(field === null ? [] : [field]), ...(weighted ? [OCCURRENCES] : [])];
  const events = eventSource(context).from(wanted, {
    kind: 'and',
    items: [TIME, ...(field === null ? [] : [field])].map((present) => ({ kind: 'exists', field: present })),
  });
  return sql`select ${columns} from ${events} group by 1, 2`;
};

/** What arrived in one window. */
export interface VolumeWindow {
  readonly micros: number;
  readonly events: number;
  readonly weight: number;
  readonly first: number;
  readonly last: number;
}

/** Windows in time order by field and value. */
export interface VolumeTable {
  readonly everything: readonly VolumeWindow[];
  /** Of the best source field that tells at least two sources apart; null when none does. */
  readonly sources: {
    readonly field: string;
    readonly windows: ReadonlyMap<string, readonly VolumeWindow[]>;
  } | null;
  readonly entities: ReadonlyMap<string, readonly VolumeWindow[]>;
}

export const volumeTable = (rows: readonly Row[]): VolumeTable => {
  const everything: VolumeWindow[] = [];
  const fields = new Map<string, Map<string, VolumeWindow[]>>();
  for (const row of rows) {
    const micros = windowOf(row);
    if (micros === null) continue;
    const window = {
      micros,
      events: numberOf(row, 'events'),
      weight: numberOf(row, 'weight'),
      first: numberOf(row, 'first'),
      last: numberOf(row, 'last'),
    };
    const entity = entityOf(row);
    if (entity === null) everything.push(window);
    else own(fields, entity).push(window);
  }
  const byTime = (left: VolumeWindow, right: VolumeWindow): number => left.micros - right.micros;
  for (const values of fields.values()) for (const windows of values.values()) windows.sort(byTime);
  const field = SOURCE_FIELDS.find((source) => (fields.get(source)?.size ?? 0) > 1);
  const windows = field === undefined ? undefined : fields.get(field);
  return {
    everything: everything.sort(byTime),
    sources: field === undefined || windows === undefined ? null : { field, windows },
    entities: fields.get(ENTITY_FIELD) ?? new Map(),
  };
};

const own = (fields: Map<string, Map<string, VolumeWindow[]>>, entity: string): VolumeWindow[] => {
  const cut = entity.indexOf('=');
  const field = entity.slice(0, cut);
  const value = entity.slice(cut + 1);
  const values = fields.get(field) ?? new Map<string, VolumeWindow[]>();
  fields.set(field, values);
  const windows = values.get(value) ?? [];
  values.set(value, windows);
  return windows;
};
