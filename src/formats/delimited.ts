import { checkedRules } from './address-fields.ts';
import type { CaptureStep, Cut, FieldRule, LineShape, PatternPart } from './definition.ts';
import { CLF_TIME_SHAPE, EPOCH_TIME_SHAPE, ISO_LOCAL_SHAPE, SYSLOG_TIME_SHAPE } from './time-shapes.ts';

export interface DelimitedOptions {
  /** One character. */
  readonly delimiter: string;
  readonly columns: readonly string[];
  readonly fields: Readonly<Record<string, FieldRule>>;
  /** Values may stand in double quotes (RFC 4180). */
  readonly quoted?: boolean;
  readonly skip?: string;
  readonly inner?: readonly CaptureStep[];
  /** Values may hold `\\xHH`; lines with a backslash are no strict ones. */
  readonly escapes?: boolean;
  /** Captures of `inner` that are whole columns in a strict line. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Narrower patterns for columns of a strict line. */
  readonly classes?: Readonly<Record<string, string>>;
}

/** The shape of a log with one delimiter and a fixed number of columns; a `"` means something only where `quoted`. */
export const delimitedShape = (options: DelimitedOptions): LineShape => {
  const { columns, quoted = false, skip, inner, escapes = false, aliases = {} } = options;
  const fields = checkedRules(options.fields);
  const delimiter = escapedSign(options.delimiter);
  const plain = `[^${delimiter}]*`;
  const exact = quoted ? `(?:"(?:[^"]|"")*"|[^"${delimiter}][^${delimiter}]*|)` : plain;
  const parts = columns.flatMap((name, index): PatternPart[] =>
    index === 0 ? [{ name, exact }] : [options.delimiter, { name, exact }],
  );
  const strictPlain = `[^${quoted ? '"' : ''}${escapes ? '\\\\' : ''}${delimiter}]*`;
  const classes = columns.map(
    (name) =>
      options.classes?.[name] ?? strictClass([name, ...aliasesOf(name, aliases)], fields, strictPlain),
  );
  const cut = (index: number): readonly Cut[] => [{ split: options.delimiter, part: index + 1 }];
  const cuts = Object.fromEntries(
    columns.flatMap((name, index) =>
      [name, ...aliasesOf(name, aliases)].map((capture): [string, readonly Cut[]] => [capture, cut(index)]),
    ),
  );
  const pieces = {
    separator: options.delimiter,
    parts: columns.length,
    without: [...(escapes ? ['\\'] : []), ...(quoted ? ['"'] : [])],
    match: classes.flatMap((pattern, index) =>
      pattern === strictPlain ? [] : [{ cuts: cut(index), pattern }],
    ),
  };
  return {
    parts,
    strict: {
      pattern: classes.join(delimiter),
      cuts,
      ...(Object.values(fields).every(cutsAnyLine) ? { pieces } : {}),
    },
    ...(inner === undefined ? {} : { inner }),
    ...(quoted ? { quoted: true } : {}),
    ...(skip === undefined ? {} : { skip }),
  };
};

/** Whether a value is made of any text without an error: see `StrictShape.pieces`. */
const cutsAnyLine = (rule: FieldRule): boolean => {
  if (rule.kind === 'first') return rule.of.every(cutsAnyLine);
  return rule.kind !== 'epochTime' || rule.unit === undefined || rule.unit === 'seconds';
};

const escapedSign = (sign: string): string => (/[\\^\]|.*+?()[{}$-]/.test(sign) ? `\\${sign}` : sign);

const aliasesOf = (column: string, aliases: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(aliases).filter((alias) => aliases[alias] === column);

/** The narrow pattern of a column: numbers and times in their exact shapes, so that strict lines need no checks. */
const strictClass = (
  captures: readonly string[],
  fields: Readonly<Record<string, FieldRule>>,
  plain: string,
): string => {
  const rules = Object.values(fields).flatMap(flat);
  const readers = rules.filter((rule) => 'from' in rule && captures.includes(rule.from));
  const shapes = new Set(readers.map((rule) => strictShape(rule, plain)));
  shapes.delete(plain);
  if (shapes.size === 0) return plain;
  // Two rules that want different shapes of one column: no line is strict.
  return shapes.size === 1 ? ([...shapes][0] ?? plain) : '[^\\x00-\\x{10ffff}]';
};

const flat = (rule: FieldRule): readonly FieldRule[] =>
  rule.kind === 'first' ? rule.of.flatMap(flat) : [rule];

const strictShape = (rule: FieldRule, plain: string): string => {
  switch (rule.kind) {
    case 'number':
      return rule.type === 'double' ? '(?:-|[0-9]{1,15}[.][0-9]{1,9})' : '(?:-|[0-9]{1,18})';
    case 'epochTime':
      return rule.unit === undefined || rule.unit === 'seconds' ? EPOCH_TIME_SHAPE : '[0-9]{1,13}';
    case 'isoTime':
      return ISO_LOCAL_SHAPE;
    case 'clfTime':
    case 'clfZone':
      return CLF_TIME_SHAPE;
    case 'syslogTime':
      return SYSLOG_TIME_SHAPE;
    case 'text':
      return rule.only ?? plain;
    default:
      return plain;
  }
};
