import { allOf, anyOf, type FilterTree } from '../../filter/tree.ts';
import { escapePattern } from '../../filter/wildcard.ts';
import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { DetectionContext } from '../detector.ts';
import { equals, type EventSource } from '../events.ts';
import { bits } from './rare-values.ts';
import {
  markSpellings,
  PLAIN_TARGET,
  requestMarks,
  SKELETON_PATTERN,
  SKELETON_REPLACEMENT,
} from './request-marks.ts';
import type { RaritySettings } from './settings.ts';

export const TARGET = 'url.original';
export const ENTITY = 'source.ip';
/** More different skeletons than this are not fetched; the rarest of them go unseen. */
const MOST_SKELETONS = 20_000;
/** Spellings searched for at once, and in one finding's filter. */
const MOST_SPELLINGS = 60;
/** An address can make a mark common by itself only with this share of its events. */
const LONE_SHARE = 0.2;
/** A lone user of a mark is a burst when all of it falls into this share of the log's time. */
const BURST_SHARE = 0.25;

/** A character (or class, or doubled character) that hardly any request or hardly any address uses. */
export interface RareMark {
  readonly mark: string;
  readonly spellings: readonly string[];
  readonly events: number;
  /** Why it is rare: among events, among addresses, or among everybody but one address. */
  readonly among: 'events' | 'addresses' | 'others';
  /** How many have it of what it is rare among. */
  readonly having: number;
  /** The one address for which it is rare. */
  readonly only?: string;
  readonly bits: number;
}

export interface SkeletonCount {
  readonly skeleton: string;
  readonly count: number;
}

/** Counts marks over skeletons; every mark with its spellings and the events that carry it. */
const countMarks = (
  skeletons: readonly SkeletonCount[],
): ReadonlyMap<string, { readonly events: number; readonly spellings: readonly string[] }> => {
  const marks = new Map<string, { events: number; spellings: readonly string[] }>();
  for (const { skeleton, count } of skeletons) {
    const spellings = markSpellings(skeleton);
    for (const mark of requestMarks(skeleton)) {
      const before = marks.get(mark) ?? { events: 0, spellings: [] };
      const all = new Set([...before.spellings, ...(spellings.get(mark) ?? [])]);
      marks.set(mark, { events: before.events + count, spellings: [...all].sort() });
    }
  }
  return marks;
};

export const withTarget: FilterTree = allOf([
  { kind: 'exists', field: TARGET },
  { kind: 'exists', field: ENTITY },
]);

const notPlain = ({ store: { dialect } }: DetectionContext, target: Sql): Sql =>
  sql`not ${dialect.matches(target, PLAIN_TARGET)}`;

/** Up to so many searches for a fixed text cost less than one for a pattern. */
const FEW_SPELLINGS = 20;

/** Whether the target holds one of the spellings. */
export const containsAny = (
  { store: { dialect } }: DetectionContext,
  spellings: readonly string[],
  target: Sql = dialect.column(TARGET),
): Sql => {
  if (spellings.length > FEW_SPELLINGS)
    return dialect.matches(target, spellings.map(escapePattern).join('|'));
  return sql`(${join(
    spellings.map((spelling) => dialect.contains(target, spelling)),
    ' or ',
  )})`;
};

/**
 * The marks that are rare: among all events; or among addresses, for a flood makes its
 * own marks common among events; or among everybody but one address that uses them in
 * a burst. Most surprising first.
 */
export const rareMarks = async (
  context: DetectionContext,
  source: EventSource,
  events: number,
  settings: RaritySettings,
): Promise<readonly RareMark[]> => {
  const { dialect } = context.store;
  const target = raw('t.target');
  const skeleton = dialect.replaceAll(target, SKELETON_PATTERN, SKELETON_REPLACEMENT);
  const targets = sql`select ${dialect.column(TARGET)} as target, ${dialect.countAll()} as n from ${source.from([TARGET, ENTITY], withTarget)} group by 1`;
  const rows = await source.ask(
    sql`select k as skeleton, n from (select ${skeleton} as k, sum(t.n) as n from (${targets}) as t where ${notPlain(context, target)} group by 1) as s order by n desc, k limit ${MOST_SKELETONS}`,
  );
  const counts = countMarks(
    rows.map((row) => ({ skeleton: String(row['skeleton']), count: Number(row['n']) })),
  );
  const known = [...counts]
    .filter(([, { spellings }]) => spellings.length > 0 && spellings.length <= MOST_SPELLINGS / 2)
    .map(([mark, count]): RareMark => {
      const surprise = bits(count.events + 0.5, events + 1);
      return { mark, ...count, among: 'events', having: count.events, bits: surprise };
    });
  const byEvents = known.filter((mark) => mark.bits >= settings.minimumBits);
  const doubtful = known.filter((mark) => mark.bits < settings.minimumBits);
  const byAddresses = await rareAmongAddresses(context, source, doubtful, settings);
  const settled = new Set(byAddresses.map(({ mark }) => mark));
  const lone = await rareAmongOthers(
    { context, source, events, settings },
    doubtful.filter(({ mark }) => !settled.has(mark)),
  );
  return withinLimit([...byEvents, ...byAddresses, ...lone]);
};

const withinLimit = (marks: readonly RareMark[]): readonly RareMark[] => {
  const spellings = new Set<string>();
  return [...marks]
    .sort((left, right) => right.bits - left.bits || (left.mark < right.mark ? -1 : 1))
    .filter((mark) => {
      const fresh = mark.spellings.filter((spelling) => !spellings.has(spelling));
      if (spellings.size + fresh.length > MOST_SPELLINGS) return false;
      for (const spelling of fresh) spellings.add(spelling);
      return true;
    });
};

const rareAmongAddresses = async (
  context: DetectionContext,
  source: EventSource,
  marks: readonly RareMark[],
  settings: RaritySettings,
): Promise<readonly RareMark[]> => {
  if (marks.length === 0) return [];
  const { dialect } = context.store;
  const address = dialect.column(ENTITY);
  const spellings = [...new Set(marks.flatMap((mark) => mark.spellings))];
  const columns = marks.map(
    ({ spellings }, index) =>
      sql`${dialect.countDistinctWhere(address, containsAny(context, spellings))} as ${dialect.identifier(`m${index}`)}`,
  );
  const [row] = await source.ask(
    sql`select ${join(columns)} from ${source.from([TARGET, ENTITY], withTarget, containsAny(context, spellings))}`,
  );
  const [all] = await source.ask(
    sql`select ${dialect.countDistinct(address)} as n from ${source.from([ENTITY])}`,
  );
  const total = Number(all?.['n'] ?? 0);
  return marks
    .map((mark, index): RareMark => {
      const having = Number(row?.[`m${index}`] ?? 0);
      return { ...mark, among: 'addresses', having, bits: bits(having + 0.5, total + 1) };
    })
    .filter((mark) => mark.bits >= settings.minimumBits);
};

interface Asking {
  readonly context: DetectionContext;
  readonly source: EventSource;
  readonly events: number;
  readonly settings: RaritySettings;
}

/** Leaves one address out and looks how rare its marks are among everybody else. */
const rareAmongOthers = async (
  { context, source, events, settings }: Asking,
  marks: readonly RareMark[],
): Promise<readonly RareMark[]> => {
  if (marks.length === 0) return [];
  const { dialect } = context.store;
  const time = dialect.epochMicros(dialect.column('@timestamp'));
  const span = sql`${dialect.maximum(time)} - ${dialect.minimum(time)}`;
  const counts = marks.map(({ spellings }) => dialect.countWhere(containsAny(context, spellings)));
  const columns = counts.map((count, index) => sql`${count} as ${dialect.identifier(`m${index}`)}`);
  const large = marks.map((mark, index) => sql`${counts[index] as Sql} >= ${LONE_SHARE * mark.events}`);
  const spellings = [...new Set(marks.flatMap((mark) => mark.spellings))];
  const rows = await source.ask(
    sql`select ${dialect.column(ENTITY)} as entity, ${span} as span, ${join(columns)} from ${source.from([TARGET, ENTITY, '@timestamp'], withTarget, containsAny(context, spellings))} group by 1 having ${join(large, ' or ')} order by entity`,
  );
  const [whole] = await source.ask(sql`select ${span} as span from ${source.from(['@timestamp'])}`);
  const longest = BURST_SHARE * Number(whole?.['span'] ?? 0);
  const bursts = rows.filter((row) => row['span'] !== null && Number(row['span']) <= longest);
  const totals = await eventsOf(
    context,
    source,
    bursts.map((row) => String(row['entity'])),
  );
  return bursts
    .flatMap((row) => {
      const only = String(row['entity']);
      const others = events - (totals.get(only) ?? 0);
      return marks.map((mark, index): RareMark & { readonly others: number } => {
        const having = mark.events - Number(row[`m${index}`]);
        return { ...mark, among: 'others', having, only, bits: bits(having + 0.5, others + 1), others };
      });
    })
    .filter(
      ({ bits: surprise, others }) => surprise >= settings.minimumBits && others >= settings.minimumEvents,
    );
};

const eventsOf = async (
  context: DetectionContext,
  source: EventSource,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  if (addresses.length === 0) return new Map();
  const { dialect } = context.store;
  const some = anyOf(addresses.map((address) => equals(ENTITY, address)));
  const rows = await source.ask(
    sql`select ${dialect.column(ENTITY)} as entity, ${dialect.countAll()} as n from ${source.from([ENTITY], some)} group by 1`,
  );
  return new Map(rows.map((row) => [String(row['entity']), Number(row['n'])]));
};
