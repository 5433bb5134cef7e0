import { formatFilter } from '../../filter/format.ts';
import { allOf, anyOf, type FilterTree } from '../../filter/tree.ts';
import { escapePattern } from '../../filter/wildcard.ts';
import type { Finding } from '../../schema/finding.ts';
import { join, type Sql, sql } from '../../sql/sql.ts';
import type { Row } from '../../store/event-store.ts';
import type { DetectionContext } from '../detector.ts';
import { equals, type EventSource } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { doublings, scorePart } from '../severity.ts';
import { isoOf } from '../windows.ts';
import { counted, figure, listed, percent, shown } from '../wording.ts';
import { bits } from './rare-values.ts';
import {
  markSpellings,
  PLAIN_TARGET,
  requestMarks,
  SKELETON_PATTERN,
  SKELETON_REPLACEMENT,
} from './request-marks.ts';
import type { RaritySettings } from './settings.ts';

const TARGET = 'url.original';
const ENTITY = 'source.ip';
/** More different skeletons than this are not fetched; the rarest of them go unseen. */
const MOST_SKELETONS = 20_000;
/** Spellings searched for at once, and in one finding's filter. */
const MOST_SPELLINGS = 60;
const MOST_ADDRESSES = 200;
/** Marks whose surprise is added up. */
const MARKS_COUNTED = 6;

/** A character (or class, or doubled character) that hardly any request or hardly any address uses. */
export interface RareMark {
  readonly mark: string;
  readonly spellings: readonly string[];
  readonly events: number;
  readonly addresses: number | undefined;
  readonly bits: number;
}

export interface SkeletonCount {
  readonly skeleton: string;
  readonly count: number;
}

/** Counts marks over skeletons; every mark with its spellings and the events that carry it. */
export const countMarks = (
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

/**
 * Finds addresses that put characters into their requests which hardly anybody else
 * uses there: the trace that injected code leaves whatever its language.
 */
export const probeFindings = async (
  context: DetectionContext,
  source: EventSource,
  events: number,
  settings: RaritySettings,
): Promise<readonly Finding[]> => {
  const marks = await rareMarks(context, source, events, settings);
  if (marks.length === 0) return [];
  const spellings = marks.flatMap((mark) => mark.spellings);
  const rows = await source.ask(addressQuery(context, source, spellings, settings));
  return rows
    .map((row) => probeFinding(row, { context, marks, spellings, events, settings }))
    .filter((finding) => finding !== undefined);
};

const notPlain = (context: DetectionContext): Sql => {
  const { dialect } = context.store;
  return sql`not ${dialect.matches(dialect.column(TARGET), PLAIN_TARGET)}`;
};

const withTarget: FilterTree = allOf([
  { kind: 'exists', field: TARGET },
  { kind: 'exists', field: ENTITY },
]);

const rareMarks = async (
  context: DetectionContext,
  source: EventSource,
  events: number,
  settings: RaritySettings,
): Promise<readonly RareMark[]> => {
  const { dialect } = context.store;
  const skeleton = dialect.replaceAll(dialect.column(TARGET), SKELETON_PATTERN, SKELETON_REPLACEMENT);
  const rows = await source.ask(
    sql`select k as skeleton, n from (select ${skeleton} as k, ${dialect.countAll()} as n from ${source.from([TARGET, ENTITY], withTarget, notPlain(context))} group by 1) as s order by n desc, k limit ${MOST_SKELETONS}`,
  );
  const counts = countMarks(
    rows.map((row) => ({ skeleton: String(row['skeleton']), count: Number(row['n']) })),
  );
  const known = [...counts].map(([mark, count]) => ({
    mark,
    ...count,
    bits: bits(count.events + 0.5, events + 1),
  }));
  const byEvents = known.filter((mark) => mark.bits >= settings.minimumBits);
  const doubtful = known.filter((mark) => mark.bits < settings.minimumBits && mark.bits >= 1);
  const byAddresses = await rareAmongAddresses(context, source, doubtful, settings);
  return [...byEvents.map((mark) => ({ ...mark, addresses: undefined })), ...byAddresses]
    .filter(({ spellings }) => spellings.length > 0 && spellings.length <= MOST_SPELLINGS / 2)
    .sort((left, right) => right.bits - left.bits || (left.mark < right.mark ? -1 : 1))
    .reduce<RareMark[]>((kept, mark) => {
      const taken = kept.reduce((sum, { spellings }) => sum + spellings.length, 0);
      return taken + mark.spellings.length > MOST_SPELLINGS ? kept : [...kept, mark];
    }, []);
};

const containsAny = (context: DetectionContext, spellings: readonly string[]): Sql => {
  const { dialect } = context.store;
  return dialect.matches(dialect.column(TARGET), spellings.map(escapePattern).join('|'));
};

/** A flood by one address makes its own characters common among events, not among addresses. */
const rareAmongAddresses = async (
  context: DetectionContext,
  source: EventSource,
  marks: readonly Omit<RareMark, 'addresses'>[],
  settings: RaritySettings,
): Promise<readonly RareMark[]> => {
  if (marks.length === 0) return [];
  const { dialect } = context.store;
  const address = dialect.column(ENTITY);
  const columns = marks.map(
    ({ spellings }, index) =>
      sql`${dialect.countDistinctWhere(address, containsAny(context, spellings))} as ${dialect.identifier(`m${index}`)}`,
  );
  const [row] = await source.ask(
    sql`select ${join(columns)} from ${source.from([TARGET, ENTITY], withTarget, notPlain(context))}`,
  );
  const [all] = await source.ask(
    sql`select ${dialect.countDistinct(address)} as n from ${source.from([ENTITY])}`,
  );
  const total = Number(all?.['n'] ?? 0);
  return marks
    .map((mark, index) => {
      const addresses = Number(row?.[`m${index}`] ?? 0);
      return { ...mark, addresses, bits: bits(addresses + 0.5, total + 1) };
    })
    .filter((mark) => mark.bits >= settings.minimumBits);
};

const addressQuery = (
  context: DetectionContext,
  source: EventSource,
  spellings: readonly string[],
  settings: RaritySettings,
): Sql => {
  const { dialect } = context.store;
  const target = dialect.column(TARGET);
  const time = dialect.epochMicros(dialect.column('@timestamp'));
  const status = dialect.column('http.response.status_code');
  const columns = [
    sql`${dialect.column(ENTITY)} as entity`,
    sql`${dialect.countAll()} as n`,
    sql`${dialect.countDistinct(target)} as targets`,
    sql`${dialect.countWhere(sql`${status} >= 400`)} as failed`,
    sql`${dialect.minimum(time)} as first`,
    sql`${dialect.maximum(time)} as last`,
    ...spellings.map(
      (spelling, index) =>
        sql`${dialect.countWhere(dialect.contains(target, spelling))} as ${dialect.identifier(`s${index}`)}`,
    ),
  ];
  return sql`select ${join(columns)} from ${source.from([TARGET, ENTITY, '@timestamp', 'http.response.status_code'], withTarget, containsAny(context, spellings))} group by 1 having ${dialect.countDistinct(target)} >= ${settings.minimumProbes} order by n desc, entity limit ${MOST_ADDRESSES}`;
};

interface Probing {
  readonly context: DetectionContext;
  readonly marks: readonly RareMark[];
  readonly spellings: readonly string[];
  readonly events: number;
  readonly settings: RaritySettings;
}

const probeFinding = (
  row: Row,
  { context, marks, spellings, events, settings }: Probing,
): Finding | undefined => {
  const used = spellings.filter((_, index) => Number(row[`s${index}`]) > 0);
  const own = marks.filter((mark) => mark.spellings.some((spelling) => used.includes(spelling)));
  const counted6 = own.slice(0, MARKS_COUNTED);
  const sum = counted6.reduce((total, mark) => total + mark.bits, 0);
  if (sum < settings.minimumProbeBits) return undefined;
  const entity = { field: ENTITY, value: String(row['entity']) };
  const requests = Number(row['n']);
  const targets = Number(row['targets']);
  const failed = Number(row['failed']);
  const filter = formatFilter(
    allOf([
      equals(ENTITY, entity.value),
      anyOf(used.map((spelling) => ({ kind: 'match', field: TARGET, pieces: ['', spelling, ''] }) as const)),
    ]),
  );
  const time = (name: string): string | null => isoOf(row[name] === null ? null : Number(row[name]));
  return makeFinding({
    detector: 'rarity',
    settings: context.settings,
    dataset: context.dataset.name,
    entity,
    aspect: 'odd characters',
    firstWindow: null,
    title: `${entity.value} sent ${counted(requests, 'request')} with characters that are rare here`,
    start: time('first'),
    end: time('last'),
    events: requests,
    metrics: [
      {
        name: 'requests with odd characters',
        value: requests,
        unit: 'events',
        threshold: settings.minimumProbes,
        sampleSize: events,
      },
      { name: 'different targets', value: targets, unit: 'targets', threshold: settings.minimumProbes },
      { name: 'errors among them', value: failed / requests, unit: 'share', sampleSize: requests },
      ...counted6.map((mark) => ({
        name: `surprise of ${shown(mark.mark)}`,
        value: mark.bits,
        unit: 'bits',
        threshold: settings.minimumBits,
        sampleSize: events,
      })),
      { name: 'surprise of odd characters', value: sum, unit: 'bits', threshold: settings.minimumProbeBits },
    ],
    score: [
      scorePart('odd characters', 10, 10),
      scorePart('their surprise', 0.4 * (sum - settings.minimumProbeBits), 15),
      scorePart('different targets', doublings(targets, settings.minimumProbes, 6), 36),
      scorePart('errors among them', 10 * (failed / requests), 10),
    ],
    filter,
    attack: ['T1190', 'T1595.002'],
    explanation: `${counted(requests, 'request')} for ${counted(targets, 'target')} hold ${listed(
      own.map(({ mark }) => shown(mark)),
      6,
    )}, together ${figure(sum)} bits: ${listed(counted6.slice(0, 3).map(markText), 3)}; ${percent(failed / requests)} of them failed`,
    next: nextCommands(filter, entity, 'http.response.status_code'),
  });
};

const markText = ({ mark, events, addresses }: RareMark): string =>
  addresses === undefined
    ? `${shown(mark)} stands in ${counted(events, 'request')}`
    : `${shown(mark)} is used by ${counted(addresses, 'address', 'addresses')}`;
