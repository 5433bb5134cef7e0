import { allOf, anyOf, type FilterTree } from '../../filter/tree.ts';
import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { Aggregate, AggregateContext } from '../detector.ts';
import { equals, eventSource } from '../events.ts';
import { hostOf, ownHosts } from '../own-hosts.ts';
import { typedSettings } from '../number-setting.ts';
import { REQUEST_ERRORS_SETTINGS } from './settings.ts';
import { mergeErrorRows, PATHS_KEPT, REFERRED, UNREFERRED } from './stretch.ts';

/** A path that is missing, forbidden or malformed; failing for want of a password is something else. */
const FAILING_PATH_STATUS = [400, 403, 404, 405, 410, 414];

const ENTITY = 'source.ip';
const STATUS = 'http.response.status_code';
const TIME = '@timestamp';
const PATH = 'url.path';
const REFERRER = 'http.request.referrer';

/**
 * Per window and address: requests, errors and the failing paths; per window: the
 * requests and errors of everybody, and how many addresses mostly failed.
 */
export const errorAggregate = (context: AggregateContext): Aggregate => {
  const { windowSeconds, gapSeconds } = typedSettings(REQUEST_ERRORS_SETTINGS, context.settings);
  const loud = ` in stretches over ${gapSeconds} s of at least ${fewestErrors(context)}`;
  return {
    key: `web errors by ${ENTITY} per ${windowSeconds} s${context.wholeLog ? loud : ''}`,
    windowSeconds,
    queries: [
      countsQuery(context, windowSeconds),
      pathsQuery(context, windowSeconds),
      ...(context.wholeLog ? [peersQuery(context)] : []),
    ],
    merge: mergeErrorRows,
  };
};

/** With fewer errors than this no stretch can be conspicuous. */
const fewestErrors = (context: AggregateContext): number => {
  const settings = typedSettings(REQUEST_ERRORS_SETTINGS, context.settings);
  return Math.min(settings.minimumErrors, settings.minimumMissingPaths);
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
  const erring = sql`select w, a, n, failed, refused, broken, earliest, latest from g where failed > 0 and a is not null`;
  const kept = context.wholeLog ? loudWindows(context, seconds, erring) : erring;
  const mostly = sql`failed * 2 > n`;
  const isMostly = dialect.ifThen(mostly, sql`1`, sql`0`);
  const own = sql`select w as ${name('window')}, a as entity, n as requests, failed as errors, refused, broken as ${name('serverErrors')}, 1 as addresses, ${isMostly} as ${name('failingAddresses')}, earliest as first, latest as last from (${kept}) as o`;
  const all = sql`select w, null, sum(n), sum(failed), sum(refused), sum(broken), ${dialect.countAll()}, ${dialect.countWhere(mostly)}, null, null from g group by w`;
  return sql`with g as (${grouped}) ${own} union all ${all}`;
};

/**
 * The rows `w, a, failed, ...` whose window belongs to a stretch of its address with enough
 * errors to be conspicuous. Stretches are those of `stretches`: windows with errors at most
 * so far apart. A log of many addresses with an error now and then has hardly any.
 */
const loudWindows = (context: AggregateContext, seconds: number, rows: Sql): Sql => {
  const { gapSeconds } = typedSettings(REQUEST_ERRORS_SETTINGS, context.settings);
  const before = context.store.dialect.previous(raw('w'), raw('a'), [raw('w asc')]);
  const begins = sql`case when w - ${before} <= ${(seconds + gapSeconds) * 1e6} then 0 else 1 end`;
  const number = raw(
    'sum(b) over (partition by a order by w rows between unbounded preceding and current row)',
  );
  const numbered = sql`select *, ${number} as k from (select *, ${begins} as b from (${rows}) as r) as i`;
  return sql`select * from (select *, sum(failed) over (partition by a, k) as t from (${numbered}) as j) as s where t >= ${fewestErrors(context)}`;
};

/** Stands for the window of events without time where two windows are compared. */
const NO_WINDOW = '-9000000000000000';

/** Requests for a path that was missing, forbidden or malformed. */
const failingRequests: FilterTree = allOf([
  anyOf(FAILING_PATH_STATUS.map((code) => equals(STATUS, String(code)))),
  { kind: 'exists', field: ENTITY },
  { kind: 'exists', field: 'url.original' },
]);

/** Paths are told apart before they are listed, so that an address with a million errors gives a short list. */
const pathsQuery = (context: AggregateContext, seconds: number): Sql => {
  const { dialect } = context.store;
  const source = eventSource(context);
  const referrer = dialect.column(REFERRER);
  const isOurs = sql`coalesce(${hostOf(dialect, referrer)} in (${ownHosts(dialect, source)}), false)`;
  const mark = dialect.ifThen(isOurs, dialect.literal(REFERRED), dialect.literal(UNREFERRED));
  const loud = context.wholeLog ? inLoudWindow(context, seconds) : undefined;
  const events = source.from([TIME, ENTITY, PATH, REFERRER], failingRequests, loud);
  const inner = sql`select ${windowStart(context, seconds)} as w, ${dialect.column(ENTITY)} as a, ${mark} as m, ${dialect.column(PATH)} as p, ${dialect.minimum(referrer)} as r from ${events} group by 1, 2, 3, 4`;
  const columns = join([
    sql`w as ${dialect.identifier('window')}`,
    sql`a as entity`,
    sql`${dialect.distinctList(dialect.concat([raw('m'), raw('p')]), PATHS_KEPT)} as failing`,
    sql`${dialect.countDistinct(raw('p'))} as paths`,
    sql`${dialect.countDistinct(raw('r'))} as referrers`,
  ]);
  return sql`select ${columns} from (${inner}) as g group by 1, 2`;
};

/** Whether an event's address has a conspicuous stretch at the time. */
const inLoudWindow = (context: AggregateContext, seconds: number): Sql => {
  const { dialect } = context.store;
  const failures: FilterTree = allOf([
    { kind: 'compare', field: STATUS, operator: '>=', value: '400' },
    { kind: 'exists', field: ENTITY },
  ]);
  const window = windowStart(context, seconds);
  const counts = sql`select ${window} as w, ${dialect.column(ENTITY)} as a, ${dialect.countAll()} as failed from ${eventSource(context).from([TIME, ENTITY, STATUS], failures)} group by 1, 2`;
  const key = (start: Sql): Sql => dialect.coalesce([start, raw(NO_WINDOW)]);
  return sql`(${dialect.column(ENTITY)}, ${key(window)}) in (select a, ${key(raw('w'))} from (${loudWindows(context, seconds, counts)}) as l)`;
};

/** Quartiles of log2(1 + different failing paths) over the addresses that have any: what the peers make of a fence. */
const peersQuery = (context: AggregateContext): Sql => {
  const { dialect } = context.store;
  const paths = sql`select ${dialect.column(ENTITY)} as a, ${dialect.column(PATH)} as p from ${eventSource(context).from([ENTITY, PATH], failingRequests)} group by 1, 2`;
  const perAddress = sql`select a, ${dialect.logarithm2(dialect.numeric(sql`(1 + ${dialect.countAll()})`))} as x from (${paths}) as t group by a`;
  return sql`select null as ${dialect.identifier('window')}, null as entity, ${dialect.countAll()} as peers, ${dialect.quantile(raw('x'), 0.25)} as ${dialect.identifier('peerLower')}, ${dialect.quantile(raw('x'), 0.75)} as ${dialect.identifier('peerUpper')} from (${perAddress}) as q`;
};
