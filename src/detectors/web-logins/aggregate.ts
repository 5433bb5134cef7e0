import { parseFilter } from '../../filter/parse.ts';
import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { Aggregate, AggregateContext } from '../detector.ts';
import { eventSource } from '../events.ts';
import { timedLogins, WEB_LOGIN_EVENTS } from '../login-events.ts';
import { typedSettings } from '../number-setting.ts';
import { mergeBy } from '../windows.ts';
import { WEB_LOGINS_SETTINGS } from './settings.ts';

export const ENTITY = 'source.ip';

/** Addresses that are handed on, those with the most refused logins. */
const MOST_ADDRESSES = 5_000;

/**
 * Per window and address: logins, those that were refused, and when the last one was let in.
 * Over a whole log only addresses come that can make a finding, and one row tells what is
 * usual: the median of the refused logins per window of all addresses that log in.
 */
export const webLoginsAggregate = (context: AggregateContext): Aggregate => {
  const { windowSeconds, minimumFailures } = typedSettings(WEB_LOGINS_SETTINGS, context.settings);
  return {
    key: `web logins by ${ENTITY} per ${windowSeconds} s${context.wholeLog ? ` of at least ${minimumFailures}` : ''}`,
    windowSeconds,
    queries: context.wholeLog
      ? [wholeLogQuery(context, windowSeconds, minimumFailures)]
      : [everyQuery(context, windowSeconds)],
    merge: mergeBy({
      sums: ['attempts', 'failures'],
      minima: ['first'],
      maxima: ['last', 'admittedLast', 'peers', 'usual'],
      sets: [],
      setSize: 0,
    }),
  };
};

/** `w, a, attempts, failures, first, last, admittedLast` per window and address. */
const grouped = (context: AggregateContext, seconds: number): Sql => {
  const { dialect } = context.store;
  const time = dialect.column('@timestamp');
  const micros = dialect.epochMicros(time);
  const source = eventSource(context);
  const { fields, failed: refused } = WEB_LOGIN_EVENTS;
  const failed = source.condition(parseFilter(refused));
  const failedAt = dialect.ifThen(failed, micros, sql`null`);
  const admittedAt = dialect.ifThen(failed, sql`null`, micros);
  const columns = join([
    sql`${dialect.epochMicros(dialect.bucket(time, seconds))} as w`,
    sql`${dialect.column(ENTITY)} as a`,
    sql`${dialect.countAll()} as attempts`,
    sql`${dialect.countWhere(failed)} as failures`,
    sql`${dialect.minimum(failedAt)} as first`,
    sql`${dialect.maximum(failedAt)} as last`,
    sql`${dialect.maximum(admittedAt)} as ${dialect.identifier('admittedLast')}`,
  ]);
  return sql`select ${columns} from ${source.from(fields, timedLogins(WEB_LOGIN_EVENTS))} group by 1, 2`;
};

const rowColumns = ({ store: { dialect } }: AggregateContext): Sql =>
  sql`g.w as ${dialect.identifier('window')}, g.a as entity, g.attempts as attempts, g.failures as failures, g.first as first, g.last as last, g.${dialect.identifier('admittedLast')} as ${dialect.identifier('admittedLast')}`;

const everyQuery = (context: AggregateContext, seconds: number): Sql =>
  sql`select ${rowColumns(context)} from (${grouped(context, seconds)}) as g where g.a is not null`;

/** Both in one look at the events: the windows of those who can make a finding, and the row of what is usual. */
const wholeLogQuery = (context: AggregateContext, seconds: number, fewest: number): Sql => {
  const { dialect } = context.store;
  const name = (text: string): Sql => dialect.identifier(text);
  const many = sql`select a from g where a is not null group by a having sum(failures) >= ${fewest} order by sum(failures) desc, ${dialect.ascending(raw('a'))} limit ${MOST_ADDRESSES}`;
  const rows = sql`select ${rowColumns(context)}, 0 as peers, ${dialect.numeric(raw('0'))} as usual from g join s on g.a = s.a`;
  const perAddress = sql`select a, ${dialect.numeric(sql`sum(failures)`)} / ${dialect.numeric(dialect.countAll())} as x from g where a is not null group by a`;
  const usual = sql`select null as ${name('window')}, null as entity, 0 as attempts, 0 as failures, null as first, null as last, null as ${name('admittedLast')}, ${dialect.countAll()} as peers, ${dialect.quantile(raw('x'), 0.5)} as usual from (${perAddress}) as p`;
  return sql`with g as (${grouped(context, seconds)}), s as (${many}) ${rows} union all ${usual}`;
};
