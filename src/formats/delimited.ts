import type { Cut, FieldRule, LineShape, PatternPart } from './definition.ts';
import { EPOCH_TIME_SHAPE, ISO_LOCAL_SHAPE } from './time-shapes.ts';

export interface DelimitedOptions {
  readonly delimiter: string;
  readonly columns: readonly string[];
  readonly fields: Readonly<Record<string, FieldRule>>;
  /** Values may stand in double quotes (RFC 4180). */
  readonly quoted?: boolean;
  readonly skip?: string;
}

/** The shape of a log with one delimiter and a fixed number of columns; a `"` means something only where `quoted`. */
export const delimitedShape = (options: DelimitedOptions): LineShape => {
  const { delimiter, columns, fields, quoted = false, skip } = options;
  const plain = `[^${delimiter}]*`;
  const exact = quoted ? `(?:"(?:[^"]|"")*"|[^"${delimiter}][^${delimiter}]*|)` : plain;
  const parts = columns.flatMap((name, index): PatternPart[] =>
    index === 0 ? [{ name, exact }] : [delimiter, { name, exact }],
  );
  const classes = columns.map((name) => strictClass(name, fields, quoted ? `[^"${delimiter}]*` : plain));
  const cuts = Object.fromEntries(
    columns.map((name, index): [string, readonly Cut[]] => [name, [{ split: delimiter, part: index + 1 }]]),
  );
  return {
    parts,
    strict: { pattern: classes.join(delimiter), cuts },
    ...(quoted ? { quoted: true } : {}),
    ...(skip === undefined ? {} : { skip }),
  };
};

/** The narrow pattern of a column: numbers and times in their exact shapes, so that strict lines need no checks. */
const strictClass = (column: string, fields: Readonly<Record<string, FieldRule>>, plain: string): string => {
  const rule = Object.values(fields).find((candidate) => 'from' in candidate && candidate.from === column);
  switch (rule?.kind) {
    case 'number':
      return rule.type === 'double' ? '(?:-|[0-9]{1,15}[.][0-9]{1,9})' : '(?:-|[0-9]{1,18})';
    case 'epochTime':
      return EPOCH_TIME_SHAPE;
    case 'isoTime':
      return ISO_LOCAL_SHAPE;
    default:
      return plain;
  }
};
