import type { Dialect } from '../../sql/dialect.ts';
import { distinctValues } from '../../sql/relation.ts';
import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { Aggregate, AggregateContext } from '../detector.ts';
import { eventSource } from '../events.ts';
import { typedSettings } from '../number-setting.ts';
import { LONGEST_INSPECTED } from './inspect.ts';
import { LONGEST_ORDINARY, ORDINARY_METHODS } from './odd-request.ts';
import { AGENT_SIEVE, TARGET_SIEVE } from './prefilter.ts';
import { laterPart, ordinaryPart, usualPart } from './others-query.ts';
import {
  AGENT,
  bodySize,
  columnsOf,
  ENTITY,
  FIELDS,
  METHOD,
  REFERRER,
  STATUS,
  TARGET,
  TIME,
} from './row-columns.ts';
import { mergeSentRows, SENT_KEPT, SEPARATOR } from './sent.ts';
import { WEB_ATTACKS_SETTINGS, type WebAttacksSettings } from './settings.ts';

/**
 * Per window and address: what it sent that the sieve does not let go, with status, times
 * and sizes, and all its requests; once, in a whole log: the usual sizes of the paths asked
 * for, and what each address did after the last of it.
 */
export const attackAggregate = (context: AggregateContext): Aggregate => {
  const settings = typedSettings(WEB_ATTACKS_SETTINGS, context.settings);
  const scope = context.wholeLog ? '' : ', live';
  return {
    key: `what may be attacks by ${ENTITY} per ${settings.windowSeconds} s${scope}`,
    windowSeconds: settings.windowSeconds,
    queries: [attackQuery(context, settings)],
    merge: mergeSentRows,
  };
};

const attackQuery = (context: AggregateContext, settings: WebAttacksSettings): Sql => {
  const parts = [
    sentPart(context),
    requestsPart(context, settings),
    ...(context.wholeLog ? [usualPart(context), ordinaryPart(context), laterPart(context)] : []),
  ];
  return sql`with c as (${candidates(context, settings)}) ${join(parts, ' union all ')}`;
};

const windowOf = ({ store: { dialect } }: AggregateContext, seconds: number): Sql =>
  dialect.epochMicros(dialect.bucket(dialect.column(TIME), seconds));

/** Requests of which the sieve holds back something, alike in it and in status; the rest of a request is null. */
const candidates = (context: AggregateContext, settings: WebAttacksSettings): Sql => {
  const { dialect } = context.store;
  const source = eventSource(context);
  const column = dialect.column;
  const cut = (text: Sql): Sql => dialect.substring(text, 1, LONGEST_INSPECTED);
  const nothing = sql`cast(null as ${dialect.columnType('keyword')})`;
  const held = (field: string, condition: Sql): Sql => dialect.ifThen(condition, cut(column(field)), nothing);
  const among = (field: string, sieve: string, text: (key: Sql) => Sql): Sql => {
    const values = distinctValues(column(field), source.from([field], { kind: 'exists', field }));
    return sql`${column(field)} in (select k from (${values}) as d where ${dialect.matches(text(raw('k')), `(?i)${sieve}`)})`;
  };
  const long = sql`${dialect.byteLength(column(TARGET))} >= ${LONGEST_ORDINARY}`;
  const target = held(TARGET, sql`(${among(TARGET, TARGET_SIEVE, (key) => key)} or ${long})`);
  const agent = held(
    AGENT,
    among(AGENT, AGENT_SIEVE, (key) => key),
  );
  const referrer = held(
    REFERRER,
    among(REFERRER, TARGET_SIEVE, (key) => dialect.replaceAll(key, '^[A-Za-z]{3,5}://[^/]*', '')),
  );
  const methods = join(ORDINARY_METHODS.map((method) => dialect.literal(method)));
  const method = held(METHOD, sql`${column(METHOD)} not in (${methods})`);
  const time = dialect.epochMicros(column(TIME));
  const rows = sql`select ${windowOf(context, settings.windowSeconds)} as w, ${column(ENTITY)} as a, ${target} as t, ${agent} as g, ${referrer} as r, ${method} as m, ${column(STATUS)} as s, ${time} as z, ${bodySize(dialect)} as b from ${source.from(FIELDS, { kind: 'exists', field: ENTITY })}`;
  const numbers = sql`${dialect.countAll()} as n, ${dialect.minimum(raw('z'))} as f, ${dialect.maximum(raw('z'))} as l, ${dialect.minimum(raw('b'))} as lo, ${dialect.maximum(raw('b'))} as hi`;
  return sql`select w, a, t, g, r, m, s, ${numbers} from (${rows}) as x where t is not null or g is not null or r is not null or m is not null group by w, a, t, g, r, m, s`;
};

/** One text per row, as `unpackSent` reads it. */
const packed = (dialect: Dialect): Sql => {
  const bar = dialect.literal(SEPARATOR);
  const text = (value: Sql, missing: string): Sql =>
    dialect.coalesce([dialect.wholeText(value), dialect.literal(missing)]);
  const texts = ['t', 'g', 'r', 'm'].map(raw);
  return dialect.concat([
    ...texts.flatMap((item) => [text(dialect.byteLength(item), '-1'), bar]),
    text(raw('s'), '-1'),
    bar,
    ...texts.map((item) => dialect.coalesce([item, dialect.literal('')])),
    ...['n', 'f', 'l', 'lo', 'hi'].flatMap((name) => [bar, text(raw(name), '')]),
  ]);
};

const sentPart = ({ store: { dialect } }: AggregateContext): Sql => {
  const part = { window: raw('w'), entity: raw('a'), sent: dialect.distinctList(raw('p'), SENT_KEPT) };
  return sql`select ${columnsOf(dialect, part)} from (select w, a, ${packed(dialect)} as p from c) as q group by w, a`;
};

/** All requests of the addresses: live, of every address, for each may turn out to be one. */
const requestsPart = (context: AggregateContext, settings: WebAttacksSettings): Sql => {
  const { dialect } = context.store;
  const status = dialect.column(STATUS);
  const time = dialect.epochMicros(dialect.column(TIME));
  const part = {
    window: raw('w'),
    entity: raw('a'),
    requests: raw('n'),
    answered: raw('k'),
    first: raw('f'),
    last: raw('l'),
  };
  const suspects = context.wholeLog
    ? sql`${dialect.column(ENTITY)} in (select a from c)`
    : sql`${dialect.column(ENTITY)} is not null`;
  const rows = sql`select ${windowOf(context, settings.windowSeconds)} as w, ${dialect.column(ENTITY)} as a, ${dialect.countAll()} as n, ${dialect.countWhere(sql`${status} < 400`)} as k, ${dialect.minimum(time)} as f, ${dialect.maximum(time)} as l from ${eventSource(context).from([TIME, ENTITY, STATUS], undefined, suspects)} group by 1, 2`;
  return sql`select ${columnsOf(dialect, part)} from (${rows}) as q group by w, a, n, k, f, l`;
};
