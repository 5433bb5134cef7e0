import type { Dialect } from '../../sql/dialect.ts';
import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { Row } from '../../store/event-store.ts';
import { allOf } from '../../filter/tree.ts';
import type { DetectionContext } from '../detector.ts';
import { equals, type EventSource } from '../events.ts';
import { scorePart } from '../severity.ts';
import { counted, figure, percent, shown } from '../wording.ts';
import type { Oddity } from './oddity.ts';
import { bits } from './rare-values.ts';
import type { RarityPair } from './rarity-fields.ts';
import type { RaritySettings } from './settings.ts';

/** One value of one entity with the counts that its probability rests on. */
export interface PairCount {
  readonly given: string;
  readonly value: string | null;
  readonly count: number;
  readonly givenCount: number;
  readonly valueCount: number;
}

/** A value met at least this much less often than elsewhere is rare for the entity, not in itself. */
const LIFT_BOUND = 1 / 8;
/** Rows of the judged kind that one pair of fields may give. */
const MOST_ROWS = 20_000;

/** Fetches the rare cells of P(value | given) of entities with enough events, for all pairs with one given field. */
export const rarePairs = async (
  context: DetectionContext,
  source: EventSource,
  pairs: readonly RarityPair[],
  settings: RaritySettings,
): Promise<ReadonlyMap<RarityPair, readonly PairCount[]>> => {
  const [first] = pairs;
  if (first === undefined) return new Map();
  const { dialect } = context.store;
  const values = pairs.map(({ value }) => dialect.column(value));
  const named = values.map((value, index) => sql`${value} as ${raw(`v${index}`)}`);
  const keys = raw(Array.from({ length: values.length + 1 }, (_, index) => index + 1).join(', '));
  const events = source.from([first.given, ...pairs.map(({ value }) => value)]);
  const cells = sql`select ${dialect.column(first.given)} as g, ${join(named)}, ${dialect.countAll()} as n from ${events} group by ${keys}`;
  // Most entities have too few events, and there may be as many of them as events.
  const busy = sql`select g from c where g is not null group by g having sum(n) >= ${settings.minimumGivenEvents}`;
  const rare = pairs.map((_, index) => sql`${raw(`r${index}`)} as (${rareCells(dialect, index, settings)})`);
  const answers = pairs.map((_, index) => withTotals(dialect, index));
  const rows = await source.ask(
    sql`with c as (${cells}), y as (${busy}), ${join(rare)} ${join(answers, ' union all ')}`,
  );
  return new Map(
    pairs.map((pair, index) => [pair, rows.filter((row) => Number(row['pair']) === index).map(toPairCount)]),
  );
};

/** The cells of the index-th value that may be rare for their entity. */
const rareCells = (dialect: Dialect, index: number, settings: RaritySettings): Sql => {
  const counts = sql`select g, ${raw(`v${index}`)} as v, sum(n) as n from c where g in (select g from y) group by 1, 2`;
  const totals = sql`select g, v, n, sum(n) over (partition by g) as gt from (${counts}) as q`;
  const rare = sql`select ${dialect.toText(raw('g'))} as g, ${dialect.toText(raw('v'))} as v, n, gt from (${totals}) as t where n * ${2 ** settings.minimumBits} <= gt`;
  return sql`select g, v, n, gt from (${rare}) as o order by 1, n, 2 limit ${MOST_ROWS}`;
};

/** The rare cells with the events of their value, whoever's; a missing value is no empty text. */
const withTotals = (dialect: Dialect, index: number): Sql => {
  const cells = raw(`r${index}`);
  const key = (text: Sql): Sql => dialect.coalesce([text, dialect.literal('')]);
  const value = key(dialect.toText(raw(`c.v${index}`)));
  const totals = sql`select ${value} as k, sum(c.n) as vt from c where ${value} in (select ${key(raw('v'))} as k from ${cells}) group by 1`;
  return sql`select ${index} as pair, r.g as g, r.v as v, r.n as n, r.gt as gt, t.vt as vt from ${cells} as r inner join (${totals}) as t on ${key(raw('r.v'))} = t.k`;
};

const toPairCount = (row: Row): PairCount => ({
  given: String(row['g']),
  value: row['v'] === null ? null : String(row['v']),
  count: Number(row['n']),
  givenCount: Number(row['gt']),
  valueCount: Number(row['vt']),
});

export interface JudgedPair extends PairCount {
  /** P(value | given), drawn towards everyone's P(value) with the weight of `priorWeight` events. */
  readonly probability: number;
  readonly surpriseBits: number;
  /** P(value | given) / P(value). */
  readonly lift: number;
  /** Events of the entity whose value is this rare or rarer for it. */
  readonly tailEvents: number;
  readonly tailBits: number;
}

/**
 * The cells that are surprising for their entity: rare by the tail of the entity's own
 * values, and either much rarer than elsewhere (lift at most 1/8) or met nowhere else.
 */
export const judgePairs = (
  cells: readonly PairCount[],
  events: number,
  settings: RaritySettings,
): readonly JudgedPair[] => {
  const byGiven = new Map<string, PairCount[]>();
  for (const cell of cells) byGiven.set(cell.given, [...(byGiven.get(cell.given) ?? []), cell]);
  return [...byGiven.values()]
    .flatMap((own) => own.map((cell) => judged(cell, own, events, settings.priorWeight)))
    .filter((pair) => pair.count <= settings.maximumEvents && pair.tailBits >= settings.minimumBits)
    .filter((pair) => pair.lift <= LIFT_BOUND || pair.valueCount === pair.count)
    .sort((left, right) => right.tailBits - left.tailBits || left.count - right.count);
};

const judged = (
  cell: PairCount,
  own: readonly PairCount[],
  events: number,
  priorWeight: number,
): JudgedPair => {
  const everyone = cell.valueCount / events;
  const probability = (cell.count + priorWeight * everyone) / (cell.givenCount + priorWeight);
  const tailEvents = own.reduce((sum, { count }) => sum + (count <= cell.count ? count : 0), 0);
  return {
    ...cell,
    probability,
    surpriseBits: -Math.log2(probability),
    lift: cell.count / cell.givenCount / everyone,
    tailEvents,
    tailBits: bits(tailEvents, cell.givenCount),
  };
};

/** A judged cell as an oddity of the entity. */
export const pairOddity = (
  { given, value }: RarityPair,
  pair: JudgedPair,
  events: number,
  settings: RaritySettings,
): Oddity => {
  const turn = `${value} given ${given}`;
  const others = percent(pair.valueCount / events);
  return {
    turn,
    entity: { field: given, value: pair.given },
    aspect: JSON.stringify([value, pair.value]),
    filter: allOf([equals(given, pair.given), equals(value, pair.value)]),
    what: `${value} ${shown(pair.value)} for ${given} ${shown(pair.given)}`,
    why: `${value} is ${shown(pair.value)} in ${figure(pair.count)} of ${counted(pair.givenCount, 'event')} of ${given} ${shown(pair.given)} (${figure(pair.surpriseBits)} bits, smoothed with the weight of ${counted(settings.priorWeight, 'event')}), and in ${others} of all events (lift ${figure(pair.lift, 3)})`,
    bits: pair.tailBits,
    formBits: 0,
    metrics: [
      { name: 'events with the value', value: pair.count, unit: 'events', sampleSize: pair.givenCount },
      {
        name: 'probability given the entity',
        value: pair.probability,
        unit: 'share',
        baseline: pair.valueCount / events,
        sampleSize: pair.givenCount,
      },
      {
        name: 'surprise',
        value: pair.surpriseBits,
        unit: 'bits',
        baseline: bits(pair.valueCount, events),
        sampleSize: pair.givenCount,
      },
      {
        name: 'tail surprise',
        value: pair.tailBits,
        unit: 'bits',
        threshold: settings.minimumBits,
        sampleSize: pair.givenCount,
      },
      { name: 'lift', value: pair.lift, sampleSize: events },
      { name: 'weight of the prior', value: settings.priorWeight, unit: 'events' },
    ],
    score: [scorePart(`rarity of ${turn}`, 5 + pair.tailBits - settings.minimumBits, 18)],
  };
};
