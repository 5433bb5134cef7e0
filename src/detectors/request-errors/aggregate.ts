import { allOf, anyOf } from '../../filter/tree.ts';
import { join, type Sql, sql } from '../../sql/sql.ts';
import type { Aggregate, AggregateContext } from '../detector.ts';
import { equals, eventSource } from '../events.ts';
import { typedSettings } from '../number-setting.ts';
import { REQUEST_ERRORS_SETTINGS } from './settings.ts';
import { mergeErrorRows, PATHS_KEPT, REFERRED, UNREFERRED } from './stretch.ts';

/** Addresses with fewer errors than this in the whole log are only counted. */
const FEWEST_ERRORS = 3;
/** A path that is missing, forbidden or malformed; failing for want of a password is something else. */
const FAILING_PATH_STATUS = [400, 403, 404, 405, 410, 414];

const ENTITY = 'source.ip';
const STATUS = 'http.response.status_code';
const TIME = '@timestamp';

/**
 * Per window and address: requests, errors and the failing paths; per window: the
 * requests and errors of everybody.
 */
export const errorAggregate = (context: AggregateContext): Aggregate => {
  const { windowSeconds } = typedSettings(REQUEST_ERRORS_SETTINGS, context.settings);
  return {
    key: `web errors by ${ENTITY} per ${windowSeconds} s`,
    windowSeconds,
    queries: [
      countsQuery(context, windowSeconds),
      pathsQuery(context, windowSeconds),
      ...quietQuery(context),
    ],
    merge: mergeErrorRows,
  };
};

const windowStart = ({ store: { dialect } }: AggregateContext, seconds: number): Sql =>
  dialect.epochMicros(dialect.bucket(dialect.column(TIME), seconds));

const countsQuery = (context: AggregateContext, seconds: number): Sql => {
  const { dialect } = context.store;
  const name = (text: string): Sql => dialect.identifier(text);
  const status = dialect.column(STATUS);
  const failed = sql`${status} >= 400`;
  const time = dialect.ifThen(failed, dialect.epochMicros(dialect.column(TIME)), sql`null`);
  const columns = join([
    sql`${windowStart(context, seconds)} as w`,
    sql`${dialect.column(ENTITY)} as a`,
    sql`${dialect.countAll()} as n`,
    sql`${dialect.countWhere(failed)} as failed`,
    sql`${dialect.countWhere(sql`${status} in (401, 407)`)} as refused`,
    sql`${dialect.countWhere(sql`${status} >= 500`)} as broken`,
    sql`${dialect.minimum(time)} as earliest`,
    sql`${dialect.maximum(time)} as latest`,
  ]);
  const grouped = sql`select ${columns} from ${eventSource(context).from([TIME, ENTITY, STATUS])} group by 1, 2`;
  const loud = context.wholeLog
    ? sql` and a in (select a from g group by a having sum(failed) >= ${FEWEST_ERRORS})`
    : sql``;
  const own = sql`select w as ${name('window')}, a as entity, n as requests, failed as errors, refused, broken as ${name('serverErrors')}, earliest as first, latest as last from g where failed > 0 and a is not null${loud}`;
  const all = sql`select w, null, sum(n), sum(failed), sum(refused), sum(broken), null, null from g group by w`;
  return sql`with g as (${grouped}) ${own} union all ${all}`;
};

const pathsQuery = (context: AggregateContext, seconds: number): Sql => {
  const { dialect } = context.store;
  const path = dialect.column('url.path');
  const referrer = dialect.column('http.request.referrer');
  const mark = dialect.ifThen(
    sql`${referrer} is null`,
    dialect.literal(UNREFERRED),
    dialect.literal(REFERRED),
  );
  const source = eventSource(context);
  const failing = anyOf(FAILING_PATH_STATUS.map((code) => equals(STATUS, String(code))));
  const filter = allOf([failing, { kind: 'exists', field: ENTITY }, { kind: 'exists', field: 'url.path' }]);
  const events = source.from([TIME, ENTITY, 'url.path', 'http.request.referrer'], filter);
  const columns = join([
    sql`${windowStart(context, seconds)} as ${dialect.identifier('window')}`,
    sql`${dialect.column(ENTITY)} as entity`,
    sql`${dialect.distinctList(dialect.concat([mark, path]), PATHS_KEPT)} as failing`,
    sql`${dialect.countDistinct(path)} as paths`,
    sql`${dialect.countDistinct(referrer)} as referrers`,
  ]);
  return sql`select ${columns} from ${events} group by 1, 2`;
};

/** How many addresses met too few errors to be looked at. */
const quietQuery = (context: AggregateContext): readonly Sql[] => {
  if (!context.wholeLog) return [];
  const { dialect } = context.store;
  const failed = dialect.countWhere(sql`${dialect.column(STATUS)} >= 400`);
  const grouped = sql`select ${failed} as failed from ${eventSource(context).from([ENTITY, STATUS])} group by ${dialect.column(ENTITY)}`;
  const count = sql`select count(*) as quiet from (${grouped}) as g where failed between 1 and ${FEWEST_ERRORS - 1}`;
  return [sql`select null as ${dialect.identifier('window')}, null as entity, quiet from (${count}) as q`];
};
