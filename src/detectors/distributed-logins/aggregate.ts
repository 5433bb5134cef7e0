import { parseFilter } from '../../filter/parse.ts';
import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { Aggregate, AggregateContext } from '../detector.ts';
import { eventSource } from '../events.ts';
import { typedSettings } from '../number-setting.ts';
import { mergeBy } from '../windows.ts';
import { loginEvents, type LoginEvents, timedLogins } from '../login-events.ts';
import { DISTRIBUTED_LOGINS_SETTINGS } from './settings.ts';

export const ENTITY = 'source.ip';

/** User names kept per window. */
export const USERS_KEPT = 200;

/**
 * Live: a row per window and address. Over a whole log the engine itself tells which
 * addresses are new, and gives one row per window.
 */
export const strangerAggregate = (context: AggregateContext): Aggregate => {
  const { windowSeconds } = typedSettings(DISTRIBUTED_LOGINS_SETTINGS, context.settings);
  return {
    key: `logins by ${ENTITY} per ${windowSeconds} s, ${context.wholeLog ? 'strangers counted' : 'each'}`,
    windowSeconds,
    queries: [
      context.wholeLog ? windowsQuery(context, windowSeconds) : addressesQuery(context, windowSeconds),
    ],
    merge: mergeBy({
      sums: ['attempts', 'failures', 'strangers', 'admitted', 'strangerAttempts'],
      minima: ['first'],
      maxima: ['last'],
      sets: ['users'],
      setSize: USERS_KEPT,
    }),
  };
};

/** `g`: per window `w` and address `a` attempts `n`, failures `f`, their first and last time, the smallest user name. */
const grouped = (context: AggregateContext, seconds: number): Sql => {
  const { dialect } = context.store;
  const time = dialect.column('@timestamp');
  const micros = dialect.epochMicros(time);
  const source = eventSource(context);
  const events = loginEvents(context.dataset) as LoginEvents;
  const failed = source.condition(parseFilter(events.failed));
  const failedAt = dialect.ifThen(failed, micros, sql`null`);
  const columns = join([
    sql`${dialect.epochMicros(dialect.bucket(time, seconds))} as w`,
    sql`${dialect.column(ENTITY)} as a`,
    sql`${dialect.countAll()} as n`,
    sql`${dialect.countWhere(failed)} as f`,
    sql`${dialect.minimum(failedAt)} as lo`,
    sql`${dialect.maximum(failedAt)} as hi`,
    sql`${events.user === undefined ? dialect.toText(raw('null')) : dialect.minimum(dialect.column(events.user))} as u`,
  ]);
  return sql`select ${columns} from ${source.from(events.fields, timedLogins(events))} group by 1, 2`;
};

const addressesQuery = (context: AggregateContext, seconds: number): Sql => {
  const { dialect } = context.store;
  return sql`select w as ${dialect.identifier('window')}, ${dialect.toText(raw('a'))} as entity, n as attempts, f as failures, lo as first, hi as last, ${dialect.distinctList(raw('u'), USERS_KEPT)} as users from (${grouped(context, seconds)}) as g group by w, a, n, f, lo, hi`;
};

const windowsQuery = (context: AggregateContext, seconds: number): Sql => {
  const { dialect } = context.store;
  const first = raw('g.w = s.w0');
  const stranger = sql`(${first} and g.f = g.n)`;
  const name = dialect.identifier;
  const columns = join([
    sql`g.w as ${name('window')}`,
    sql`null as entity`,
    sql`sum(g.n) as attempts`,
    sql`sum(g.f) as failures`,
    sql`${dialect.countWhere(stranger)} as strangers`,
    sql`${dialect.countWhere(sql`(${first} and g.f < g.n)`)} as admitted`,
    sql`sum(${dialect.ifThen(stranger, raw('g.n'), raw('0'))}) as ${name('strangerAttempts')}`,
    sql`${dialect.minimum(raw('g.lo'))} as first`,
    sql`${dialect.maximum(raw('g.hi'))} as last`,
    sql`${dialect.distinctList(dialect.ifThen(stranger, raw('g.u'), sql`null`), USERS_KEPT)} as users`,
  ]);
  return sql`with g as (${grouped(context, seconds)}), s as (select a, min(w) as w0 from g where a is not null group by a)
    select ${columns} from g left join s on g.a = s.a group by 1`;
};
