import { UsageError } from '../kernel/errors.ts';
import type { FieldType } from '../kernel/field-type.ts';
import { isoToMicros } from '../kernel/time.ts';
import { type Dialect, GREATEST_SQUARED } from './dialect.ts';
import { duckdbInSubnet, duckdbSubnet } from './duckdb-addresses.ts';
import { duckdbEpochTime, duckdbIsoLocalTime, duckdbIsoTime, duckdbSyslogTime } from './duckdb-times.ts';
import { join, raw, sql, type Sql } from './sql.ts';

const COLUMN_TYPES: Readonly<Record<FieldType, string>> = {
  keyword: 'varchar',
  ip: 'varchar',
  integer: 'integer',
  long: 'bigint',
  double: 'double',
  boolean: 'boolean',
  date: 'timestamp',
  keywords: 'varchar[]',
};

/** A text literal: DuckDB knows no escape but the doubled quote. Needed where the engine wants a constant. */
const literal = (text: string): Sql => {
  const quoted = (part: string): string => `'${part.replaceAll("'", "''")}'`;
  // The parser takes a NUL for the end of the statement.
  return raw(text.includes('\0') ? `(${text.split('\0').map(quoted).join(' || chr(0) || ')})` : quoted(text));
};
const identifier = (name: string): Sql => raw(`"${name.replaceAll('"', '""')}"`);

/** Letters of other scripts stay: engines disagree about them. Plain texts take the fast way. */
const asciiLower = (text: Sql): Sql =>
  sql`case when strlen(${text}) = length(${text}) then lower(${text}) else translate(${text}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') end`;

/** The engine reads 1e400 as infinity. */
const finite = (text: Sql): Sql =>
  sql`case when isfinite(try_cast(${text} as double)) then try_cast(${text} as double) end`;

/** A run of escapes is valid UTF-8, or the engine would refuse the whole statement. */
const unescapeHex = (text: Sql, pieces: string): Sql =>
  sql`case when contains(${text}, '\\x') then array_to_string(list_transform(regexp_extract_all(${text}, ${literal(pieces)}, 0, 's'), lambda p: case when starts_with(p, '\\x') and strlen(p) > 1 then decode(from_hex(replace(p, '\\x', ''))) else p end), '') else ${text} end`;

const jsonPath = (path: readonly (string | number)[]): string =>
  `$${path.map((step) => (typeof step === 'number' ? `[${step}]` : `."${step}"`)).join('')}`;

/** Rows with the same `by` are told apart by the value itself, so that runs give equal answers. */
const tied = (aggregate: 'arg_min' | 'arg_max', expression: Sql, by: Sql): Sql =>
  sql`${raw(aggregate)}(${expression}, row(${by}, ${expression})) filter (where ${expression} is not null and ${by} is not null)`;

/** The type's name is a constant, so the engine keeps one branch. */
const toText = (expression: Sql): Sql => {
  const text = sql`cast(${expression} as varchar)`;
  return sql`case typeof(${expression})
    when 'DOUBLE' then regexp_replace(cast(to_json(try_cast(${text} as double)) as varchar), '[.]0$', '')
    when 'TIMESTAMP' then strftime(try_cast(${text} as timestamp), '%Y-%m-%dT%H:%M:%S.%fZ')
    else ${text} end`;
};

/** Microseconds before 1970 that times of events stay within: the year 1843. */
const EARLIEST_MICROS = 4e15;

/** DuckDB 1.5: names of functions and their corner cases. */
export const duckdbDialect: Dialect = Object.freeze({
  name: 'duckdb',
  identifier,
  literal,
  column: (field: string) => sql`e.${identifier(field)}`,
  placeholder: (index: number) => `$${index}`,
  columnType: (type: FieldType) => raw(COLUMN_TYPES[type]),

  substring: (text: Sql, start: number, length?: number) =>
    length === undefined ? sql`substr(${text}, ${start})` : sql`substr(${text}, ${start}, ${length})`,
  // The first part is there for every text, and an engine that sees no more asks each different text once.
  splitPart: (text: Sql, separator: string, part: number) =>
    part === 1
      ? sql`string_split(${text}, ${literal(separator)})[1]`
      : sql`coalesce(string_split(${text}, ${literal(separator)})[${part}], case when ${text} is null then null else '' end)`,
  cutPart: (text: Sql, separator: string, part: number) =>
    sql`string_split(${text}, ${literal(separator)})[${part}]`,
  fromEnd: (text: Sql, start: number, length: number) => sql`substr(${text}, ${-start}, ${length})`,
  dropEnd: (text: Sql, length: number) => sql`left(${text}, ${-length})`,
  byteLength: (text: Sql) => sql`strlen(${text})`,
  lower: asciiLower,
  concat: (items: readonly Sql[]) => sql`(${join(items, ' || ')})`,
  startsWith: (text: Sql, prefix: string) => sql`starts_with(${text}, ${prefix})`,
  partCount: (text: Sql, separator: string) => sql`len(string_split(${text}, ${literal(separator)}))`,
  contains: (text: Sql, needle: string) => sql`contains(${text}, ${needle})`,
  matches: (text: Sql, pattern: string) => sql`regexp_matches(${text}, ${literal(pattern)}, 's')`,
  capture: (text: Sql, pattern: string) => sql`regexp_extract(${text}, ${literal(pattern)}, 1, 's')`,
  captureGroups: (text: Sql, pattern: string, names: readonly string[]) =>
    sql`regexp_extract(${text}, ${literal(pattern)}, [${join(names.map(literal))}], 's')`,
  captured: (groups: Sql, names: readonly string[], index: number) =>
    sql`${groups}[${literal(names[index] ?? '')}]`,
  replaceAll: (text: Sql, pattern: string, replacement: string) =>
    sql`regexp_replace(${text}, ${literal(pattern)}, ${literal(replacement)}, 'gs')`,
  replaceText: (text: Sql, from: string, to: string) => sql`replace(${text}, ${from}, ${to})`,

  unescapeHex,
  jsonValid: (text: Sql) => sql`json_valid(${text})`,
  jsonValues: (text: Sql, paths) =>
    sql`json_extract_string(${text}, [${join(paths.map((path) => literal(jsonPath(path))))}])`,
  jsonValue: (values: Sql, index: number) => sql`${values}[${index + 1}]`,
  jsonList: (text: Sql) =>
    sql`list_transform(json_transform(${text}, '["VARCHAR"]'), lambda i: coalesce(i, ''))`,
  splitList: (text: Sql, separator: string) => sql`string_split(${text}, ${literal(separator)})`,
  listOf: (items: readonly Sql[]) => sql`cast([${join(items)}] as varchar[])`,
  mapList: (list: Sql, body: (element: Sql) => Sql) =>
    sql`list_transform(${list}, lambda t: ${body(raw('t'))})`,
  nullOf: (type: FieldType) => raw(`cast(null as ${COLUMN_TYPES[type]})`),

  toLong: (text: Sql) =>
    sql`case when regexp_full_match(${text}, '-?[0-9]{1,19}') then try_cast(${text} as bigint) end`,
  toDouble: (text: Sql) =>
    sql`case when regexp_full_match(${text}, '-?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?') then ${finite(text)} end`,
  toText,
  wholeText: (expression: Sql) => sql`cast(${expression} as varchar)`,
  castNumber: (text: Sql, type: 'integer' | 'long' | 'double') =>
    type === 'double' ? finite(text) : sql`try_cast(${text} as ${raw(COLUMN_TYPES[type])})`,
  // A cast from timestamptz goes through ICU and costs more than the parsing.
  clfTime: (text: Sql) => sql`make_timestamp(epoch_us(try_strptime(${text}, '%d/%b/%Y:%H:%M:%S %z')))`,
  epochTime: duckdbEpochTime,
  isoTime: duckdbIsoTime,
  isoLocalTime: duckdbIsoLocalTime,
  syslogTime: duckdbSyslogTime,
  numeric: (expression: Sql) => sql`cast(${expression} as double)`,

  nullIfText: (text: Sql, absent: readonly string[]) =>
    absent.length <= 1
      ? sql`nullif(${text}, ${absent.length === 0 ? raw('null') : literal(absent[0] as string)})`
      : sql`case when ${text} in (${join(absent.map(literal))}) then null else ${text} end`,
  ifThen: (condition: Sql, then: Sql, otherwise: Sql) =>
    sql`case when ${condition} then ${then} else ${otherwise} end`,
  coalesce: (items: readonly Sql[]) => sql`coalesce(${join(items)})`,

  countAll: () => raw('count(*)'),
  countWhere: (condition: Sql) => sql`count(*) filter (where ${condition})`,
  countDistinct: (expression: Sql) => sql`count(distinct ${expression})`,
  countDistinctWithin: (expression: Sql, low: number, high: number) =>
    sql`coalesce(bit_count(bitstring_agg(${expression}, ${raw(String(low))}, ${raw(String(high))})), 0)`,
  countDistinctWhere: (expression: Sql, condition: Sql) =>
    sql`count(distinct ${expression}) filter (where ${condition})`,
  quantile: (expression: Sql, probability: number) =>
    sql`quantile_cont(cast(${expression} as double), ${probability})`,
  quantiles: (expression: Sql, probabilities: readonly number[]) =>
    sql`quantile_cont(cast(${expression} as double), [${join(probabilities.map((item) => sql`${item}`))}])`,
  standardDeviation: (expression: Sql) =>
    sql`case when max(abs(cast(${expression} as double))) < ${GREATEST_SQUARED} then stddev_samp(cast(${expression} as double)) filter (where abs(cast(${expression} as double)) < ${GREATEST_SQUARED}) end`,
  mean: (expression: Sql) => sql`avg(${expression})`,
  sum: (expression: Sql) => sql`sum(${expression})`,
  minimum: (expression: Sql) => sql`min(${expression})`,
  maximum: (expression: Sql) => sql`max(${expression})`,
  mode: (expression: Sql) =>
    sql`list_extract(list_sort(list_transform(map_entries(histogram(${expression})), lambda m: {'c': -cast(m.value as bigint), 'k': m.key})), 1).k`,
  valueAtMinimum: (expression: Sql, by: Sql) => tied('arg_min', expression, by),
  valueAtMaximum: (expression: Sql, by: Sql) => tied('arg_max', expression, by),
  distinctList: (expression: Sql, limit: number) =>
    sql`coalesce(list_slice(list_sort(list_distinct(list(${expression}))), 1, ${limit}), [])`,

  squareRoot: (expression: Sql) => sql`sqrt(${expression})`,
  logarithm2: (expression: Sql) => sql`case when ${expression} > 0 then log2(${expression}) end`,
  floorDivide: (expression: Sql, divisor: number) =>
    sql`((${expression}) // ${divisor} - case when (${expression}) % ${divisor} < 0 then 1 else 0 end)`,

  bucket: (time: Sql, seconds: number) => {
    const width = seconds * 1e6;
    // So many whole buckets later no time of ours is negative, which saves two of three divisions.
    const later = width * Math.ceil(EARLIEST_MICROS / width);
    return sql`make_timestamp(epoch_us(${time}) - (epoch_us(${time}) + ${later}) % ${width})`;
  },
  time: (iso: string) => {
    const micros = isoToMicros(iso);
    if (micros === null) throw new UsageError(`"${iso}" is no time; write it like 2012-03-16T18:00Z`);
    return sql`make_timestamp(${micros})`;
  },
  epochMicros: (time: Sql) => sql`epoch_us(${time})`,
  timeFromMicros: (micros: Sql) => sql`make_timestamp(cast(${micros} as bigint))`,
  hourOfDay: (time: Sql) => sql`cast(hour(${time}) as integer)`,
  dayOfWeek: (time: Sql) => sql`cast(isodow(${time}) as integer)`,

  inSubnet: duckdbInSubnet,
  subnet: duckdbSubnet,

  listHasAny: (list: Sql) => sql`coalesce(len(${list}) > 0, false)`,
  listContains: (list: Sql, element: string) => sql`coalesce(list_contains(${list}, ${element}), false)`,
  listMatches: (list: Sql, pattern: string) =>
    sql`coalesce(len(list_filter(${list}, lambda x: regexp_matches(x, ${literal(pattern)}, 's'))) > 0, false)`,

  previous: (expression: Sql, partition: Sql, order: readonly Sql[]) =>
    sql`lag(${expression}) over (partition by ${partition} order by ${join(order)})`,
  series: (start: number, count: number, step: number) =>
    sql`(select ${start} + ${step} * i as n from range(0, ${count}) as r(i))`,

  ascending: (expression: Sql) => sql`${expression} asc nulls last`,
  descending: (expression: Sql) => sql`${expression} desc nulls last`,
} satisfies Dialect);
