import { UsageError } from '../kernel/errors.ts';
import { normalQuantile } from '../stats/normal-quantile.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import type { EventStore, Row } from '../store/event-store.ts';
import type { Answer, Column, QuestionOptions } from './answer.ts';
import { openScope, type Scope } from './scope.ts';
import { askQuestion, type Question, streamQuestion } from './shape-query.ts';

export interface CountsOptions extends QuestionOptions {
  readonly field: string;
  /** Condition on this field's values: P(field | given). */
  readonly given?: string;
  /** At most this many rows; a `limit` goes before it. */
  readonly top?: number;
  /** Group addresses by networks of so many bits: of IPv4, and of IPv6 (64 when absent or for one number up to 32). */
  readonly byPrefix?: number | readonly [number, number];
}

/**
 * How often each value of a field occurs, missing values included. Rows are
 * `{value, count, share}`, shares add up to 1; most frequent first, ties by value.
 * With `given` they are `{given, value, count, givenCount, probability, probabilityLow,
 * probabilityHigh, surpriseBits, lift}`: probability is P(value | given) with its 95 %
 * Wilson interval, surprise is -log2 of it, lift is P(value | given) / P(value).
 * @throws UsageError for an unknown field or a prefix of a field that is no address
 */
export const counts = async (store: EventStore, options: CountsOptions): Promise<Answer> => {
  const scope = await openScope(store, options);
  return askQuestion(scope, countsQuestion(scope, options), limited(options));
};

/** The same rows in batches, for results too large to hold. */
export async function* streamCounts(
  store: EventStore,
  options: CountsOptions,
): AsyncGenerator<readonly Row[]> {
  const scope = await openScope(store, options);
  yield* streamQuestion(store, countsQuestion(scope, options), limited(options));
}

const countsQuestion = (scope: Scope, options: CountsOptions): Question => {
  const field = countedField(scope, options);
  return options.given === undefined
    ? plainCounts(scope, field)
    : conditionalCounts(scope, field, options.given);
};

const limited = (options: CountsOptions): CountsOptions => {
  const limit = options.limit ?? options.top;
  return limit === undefined ? options : { ...options, limit };
};

/** The field to count, as its networks where asked for. */
const countedField = (scope: Scope, { field, byPrefix }: CountsOptions): string => {
  const { name, type } = scope.catalog.require(field);
  if (byPrefix === undefined) return name;
  if (type !== 'ip')
    throw new UsageError(`--by-prefix takes an address field such as source.ip; ${field} is of type ${type}`);
  const [bits4, bits6] = typeof byPrefix === 'number' ? prefixPair(byPrefix) : byPrefix;
  if (![bits4, bits6].every(Number.isInteger) || bits4 < 0 || bits4 > 32 || bits6 < 0 || bits6 > 128) {
    throw new UsageError('--by-prefix takes 0 to 32 for IPv4, or IPv4 and IPv6 bits such as 24,48');
  }
  return `subnet(${name},${bits4},${bits6})`;
};

const prefixPair = (bits: number): readonly [number, number] => (bits <= 32 ? [bits, 64] : [32, bits]);

const plainCounts = (scope: Scope, field: string): Question => {
  const { dialect } = scope;
  const value = dialect.column(field);
  const name = (text: string): Sql => dialect.identifier(text);
  const grouped = sql`select ${value} as ${name('value')}, ${scope.count()} as ${name('count')} from ${scope.from([field, ...scope.countFields])} group by ${value}`;
  const count = dialect.column('count');
  const share = sql`${dialect.numeric(count)} / ${dialect.numeric(sql`sum(${count}) over ()`)}`;
  return {
    query: sql`select ${dialect.column('value')} as ${name('value')}, ${count} as ${name('count')}, ${share} as ${name('share')} from (${grouped}) as e`,
    columns: [
      valueColumn(scope, 'value', field),
      { name: 'count', type: 'long' },
      { name: 'share', type: 'share' },
    ],
    order: [
      { column: 'count', descending: true },
      { column: 'value', descending: false },
    ],
  };
};

const valueColumn = (scope: Scope, name: string, field: string): Column => ({
  name,
  type: scope.catalog.require(field).type,
});

const conditionalCounts = (scope: Scope, field: string, givenField: string): Question => {
  const { dialect } = scope;
  const given = scope.catalog.require(givenField).name;
  const name = (text: string): Sql => dialect.identifier(text);
  const column = (text: string): Sql => dialect.column(text);
  const keys = join([column(given), column(field)]);
  const pairs = sql`select ${column(given)} as ${name('given')}, ${column(field)} as ${name('value')}, ${scope.count()} as ${name('count')} from ${scope.from([given, field, ...scope.countFields])} group by ${keys}`;
  const sums = [
    sql`sum(${column('count')}) over (partition by ${column('given')}) as ${name('givenCount')}`,
    sql`sum(${column('count')}) over (partition by ${column('value')}) as ${name('valueCount')}`,
    sql`sum(${column('count')}) over () as ${name('allCount')}`,
  ];
  const own = ['given', 'value', 'count'].map((text) => sql`${column(text)} as ${name(text)}`);
  const summed = sql`select ${join([...own, ...sums])} from (${pairs}) as e`;
  const numbers = conditionalColumns(scope).map(([text, expression]) => sql`${expression} as ${name(text)}`);
  return {
    query: sql`select ${join([...own, ...numbers])} from (${summed}) as e`,
    columns: [
      valueColumn(scope, 'given', given),
      valueColumn(scope, 'value', field),
      { name: 'count', type: 'long' },
      { name: 'givenCount', type: 'long' },
      { name: 'probability', type: 'share' },
      { name: 'probabilityLow', type: 'double' },
      { name: 'probabilityHigh', type: 'double' },
      { name: 'surpriseBits', type: 'double' },
      { name: 'lift', type: 'double' },
    ],
    order: [
      { column: 'givenCount', descending: true },
      { column: 'given', descending: false },
      { column: 'count', descending: true },
      { column: 'value', descending: false },
    ],
  };
};

/** The numbers of one pair, from its count, the counts of its two sides and of all events. */
const conditionalColumns = ({ dialect }: Scope): readonly (readonly [string, Sql])[] => {
  const [count, givenCount, valueCount, allCount] = ['count', 'givenCount', 'valueCount', 'allCount'].map(
    (text) => dialect.numeric(dialect.column(text)),
  ) as [Sql, Sql, Sql, Sql];
  const [low, high] = wilsonBounds(count, givenCount, (item) => dialect.squareRoot(item));
  return [
    ['givenCount', dialect.column('givenCount')],
    ['probability', sql`${count} / ${givenCount}`],
    ['probabilityLow', low],
    ['probabilityHigh', dialect.ifThen(sql`${count} = ${givenCount}`, dialect.numeric(raw('1')), high)],
    ['surpriseBits', dialect.logarithm2(sql`${givenCount} / ${count}`)],
    ['lift', sql`(${count} / ${givenCount}) / (${valueCount} / ${allCount})`],
  ];
};

const CONFIDENCE = 0.95;

/** Bounds of the Wilson score interval (see stats/wilson-interval) as SQL; trials are above 0. */
const wilsonBounds = (successes: Sql, trials: Sql, root: (item: Sql) => Sql): readonly [Sql, Sql] => {
  const z = normalQuantile(0.5 + CONFIDENCE / 2);
  const share = sql`(${successes} / ${trials})`;
  const weight = sql`(1 + ${z * z} / ${trials})`;
  const center = sql`(${share} + ${(z * z) / 2} / ${trials})`;
  const reach = sql`(${z} * ${root(sql`${share} * (1 - ${share}) / ${trials} + ${(z * z) / 4} / (${trials} * ${trials})`)})`;
  return [sql`(${center} - ${reach}) / ${weight}`, sql`(${center} + ${reach}) / ${weight}`];
};
