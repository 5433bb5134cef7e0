import type { Dialect } from '../../sql/dialect.ts';
import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { Row } from '../../store/event-store.ts';
import type { DetectionContext } from '../detector.ts';
import type { EventSource } from '../events.ts';
import type { ContactFields } from './contact-fields.ts';
import type { BeaconsSettings } from './settings.ts';

/** Quartiles and the median absolute deviation. */
export interface Spread {
  readonly lower: number;
  readonly middle: number;
  readonly upper: number;
  readonly deviation: number;
}

/** Two ends and how they met. Times in microseconds since 1970. */
export interface Contact {
  readonly source: string;
  readonly other: readonly (string | null)[];
  readonly events: number;
  readonly first: number;
  readonly last: number;
  /** Intervals between contacts, in seconds. */
  readonly intervals: number;
  readonly interval: Spread;
  readonly size: Spread | undefined;
  /** Contacts known not to have got through. */
  readonly failed: number;
  /** Hours that hold a contact. */
  readonly hours: number;
  /** Sources that met the same other end. */
  readonly sources: number;
}

/** Pairs looked at; beyond it the ones with the fewest contacts go unseen. */
export const MOST_PAIRS = 20_000;

const HOUR_MICROS = 3.6e9;
/** Least share of its contacts, or of the hours from first to last, in which a regular pair has an hour of its own. */
const STEADY_SHARE = 0.3;

/** The contacts of all pairs that met often and long enough; everything is computed by the engine. */
export const askContacts = async (
  { store: { dialect } }: DetectionContext,
  source: EventSource,
  fields: ContactFields,
  settings: BeaconsSettings,
): Promise<readonly Contact[]> => {
  const keys = fields.other.map((_, index) => raw(`k${index}`));
  const k = join(keys);
  const rows = contactRows(dialect, source, fields);
  const hour = dialect.floorDivide(raw('t'), HOUR_MICROS);
  const hourly = sql`select s, ${k}, ${hour} as o, ${dialect.countAll()} as un, ${dialect.countWhere(raw('w'))} as uw, min(t) as uf, max(t) as ul from (${rows}) as r group by s, ${k}, ${hour}`;
  const span = sql`(max(ul) - min(uf))`;
  // Whoever comes at equal intervals is there in most hours; most visitors are not, and need no sorting.
  const steady = sql`(${dialect.countAll()} >= ${STEADY_SHARE} * sum(un) or ${dialect.countAll()} * ${HOUR_MICROS} >= ${STEADY_SHARE} * ${span})`;
  const counted = sql`select s, ${k}, sum(un) as n, sum(uw) as w, min(uf) as f, max(ul) as l, ${dialect.countAll()} as h from u group by s, ${k} having sum(un) >= ${settings.minimumContacts} and ${span} >= ${Math.round(settings.minimumHours * HOUR_MICROS)} and ${steady} order by n desc, s, ${k} limit ${MOST_PAIRS}`;
  const prevalence = sql`select ${k}, ${dialect.countDistinct(raw('s'))} as m from u where k0 in (select k0 from p) group by ${k}`;
  const same = (left: string, right: string, withSource: boolean): Sql =>
    join(
      [
        ...(withSource ? [raw(`${left}.s = ${right}.s`)] : []),
        ...keys.map(
          (key) =>
            sql`${dialect.coalesce([sql`${raw(left)}.${key}`, dialect.literal('')])} = ${dialect.coalesce([sql`${raw(right)}.${key}`, dialect.literal('')])}`,
        ),
      ],
      ' and ',
    );
  const ends = join([raw('p.s as s'), ...keys.map((key) => sql`p.${key} as ${key}`)]);
  // A pair is told by a number from here on: sorting and joining by texts costs more than all the rest.
  const numbered = sql`select *, row_number() over (order by n desc, s, ${k}) as pair from (${counted}) as x`;
  const gaps = sql`select pair, t, b as y, (t - ${dialect.previous(raw('t'), raw('pair'), [raw('t asc')])}) / 1000000.0 as x from c`;
  const isGap = sql`x >= ${settings.minimumInterval}`;
  const gap = dialect.ifThen(
    isGap,
    dialect.numeric(raw('x')),
    sql`cast(null as ${dialect.columnType('double')})`,
  );
  // One list costs one sort, three numbers would cost three.
  const quartiles = (expression: Sql): Sql => dialect.quantiles(expression, [0.25, 0.5, 0.75]);
  const deviation = (value: string, ofWhich: string): Sql =>
    dialect.quantile(sql`abs(${raw(`v.${value}`)} - ${raw(`q.${ofWhich}[2]`)})`, 0.5);
  const result = await source.ask(sql`
    with u as (${hourly}),
    p as (${numbered}),
    c as (select p.pair as pair, r.t as t, r.b as b from (${rows}) as r inner join p on ${same('r', 'p', true)}),
    v as (select pair, t, ${gap} as g, ${dialect.numeric(raw('y'))} as b from (${gaps}) as xs),
    q as (select pair, count(g) as i, count(b) as z, ${quartiles(raw('g'))} as gq, ${quartiles(raw('b'))} as bq from v group by pair),
    d as (select v.pair as pair, ${deviation('g', 'gq')} as gd, ${deviation('b', 'bq')} as bd from v inner join q on v.pair = q.pair group by v.pair),
    m as (${prevalence})
    select ${ends}, p.n as n, p.w as w, p.f as f, p.l as l, q.i as i, q.z as z, p.h as h, q.gq as gq, q.bq as bq, d.gd as gd, d.bd as bd, m.m as m
    from p inner join q on p.pair = q.pair inner join d on p.pair = d.pair inner join m on ${same('p', 'm', false)}
    order by 1, ${join(keys.map((_, index) => raw(String(index + 2))))}`);
  return result.map((row) => contactOf(row, fields.other.length));
};

/** Every contact: its two ends `s`, `k0`..., time `t`, bytes `b`, and `w` where it is known to have failed. */
const contactRows = (dialect: Dialect, source: EventSource, fields: ContactFields): Sql => {
  const time = dialect.epochMicros(dialect.column('@timestamp'));
  const others = fields.other.map(
    (name, index) => sql`${dialect.toText(dialect.column(name))} as ${raw(`k${index}`)}`,
  );
  const size =
    fields.size === undefined
      ? sql`cast(null as ${dialect.columnType('long')})`
      : dialect.column(fields.size);
  const wanted = [
    '@timestamp',
    'source.ip',
    ...fields.other,
    ...(fields.size === undefined ? [] : [fields.size]),
    ...(fields.outcome === undefined ? [] : [fields.outcome]),
  ];
  const present = ['@timestamp', 'source.ip', fields.other[0] as string];
  const exist = { kind: 'and', items: present.map((field) => ({ kind: 'exists', field }) as const) } as const;
  const failed =
    fields.outcome === undefined
      ? sql`false`
      : sql`${dialect.coalesce([dialect.column(fields.outcome), dialect.literal('')])} = 'failure'`;
  return sql`select ${dialect.column('source.ip')} as s, ${join(others)}, ${time} as t, ${size} as b, ${failed} as w from ${source.from(wanted, exist)}`;
};

const contactOf = (row: Row, keys: number): Contact => {
  const number = (name: string): number => Number(row[name] ?? 0);
  const spread = (name: string): Spread => {
    const list = row[`${name}q`];
    const [lower = 0, middle = 0, upper = 0] = Array.isArray(list) ? list.map(Number) : [];
    return { lower, middle, upper, deviation: number(`${name}d`) };
  };
  return {
    source: String(row['s']),
    other: Array.from({ length: keys }, (_, index) => {
      const value = row[`k${index}`];
      return value === null || value === undefined ? null : String(value);
    }),
    events: number('n'),
    first: number('f'),
    last: number('l'),
    intervals: number('i'),
    interval: spread('g'),
    size: number('z') * 2 >= number('n') ? spread('b') : undefined,
    failed: number('w'),
    hours: number('h'),
    sources: number('m'),
  };
};
