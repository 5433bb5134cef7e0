import type { FieldType } from '../kernel/field-type.ts';
import type { Dialect } from '../sql/dialect.ts';
import { raw, type Sql, sql } from '../sql/sql.ts';
import type { ElementKind, EpochUnit, FieldRule, ParseOptions } from './definition.ts';
import { DECIMAL_NUMBER, ESCAPED_PIECES } from './escapes.ts';
import { JSON_LIST_TOKENS, JSON_TRAILING_COMMA } from './json-text.ts';
import type { CaptureOf } from './sql-captures.ts';
import {
  CLF_TIME_SHAPE,
  EPOCH_COUNT_SHAPES,
  EPOCH_TIME_SHAPE,
  ISO_TIME_SHAPE,
  SUMMAND_SHAPE,
  SYSLOG_TIME_SHAPE,
} from './time-shapes.ts';

type RuleOf<Kind extends FieldRule['kind']> = Extract<FieldRule, { readonly kind: Kind }>;
type TimeKind = 'clfTime' | 'epochTime' | 'isoTime' | 'syslogTime';

/** A strict line: shapes of numbers and times are known, so nothing is checked twice. */
export const strictField = (
  dialect: Dialect,
  rule: FieldRule,
  capture: CaptureOf,
  options: ParseOptions,
): Sql => {
  if (rule.kind === 'constant') return dialect.literal(rule.value);
  if (rule.kind === 'first') {
    const known = rule.of.filter((item) => item.kind === 'constant' || hasCapture(item, capture));
    if (known.length === 0) return dialect.nullOf(typeOfRule(rule));
    return dialect.coalesce(known.map((item) => strictField(dialect, item, capture, options)));
  }
  if (rule.kind === 'sum') return sumField(dialect, rule, capture);
  const text = capture(rule.from);
  if (text === null) return dialect.nullOf(typeOfRule(rule));
  switch (rule.kind) {
    case 'text':
      return textField(dialect, text, withoutChecks(rule));
    case 'number':
      return scaled(dialect.castNumber(text, rule.type), rule);
    case 'clfZone':
      return zoneField(dialect, text);
    case 'isoTime':
      return dialect.isoLocalTime(text, options.timeZone);
    case 'clfTime':
    case 'epochTime':
    case 'syslogTime':
      return timeField(dialect, rule, text, options);
    default:
      return valueField(dialect, rule, text, false);
  }
};

const withoutChecks = ({ only: _, ...rule }: RuleOf<'text'>): RuleOf<'text'> => ({
  ...rule,
  unescape: false,
});

const hasCapture = (rule: FieldRule, capture: CaptureOf): boolean =>
  'from' in rule
    ? capture(rule.from) !== null
    : rule.kind === 'sum'
      ? rule.of.some((name) => capture(name) !== null)
      : rule.kind === 'first' && rule.of.some((item) => hasCapture(item, capture));

export const exactField = (
  dialect: Dialect,
  rule: FieldRule,
  capture: CaptureOf,
  options: ParseOptions,
): Sql => {
  if (rule.kind === 'constant') return dialect.literal(rule.value);
  if (rule.kind === 'first')
    return dialect.coalesce(rule.of.map((item) => exactField(dialect, item, capture, options)));
  if (rule.kind === 'sum') return sumField(dialect, rule, capture);
  const text = capture(rule.from);
  if (text === null) return dialect.nullOf(typeOfRule(rule));
  const onlyIf = (pattern: string, then: Sql): Sql =>
    dialect.ifThen(dialect.matches(text, `^(?:${pattern})$`), then, raw('null'));
  switch (rule.kind) {
    case 'text': {
      const value = textField(dialect, text, rule);
      const other = rule.orElse === undefined ? null : capture(rule.orElse);
      if (other === null) return value;
      return dialect.ifThen(sql`coalesce(${text}, '') = ''`, textField(dialect, other, rule), value);
    }
    case 'number': {
      const digits =
        rule.type === 'double' ? '-?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?' : '-?[0-9]{1,19}';
      const plain = dialect.nullIfText(text, absentMarks(rule.absent));
      return onlyIf(digits, scaled(dialect.castNumber(plain, rule.type), rule));
    }
    case 'clfZone':
      return onlyIf(CLF_TIME_SHAPE, zoneField(dialect, text));
    case 'clfTime':
    case 'epochTime':
    case 'isoTime':
    case 'syslogTime':
      return onlyIf(shapeOf(rule), timeField(dialect, rule, text, options));
    default:
      return valueField(dialect, rule, text, true);
  }
};

const sumField = (dialect: Dialect, { of }: RuleOf<'sum'>, capture: CaptureOf): Sql => {
  const numbers = of.flatMap((name) => {
    const text = capture(name);
    if (text === null) return [];
    const number = dialect.castNumber(text, 'long');
    return [dialect.ifThen(dialect.matches(text, `^(?:${SUMMAND_SHAPE})$`), number, raw('null'))];
  });
  if (numbers.length === 0) return dialect.nullOf('long');
  const zero = dialect.castNumber(dialect.literal('0'), 'long');
  const sum = numbers
    .map((number) => dialect.coalesce([number, zero]))
    .reduce((all, next) => sql`${all} + ${next}`);
  return dialect.ifThen(sql`${dialect.coalesce(numbers)} is null`, dialect.nullOf('long'), sql`(${sum})`);
};

/** Rules whose values need no shape. */
const valueField = (
  dialect: Dialect,
  rule: RuleOf<'lookup' | 'boolean' | 'list' | 'jsonList'>,
  text: Sql,
  mayEscape: boolean,
): Sql => {
  switch (rule.kind) {
    case 'lookup':
      return Object.entries(rule.table).reduceRight(
        (otherwise, [key, value]) =>
          dialect.ifThen(sql`${text} = ${dialect.literal(key)}`, dialect.literal(value), otherwise),
        raw('null'),
      );
    case 'boolean': {
      const no = dialect.ifThen(isOneOf(dialect, text, rule.no), raw('false'), dialect.nullOf('boolean'));
      return dialect.ifThen(isOneOf(dialect, text, rule.yes), raw('true'), no);
    }
    case 'list':
      return listField(dialect, rule, text, mayEscape);
    case 'jsonList':
      return jsonListField(dialect, rule, text);
  }
};

const isOneOf = (dialect: Dialect, text: Sql, texts: readonly string[]): Sql =>
  texts.length === 0
    ? raw('false')
    : texts
        .map((item) => sql`${text} = ${dialect.literal(item)}`)
        .reduce((all, item) => sql`${all} or ${item}`);

const listField = (dialect: Dialect, rule: RuleOf<'list'>, text: Sql, mayEscape: boolean): Sql => {
  const cut = dialect.splitList(text, rule.separator);
  const items = rule.elements === 'escaped' && !mayEscape ? cut : mappedElements(dialect, cut, rule.elements);
  const filled = dialect.ifThen(isOneOf(dialect, text, rule.empty ?? []), dialect.listOf([]), items);
  return dialect.ifThen(
    isOneOf(dialect, dialect.coalesce([text, raw("''")]), absentMarks(rule.absent)),
    dialect.nullOf('keywords'),
    filled,
  );
};

const jsonListField = (dialect: Dialect, rule: RuleOf<'jsonList'>, given: Sql): Sql => {
  const text = dialect.coalesce([given, raw("''")]);
  const isList = sql`${dialect.matches(text, JSON_LIST_TOKENS)} and not ${dialect.matches(text, JSON_TRAILING_COMMA)} and ${dialect.jsonValid(text)}`;
  // Both branches are computed: what is no list must still be JSON.
  const list = dialect.jsonList(dialect.ifThen(isList, text, raw("'[]'")));
  const items = dialect.ifThen(isList, list, dialect.listOf([text]));
  return dialect.ifThen(
    sql`${text} = ''`,
    dialect.nullOf('keywords'),
    mappedElements(dialect, items, rule.elements),
  );
};

const mappedElements = (dialect: Dialect, list: Sql, kind: ElementKind | undefined): Sql => {
  if (kind === undefined) return list;
  if (kind === 'escaped') return dialect.mapList(list, (text) => dialect.unescapeHex(text, ESCAPED_PIECES));
  return dialect.mapList(list, (text) => {
    const shorter = dialect.replaceAll(text, '([.][0-9]*[1-9])0+$', '\\1');
    return dialect.ifThen(
      dialect.matches(text, DECIMAL_NUMBER),
      dialect.replaceAll(shorter, '[.]0+$', ''),
      text,
    );
  });
};

const absentMarks = (absent: readonly string[] = ['-']): readonly string[] => ['', ...absent];

const textField = (dialect: Dialect, text: Sql, rule: RuleOf<'text'>): Sql => {
  const { absent, empty, lower = false } = rule;
  const there = dialect.nullIfText(text, empty === undefined ? absentMarks(absent) : (absent ?? ['-']));
  const value =
    empty === undefined || empty.length === 0
      ? there
      : dialect.ifThen(isOneOf(dialect, text, empty), raw("''"), there);
  const plain = rule.unescape === true ? dialect.unescapeHex(value, ESCAPED_PIECES) : value;
  const fitting =
    rule.only === undefined
      ? plain
      : dialect.ifThen(dialect.matches(plain, `^(?:${rule.only})$`), plain, raw('null'));
  const replaced = rule.replace === undefined ? fitting : dialect.replaceText(fitting, ...rule.replace);
  return lower ? dialect.lower(replaced) : replaced;
};

const scaled = (value: Sql, { type, scale }: RuleOf<'number'>): Sql =>
  type !== 'double' || scale === undefined ? value : sql`(${value} * ${scale})`;

const shapeOf = (rule: RuleOf<TimeKind>): string => {
  switch (rule.kind) {
    case 'clfTime':
      return CLF_TIME_SHAPE;
    case 'isoTime':
      return ISO_TIME_SHAPE;
    case 'syslogTime':
      return SYSLOG_TIME_SHAPE;
    case 'epochTime':
      return rule.unit === undefined || rule.unit === 'seconds'
        ? EPOCH_TIME_SHAPE
        : EPOCH_COUNT_SHAPES[rule.unit];
  }
};

const timeField = (dialect: Dialect, rule: RuleOf<TimeKind>, text: Sql, options: ParseOptions): Sql => {
  switch (rule.kind) {
    case 'clfTime':
      return dialect.clfTime(text);
    case 'epochTime':
      return epochField(dialect, text, rule.unit);
    case 'isoTime':
      return dialect.isoTime(text, options.timeZone);
    case 'syslogTime':
      return dialect.syslogTime(text, options.timeZone, options.newestMicros);
  }
};

const epochField = (dialect: Dialect, text: Sql, unit: EpochUnit = 'seconds'): Sql => {
  if (unit === 'seconds') return dialect.epochTime(text);
  const count = dialect.castNumber(text, 'long');
  if (unit === 'milliseconds') return dialect.timeFromMicros(sql`${count} * 1000`);
  return dialect.timeFromMicros(unit === 'nanoseconds' ? dialect.floorDivide(count, 1000) : count);
};

const zoneField = (dialect: Dialect, text: Sql): Sql =>
  dialect.concat([dialect.substring(text, 22, 3), dialect.literal(':'), dialect.substring(text, 25, 2)]);

/** The column type of what a rule gives. */
export const typeOfRule = (rule: FieldRule): FieldType => {
  switch (rule.kind) {
    case 'number':
      return rule.type;
    case 'sum':
      return 'long';
    case 'boolean':
      return 'boolean';
    case 'list':
    case 'jsonList':
      return 'keywords';
    case 'clfTime':
    case 'epochTime':
    case 'isoTime':
    case 'syslogTime':
      return 'date';
    case 'first':
      return rule.of[0] === undefined ? 'keyword' : typeOfRule(rule.of[0]);
    default:
      return 'keyword';
  }
};
