import type { Dialect } from '../sql/dialect.ts';
import { raw, type Sql, sql } from '../sql/sql.ts';
import type { Cut, FieldRule, FormatDefinition, LineShape, ParseOptions } from './definition.ts';
import { captureNames, exactPattern, skipPattern } from './shape-pattern.ts';
import { CLF_TIME_SHAPE, EPOCH_TIME_SHAPE, ISO_TIME_SHAPE, SYSLOG_TIME_SHAPE } from './time-shapes.ts';

/** SQL for one format in one dialect; every expression reads the text expression `line`. */
export interface CompiledFormat {
  /** Field names in the order of both expression lists. */
  readonly fields: readonly string[];
  /** For lines that match the strict pattern; null when the format has none. */
  readonly strict: readonly Sql[] | null;
  /** For lines that match the exact pattern, read from `groups` (see `exactGroups`). */
  readonly exact: readonly Sql[];
  /** All captures of the exact pattern; computed once a line. */
  readonly exactGroups: Sql;
  readonly isExact: Sql;
  readonly isSkipped: Sql;
}

/** Compiles a definition; `line` is the text of a line, `groups` names the result of `exactGroups`. */
export const compileFormat = (
  dialect: Dialect,
  format: FormatDefinition,
  shape: LineShape,
  options: ParseOptions,
  line: Sql = raw('line'),
  groups: Sql = raw('groups'),
): CompiledFormat => {
  const rules = Object.values(format.fields);
  const names = captureNames(shape.parts);
  const slow = slowCaptures(dialect, shape, names, groups);
  const fast = shape.strict;
  return {
    fields: Object.keys(format.fields),
    strict:
      fast === undefined
        ? null
        : rules.map((rule) => strictField(dialect, rule, cutter(dialect, fast.cuts, line), options)),
    exact: rules.map((rule) => exactField(dialect, rule, slow, options)),
    exactGroups: dialect.captureGroups(line, exactPattern(shape.parts), names),
    isExact: dialect.matches(line, exactPattern(shape.parts)),
    isSkipped: dialect.matches(line, skipPattern(shape)),
  };
};

type CaptureOf = (name: string) => Sql | null;

const cutter =
  (dialect: Dialect, cuts: Readonly<Record<string, readonly Cut[]>>, line: Sql): CaptureOf =>
  (name) =>
    cuts[name]?.reduce((text, cut) => applyCut(dialect, text, cut), line) ?? null;

const applyCut = (dialect: Dialect, text: Sql, cut: Cut): Sql => {
  if ('split' in cut) return dialect.cutPart(text, cut.split, cut.part);
  if ('skip' in cut) return dialect.substring(text, cut.skip + 1, cut.length);
  if ('fromEnd' in cut) return dialect.fromEnd(text, cut.fromEnd, cut.length);
  return dialect.dropEnd(text, cut.skipEnd);
};

const slowCaptures = (
  dialect: Dialect,
  shape: LineShape,
  names: readonly string[],
  groups: Sql,
): CaptureOf => {
  const known = new Map<string, Sql>(
    names.map((name, index) => {
      const text = dialect.captured(groups, names, index);
      return [name, shape.quoted === true ? unquoted(dialect, text) : text];
    }),
  );
  for (const item of shape.inner ?? []) {
    const innerNames = captureNames(item.parts);
    const from = known.get(item.from) ?? raw("''");
    const innerGroups = dialect.captureGroups(from, exactPattern(item.parts), innerNames);
    innerNames.forEach((name, index) => {
      known.set(name, dialect.captured(innerGroups, innerNames, index));
    });
  }
  return (name) => known.get(name) ?? null;
};

const unquoted = (dialect: Dialect, text: Sql): Sql =>
  dialect.ifThen(
    dialect.startsWith(text, '"'),
    dialect.replaceText(dialect.dropEnd(dialect.substring(text, 2), 1), '""', '"'),
    text,
  );

const absentMarks = (absent: readonly string[] = ['-']): readonly string[] => ['', ...absent];

/** A strict line: shapes of numbers and times are known, so nothing is checked twice. */
const strictField = (dialect: Dialect, rule: FieldRule, capture: CaptureOf, options: ParseOptions): Sql => {
  if (rule.kind === 'constant') return dialect.literal(rule.value);
  const text = capture(rule.from);
  if (text === null) return raw('null');
  switch (rule.kind) {
    case 'text':
      return textField(dialect, text, rule.absent, rule.lower);
    case 'number':
      return dialect.castNumber(text, rule.type);
    case 'lookup':
      return lookupField(dialect, text, rule.table);
    case 'clfZone':
      return zoneField(dialect, text);
    default:
      return timeField(dialect, rule.kind, text, options);
  }
};

const exactField = (dialect: Dialect, rule: FieldRule, capture: CaptureOf, options: ParseOptions): Sql => {
  if (rule.kind === 'constant') return dialect.literal(rule.value);
  const text = capture(rule.from);
  if (text === null) return raw('null');
  const onlyIf = (pattern: string, then: Sql): Sql =>
    dialect.ifThen(dialect.matches(text, `^(?:${pattern})$`), then, raw('null'));
  switch (rule.kind) {
    case 'text': {
      const value = textField(dialect, text, rule.absent, rule.lower);
      const other = rule.orElse === undefined ? null : capture(rule.orElse);
      if (other === null) return value;
      return dialect.ifThen(sql`${text} = ''`, textField(dialect, other, rule.absent, rule.lower), value);
    }
    case 'number': {
      const digits =
        rule.type === 'double' ? '-?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?' : '-?[0-9]{1,19}';
      return onlyIf(
        digits,
        dialect.castNumber(dialect.nullIfText(text, absentMarks(rule.absent)), rule.type),
      );
    }
    case 'lookup':
      return lookupField(dialect, text, rule.table);
    case 'clfZone':
      return onlyIf(CLF_TIME_SHAPE, zoneField(dialect, text));
    default:
      return onlyIf(TIME_SHAPES[rule.kind], timeField(dialect, rule.kind, text, options));
  }
};

const TIME_SHAPES = {
  clfTime: CLF_TIME_SHAPE,
  epochTime: EPOCH_TIME_SHAPE,
  isoTime: ISO_TIME_SHAPE,
  syslogTime: SYSLOG_TIME_SHAPE,
} as const;

const timeField = (
  dialect: Dialect,
  kind: keyof typeof TIME_SHAPES,
  text: Sql,
  options: ParseOptions,
): Sql => {
  switch (kind) {
    case 'clfTime':
      return dialect.clfTime(text);
    case 'epochTime':
      return dialect.epochTime(text);
    case 'isoTime':
      return dialect.isoTime(text, options.timeZone);
    case 'syslogTime':
      return dialect.syslogTime(text, options.timeZone, options.newestMicros);
  }
};

const textField = (
  dialect: Dialect,
  text: Sql,
  absent: readonly string[] | undefined,
  lower = false,
): Sql => {
  const value = dialect.nullIfText(text, absentMarks(absent));
  return lower ? dialect.lower(value) : value;
};

const zoneField = (dialect: Dialect, text: Sql): Sql =>
  dialect.concat([dialect.substring(text, 22, 3), dialect.literal(':'), dialect.substring(text, 25, 2)]);

const lookupField = (dialect: Dialect, text: Sql, table: Readonly<Record<string, string>>): Sql =>
  Object.entries(table).reduceRight(
    (otherwise, [key, value]) =>
      dialect.ifThen(sql`${text} = ${dialect.literal(key)}`, dialect.literal(value), otherwise),
    raw('null'),
  );
