import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { Aggregate, AggregateContext } from '../detector.ts';
import { eventSource } from '../events.ts';
import { FEWEST_PEERS } from '../peer-fence.ts';
import { failuresOf, saidBeside } from '../login-failures.ts';
import { typedSettings } from '../number-setting.ts';
import { mergeBy } from '../windows.ts';
import { ADDRESS, keysOf, type LoginKey, prefixOf, USER } from './keys.ts';
import { LOGIN_GUESSING_SETTINGS } from './settings.ts';

/** Names kept per row; what live rows count beyond it is a lower bound. */
const NAMES_KEPT = 500;
/** Rows per key that are handed on, those with the most names that never got in. */
const MOST_ROWS = 5000;

const DAY_SECONDS = 86_400;

/**
 * A row per key, period and entity: attempts, failures, and the names on the other side of
 * its logins: those that got in, and those that never did. Over a whole log only entities
 * that can be told come, each with the quartiles of all.
 */
export const guessingAggregate = (context: AggregateContext): Aggregate => {
  const keys = keysOf(context.dataset);
  const bounds = context.wholeLog ? ` of at least ${Object.values(boundsOf(context)).join(', ')}` : '';
  return {
    key: `logins by ${keys.map(({ field, days }) => `${field} per ${days} days`).join(', ')}${bounds}`,
    windowSeconds: DAY_SECONDS * Math.max(...keys.map(({ days }) => days)),
    queries: keys.flatMap((key) => keyQueries(context, key)),
    merge: mergeBy({
      sums: ['attempts', 'failures', 'failedLines', 'guessedLogins'],
      minima: ['first', 'firstSuccess', 'guessedFirst'],
      maxima: ['last', 'lastSuccess', 'guessedLast', 'strongest', 'addresses', 'guessedFailures'],
      sets: ['failed', 'admitted', 'guessed'],
      setSize: NAMES_KEPT,
    }),
  };
};

const boundsOf = (context: AggregateContext) => typedSettings(LOGIN_GUESSING_SETTINGS, context.settings);

/** What a key's queries are made of. */
interface KeyParts {
  /** Start of the period, entity, name on the other side, whether it failed. */
  readonly period: Sql;
  readonly own: Sql;
  readonly other: Sql;
  readonly failed: Sql;
  /** How many attempts failed, of how many, in a group of events. */
  readonly failures: Sql;
  readonly attempts: Sql;
  readonly events: Sql;
}

const partsOf = (context: AggregateContext, key: LoginKey): KeyParts => {
  const { dialect } = context.store;
  const outcome = dialect.column('event.outcome');
  const otherField = key.field === USER ? ADDRESS : USER;
  // what has no outcome, such as a session that ends, is no attempt
  const present = ['@timestamp', key.field, otherField, 'event.outcome'].map(
    (field) => ({ kind: 'exists', field }) as const,
  );
  const beside = saidBeside(context.dataset);
  const wanted = new Set([
    '@timestamp',
    key.field,
    ADDRESS,
    USER,
    'event.outcome',
    ...(beside?.fields ?? []),
  ]);
  const source = eventSource(context);
  const failed = sql`${outcome} <> 'success'`;
  const said = beside === undefined ? undefined : source.condition(beside.condition);
  const failures = failuresOf(dialect, failed, said);
  return {
    period: dialect.epochMicros(dialect.bucket(dialect.column('@timestamp'), key.days * DAY_SECONDS)),
    own: dialect.toText(dialect.column(key.field)),
    other: dialect.toText(dialect.column(otherField)),
    failed,
    failures,
    attempts: sql`(${dialect.countWhere(sql`not (${failed})`)} + ${failures})`,
    events: source.from(wanted, { kind: 'and', items: present }),
  };
};

const keyQueries = (context: AggregateContext, key: LoginKey): readonly Sql[] => {
  if (!context.wholeLog) return [detailsQuery(context, key, undefined)];
  const { dialect } = context.store;
  const { period, own, other, failures, attempts, events } = partsOf(context, key);
  const { minimumFailures } = boundsOf(context);
  const pairs = sql`select ${period} as w, ${own} as k, ${other} as o, ${attempts} as n, ${failures} as f from ${events} group by 1, 2, 3`;
  const entities = sql`select w, k, ${dialect.countAll()} as names, ${dialect.countWhere(raw('f = n'))} as failing, ${dialect.countWhere(raw(`f >= ${minimumFailures} and f < n`))} as guesses, sum(f) as failures, min(case when f = n then 1 else 0 end) as never from q group by 1, 2`;
  const doubling = dialect.logarithm2(dialect.numeric(raw('(1 + failing)')));
  const peers = (among: Sql): Sql =>
    sql`select ${dialect.countAll()} as peers, ${dialect.quantile(doubling, 0.25)} as lower, ${dialect.quantile(doubling, 0.75)} as upper, min(w) as first from e${among}`;
  const vain = key.look === 'account' ? sql` where never = 1` : sql``;
  const tables = sql`q as (${pairs}), e as (${entities}), every as (${peers(sql``)}), vain as (${peers(vain)}), b as (${FENCES})`;
  return [detailsQuery(context, key, sql`${tables}, s as (${suspects(context, key)})`)];
};

/**
 * The quartiles that rows are held against, by `never`. Names that nobody logs in as, which the whole
 * Internet tries, are compared with each other where there are enough of them (`vain`), all others with all (`every`).
 */
const FENCES = raw(
  `select 0 as never, peers, lower, upper, first from every union all select 1 as never, peers, lower, upper, first from every where (select peers from vain) < ${FEWEST_PEERS} union all select 1 as never, peers, lower, upper, first from vain where peers >= ${FEWEST_PEERS}`,
);

/** Of `e` and `b`: entities with enough names that never got in, most of all and beyond the fence; guesses; many logins; many failures where nobody can be compared. */
const suspects = (context: AggregateContext, key: LoginKey): Sql => {
  const { dialect } = context.store;
  const bounds = boundsOf(context);
  const fewest = key.look === 'account' ? bounds.minimumAddresses : bounds.minimumAccounts;
  const doubling = dialect.logarithm2(dialect.numeric(raw('(1 + e.failing)')));
  const failing = sql`(e.failing >= ${fewest} and e.failing >= ${bounds.minimumShare} * e.names and (b.peers < ${FEWEST_PEERS} or ${doubling} > b.upper + 3 * (b.upper - b.lower)))`;
  const others =
    key.look === 'address'
      ? sql` or e.guesses > 0 or e.k in (select k from e where names - failing >= ${bounds.minimumLogins}) or (b.peers < ${FEWEST_PEERS} and e.failing = e.names and e.failures >= ${bounds.minimumFailures})`
      : key.look === 'slow address'
        ? sql` or (e.failing = e.names and e.failures >= ${bounds.minimumSlowFailures})`
        : sql``;
  return sql`select e.w as w, e.k as k, e.names as names, e.failing as failing, e.never as never from e cross join b where e.never = b.never and (${failing}${others}) order by e.failing desc, ${dialect.ascending(raw('e.k'))}, e.w limit ${MOST_ROWS}`;
};

/** Rows of all entities, or of those in the table `s` of `tables`. */
const detailsQuery = (context: AggregateContext, key: LoginKey, tables: Sql | undefined): Sql => {
  const { dialect } = context.store;
  const { period, own, other, failed, failures, attempts, events } = partsOf(context, key);
  const name = dialect.identifier;
  const micros = dialect.epochMicros(dialect.column('@timestamp'));
  const failedAt = dialect.ifThen(failed, micros, sql`null`);
  const admittedAt = dialect.ifThen(failed, sql`null`, micros);
  const address = dialect.toText(dialect.column(ADDRESS));
  const some = tables === undefined ? sql`` : sql` and ${own} in (select k from s)`;
  const each = sql`select ${period} as w, ${own} as k, ${other} as o, ${address} as a, ${attempts} as n, ${failures} as f, ${dialect.countWhere(failed)} as l, ${dialect.minimum(failedAt)} as lo, ${dialect.maximum(failedAt)} as hi, ${dialect.minimum(admittedAt)} as slo, ${dialect.maximum(admittedAt)} as shi from ${events}${some} group by 1, 2, 3, 4`;
  const named = sql`select w, k, o, sum(n) as n, sum(f) as f, sum(l) as l, min(lo) as lo, max(hi) as hi, min(slo) as slo, max(shi) as shi from d group by 1, 2, 3`;
  const perAddress = sql`select w, k, a, sum(f) as f from d group by 1, 2, 3`;
  const sources = sql`select w, k, max(f) as strongest, ${dialect.countWhere(raw('f > 0'))} as addresses from (${perAddress}) as t group by 1, 2`;
  const guessed = raw(`(f >= ${boundsOf(context).minimumFailures} and shi > lo)`);
  const list = (condition: Sql): Sql =>
    dialect.distinctList(dialect.ifThen(condition, raw('o'), sql`null`), NAMES_KEPT);
  const where = (condition: Sql, value: string): Sql => dialect.ifThen(condition, raw(value), sql`null`);
  const columns: readonly (readonly [string, Sql])[] = [
    ['attempts', sql`sum(n)`],
    ['failures', sql`sum(f)`],
    ['failedLines', sql`sum(l)`],
    ['first', sql`min(lo)`],
    ['last', sql`max(hi)`],
    ['firstSuccess', sql`min(slo)`],
    ['lastSuccess', sql`max(shi)`],
    ['guessedFailures', sql`max(${where(guessed, 'f')})`],
    ['guessedLogins', sql`sum(${dialect.ifThen(guessed, raw('n - f'), raw('0'))})`],
    ['guessedFirst', sql`min(${where(guessed, 'slo')})`],
    ['guessedLast', sql`max(${where(guessed, 'shi')})`],
    ['failed', list(raw('f = n'))],
    ['admitted', list(raw('f < n'))],
    ['guessed', list(guessed)],
  ];
  const inner = sql`select w, k, ${join(columns.map(([column, value]) => sql`${value} as ${name(column)}`))} from (${named}) as p group by 1, 2`;
  const counts =
    tables === undefined
      ? sql``
      : sql`, s.names as names, s.failing as failing, b.peers as peers, b.lower as ${name('peerLower')}, b.upper as ${name('peerUpper')}, b.first as ${name('firstPeriod')}`;
  const only =
    tables === undefined
      ? sql``
      : sql` join s on s.w = r.w and s.k = r.k cross join b where b.never = s.never`;
  const outer = join([
    sql`r.w as ${name('window')}`,
    sql`${dialect.concat([dialect.literal(prefixOf(key)), raw('r.k')])} as entity`,
    ...columns.map(([column]) => sql`r.${name(column)} as ${name(column)}`),
    sql`m.strongest as strongest`,
    sql`m.addresses as addresses`,
  ]);
  const before = tables === undefined ? sql`` : sql`${tables}, `;
  return sql`with ${before}d as (${each}) select ${outer}${counts} from (${inner}) as r join (${sources}) as m on m.w = r.w and m.k = r.k${only}`;
};
