import { isoToMicros, offsetMinutesOf, partsToMicros } from '../kernel/time.ts';
import { zonedToUtcMicros } from '../kernel/time-zone.ts';
import type { ElementKind, EpochUnit, FieldRule, ParseOptions } from './definition.ts';
import { unescaped, withoutFinalZeros } from './escapes.ts';
import { jsonListElements } from './json-reader.ts';
import {
  CLF_TIME_SHAPE,
  EPOCH_COUNT_SHAPES,
  EPOCH_TIME_SHAPE,
  ISO_TIME_SHAPE,
  MONTHS,
  SUMMAND_SHAPE,
  SYSLOG_TIME_SHAPE,
} from './time-shapes.ts';

/** A field's value: times are microseconds since 1970 (bigint), integers bigint, doubles number, lists texts. */
export type ParsedValue = string | number | bigint | boolean | readonly string[] | null;

/** What a line gave; null (or no entry) for a value that a JSON document lacks. */
export type Captures = Readonly<Record<string, string | null>>;

const full = (shape: string): RegExp => new RegExp(`^(?:${shape})$`, 'u');
const CLF = full(CLF_TIME_SHAPE);
const EPOCH = full(EPOCH_TIME_SHAPE);
const ISO = full(ISO_TIME_SHAPE);
const SYSLOG = full(SYSLOG_TIME_SHAPE);
const SUMMAND = full(SUMMAND_SHAPE);
const INTEGER = /^-?[0-9]{1,19}$/;
const DOUBLE = /^-?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?$/;

/** The value that a rule makes of the captures of one line. */
export const fieldValue = (rule: FieldRule, captures: Captures, options: ParseOptions): ParsedValue => {
  if (rule.kind === 'constant') return rule.value;
  if (rule.kind === 'first') {
    for (const item of rule.of) {
      const value = fieldValue(item, captures, options);
      if (value !== null) return value;
    }
    return null;
  }
  if (rule.kind === 'sum') return sumValue(rule.of.map((name) => captures[name] ?? ''));
  const text = captures[rule.from] ?? '';
  switch (rule.kind) {
    case 'text':
      return textValue(rule, captures);
    case 'number':
      return numberValue(present(text, rule.absent), rule.type, rule.scale);
    case 'boolean':
      return rule.yes.includes(text) ? true : rule.no.includes(text) ? false : null;
    case 'list': {
      if (text === '' || (rule.absent ?? ['-']).includes(text)) return null;
      return (rule.empty ?? []).includes(text) ? [] : elements(text.split(rule.separator), rule.elements);
    }
    case 'jsonList':
      return elements(jsonListElements(text), rule.elements);
    case 'lookup':
      return Object.hasOwn(rule.table, text) ? (rule.table[text] ?? null) : null;
    default:
      return timeValue(rule, text, options);
  }
};

type TimeRule = Extract<
  FieldRule,
  { readonly kind: 'clfTime' | 'clfZone' | 'epochTime' | 'isoTime' | 'syslogTime' }
>;

const timeValue = (rule: TimeRule, text: string, options: ParseOptions): ParsedValue => {
  switch (rule.kind) {
    case 'clfTime':
      return CLF.test(text) ? clfMicros(text) : null;
    case 'clfZone':
      return CLF.test(text) ? `${text.slice(21, 24)}:${text.slice(24, 26)}` : null;
    case 'epochTime':
      return epochValue(text, rule.unit);
    case 'isoTime':
      return ISO.test(text) ? isoMicros(text, options.timeZone) : null;
    case 'syslogTime':
      return SYSLOG.test(text) ? syslogMicros(text, options) : null;
  }
};

const textValue = (rule: Extract<FieldRule, { readonly kind: 'text' }>, captures: Captures): ParsedValue => {
  const own = captures[rule.from] ?? null;
  const text = own === null || own === '' ? (captures[rule.orElse ?? ''] ?? own) : own;
  const value = rule.empty === undefined ? present(text ?? '', rule.absent) : keptEmpty(text, rule);
  if (value === null) return null;
  const plain = rule.unescape === true ? unescaped(value) : value;
  if (rule.only !== undefined && !whole(rule.only).test(plain)) return null;
  const replaced =
    rule.replace === undefined ? plain : plain.replaceAll(rule.replace[0], () => rule.replace?.[1] ?? '');
  return rule.lower === true ? asciiLower(replaced) : replaced;
};

const WHOLE = new Map<string, RegExp>();
const whole = (pattern: string): RegExp => {
  const known = WHOLE.get(pattern) ?? full(pattern);
  WHOLE.set(pattern, known);
  return known;
};

const keptEmpty = (
  text: string | null,
  { absent = ['-'], empty = [] }: { readonly absent?: readonly string[]; readonly empty?: readonly string[] },
): string | null => {
  if (text === null || absent.includes(text)) return null;
  return empty.includes(text) ? '' : text;
};

const elements = (
  items: readonly string[] | null,
  kind: ElementKind | undefined,
): readonly string[] | null => {
  if (items === null || kind === undefined) return items;
  return items.map(kind === 'escaped' ? unescaped : withoutFinalZeros);
};

const present = (text: string, absent: readonly string[] = ['-']): string | null =>
  text === '' || absent.includes(text) ? null : text;

const asciiLower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const numberValue = (text: string | null, type: 'integer' | 'long' | 'double', scale = 1): ParsedValue => {
  if (text === null) return null;
  if (type === 'double') {
    const number = DOUBLE.test(text) ? Number(text) * scale : Number.NaN;
    return Number.isFinite(number) ? number : null;
  }
  if (!INTEGER.test(text)) return null;
  const number = BigInt(text);
  return number === BigInt.asIntN(type === 'long' ? 64 : 32, number) ? number : null;
};

const sumValue = (texts: readonly string[]): ParsedValue => {
  const numbers = texts.filter((text) => SUMMAND.test(text)).map(BigInt);
  return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0n);
};

const clfMicros = (text: string): bigint | null =>
  partsToMicros({
    day: Number(text.slice(0, 2)),
    month: MONTHS.indexOf(text.slice(3, 6)) + 1,
    year: Number(text.slice(7, 11)),
    hour: Number(text.slice(12, 14)),
    minute: Number(text.slice(15, 17)),
    second: Number(text.slice(18, 20)),
    offsetMinutes: offsetMinutesOf(text.slice(21)),
  });

const COUNTS = {
  milliseconds: full(EPOCH_COUNT_SHAPES.milliseconds),
  microseconds: full(EPOCH_COUNT_SHAPES.microseconds),
  nanoseconds: full(EPOCH_COUNT_SHAPES.nanoseconds),
};

const epochValue = (text: string, unit: EpochUnit = 'seconds'): bigint | null => {
  if (unit === 'seconds') return EPOCH.test(text) ? epochMicros(text) : null;
  if (!COUNTS[unit].test(text)) return null;
  const count = BigInt(text);
  return unit === 'milliseconds' ? count * 1000n : unit === 'nanoseconds' ? count / 1000n : count;
};

const epochMicros = (text: string): bigint => {
  const [seconds = '0', fraction = ''] = text.split('.');
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
};

const ZONE_AT_END = /(?:Z|[+-][0-9]{2}:?[0-9]{2})$/;

const isoMicros = (text: string, timeZone: string): bigint | null => {
  const micros = isoToMicros(text);
  const hasZone = text.length > 10 && ZONE_AT_END.test(text.slice(10));
  return micros === null || hasZone ? micros : zonedToUtcMicros(micros, timeZone);
};

const syslogMicros = (text: string, options: ParseOptions): bigint | null => {
  const parts = {
    month: MONTHS.indexOf(text.slice(0, 3)) + 1,
    day: Number(text.slice(4, 6)),
    hour: Number(text.slice(7, 9)),
    minute: Number(text.slice(10, 12)),
    second: Number(text.slice(13, 15)),
  };
  const year = new Date(Number(options.newestMicros / 1000n)).getUTCFullYear();
  const inYear = (candidate: number): bigint | null => {
    const micros = partsToMicros({ ...parts, year: candidate });
    return micros === null ? null : zonedToUtcMicros(micros, options.timeZone);
  };
  const latest = inYear(year);
  return latest !== null && latest <= options.newestMicros ? latest : inYear(year - 1);
};
