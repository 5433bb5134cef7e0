import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { Aggregate, AggregateContext } from '../detector.ts';
import { eventSource } from '../events.ts';
import { typedSettings } from '../number-setting.ts';
import { mergeBy } from '../windows.ts';
import { ADDRESS, AUTONOMOUS_SYSTEM, keysOf, type LoginKey, NEEDED, prefixOf, SUBNET, USER } from './keys.ts';
import { LOGIN_GUESSING_SETTINGS } from './settings.ts';

/** Names kept per row; what live rows count beyond it is a lower bound. */
export const NAMES_KEPT = 500;
/** Rows per key that are handed on, those with the most names that never got in. */
const MOST_ROWS = 5000;

const DAY_SECONDS = 86_400;
const DAY_MICROS = DAY_SECONDS * 1e6;

/**
 * A row per key, period and entity: attempts, failures, and the names on the other side of
 * its logins: those that got in, and those that never did. Over a whole log only entities
 * that can reach a bound come, and per key one row with the quartiles of all.
 */
export const guessingAggregate = (context: AggregateContext): Aggregate => {
  const keys = keysOf(context.dataset);
  const bounds = context.wholeLog ? ` of at least ${Object.values(boundsOf(context)).join(', ')}` : '';
  const parts = keys.map((key, index) => keyTables(context, key, index));
  return {
    key: `logins by ${keys.map(({ field, days }) => `${field} per ${days} days`).join(', ')}${bounds}`,
    windowSeconds: DAY_SECONDS * Math.max(...keys.map(({ days }) => days)),
    queries: [
      sql`with ${join([pairs(context), ...parts.flatMap(({ tables }) => tables)])} ${join(
        parts.flatMap(({ queries }) => queries).map((query) => sql`select * from (${query}) as r`),
        ' union all ',
      )}`,
    ],
    merge: mergeBy({
      sums: ['attempts', 'failures', 'guessedLogins'],
      minima: ['first', 'firstSuccess', 'guessedFirst'],
      maxima: ['last', 'lastSuccess', 'guessedLast', 'strongest', 'addresses', 'guessedFailures'],
      sets: ['failed', 'admitted', 'guessed'],
      setSize: NAMES_KEPT,
    }),
  };
};

const boundsOf = (context: AggregateContext) => typedSettings(LOGIN_GUESSING_SETTINGS, context.settings);

/** `p`: per day `d`, address `a` and user `u` attempts `n`, failures `f`, times of both outcomes, AS `s`. */
const pairs = (context: AggregateContext): Sql => {
  const { dialect } = context.store;
  const time = dialect.column('@timestamp');
  const micros = dialect.epochMicros(time);
  const outcome = dialect.column('event.outcome');
  const failed = sql`(${outcome} is null or ${outcome} <> 'success')`;
  const failedAt = dialect.ifThen(failed, micros, sql`null`);
  const admittedAt = dialect.ifThen(failed, sql`null`, micros);
  const hasNumber = context.dataset.fields.some(({ name }) => name === AUTONOMOUS_SYSTEM);
  const number = hasNumber ? dialect.minimum(dialect.column(AUTONOMOUS_SYSTEM)) : sql`null`;
  const columns = join([
    sql`${dialect.epochMicros(dialect.bucket(time, DAY_SECONDS))} as d`,
    sql`${dialect.column(ADDRESS)} as a`,
    sql`${dialect.column(USER)} as u`,
    sql`${dialect.countAll()} as n`,
    sql`${dialect.countWhere(failed)} as f`,
    sql`${dialect.minimum(failedAt)} as lo`,
    sql`${dialect.maximum(failedAt)} as hi`,
    sql`${dialect.minimum(admittedAt)} as slo`,
    sql`${dialect.maximum(admittedAt)} as shi`,
    sql`${number} as s`,
  ]);
  const present = ['@timestamp', ADDRESS, USER].map((field) => ({ kind: 'exists', field }) as const);
  const wanted = [...NEEDED, ...(hasNumber ? [AUTONOMOUS_SYSTEM] : [])];
  const events = eventSource(context).from(wanted, { kind: 'and', items: present });
  return sql`p as (select ${columns} from ${events} group by 1, 2, 3)`;
};

/** What a key is made of in `p`: the entity, and the name on the other side. */
const sides = (
  context: AggregateContext,
  { field }: LoginKey,
): { readonly own: Sql; readonly other: Sql } => {
  const { dialect } = context.store;
  if (field === USER) return { own: raw('u'), other: dialect.toText(raw('a')) };
  if (field === SUBNET) return { own: dialect.subnet(raw('a'), 24, 64), other: raw('u') };
  return {
    own: field === AUTONOMOUS_SYSTEM ? dialect.toText(raw('s')) : dialect.toText(raw('a')),
    other: raw('u'),
  };
};

interface KeyTables {
  /** Common table expressions, and the queries over them. */
  readonly tables: readonly Sql[];
  readonly queries: readonly Sql[];
}

/** `e`: a row per period and entity of one key, with what it takes to judge it. */
const keyTables = (context: AggregateContext, key: LoginKey, index: number): KeyTables => {
  const { dialect } = context.store;
  const { own, other } = sides(context, key);
  const { minimumFailures } = boundsOf(context);
  const name = dialect.identifier;
  const [q, e, m] = ['q', 'e', 'm'].map((letter) => raw(`${letter}${index}`)) as [Sql, Sql, Sql];
  const period = raw(`(d - (d % ${key.days * DAY_MICROS}))`);
  const split = sql`select ${period} as w, ${own} as k, ${other} as o, ${dialect.toText(raw('a'))} as a, n, f, lo, hi, slo, shi from p`;
  const joined = sql`select w, k, o, sum(n) as n, sum(f) as f, min(lo) as lo, max(hi) as hi, min(slo) as slo, max(shi) as shi from (${split}) as t where k is not null group by 1, 2, 3`;
  const perAddress = sql`select w, k, a, sum(f) as f from (${split}) as t where k is not null group by 1, 2, 3`;
  const guessed = raw(`(f >= ${minimumFailures} and shi > lo)`);
  const named = (condition: string): Sql =>
    dialect.distinctList(dialect.ifThen(raw(condition), raw('o'), sql`null`), NAMES_KEPT);
  const columns = join([
    sql`w`,
    sql`k`,
    sql`sum(n) as attempts`,
    sql`sum(f) as failures`,
    sql`${dialect.countAll()} as names`,
    sql`${dialect.countWhere(raw('f = n'))} as failing`,
    sql`${dialect.countWhere(guessed)} as guesses`,
    sql`max(${dialect.ifThen(guessed, raw('f'), sql`null`)}) as ${name('guessedFailures')}`,
    sql`min(lo) as first`,
    sql`max(hi) as last`,
    sql`min(slo) as ${name('firstSuccess')}`,
    sql`max(shi) as ${name('lastSuccess')}`,
    sql`${named('f = n')} as failed`,
    sql`${named('f < n')} as admitted`,
    sql`${dialect.distinctList(dialect.ifThen(guessed, raw('o'), sql`null`), NAMES_KEPT)} as guessed`,
    sql`sum(${dialect.ifThen(guessed, raw('n - f'), raw('0'))}) as ${name('guessedLogins')}`,
    sql`min(${dialect.ifThen(guessed, raw('slo'), sql`null`)}) as ${name('guessedFirst')}`,
    sql`max(${dialect.ifThen(guessed, raw('shi'), sql`null`)}) as ${name('guessedLast')}`,
  ]);
  const network = key.look === 'network';
  const tables = [
    sql`${q} as (${joined})`,
    sql`${e} as (select ${columns} from ${q} group by 1, 2)`,
    ...(network
      ? [
          sql`${m} as (select w, k, max(f) as strongest, ${dialect.countWhere(raw('f > 0'))} as addresses from (${perAddress}) as t group by 1, 2)`,
        ]
      : []),
  ];
  return { tables, queries: keyQueries(context, key, e, network ? m : undefined) };
};

const keyQueries = (context: AggregateContext, key: LoginKey, e: Sql, m: Sql | undefined): readonly Sql[] => {
  const { dialect } = context.store;
  const name = dialect.identifier;
  const bounds = boundsOf(context);
  const entity = dialect.concat([dialect.literal(prefixOf(key)), raw('e.k')]);
  // live rows are of parts of the log: their counts of names cannot be added up
  const counts = ['names', 'failing'];
  const columns = join([
    sql`e.w as ${name('window')}`,
    sql`${entity} as entity`,
    ...counts.map((column) => sql`${context.wholeLog ? raw(`e.${column}`) : raw('null')} as ${name(column)}`),
    ...[...NUMBERS, ...LISTS].map((column) => sql`e.${name(column)} as ${name(column)}`),
    ...['strongest', 'addresses'].map(
      (column) => sql`${m === undefined ? raw('null') : sql`m.${name(column)}`} as ${name(column)}`,
    ),
    ...['peers', 'peerLower', 'peerUpper'].map((column) => sql`null as ${name(column)}`),
  ]);
  const from = m === undefined ? sql`${e} as e` : sql`${e} as e join ${m} as m on e.w = m.w and e.k = m.k`;
  if (!context.wholeLog) return [sql`select ${columns} from ${from}`];
  const fewest = key.look === 'account' ? bounds.minimumAddresses : bounds.minimumAccounts;
  const logins =
    key.look === 'address'
      ? sql` or e.k in (select k from ${e} where names - failing >= ${bounds.minimumLogins})`
      : sql``;
  const doubling = dialect.logarithm2(dialect.numeric(raw('(1 + failing)')));
  const peers = join([
    sql`null as ${name('window')}`,
    sql`${dialect.literal(prefixOf(key))} as entity`,
    ...[...counts, ...NUMBERS].map(
      (column) => sql`${column === 'first' ? raw('min(w)') : raw('null')} as ${name(column)}`,
    ),
    ...LISTS.map(
      (column) =>
        sql`${dialect.distinctList(dialect.ifThen(raw('1 = 0'), raw('k'), sql`null`), 1)} as ${name(column)}`,
    ),
    sql`null as strongest`,
    sql`null as addresses`,
    sql`${dialect.countAll()} as peers`,
    sql`${dialect.quantile(doubling, 0.25)} as ${name('peerLower')}`,
    sql`${dialect.quantile(doubling, 0.75)} as ${name('peerUpper')}`,
  ]);
  return [
    sql`select ${columns} from ${from} where e.failing >= ${fewest} or e.guesses > 0${logins} order by e.failing desc, ${dialect.ascending(raw('e.k'))}, e.w limit ${MOST_ROWS}`,
    sql`select ${peers} from ${e} as e`,
  ];
};

const NUMBERS = [
  'attempts',
  'failures',
  'guessedFailures',
  'guessedLogins',
  'guessedFirst',
  'guessedLast',
  'first',
  'last',
  'firstSuccess',
  'lastSuccess',
];
const LISTS = ['failed', 'admitted', 'guessed'];
