import { type Sql, sql } from '../../sql/sql.ts';
import { allOf } from '../../filter/tree.ts';
import type { DetectionContext } from '../detector.ts';
import { equals, type EventSource } from '../events.ts';
import { scorePart } from '../severity.ts';
import { figure, shown } from '../wording.ts';
import { MOST_RARITY_POINTS, type Oddity, rarityPoints } from './oddity.ts';
import { bits } from './rare-values.ts';
import type { RaritySize } from './rarity-fields.ts';
import type { RaritySettings } from './settings.ts';

/** Quartiles of log2(1 + size) of one group; `group` is null for the whole dataset. */
export interface SizeQuartiles {
  readonly group: string | null;
  readonly events: number;
  readonly lower: number;
  readonly upper: number;
  /** log2 of one plus the largest size. */
  readonly largest: number;
}

/** A group needs this many sizes for a fence of its own. */
const FEWEST_IN_GROUP = 30;
/** Least quartile distance in bits, so that groups of nearly equal sizes do not flag a percent more. */
const NARROWEST = 0.5;
/** Where there is no group to compare with, a size must also be twice what 1 in 1000 reaches. */
const FAR_QUANTILE = 0.999;
const MOST_GROUPS = 200;
const MOST_SIZES = 2000;

/**
 * Tukey's (1977) far-out fence on the logarithm, as a size: the upper quartile of
 * log2(1 + size) plus the multiple of the quartile distance (at least half a bit).
 */
export const sizeFence = ({ lower, upper }: SizeQuartiles, multiplier: number): number =>
  2 ** (upper + multiplier * Math.max(upper - lower, NARROWEST)) - 1;

/** One size beyond the fence of its group. */
export interface FarSize {
  readonly group: string | null;
  readonly size: number;
  readonly count: number;
  readonly fence: number;
  /** log2 of size over fence. */
  readonly excessBits: number;
  /** Upper quartile of its group as a size. */
  readonly usual: number;
  readonly sampleSize: number;
  /** Events whose size lies at least this far beyond its fence. */
  readonly tailEvents: number;
  readonly tailBits: number;
}

interface Fences {
  readonly ofGroup: ReadonlyMap<string, SizeQuartiles>;
  readonly whole: SizeQuartiles;
  readonly wholeFence: number;
  readonly sizes: number;
}

/** Sizes far beyond those of their group (or of the dataset, where the group is small), farthest first. */
export const farSizes = async (
  context: DetectionContext,
  source: EventSource,
  item: RaritySize,
  settings: RaritySettings,
): Promise<readonly FarSize[]> => {
  const fences = await fencesOf(context, source, item, settings);
  if (fences === undefined) return [];
  const rows = await source.ask(candidates(context, source, item, fences, settings));
  const far = rows.map((row) => {
    const group = row['g'] === null ? null : String(row['g']);
    const size = Number(row['size']);
    const quartiles = (group === null ? undefined : fences.ofGroup.get(group)) ?? fences.whole;
    const fence =
      quartiles === fences.whole ? fences.wholeFence : sizeFence(quartiles, settings.fenceMultiplier);
    return {
      group,
      size,
      count: Number(row['n']),
      fence,
      excessBits: Math.log2(size / fence),
      usual: 2 ** quartiles.upper - 1,
      sampleSize: quartiles.events,
    };
  });
  return withTails(
    far.filter(({ size, fence }) => size > fence),
    fences.sizes,
  ).filter((size) => size.tailBits >= settings.minimumBits && size.count <= settings.maximumEvents);
};

/** Adds to each size how many events lie at least as far out; farthest first. */
export const withTails = (
  far: readonly Omit<FarSize, 'tailEvents' | 'tailBits'>[],
  sizes: number,
): readonly FarSize[] => {
  let tailEvents = 0;
  return [...far]
    .sort((left, right) => right.excessBits - left.excessBits || right.size - left.size)
    .map((size) => {
      tailEvents += size.count;
      return { ...size, tailEvents, tailBits: bits(tailEvents, sizes) };
    });
};

const logSize = (context: DetectionContext, field: string): Sql => {
  const { dialect } = context.store;
  return dialect.logarithm2(sql`(1 + ${dialect.numeric(dialect.column(field))})`);
};

const fencesOf = async (
  context: DetectionContext,
  source: EventSource,
  { field, group }: RaritySize,
  settings: RaritySettings,
): Promise<Fences | undefined> => {
  const { dialect } = context.store;
  const size = logSize(context, field);
  const quartiles = sql`${dialect.quantile(size, 0.25)} as lower, ${dialect.quantile(size, 0.75)} as upper, ${dialect.countAll()} as n, ${dialect.maximum(size)} as largest`;
  const some = { kind: 'compare', field, operator: '>=', value: '0' } as const;
  const [all] = await source.ask(
    sql`select ${quartiles}, ${dialect.quantile(size, FAR_QUANTILE)} as far from ${source.from([field], some)}`,
  );
  const sizes = Number(all?.['n'] ?? 0);
  if (all === undefined || sizes < settings.minimumEvents) return undefined;
  const large = sql`select ${dialect.column(group)} as g from ${source.from([group, field], some)} group by 1 having ${dialect.countAll()} >= ${FEWEST_IN_GROUP}`;
  const column = dialect.column(group);
  const grouped = sql`select ${column} as g, ${quartiles} from ${source.from([group, field], some, sql`${column} in (${large})`)} group by 1`;
  const rows = await source.ask(
    sql`select ${dialect.toText(sql`g`)} as g, lower, upper, n, largest from (${grouped}) as q`,
  );
  const ofGroup = new Map(
    rows.map((row) => [
      String(row['g']),
      {
        group: String(row['g']),
        events: Number(row['n']),
        lower: Number(row['lower']),
        upper: Number(row['upper']),
        largest: Number(row['largest']),
      },
    ]),
  );
  const whole = {
    group: null,
    events: sizes,
    lower: Number(all['lower']),
    upper: Number(all['upper']),
    largest: Number(all['largest']),
  };
  return { ofGroup, whole, wholeFence: wholeFence(whole, Number(all['far']), settings), sizes };
};

const wholeFence = (whole: SizeQuartiles, far: number, settings: RaritySettings): number =>
  Math.max(sizeFence(whole, settings.fenceMultiplier / 2), 2 ** (far + 1) - 1);

const candidates = (
  context: DetectionContext,
  source: EventSource,
  { field, group }: RaritySize,
  fences: Fences,
  settings: RaritySettings,
): Sql => {
  const { dialect } = context.store;
  const [size, column] = [dialect.column(field), dialect.column(group)];
  const own = [...fences.ofGroup.values()]
    .map((quartiles) => ({ ...quartiles, fence: sizeFence(quartiles, settings.fenceMultiplier) }))
    .filter(({ fence, largest }) => 2 ** largest - 1 > fence)
    .slice(0, MOST_GROUPS)
    .map(
      ({ group: name, fence }) =>
        sql` or (${dialect.toText(column)} = ${name} and ${size} > ${Math.floor(fence)})`,
    );
  const far = own.reduce(
    (left, right) => sql`${left}${right}`,
    sql`${size} > ${Math.floor(fences.wholeFence)}`,
  );
  const some = { kind: 'compare', field, operator: '>=', value: '0' } as const;
  return sql`select ${dialect.toText(column)} as g, ${size} as size, ${dialect.countAll()} as n from ${source.from([field, group], some, far)} group by 1, 2 order by size desc, g limit ${MOST_SIZES}`;
};

/** A far size as an oddity: the size is the entity. */
export const sizeOddity = (
  { field, group }: RaritySize,
  far: FarSize,
  sizes: number,
  settings: RaritySettings,
): Oddity => ({
  turn: field,
  entity: { field, value: String(far.size) },
  aspect: JSON.stringify([group, far.group]),
  filter: allOf([equals(field, String(far.size)), equals(group, far.group)]),
  what: `${field} ${figure(far.size)}`,
  why: `${field} of ${figure(far.size)} for ${group} ${shown(far.group)} is ${figure(far.size / Math.max(1, far.usual))} times the upper quartile of ${figure(far.sampleSize)} sizes (${figure(Math.round(far.usual))}) and beyond the fence of ${figure(Math.round(far.fence))}`,
  bits: far.tailBits,
  formBits: 0,
  metrics: [
    {
      name: 'size',
      value: far.size,
      unit: 'bytes',
      baseline: Math.round(far.usual),
      threshold: Math.round(far.fence),
      sampleSize: far.sampleSize,
    },
    { name: 'events this far beyond their fence', value: far.tailEvents, unit: 'events', sampleSize: sizes },
    {
      name: 'tail surprise',
      value: far.tailBits,
      unit: 'bits',
      threshold: settings.minimumBits,
      sampleSize: sizes,
    },
  ],
  score: [
    scorePart(`rarity of ${field}`, rarityPoints(far.tailBits, settings.minimumBits), MOST_RARITY_POINTS),
    scorePart('beyond the fence', 3 * far.excessBits, 12),
  ],
});
