import { join, raw, type Sql, sql } from '../sql/sql.ts';
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

/** Events in an hour from which an entity is worth a look by itself, unless somebody sets another number. */
const USUAL_LEAST_BURST = 50;
/** How rows name the hourly counts of all entities, and the entities that were never there before. */
const PEERS = 'peers';
const NEWCOMERS = 'newcomers';

/**
 * Number of events (or of what they stand for) per window: of everything, of each source,
 * of each entity. Over a whole log only entities that reach `leastBurst` in some hour come
 * one by one; of all, it comes how many had which count in which hour.
 */
export const volumeCounts = (
  context: AggregateContext,
  windowSeconds: number,
  leastBurst = USUAL_LEAST_BURST,
): Aggregate => ({
  key: `volume of everything, sources per ${windowSeconds} s and ${ENTITY_FIELD} per hour${context.wholeLog ? ` from ${leastBurst}` : ''}`,
  windowSeconds: Math.max(windowSeconds, ENTITY_WINDOW_SECONDS),
  queries: [
    sourcesQuery(context, windowSeconds),
    ...(hasField(context.dataset, ENTITY_FIELD) ? [entityQuery(context, leastBurst)] : []),
  ],
  merge: mergeBy({ sums: ['events', 'weight'], minima: ['first'], maxima: ['last'], sets: [], setSize: 0 }),
});

/** Whether events have times and whether anything can be counted over them. */
export const hasTimes = (dataset: LoadedDataset): boolean => hasField(dataset, TIME);

const hasField = (dataset: LoadedDataset, name: string): boolean =>
  dataset.fields.some((field) => field.name === name);

const presentSources = (dataset: LoadedDataset): readonly string[] =>
  SOURCE_FIELDS.filter((field) => hasField(dataset, field));

/** What the events of a group stand for. */
const weightOf = ({ store: { dialect }, dataset }: AggregateContext): Sql =>
  hasField(dataset, OCCURRENCES)
    ? dialect.sum(dialect.coalesce([dialect.column(OCCURRENCES), sql`1`]))
    : dialect.countAll();

/** The events that have these fields, with what they stand for, and others that they may have. */
const presentEvents = (
  context: AggregateContext,
  fields: readonly string[],
  { condition, others = [] }: { readonly condition?: Sql; readonly others?: readonly string[] } = {},
): Sql =>
  eventSource(context).from(
    [...fields, ...others, ...(hasField(context.dataset, OCCURRENCES) ? [OCCURRENCES] : [])],
    { kind: 'and', items: fields.map((field) => ({ kind: 'exists', field })) },
    condition,
  );

/** Rows of one field carry its name before the value, so that the same text in two fields stays apart. */
const namedValue = ({ store: { dialect } }: AggregateContext, field: string, value: Sql): Sql =>
  dialect.concat([dialect.literal(`${field}=`), dialect.toText(value)]);

/** Everything and each source, from one look at the events. */
const sourcesQuery = (context: AggregateContext, seconds: number): Sql => {
  const { dialect } = context.store;
  const name = (text: string): Sql => dialect.identifier(text);
  const fields = presentSources(context.dataset);
  const time = dialect.column(TIME);
  const micros = dialect.epochMicros(time);
  const values = fields.map((field, index) => sql`${dialect.column(field)} as ${name(`v${index}`)}`);
  const counted = join([
    sql`${dialect.epochMicros(dialect.bucket(time, seconds))} as w`,
    ...values,
    sql`${dialect.countAll()} as n, ${weightOf(context)} as k, ${dialect.minimum(micros)} as f, ${dialect.maximum(micros)} as l`,
  ]);
  const keys = join(Array.from({ length: 1 + fields.length }, (_, index) => raw(String(index + 1))));
  const together = sql`select ${counted} from ${presentEvents(context, [TIME], { others: fields })} group by ${keys}`;
  const sums = join([
    sql`${dialect.sum(raw('n'))} as ${name('events')}, ${dialect.sum(raw('k'))} as ${name('weight')}`,
    sql`${dialect.minimum(raw('f'))} as ${name('first')}, ${dialect.maximum(raw('l'))} as ${name('last')}`,
  ]);
  const parts = fields.map((field, index) => {
    const value = name(`v${index}`);
    return sql`select w as ${name('window')}, ${namedValue(context, field, value)} as ${name('entity')}, ${sums} from s where ${value} is not null group by 1, 2`;
  });
  const everything = sql`select w as ${name('window')}, null as ${name('entity')}, ${sums} from s group by 1, 2`;
  return sql`with s as (${together}) ${join([everything, ...parts], ' union all ')}`;
};

const countQuery = (context: AggregateContext, seconds: number, field: string, condition?: Sql): Sql => {
  const { dialect } = context.store;
  const name = (text: string): Sql => dialect.identifier(text);
  const time = dialect.column(TIME);
  const entity = namedValue(context, field, dialect.column(field));
  const columns = join([
    sql`${dialect.epochMicros(dialect.bucket(time, seconds))} as ${name('window')}`,
    sql`${entity} as ${name('entity')}`,
    sql`${dialect.countAll()} as ${name('events')}`,
    sql`${weightOf(context)} as ${name('weight')}`,
    sql`${dialect.minimum(dialect.epochMicros(time))} as ${name('first')}`,
    sql`${dialect.maximum(dialect.epochMicros(time))} as ${name('last')}`,
  ]);
  const events = presentEvents(context, [TIME, field], condition === undefined ? {} : { condition });
  return sql`select ${columns} from ${events} group by 1, 2`;
};

/** All entities are counted with nothing else, for there may be as many of them in an hour as events. */
const entityQuery = (context: AggregateContext, leastBurst: number): Sql => {
  const counts = countQuery(context, ENTITY_WINDOW_SECONDS, ENTITY_FIELD);
  if (!context.wholeLog) return counts;
  const { dialect } = context.store;
  const name = (text: string): Sql => dialect.identifier(text);
  const many = dialect.countAll();
  const hour = dialect.bucket(dialect.column(TIME), ENTITY_WINDOW_SECONDS);
  const hourly = sql`select ${dialect.epochMicros(hour)} as w, ${dialect.column(ENTITY_FIELD)} as a, ${weightOf(context)} as n from ${presentEvents(context, [TIME, ENTITY_FIELD])} group by 1, 2`;
  const row = (entity: Sql, from: Sql): Sql =>
    sql`select w as ${name('window')}, ${entity} as entity, k as events, k as weight, null as first, null as last from (${from}) as c`;
  const isLoud = sql`${dialect.column(ENTITY_FIELD)} in (select a from g where n >= ${leastBurst})`;
  const loud = countQuery(context, ENTITY_WINDOW_SECONDS, ENTITY_FIELD, isLoud);
  const counted = sql`select w, n, ${many} as k from g group by 1, 2`;
  const peers = row(dialect.concat([dialect.literal(`${PEERS}=`), dialect.wholeText(raw('n'))]), counted);
  const firsts = sql`select min(w) as w from g group by a`;
  const newcomers = row(
    dialect.literal(`${NEWCOMERS}=`),
    sql`select w, ${many} as k from (${firsts}) as f group by 1`,
  );
  return sql`with g as (${hourly}) ${loud} union all ${peers} union all ${newcomers}`;
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
  /** The counts of all entities, hour by hour in order of time. */
  readonly peers: readonly PeerHour[];
}

/** One hour of all entities. */
export interface PeerHour {
  readonly micros: number;
  /** How many entities had a count. */
  readonly entities: ReadonlyMap<number, number>;
  /** Entities that were never there before. */
  readonly newcomers: number;
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
  const entities = fields.get(ENTITY_FIELD) ?? new Map<string, VolumeWindow[]>();
  const counted = fields.get(PEERS);
  return {
    everything: everything.sort(byTime),
    sources: field === undefined || windows === undefined ? null : { field, windows },
    entities,
    peers:
      counted === undefined ? peersAmong(entities) : peersFrom(counted, fields.get(NEWCOMERS)?.get('') ?? []),
  };
};

type Building = { micros: number; entities: Map<number, number>; newcomers: number };

const hourOf = (hours: Map<number, Building>, micros: number): Building => {
  const hour = hours.get(micros) ?? { micros, entities: new Map<number, number>(), newcomers: 0 };
  hours.set(micros, hour);
  return hour;
};

const inOrder = (hours: ReadonlyMap<number, Building>): readonly PeerHour[] =>
  [...hours.values()].sort((left, right) => left.micros - right.micros);

/** From rows that came counted. */
const peersFrom = (
  counted: ReadonlyMap<string, readonly VolumeWindow[]>,
  newcomers: readonly VolumeWindow[],
): readonly PeerHour[] => {
  const hours = new Map<number, Building>();
  for (const [count, windows] of counted) {
    for (const { micros, weight } of windows) hourOf(hours, micros).entities.set(Number(count), weight);
  }
  for (const { micros, weight } of newcomers) hourOf(hours, micros).newcomers = weight;
  return inOrder(hours);
};

/** From rows of the entities themselves. */
const peersAmong = (entities: ReadonlyMap<string, readonly VolumeWindow[]>): readonly PeerHour[] => {
  const hours = new Map<number, Building>();
  for (const windows of entities.values()) {
    windows.forEach(({ micros, weight }, index) => {
      const hour = hourOf(hours, micros);
      hour.entities.set(weight, (hour.entities.get(weight) ?? 0) + 1);
      if (index === 0) hour.newcomers += 1;
    });
  }
  return inOrder(hours);
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
