import { isoToMicros, offsetMinutesOf, partsToMicros } from '../kernel/time.ts';
import { zonedToUtcMicros } from '../kernel/time-zone.ts';
import type { FieldRule, FormatDefinition, LineShape, ParseOptions } from './definition.ts';
import { captureNames, exactPattern, skipPattern, whereItStops } from './shape-pattern.ts';
import {
  CLF_TIME_SHAPE,
  EPOCH_TIME_SHAPE,
  ISO_TIME_SHAPE,
  MONTHS,
  SYSLOG_TIME_SHAPE,
} from './time-shapes.ts';

/** A field's value: times are microseconds since 1970 (bigint), integers bigint, doubles number. */
export type ParsedValue = string | number | bigint | null;

export type ParsedLine =
  | { readonly kind: 'event'; readonly fields: Readonly<Record<string, ParsedValue>> }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'rejected'; readonly reason: string };

type Captures = Readonly<Record<string, string>>;
const full = (shape: string): RegExp => new RegExp(`^(?:${shape})$`, 'u');
const CLF = full(CLF_TIME_SHAPE);
const EPOCH = full(EPOCH_TIME_SHAPE);
const ISO = full(ISO_TIME_SHAPE);
const SYSLOG = full(SYSLOG_TIME_SHAPE);
const INTEGER = /^-?[0-9]{1,19}$/;
const DOUBLE = /^-?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?$/;

/**
 * The one-line parser of a format: the exact truth that the compiled SQL must equal.
 * @example parser(combined, shape, options)('1.2.3.4 - - [...] ...').kind // 'event'
 */
export const lineParser = (
  format: FormatDefinition,
  shape: LineShape,
  options: ParseOptions,
): ((line: string) => ParsedLine) => {
  const exact = new RegExp(exactPattern(shape.parts), 'u');
  const names = captureNames(shape.parts);
  const skip = new RegExp(skipPattern(shape), 'u');
  const inner = (shape.inner ?? []).map((item) => ({
    from: item.from,
    pattern: new RegExp(exactPattern(item.parts), 'u'),
    names: captureNames(item.parts),
  }));
  const rules = Object.entries(format.fields);
  return (line) => {
    if (skip.test(line)) return { kind: 'skipped' };
    const match = exact.exec(line);
    if (match === null) return { kind: 'rejected', reason: whereItStops(shape.parts, line) };
    const captures: Record<string, string> = {};
    names.forEach((name, index) => {
      captures[name] = shape.quoted === true ? unquoted(match[index + 1] ?? '') : (match[index + 1] ?? '');
    });
    for (const item of inner) {
      const found = item.pattern.exec(captures[item.from] ?? '');
      item.names.forEach((name, index) => {
        captures[name] = found?.[index + 1] ?? '';
      });
    }
    const fields = Object.fromEntries(
      rules.map(([name, rule]) => [name, fieldValue(rule, captures, options)]),
    );
    return { kind: 'event', fields };
  };
};

const unquoted = (text: string): string =>
  text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;

const present = (text: string, absent: readonly string[] = ['-']): string | null =>
  text === '' || absent.includes(text) ? null : text;

const fieldValue = (rule: FieldRule, captures: Captures, options: ParseOptions): ParsedValue => {
  if (rule.kind === 'constant') return rule.value;
  const text = captures[rule.from] ?? '';
  switch (rule.kind) {
    case 'text': {
      const value = present(text === '' ? (captures[rule.orElse ?? ''] ?? '') : text, rule.absent);
      return rule.lower === true && value !== null ? asciiLower(value) : value;
    }
    case 'number':
      return numberValue(present(text, rule.absent), rule.type);
    case 'lookup':
      return Object.hasOwn(rule.table, text) ? (rule.table[text] ?? null) : null;
    case 'clfTime':
      return CLF.test(text) ? clfMicros(text) : null;
    case 'clfZone':
      return CLF.test(text) ? `${text.slice(21, 24)}:${text.slice(24, 26)}` : null;
    case 'epochTime':
      return EPOCH.test(text) ? epochMicros(text) : null;
    case 'isoTime':
      return ISO.test(text) ? isoMicros(text, options.timeZone) : null;
    case 'syslogTime':
      return SYSLOG.test(text) ? syslogMicros(text, options) : null;
    default:
      return null;
  }
};

const asciiLower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const numberValue = (text: string | null, type: 'integer' | 'long' | 'double'): ParsedValue => {
  if (text === null) return null;
  if (type === 'double') {
    const number = DOUBLE.test(text) ? Number(text) : Number.NaN;
    return Number.isFinite(number) ? number : null;
  }
  if (!INTEGER.test(text)) return null;
  const number = BigInt(text);
  return number === BigInt.asIntN(type === 'long' ? 64 : 32, number) ? number : null;
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
