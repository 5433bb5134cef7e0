import { raw, type Sql, sql } from '../../sql/sql.ts';
import type { Row } from '../../store/event-store.ts';
import type { DetectionContext } from '../detector.ts';
import type { EventSource } from '../events.ts';
import type { FieldCounts, ValueCount } from './rare-values.ts';
import type { RarityField } from './rarity-fields.ts';
import type { RaritySettings } from './settings.ts';

/** Most values fetched as candidates, and as examples of what is common. */
const MOST_RARE = 5000;
const MOST_COMMON = 500;

export interface CountedField extends FieldCounts {
  /** See `RarityField`. */
  readonly formed: boolean;
  /** The most frequent values, most frequent first. */
  readonly common: readonly ValueCount[];
  /** The stored inputs of rare derived values, where they are one or two. */
  readonly inputs?: { readonly field: string; readonly ofValue: ReadonlyMap<string, readonly string[]> };
}

/**
 * Sub-query `(v, n, lo, hi, m)`: each value of a field as text with its events; of a
 * costly derived field also the smallest and largest input and their number.
 */
const valueCounts = (context: DetectionContext, source: EventSource, item: RarityField): Sql => {
  const { dialect } = context.store;
  const input = item.derived?.input ?? item.field;
  const counts = sql`select ${dialect.column(input)} as k, ${dialect.countAll()} as n from ${source.from([input])} group by 1`;
  if (item.derived === undefined)
    return sql`select ${dialect.toText(raw('t.k'))} as v, t.n as n, null as lo, null as hi, 0 as m from (${counts}) as t`;
  const derived = item.derived.build(dialect, raw('t.k'));
  return sql`select ${derived} as v, sum(t.n) as n, min(t.k) as lo, max(t.k) as hi, ${dialect.countAll()} as m from (${counts}) as t group by 1`;
};

/** Counts one field in one query: how many values occur how often, the rarest values, the commonest. */
export const countField = async (
  context: DetectionContext,
  source: EventSource,
  item: RarityField,
  events: number,
  settings: RaritySettings,
): Promise<CountedField> => {
  const { dialect } = context.store;
  const rarest = 2 ** settings.minimumBits;
  const tails = sql`select n, sum(n * k) over (order by n) as t, sum(n * k) over () as total from s`;
  const cut = sql`select max(n) from (${tails}) as u where t * ${rarest} <= total and n <= ${settings.maximumEvents}`;
  const rows = await source.ask(sql`
    with c as (${valueCounts(context, source, item)}),
    s as (select n, count(*) as k from c where v is not null group by n)
    select 'spectrum' as part, null as v, n, k as m, null as lo, null as hi from s
    union all select 'rare', v, n, m, lo, hi from (select v, n, m, lo, hi from c where v is not null and n <= (${cut}) order by n, ${dialect.ascending(raw('v'))} limit ${MOST_RARE}) as r
    union all select 'common', v, n, 0, null, null from (select v, n from c where v is not null order by n desc, ${dialect.ascending(raw('v'))} limit ${MOST_COMMON}) as m
    union all select 'missing', v, n, 0, null, null from c where v is null`);
  const missing = valuesOf(rows, 'missing')[0]?.count ?? 0;
  return {
    field: item.field,
    formed: item.formed,
    events: events - missing,
    missing,
    spectrum: rows
      .filter((row) => row['part'] === 'spectrum')
      .map((row) => ({ count: Number(row['n']), values: Number(row['m']) }))
      .sort((left, right) => left.count - right.count),
    rarest: valuesOf(rows, 'rare'),
    common: valuesOf(rows, 'common').sort((left, right) => right.count - left.count),
    ...(item.derived === undefined ? {} : { inputs: { field: item.derived.input, ofValue: inputsOf(rows) } }),
  };
};

const valuesOf = (rows: readonly Row[], part: string): ValueCount[] =>
  rows
    .filter((row) => row['part'] === part)
    .map((row) => ({ value: row['v'] === null ? null : String(row['v']), count: Number(row['n']) }));

const inputsOf = (rows: readonly Row[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    rows
      .filter((row) => row['part'] === 'rare' && Number(row['m']) <= 2)
      .map((row) => [String(row['v']), [...new Set([String(row['lo']), String(row['hi'])])]]),
  );
