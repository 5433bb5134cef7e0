import type { FormatDefinition, LineShape } from '../formats/definition.ts';
import { definitionFor, detectFormat } from '../formats/detect.ts';
import { InputError } from '../kernel/errors.ts';
import type { InputAccount } from '../schema/accounting.ts';
import { looksBinary, sampleLines } from './sample.ts';

export interface ChosenFormat {
  readonly path: string;
  /** The format as it stands in the registry: it gives the definition for other lines of the log. */
  readonly base: FormatDefinition;
  readonly format: FormatDefinition;
  readonly shape: LineShape;
  /** First lines of the source. */
  readonly sample: readonly string[];
}

const BLANK_SHAPE: LineShape = { parts: [{ name: 'blank', exact: '[ \\t]*' }] };

/** What a log of nothing but blank lines is read as: all of them are skipped. */
const BLANK: FormatDefinition = {
  name: 'none',
  title: 'Blank lines',
  dataset: 'web',
  example: '',
  shapeFor: () => BLANK_SHAPE,
  fields: {},
};

/**
 * The named format, or the one the content looks like.
 * @throws InputError when the content is binary or fits no known format.
 */
export const chooseFormat = (
  path: string,
  head: Buffer,
  options: { readonly formats: readonly FormatDefinition[]; readonly format?: FormatDefinition },
): ChosenFormat => {
  const sample = sampleLines(head);
  if (options.format !== undefined) {
    const named = definitionFor(options.format, sample);
    if (named !== null) return { path, base: options.format, ...named, sample };
    throw new InputError(
      `${path} does not begin like a ${options.format.name} log; leave --format out to have the format detected`,
    );
  }
  if (sample.every((line) => line.trim() === ''))
    return { path, base: BLANK, format: BLANK, shape: BLANK_SHAPE, sample };
  const isBinary = looksBinary(head);
  // Almost anything can be cut into columns; bytes that are no text are no table for that.
  const candidates = isBinary ? options.formats.filter(({ general }) => general !== true) : options.formats;
  const found = detectFormat(candidates, sample);
  if (found !== null) return { path, base: found.base, format: found.format, shape: found.shape, sample };
  if (isBinary) {
    throw new InputError(`${path} is a binary file, not a log; give a text log or a compressed one`);
  }
  const names = options.formats.map((format) => format.name).join(', ');
  throw new InputError(`${path} fits none of the known formats (${names}); name one with --format`);
};

/** The account of a source without a byte: no lines, no format, no error. */
export const emptyAccount = (source: { readonly path: string }): InputAccount => ({
  path: source.path,
  format: 'none',
  status: 'complete',
  lines: 0,
  parsed: 0,
  rejected: 0,
  skipped: 0,
  repaired: 0,
  bytes: 0,
  parsedBytes: 0,
  rejectedBytes: 0,
  skippedBytes: 0,
  pendingBytes: 0,
  withoutTime: 0,
  notes: ['empty'],
});
