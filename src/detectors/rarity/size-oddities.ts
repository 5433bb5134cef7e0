import { raw, type Sql, sql } from '../../sql/sql.ts';
import type { Row } from '../../store/event-store.ts';
import { allOf, anyOf, type FilterTree } from '../../filter/tree.ts';
import type { DetectionContext } from '../detector.ts';
import { equals, type EventSource } from '../events.ts';
import { scorePart } from '../severity.ts';
import { figure, shown } from '../wording.ts';
import { MOST_RARITY_POINTS, type Oddity, rarityPoints } from './oddity.ts';
import { bits } from './rare-values.ts';
import type { RaritySize } from './rarity-fields.ts';
import type { RaritySettings } from './settings.ts';

/** Quartiles and largest of log2(1 + size) of one group; `group` is null for the whole dataset. */
export interface SizeQuartiles {
  readonly group: string | null;
  readonly events: number;
  readonly lower: number;
  readonly upper: number;
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

/** Steps of log2 in which sizes are counted: a sixteenth of a doubling, 4.4 %. */
const STEPS = 16;

/** Sizes of one group that fall into one step. */
export interface StepCount {
  readonly step: number;
  readonly count: number;
  readonly smallest: number;
  readonly largest: number;
}

/**
 * Quartiles to the step, from steps in ascending order: of the step that holds the
 * quartile, the smallest size for the lower and the largest for the upper one.
 */
export const quartilesOf = (group: string | null, steps: readonly StepCount[]): SizeQuartiles => {
  const events = steps.reduce((sum, { count }) => sum + count, 0);
  return {
    group,
    events,
    lower: Math.log2(1 + (stepAt(steps, 0.25 * events)?.smallest ?? 0)),
    upper: Math.log2(1 + (stepAt(steps, 0.75 * events)?.largest ?? 0)),
    largest: Math.log2(1 + (steps.at(-1)?.largest ?? 0)),
  };
};

/** The first step at which the count reaches the rank. */
const stepAt = (steps: readonly StepCount[], rank: number): StepCount | undefined => {
  let seen = 0;
  for (const step of steps) {
    seen += step.count;
    if (seen >= rank) return step;
  }
  return steps.at(-1);
};

const present = (field: string): FilterTree => ({ kind: 'compare', field, operator: '>=', value: '0' });

/**
 * Steps of the whole dataset (`own` is 0), and of each group with enough sizes its quartiles
 * as `quartilesOf` finds them (`own` is 1), for there may be very many groups.
 */
const sizeRows = async (
  context: DetectionContext,
  source: EventSource,
  { field, group }: RaritySize,
): Promise<readonly Row[]> => {
  const { dialect } = context.store;
  const size = dialect.column(field);
  const name = dialect.column(group);
  const step = sql`floor(${STEPS} * ${dialect.logarithm2(sql`(1 + ${dialect.numeric(size)})`)}) as s`;
  const numbers = sql`${dialect.countAll()} as n, ${dialect.minimum(size)} as smallest, ${dialect.maximum(size)} as largest`;
  const counted = sql`select ${name} as g, ${step}, ${numbers} from ${source.from([field, group], present(field))} group by 1, 2`;
  const totals = sql`select g, s, n, smallest, largest, sum(n) over (partition by g) as t from b where g is not null`;
  const sums = sql`select g, smallest, largest, t, sum(n) over (partition by g order by s rows between unbounded preceding and current row) as c from (${totals}) as q where t >= ${FEWEST_IN_GROUP}`;
  const reached = (share: number, bound: string): Sql =>
    dialect.minimum(dialect.ifThen(sql`c >= ${share} * t`, raw(bound), raw('null')));
  return source.ask(
    sql`with b as (${counted}) select 0 as own, null as g, s, sum(n) as n, min(smallest) as smallest, max(largest) as largest, null as most from b group by s union all select 1, ${dialect.toText(raw('g'))}, null, max(t), ${reached(0.25, 'smallest')}, ${reached(0.75, 'largest')}, max(largest) from (${sums}) as q group by g`,
  );
};

const fencesOf = async (
  context: DetectionContext,
  source: EventSource,
  item: RaritySize,
  settings: RaritySettings,
): Promise<Fences | undefined> => {
  const rows = await sizeRows(context, source, item);
  const number = (row: Row, key: string): number => Number(row[key] ?? 0);
  const steps = rows
    .filter((row) => Number(row['own']) === 0)
    .map(
      (row): StepCount => ({
        step: number(row, 's'),
        count: number(row, 'n'),
        smallest: number(row, 'smallest'),
        largest: number(row, 'largest'),
      }),
    )
    .sort((left, right) => left.step - right.step);
  const whole = quartilesOf(null, steps);
  if (whole.events < settings.minimumEvents) return undefined;
  const log = (row: Row, key: string): number => Math.log2(1 + number(row, key));
  const ofGroup = new Map(
    rows
      .filter((row) => Number(row['own']) === 1)
      .map((row): [string, SizeQuartiles] => {
        const group = String(row['g']);
        const [lower, upper, largest] = [log(row, 'smallest'), log(row, 'largest'), log(row, 'most')];
        return [group, { group, events: number(row, 'n'), lower, upper, largest }];
      }),
  );
  const far = stepAt(steps, FAR_QUANTILE * whole.events)?.largest ?? 0;
  // Where there is no group to compare with: Tukey's inner fence, and twice what 1 in 1000 reaches.
  const wholeFence = Math.max(sizeFence(whole, settings.fenceMultiplier / 2), 2 * far);
  return { ofGroup, whole, wholeFence, sizes: whole.events };
};

const candidates = (
  context: DetectionContext,
  source: EventSource,
  { field, group }: RaritySize,
  fences: Fences,
  settings: RaritySettings,
): Sql => {
  const { dialect } = context.store;
  const above = (fence: number): FilterTree => ({
    kind: 'compare',
    field,
    operator: '>',
    value: String(Math.floor(fence)),
  });
  const own = [...fences.ofGroup.values()]
    .map((quartiles) => ({ ...quartiles, fence: sizeFence(quartiles, settings.fenceMultiplier) }))
    .filter(({ fence, largest }) => 2 ** largest - 1 > fence)
    .sort((left, right) => right.largest - Math.log2(right.fence) - (left.largest - Math.log2(left.fence)))
    .slice(0, MOST_GROUPS)
    .map(({ group: name, fence }) => allOf([equals(group, name), above(fence)]));
  const far = anyOf([above(fences.wholeFence), ...own]);
  return sql`select ${dialect.toText(dialect.column(group))} as g, ${dialect.column(field)} as size, ${dialect.countAll()} as n from ${source.from([field, group], far)} group by 1, 2 order by size desc, g limit ${MOST_SIZES}`;
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
  why: `${field} of ${figure(far.size)} for ${group} ${shown(far.group)} is ${figure(far.size / Math.max(1, far.usual))} times the upper quartile (${figure(Math.round(far.usual))}) of ${figure(far.sampleSize)} sizes and beyond the fence of ${figure(Math.round(far.fence))}`,
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
