import type { FieldType } from '../kernel/field-type.ts';
import type { Sql, SqlValue } from './sql.ts';

/** A greater number has a square that is close to infinity, and engines refuse to go there. */
export const GREATEST_SQUARED = 1e150;

/**
 * Everything two engines spell differently. Rooms that ask questions use these
 * names and never an engine's own functions. Arguments named `text` are SQL
 * expressions of text type; a null argument gives null unless it is said otherwise.
 * Events are always read under the alias `e` (see `relation`).
 */
export interface Dialect {
  readonly name: 'duckdb' | 'clickhouse';

  /** Quotes one name (table, alias, column). */
  identifier(name: string): Sql;
  /** A text constant, escaped; only where the engine needs a constant (patterns, separators). */
  literal(text: string): Sql;
  /** An event field of the relation `e`, quoted and qualified. */
  column(field: string): Sql;
  /** The placeholder of the index-th text parameter (from 1). */
  placeholder(index: number, item: SqlValue): string;
  /** The engine's nullable column type. */
  columnType(type: FieldType): Sql;

  // --- text
  /** Substring, 1-based, in characters; without length to the end. */
  substring(text: Sql, start: number, length?: number): Sql;
  /** The n-th part (from 1) between separators, '' when there is none. */
  splitPart(text: Sql, separator: string, part: number): Sql;
  /** The n-th part (from 1) of a text that is known to have it; faster than `splitPart`, undefined elsewhere. */
  cutPart(text: Sql, separator: string, part: number): Sql;
  /** `length` characters that begin `start` characters before the end; the text is known to be longer. */
  fromEnd(text: Sql, start: number, length: number): Sql;
  /** Without its last `length` characters; the text is known to be longer. */
  dropEnd(text: Sql, length: number): Sql;
  /** Length in bytes. */
  byteLength(text: Sql): Sql;
  /** ASCII letters in lower case, all others as they are. */
  lower(text: Sql): Sql;
  concat(items: readonly Sql[]): Sql;
  startsWith(text: Sql, prefix: string): Sql;
  /** How many parts a text has between separators: 1 without any. */
  partCount(text: Sql, separator: string): Sql;
  /** Whether the text contains a fixed string. */
  contains(text: Sql, needle: string): Sql;
  /** Whether the RE2 pattern matches somewhere; `^`/`$` anchor; dot matches line ends; byte-exact UTF-8. */
  matches(text: Sql, pattern: string): Sql;
  /** First capture group of the first match, '' when there is no match. */
  capture(text: Sql, pattern: string): Sql;
  /** All capture groups of the first match in a text that is not null, to be taken apart by `captured`; a group that took no part is ''. */
  captureGroups(text: Sql, pattern: string, names: readonly string[]): Sql;
  /** The index-th group (from 0) of `captureGroups`; '' when there was no match. */
  captured(groups: Sql, names: readonly string[], index: number): Sql;
  /** Replaces every occurrence of a fixed text. */
  replaceText(text: Sql, from: string, to: string): Sql;
  /** Replaces every match of a pattern that cannot match the empty text; `\1` refers to a group. */
  replaceAll(text: Sql, pattern: string, replacement: string): Sql;

  /** `\\xHH` as bytes: every piece that `pieces` finds and that begins so is decoded; it must be UTF-8 then. */
  unescapeHex(text: Sql, pieces: string): Sql;

  // --- JSON text; what it is must be known before (see formats/json-text.ts)
  jsonValid(text: Sql): Sql;
  /** The values at several paths as text, to be taken apart by `jsonValue`. Keys hold no double quote and no backslash. */
  jsonValues(text: Sql, paths: readonly (readonly (string | number)[])[]): Sql;
  /** The index-th value (from 0); null where there is none. */
  jsonValue(values: Sql, index: number): Sql;
  /** The elements of a JSON list as a list; null elements are empty texts. */
  jsonList(text: Sql): Sql;

  // --- lists that become fields of type keywords
  splitList(text: Sql, separator: string): Sql;
  /** A list of these texts; none may be null. */
  listOf(items: readonly Sql[]): Sql;
  /** A list of what `body` makes of each element (a text expression). */
  mapList(list: Sql, body: (element: Sql) => Sql): Sql;
  /** A null of a column type. */
  nullOf(type: FieldType): Sql;

  // --- conversion; null when the text is not such a value
  toLong(text: Sql): Sql;
  toDouble(text: Sql): Sql;
  /** Numbers in their shortest form, times as ISO 8601 with six decimals and Z; not for lists. */
  toText(expression: Sql): Sql;
  /** The same for what is known to be a whole number. */
  wholeText(expression: Sql): Sql;
  /** Any number or boolean as a double. */
  numeric(expression: Sql): Sql;

  /** Text known to be digits (or null) as a number; null when it does not fit the type. */
  castNumber(text: Sql, type: 'integer' | 'long' | 'double'): Sql;

  // --- times from text of a known shape (see formats/time-shapes.ts); null for a day that does not exist
  /** dd/Mon/yyyy:HH:MM:SS +zzzz */
  clfTime(text: Sql): Sql;
  /** Seconds since 1970 with at most nine decimals, of which six are kept. */
  epochTime(text: Sql): Sql;
  /** yyyy-mm-dd[ HH:MM[:SS[.f]]][zone]; without zone in `timeZone`; decimals beyond the sixth are cut off. */
  isoTime(text: Sql, timeZone: string): Sql;
  /** The same for `yyyy-mm-dd HH:MM:SS[.f]` with at most six decimals and no zone; of any other text something or null, never an error (DuckDB). */
  isoLocalTime(text: Sql, timeZone: string): Sql;
  /** Mon dd HH:MM:SS in the latest year that does not put it after `newestMicros`. */
  syslogTime(text: Sql, timeZone: string, newestMicros: bigint): Sql;

  // --- conditions and nulls
  /** Null when the expression equals one of the texts. */
  nullIfText(text: Sql, absent: readonly string[]): Sql;
  ifThen(condition: Sql, then: Sql, otherwise: Sql): Sql;
  coalesce(items: readonly Sql[]): Sql;

  // --- aggregates
  countAll(): Sql;
  countWhere(condition: Sql): Sql;
  /** Exact number of different values, nulls not counted. */
  countDistinct(expression: Sql): Sql;
  /** The same for whole numbers that lie from `low` to `high`, few millions apart. */
  countDistinctWithin(expression: Sql, low: number, high: number): Sql;
  countDistinctWhere(expression: Sql, condition: Sql): Sql;
  /** Type 7 (linear interpolation) quantile, nulls ignored, as a double. */
  quantile(expression: Sql, probability: number): Sql;
  /** Standard deviation with ddof 1; null below two values and with one whose square is no double. */
  standardDeviation(expression: Sql): Sql;
  /** Type 7 quantiles at several probabilities, as one list of doubles; null or a list of nulls without values. */
  quantiles(expression: Sql, probabilities: readonly number[]): Sql;
  mean(expression: Sql): Sql;
  sum(expression: Sql): Sql;
  minimum(expression: Sql): Sql;
  maximum(expression: Sql): Sql;
  /** Most frequent value; ties go to the smallest. */
  mode(expression: Sql): Sql;
  /**
   * Value of `expression` in the row where `by` is smallest / largest, of several such rows
   * the smallest / largest value; rows that lack one of the two are left out.
   */
  valueAtMinimum(expression: Sql, by: Sql): Sql;
  valueAtMaximum(expression: Sql, by: Sql): Sql;
  /** Sorted list of the distinct values, at most `limit` of them. */
  distinctList(expression: Sql, limit: number): Sql;

  // --- numbers
  /** Null for what is not positive. */
  logarithm2(expression: Sql): Sql;
  squareRoot(expression: Sql): Sql;
  /** Integer division towards negative infinity. */
  floorDivide(expression: Sql, divisor: number): Sql;

  // --- time
  /** Start of the bucket of `seconds` (epoch-aligned, UTC) the time falls in. */
  bucket(time: Sql, seconds: number): Sql;
  /** A time literal from ISO 8601. */
  time(iso: string): Sql;
  /** Microseconds since 1970 as a long, and back. */
  epochMicros(time: Sql): Sql;
  timeFromMicros(micros: Sql): Sql;
  /** 0..23 and ISO 1 (Monday)..7, UTC. */
  hourOfDay(time: Sql): Sql;
  dayOfWeek(time: Sql): Sql;

  // --- addresses
  /** Whether an address text lies inside a CIDR block (IPv4 or IPv6); false for what is no address. */
  inSubnet(address: Sql, cidr: string): Sql;
  /** Network address with prefix, e.g. 10.1.2.0/24; `bits4` for IPv4, `bits6` for IPv6; null for no address. */
  subnet(address: Sql, bits4: number, bits6: number): Sql;

  // --- lists (fields of type keywords); a missing list has no elements
  listHasAny(list: Sql): Sql;
  listContains(list: Sql, element: string): Sql;
  /** Whether an element matches the RE2 pattern. */
  listMatches(list: Sql, pattern: string): Sql;

  // --- rows
  /** Value of `expression` in the row before this one among the rows of equal `partition`, in `order`; null for the first. */
  previous(expression: Sql, partition: Sql, order: readonly Sql[]): Sql;
  /** A sub-query (with its parentheses) of one long column `n`: `count` numbers from `start` in steps of `step`. */
  series(start: number, count: number, step: number): Sql;

  // --- order: UTF-8 bytes, nulls last
  ascending(expression: Sql): Sql;
  descending(expression: Sql): Sql;
}
