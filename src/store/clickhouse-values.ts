import type { RowValue } from './event-store.ts';

/** Turns one JSON value of a column into a row value. */
export type ValueReader = (value: unknown) => RowValue;

/** Settings that make ClickHouse write what the readers here expect. */
export const VALUE_SETTINGS = Object.freeze({
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 0,
  output_format_json_quote_decimals: 1,
  // 'unix_timestamp' writes garbage for fractions of the last second before 1970 (ClickHouse 26.7).
  date_time_output_format: 'iso',
});

const plain: ValueReader = (value) => (value === undefined ? null : (value as RowValue));

const integer: ValueReader = (value) => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
};

/** ISO 8601 UTC with zero to nine decimals, of which six are kept. */
const moment: ValueReader = (value) => {
  const match = /^([0-9-]{10})T([0-9:]{8})(?:\.([0-9]+))?Z$/.exec(String(value));
  if (match === null) return String(value);
  return `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(6, '0').slice(0, 6)}Z`;
};

/** The arguments between the outer brackets of a type's name, cut at commas outside inner brackets and quotes. */
const typeArguments = (type: string): readonly string[] => {
  const inside = type.slice(type.indexOf('(') + 1, -1);
  const found: string[] = [];
  let [depth, start, quoted] = [0, 0, false];
  for (let index = 0; index < inside.length; index += 1) {
    const sign = inside[index];
    if (sign === "'" && inside[index - 1] !== '\\') quoted = !quoted;
    if (quoted) continue;
    if (sign === '(') depth += 1;
    if (sign === ')') depth -= 1;
    if (sign === ',' && depth === 0) {
      found.push(inside.slice(start, index).trim());
      start = index + 1;
    }
  }
  return [...found, inside.slice(start).trim()];
};

const SCALARS: readonly (readonly [RegExp, ValueReader])[] = [
  [/^U?Int(?:64|128|256)$/, integer],
  [/^DateTime(?:64)?(?:\(|$)/, moment],
  [/^Decimal/, (value) => Number(value)],
];

const WRAPPERS = /^(?:Nullable|LowCardinality|Variant)\(/;

/**
 * The reader for a column type as ClickHouse names it: lists and tuples become arrays,
 * times ISO 8601, integers beyond 2^53 text, NaN and infinity null.
 */
export const valueReader = (type: string): ValueReader => {
  if (WRAPPERS.test(type)) return orNull(valueReader(typeArguments(type)[0] ?? ''));
  if (type.startsWith('Array(')) {
    const item = orNull(valueReader(typeArguments(type)[0] ?? ''));
    return (value) => (value as readonly unknown[]).map(item);
  }
  if (type.startsWith('Tuple(')) {
    const items = typeArguments(type).map((part) => orNull(valueReader(part)));
    return (value) => (value as readonly unknown[]).map((item, index) => (items[index] ?? plain)(item));
  }
  const scalar = SCALARS.find(([pattern]) => pattern.test(type));
  return orNull(scalar?.[1] ?? plain);
};

const orNull =
  (read: ValueReader): ValueReader =>
  (value) =>
    value === null || value === undefined ? null : read(value);
