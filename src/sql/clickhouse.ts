import { UsageError } from '../kernel/errors.ts';
import type { FieldType } from '../kernel/field-type.ts';
import { isoToMicros } from '../kernel/time.ts';
import { clickhouseInSubnet, clickhouseSubnet } from './clickhouse-addresses.ts';
import {
  clickhouseClfTime,
  clickhouseEpochTime,
  clickhouseIsoTime,
  clickhouseSyslogTime,
} from './clickhouse-times.ts';
import { type Dialect, GREATEST_SQUARED } from './dialect.ts';
import { join, raw, type Sql, sql } from './sql.ts';

/** Lists are a Variant, for an Array can be neither null nor share a dotted prefix with another. */
const COLUMN_TYPES: Readonly<Record<FieldType, string>> = {
  keyword: 'Nullable(String)',
  ip: 'Nullable(String)',
  integer: 'Nullable(Int32)',
  long: 'Nullable(Int64)',
  double: 'Nullable(Float64)',
  boolean: 'Nullable(Bool)',
  date: "Nullable(DateTime64(6, 'UTC'))",
  keywords: 'Variant(Array(String))',
};

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '`': '\\`', '\0': '\\0' };
const escaped = (text: string): string => text.replaceAll(/[\\'`\0]/g, (mark) => ESCAPES[mark] as string);

/** A text constant: ClickHouse reads backslash escapes inside quotes. */
const literal = (text: string): Sql => raw(`'${escaped(text)}'`);
const identifier = (name: string): Sql => raw(`\`${escaped(name)}\``);
/** A constant of signed type: beside a UInt64 literal a negative number would be read as a huge one. */
const signed = (item: number): Sql => sql`toInt64(${item})`;

/** Comparisons give 0 and 1 of type UInt8; as Bool they come out as true and false. */
const truth = (condition: Sql): Sql => sql`toBool(${condition})`;

const micros = (time: Sql): Sql => sql`toUnixTimestamp64Micro(${time})`;
const fromMicros = (count: Sql): Sql => sql`fromUnixTimestamp64Micro(${count}, 'UTC')`;
/** Remainder with the sign of the divisor. */
const remainder = (count: Sql, divisor: number): Sql =>
  sql`positiveModulo(toInt64(${count}), ${signed(divisor)})`;
/** `intDiv` cuts towards zero; one less where the remainder is negative. Cannot overflow. */
const floorDivide = (count: Sql, divisor: number): Sql =>
  sql`(intDiv(toInt64(${count}), ${signed(divisor)}) - (modulo(toInt64(${count}), ${signed(divisor)}) < 0))`;

const HOUR_MICROS = 3_600_000_000;
const DAY_MICROS = 24 * HOUR_MICROS;
/** 1970-01-01 was a Thursday: three days after a Monday. */
const EPOCH_WEEKDAY = 3;

/**
 * Integers are summed with 128 bits (64 would wrap around silently), anything else as
 * doubles; the type's name is a constant that the engine folds.
 */
const widened = (expression: Sql): Sql =>
  sql`cast(${expression}, if(position(toTypeName(${expression}), 'Float') > 0, 'Nullable(Float64)', 'Nullable(Int128)'))`;

/** The elements of a list column; none for a missing list. */
const elements = (list: Sql): Sql => sql`variantElement(${list}, 'Array(String)')`;

const asList = (list: Sql): Sql => sql`CAST(${list}, 'Variant(Array(String))')`;

const unescapeHex = (text: Sql, pieces: string): Sql =>
  sql`if(position(${text}, '\\\\x') > 0, arrayStringConcat(arrayMap(p -> if(startsWith(p, '\\\\x') and length(p) > 1, unhex(replaceAll(p, '\\\\x', '')), p), extractAll(assumeNotNull(${text}), ${literal(pieces)}))), ${text})`;

/** Places in lists count from 1 here; of an object, a number would take a member. */
const jsonValueAt = (text: Sql, path: readonly (string | number)[]): Sql => {
  const steps = path.map((step) => (typeof step === 'number' ? sql`${step + 1}` : literal(step)));
  const value = sql`JSONExtract(${join([text, ...steps])}, 'Nullable(String)')`;
  const lists = path.flatMap((step, index) =>
    typeof step === 'number' ? [sql`JSONType(${join([text, ...steps.slice(0, index)])}) = 'Array'`] : [],
  );
  return lists.length === 0 ? value : sql`if(${join(lists, ' and ')}, ${value}, null)`;
};

const tied = (aggregate: 'argMin' | 'argMax', expression: Sql, by: Sql): Sql =>
  sql`${raw(aggregate)}OrNullIf(${expression}, (${by}, ${expression}), ${expression} is not null and ${by} is not null)`;

/** ClickHouse 24 and later: names of functions and their corner cases. */
export const clickhouseDialect: Dialect = Object.freeze({
  name: 'clickhouse',
  identifier,
  literal,
  column: (field: string) => sql`e.${identifier(field)}`,
  placeholder: (index: number, item) => `{p${index}:${typeof item === 'number' ? 'Float64' : 'String'}}`,
  columnType: (type: FieldType) => raw(COLUMN_TYPES[type]),

  substring: (text: Sql, start: number, length?: number) =>
    length === undefined
      ? sql`substringUTF8(${text}, ${start})`
      : sql`substringUTF8(${text}, ${start}, ${length})`,
  splitPart: (text: Sql, separator: string, part: number) =>
    sql`if(${text} is null, null, splitByString(${literal(separator)}, assumeNotNull(${text}))[${part}])`,
  cutPart: (text: Sql, separator: string, part: number) =>
    sql`splitByString(${literal(separator)}, ${text})[${part}]`,
  fromEnd: (text: Sql, start: number, length: number) => sql`substringUTF8(${text}, ${-start}, ${length})`,
  dropEnd: (text: Sql, length: number) =>
    sql`substringUTF8(${text}, 1, greatest(0, toInt64(lengthUTF8(${text})) - ${length}))`,
  byteLength: (text: Sql) => sql`length(${text})`,
  lower: (text: Sql) => sql`lower(${text})`,
  concat: (items: readonly Sql[]) => (items.length === 0 ? raw(`''`) : sql`concat(${join(items)})`),
  startsWith: (text: Sql, prefix: string) => truth(sql`startsWith(${text}, ${prefix})`),
  partCount: (text: Sql, separator: string) => sql`length(splitByString(${literal(separator)}, ${text}))`,
  contains: (text: Sql, needle: string) => truth(sql`position(${text}, ${needle}) > 0`),
  matches: (text: Sql, pattern: string) => truth(sql`match(${text}, ${literal(pattern)})`),
  capture: (text: Sql, pattern: string) => sql`extract(${text}, ${literal(pattern)})`,
  captureGroups: (text: Sql, pattern: string) => sql`extractGroups(${text}, ${literal(pattern)})`,
  captured: (groups: Sql, _names: readonly string[], index: number) => sql`${groups}[${index + 1}]`,
  replaceText: (text: Sql, from: string, to: string) =>
    sql`replaceAll(${text}, ${literal(from)}, ${literal(to)})`,
  replaceAll: (text: Sql, pattern: string, replacement: string) =>
    sql`replaceRegexpAll(${text}, ${literal(pattern)}, ${literal(replacement)})`,

  unescapeHex,
  jsonValid: (text: Sql) => truth(sql`isValidJSON(${text})`),
  jsonValues: (text: Sql, paths) => sql`[${join(paths.map((path) => jsonValueAt(text, path)))}]`,
  jsonValue: (values: Sql, index: number) => sql`${values}[${index + 1}]`,
  jsonList: (text: Sql) =>
    asList(sql`arrayMap(i -> ifNull(i, ''), JSONExtract(${text}, 'Array(Nullable(String))'))`),
  splitList: (text: Sql, separator: string) =>
    asList(sql`splitByString(${literal(separator)}, assumeNotNull(${text}))`),
  listOf: (items: readonly Sql[]) =>
    asList(sql`CAST([${join(items.map((item) => sql`assumeNotNull(${item})`))}], 'Array(String)')`),
  mapList: (list: Sql, body: (element: Sql) => Sql) =>
    asList(sql`arrayMap(t -> ${body(raw('t'))}, ${elements(list)})`),
  nullOf: (type: FieldType) => raw(`CAST(NULL, '${COLUMN_TYPES[type].replaceAll("'", "\\'")}')`),

  toLong: (text: Sql) =>
    sql`if(length(${text}) <= 19 + startsWith(${text}, '-') and not startsWith(${text}, '+'), toInt64OrNull(${text}), null)`,
  toDouble: (text: Sql) =>
    sql`if(match(${text}, ${literal(DOUBLE_PATTERN)}) and isFinite(toFloat64OrNull(${text})), toFloat64OrNull(${text}), null)`,
  toText: (expression: Sql) =>
    sql`if(position(toTypeName(${expression}), 'DateTime64') > 0, concat(replaceOne(toString(${expression}), ' ', 'T'), 'Z'), toString(${expression}))`,
  wholeText: (expression: Sql) => sql`toString(${expression})`,
  castNumber: (text: Sql, type: 'integer' | 'long' | 'double') =>
    type === 'double'
      ? sql`if(isFinite(toFloat64OrNull(${text})), toFloat64OrNull(${text}), null)`
      : sql`${raw(type === 'long' ? 'toInt64OrNull' : 'toInt32OrNull')}(${text})`,
  clfTime: clickhouseClfTime,
  epochTime: clickhouseEpochTime,
  isoTime: clickhouseIsoTime,
  isoLocalTime: clickhouseIsoTime,
  syslogTime: clickhouseSyslogTime,
  numeric: (expression: Sql) => sql`toFloat64(${expression})`,

  nullIfText: (text: Sql, absent: readonly string[]) =>
    absent.length === 0 ? text : sql`if(${text} in (${join(absent.map(literal))}), null, ${text})`,
  ifThen: (condition: Sql, then: Sql, otherwise: Sql) => sql`if(${condition}, ${then}, ${otherwise})`,
  coalesce: (items: readonly Sql[]) => sql`coalesce(${join(items)})`,

  countAll: () => raw('toInt64(count())'),
  countWhere: (condition: Sql) => sql`toInt64(countIf(${condition}))`,
  countDistinct: (expression: Sql) => sql`toInt64(uniqExact(${expression}))`,
  countDistinctWithin: (expression: Sql) => sql`toInt64(uniqExact(${expression}))`,
  countDistinctWhere: (expression: Sql, condition: Sql) =>
    sql`toInt64(uniqExactIf(${expression}, ${condition}))`,
  quantile: (expression: Sql, probability: number) =>
    sql`quantileExactInclusiveOrNull(${probability})(toFloat64(${expression}))`,
  quantiles: (expression: Sql, probabilities: readonly number[]) =>
    sql`quantilesExactInclusive(${join(probabilities.map((item) => sql`${item}`))})(toFloat64(${expression}))`,
  standardDeviation: (expression: Sql) =>
    sql`if(count(${expression}) > 1 and max(abs(toFloat64(${expression}))) < ${GREATEST_SQUARED}, stddevSampStableOrNull(toFloat64(${expression})), null)`,
  mean: (expression: Sql) =>
    sql`if(count(${expression}) > 0, sumKahanOrNull(toFloat64(${expression})) / count(${expression}), null)`,
  sum: (expression: Sql) => sql`sumOrNull(${widened(expression)})`,
  minimum: (expression: Sql) => sql`minOrNull(${expression})`,
  maximum: (expression: Sql) => sql`maxOrNull(${expression})`,
  /** `sumMap` gives its keys sorted, so the first of the greatest counts is the smallest value. */
  mode: (expression: Sql) => {
    const counts = sql`sumMapIf([assumeNotNull(${expression})], [toUInt64(1)], ${expression} is not null)`;
    return sql`if(empty(${counts}.1), null, ${counts}.1[indexOf(${counts}.2, arrayMax(${counts}.2))])`;
  },
  valueAtMinimum: (expression: Sql, by: Sql) => tied('argMin', expression, by),
  valueAtMaximum: (expression: Sql, by: Sql) => tied('argMax', expression, by),
  distinctList: (expression: Sql, limit: number) =>
    sql`arraySlice(arraySort(groupUniqArray(${expression})), 1, ${limit})`,

  squareRoot: (expression: Sql) => sql`sqrt(${expression})`,
  logarithm2: (expression: Sql) => sql`if(${expression} > 0, log2(${expression}), null)`,
  floorDivide,

  bucket: (time: Sql, seconds: number) =>
    fromMicros(sql`${micros(time)} - ${remainder(micros(time), seconds * 1e6)}`),
  time: (iso: string) => {
    const count = isoToMicros(iso);
    if (count === null) throw new UsageError(`"${iso}" is no time; write it like 2012-03-16T18:00Z`);
    return fromMicros(sql`toInt64(${count})`);
  },
  epochMicros: micros,
  timeFromMicros: (count: Sql) => fromMicros(sql`toInt64(${count})`),
  hourOfDay: (time: Sql) => sql`toInt32(intDiv(${remainder(micros(time), DAY_MICROS)}, ${HOUR_MICROS}))`,
  dayOfWeek: (time: Sql) =>
    sql`toInt32(${remainder(sql`${floorDivide(micros(time), DAY_MICROS)} + ${EPOCH_WEEKDAY}`, 7)} + 1)`,

  inSubnet: (address: Sql, cidr: string) => truth(clickhouseInSubnet(address, cidr)),
  subnet: clickhouseSubnet,

  listHasAny: (list: Sql) => truth(sql`notEmpty(${elements(list)})`),
  listContains: (list: Sql, element: string) => truth(sql`has(${elements(list)}, ${element})`),
  listMatches: (list: Sql, pattern: string) =>
    truth(sql`arrayExists(item -> match(item, ${literal(pattern)}), ${elements(list)})`),

  previous: (expression: Sql, partition: Sql, order: readonly Sql[]) =>
    sql`lagInFrame(toNullable(${expression}), 1) over (partition by ${partition} order by ${join(order)} rows between unbounded preceding and current row)`,
  series: (start: number, count: number, step: number) =>
    sql`(select ${signed(start)} + ${signed(step)} * toInt64(number) as n from numbers(${count}))`,

  ascending: (expression: Sql) => sql`${expression} asc nulls last`,
  descending: (expression: Sql) => sql`${expression} desc nulls last`,
} satisfies Dialect);

const DOUBLE_PATTERN = '^-?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?$';
