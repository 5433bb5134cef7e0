import { allOf, anyOf, type FilterTree } from '../../filter/tree.ts';
import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { Aggregate, AggregateContext } from '../detector.ts';
import { equals, eventSource } from '../events.ts';
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
 * requests and errors of everybody.
 */
export const errorAggregate = (context: AggregateContext): Aggregate => {
  const { windowSeconds } = typedSettings(REQUEST_ERRORS_SETTINGS, context.settings);
  return {
    key: `web errors by ${ENTITY} per ${windowSeconds} s${context.wholeLog ? ` of at least ${fewestErrors(context)}` : ''}`,
    windowSeconds,
    queries: [
      countsQuery(context, windowSeconds),
      pathsQuery(context, windowSeconds),
      ...(context.wholeLog ? [peersQuery(context)] : []),
    ],
    merge: mergeErrorRows,
  };
};

/** With fewer errors than this in the whole log no address can be conspicuous. */
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
  const loud = context.wholeLog
    ? sql` and a in (select a from g group by a having sum(failed) >= ${fewestErrors(context)})`
    : sql``;
  const own = sql`select w as ${name('window')}, a as entity, n as requests, failed as errors, refused, broken as ${name('serverErrors')}, earliest as first, latest as last from g where failed > 0 and a is not null${loud}`;
  const all = sql`select w, null, sum(n), sum(failed), sum(refused), sum(broken), null, null from g group by w`;
  return sql`with g as (${grouped}) ${own} union all ${all}`;
};

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
  const mark = dialect.ifThen(
    sql`${referrer} is null`,
    dialect.literal(UNREFERRED),
    dialect.literal(REFERRED),
  );
  const busy = sql`select ${dialect.column(ENTITY)} as a from ${source.from([ENTITY, STATUS], { kind: 'compare', field: STATUS, operator: '>=', value: '400' })} group by 1 having ${dialect.countAll()} >= ${fewestErrors(context)}`;
  const loud = context.wholeLog ? sql`${dialect.column(ENTITY)} in (${busy})` : undefined;
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

/** Quartiles of log2(1 + different failing paths) over the addresses that have any: what the peers make of a fence. */
const peersQuery = (context: AggregateContext): Sql => {
  const { dialect } = context.store;
  const paths = sql`select ${dialect.column(ENTITY)} as a, ${dialect.column(PATH)} as p from ${eventSource(context).from([ENTITY, PATH], failingRequests)} group by 1, 2`;
  const perAddress = sql`select a, ${dialect.logarithm2(dialect.numeric(sql`(1 + ${dialect.countAll()})`))} as x from (${paths}) as t group by a`;
  return sql`select null as ${dialect.identifier('window')}, null as entity, ${dialect.countAll()} as peers, ${dialect.quantile(raw('x'), 0.25)} as ${dialect.identifier('peerLower')}, ${dialect.quantile(raw('x'), 0.75)} as ${dialect.identifier('peerUpper')} from (${perAddress}) as q`;
};
