import { join, type Sql, sql } from '../../sql/sql.ts';
import type { Aggregate, AggregateContext } from '../detector.ts';
import { eventSource } from '../events.ts';
import { typedSettings } from '../number-setting.ts';
import { mergeBy } from '../windows.ts';
import { OVERLOAD_SETTINGS } from './settings.ts';

export const STATUS = 'http.response.status_code';
const TIME = '@timestamp';
const ADDRESS = 'source.ip';
const PATH = 'url.path';
/** Addresses kept per window; more are told apart no longer. */
const ADDRESSES_KEPT = 50;
/** What a server or its proxy says when there is too much to do. */
const BUSY_STATUS = sql`(502, 503, 504)`;

export const ADDRESS_ROW = 'a|';
export const PATH_ROW = 'p|';

/** Per window: requests and server errors; by path and by address: the errors of those that have many. */
export const overloadAggregate = (context: AggregateContext): Aggregate => {
  const settings = typedSettings(OVERLOAD_SETTINGS, context.settings);
  const { windowSeconds, minimumErrors } = settings;
  const many = context.wholeLog ? Math.floor(minimumErrors / 2) : 1;
  return {
    key: `server errors per ${windowSeconds} s${context.wholeLog ? `, by those with ${many}` : ''}`,
    windowSeconds,
    queries: [
      totalsQuery(context, windowSeconds),
      failingQuery(context, windowSeconds),
      partQuery(context, windowSeconds, PATH, PATH_ROW, many),
      partQuery(context, windowSeconds, ADDRESS, ADDRESS_ROW, many),
    ],
    merge: mergeBy({
      sums: ['requests', 'errors', 'busy'],
      minima: ['first'],
      maxima: ['last'],
      sets: ['addresses'],
      setSize: ADDRESSES_KEPT,
    }),
  };
};

const windowSql = ({ store: { dialect } }: AggregateContext, seconds: number): Sql =>
  dialect.epochMicros(dialect.bucket(dialect.column(TIME), seconds));

const totalsQuery = (context: AggregateContext, seconds: number): Sql => {
  const { dialect } = context.store;
  return sql`select ${windowSql(context, seconds)} as ${dialect.identifier('window')}, null as entity, ${dialect.countAll()} as requests from ${eventSource(context).from([TIME])} group by 1`;
};

const failingEvents = (context: AggregateContext, fields: readonly string[], more?: Sql): Sql => {
  const { dialect } = context.store;
  const failed = sql`${dialect.column(STATUS)} >= 500 and ${dialect.column(STATUS)} < 600`;
  return eventSource(context).from(
    [TIME, ADDRESS, STATUS, ...fields],
    undefined,
    more === undefined ? failed : sql`${failed} and ${more}`,
  );
};

const errorColumns = ({ store: { dialect } }: AggregateContext): Sql => {
  const time = dialect.epochMicros(dialect.column(TIME));
  return join([
    sql`${dialect.countAll()} as errors`,
    sql`${dialect.countWhere(sql`${dialect.column(STATUS)} in ${BUSY_STATUS}`)} as busy`,
    sql`${dialect.minimum(time)} as first`,
    sql`${dialect.maximum(time)} as last`,
  ]);
};

const failingQuery = (context: AggregateContext, seconds: number): Sql => {
  const { dialect } = context.store;
  return sql`select ${windowSql(context, seconds)} as ${dialect.identifier('window')}, null as entity, ${errorColumns(context)}, ${dialect.distinctList(dialect.column(ADDRESS), ADDRESSES_KEPT)} as addresses from ${failingEvents(context, [])} group by 1`;
};

const partQuery = (
  context: AggregateContext,
  seconds: number,
  field: string,
  mark: string,
  many: number,
): Sql => {
  const { dialect } = context.store;
  const value = dialect.column(field);
  const often = sql`select ${value} as v from ${failingEvents(context, [field])} group by 1 having ${dialect.countAll()} >= ${many}`;
  const events = failingEvents(context, [field], sql`${value} in (${often})`);
  return sql`select ${windowSql(context, seconds)} as ${dialect.identifier('window')}, ${dialect.concat([sql`${mark}`, value])} as entity, ${errorColumns(context)} from ${events} group by 1, 2`;
};
