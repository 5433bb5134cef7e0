import { pathTemplate } from '../../sql/derive-text.ts';
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
}

/** Sub-query `(v, n)`: each value of a field as text with its events. */
export const valueCounts = (context: DetectionContext, source: EventSource, item: RarityField): Sql => {
  const { dialect } = context.store;
  if (item.template) {
    const targets = sql`select ${dialect.column('url.original')} as k, ${dialect.countAll()} as n from ${source.from(['url.original'])} group by 1`;
    return sql`select ${pathTemplate(dialect, raw('t.k'))} as v, sum(t.n) as n from (${targets}) as t group by 1`;
  }
  const counts = sql`select ${dialect.column(item.field)} as k, ${dialect.countAll()} as n from ${source.from([item.field])} group by 1`;
  return sql`select ${dialect.toText(raw('t.k'))} as v, t.n as n from (${counts}) as t`;
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
    select 'spectrum' as part, null as v, n, k from s
    union all select 'rare', v, n, 1 from (select v, n from c where v is not null and n <= (${cut}) order by n, ${dialect.ascending(raw('v'))} limit ${MOST_RARE}) as r
    union all select 'common', v, n, 1 from (select v, n from c where v is not null order by n desc, ${dialect.ascending(raw('v'))} limit ${MOST_COMMON}) as m
    union all select 'missing', v, n, 1 from c where v is null`);
  const missing = valuesOf(rows, 'missing')[0]?.count ?? 0;
  return {
    field: item.field,
    formed: item.formed,
    events: events - missing,
    missing,
    spectrum: rows
      .filter((row) => row['part'] === 'spectrum')
      .map((row) => ({ count: Number(row['n']), values: Number(row['k']) }))
      .sort((left, right) => left.count - right.count),
    rarest: valuesOf(rows, 'rare'),
    common: valuesOf(rows, 'common').sort((left, right) => right.count - left.count),
  };
};

const valuesOf = (rows: readonly Row[], part: string): ValueCount[] =>
  rows
    .filter((row) => row['part'] === part)
    .map((row) => ({ value: row['v'] === null ? null : String(row['v']), count: Number(row['n']) }));

/** The targets behind templates, so that their events can be looked up without making every template again. */
export const targetsOfTemplates = async (
  context: DetectionContext,
  source: EventSource,
  templates: readonly (string | null)[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const texts = templates.filter((template) => template !== null);
  const found = new Map<string, string[]>();
  if (texts.length === 0) return found;
  const { dialect } = context.store;
  const template = pathTemplate(dialect, raw('t.k'));
  const list = texts.map((text) => sql`${text}`).reduce((left, right) => sql`${left}, ${right}`);
  const targets = sql`select distinct ${dialect.column('url.original')} as k from ${source.from(['url.original'])}`;
  const rows = await source.ask(
    sql`select k, v from (select t.k as k, ${template} as v from (${targets}) as t) as q where v in (${list})`,
  );
  for (const row of rows) {
    const key = String(row['v']);
    found.set(key, [...(found.get(key) ?? []), String(row['k'])]);
  }
  return found;
};
