import { lineParser } from './compile-javascript.ts';
import type { FormatDefinition, LineShape } from './definition.ts';

export interface Detection {
  /** As it stands in the registry. */
  readonly base: FormatDefinition;
  readonly format: FormatDefinition;
  readonly shape: LineShape;
  /** Share 0..1 of the sample's event lines that fit. */
  readonly share: number;
}

const OPTIONS = Object.freeze({ timeZone: 'UTC', newestMicros: 0n });

/** The share of event lines (neither blank nor comment) a shape accepts; null when there are none. */
const fittingShare = (
  format: FormatDefinition,
  shape: LineShape,
  lines: readonly string[],
): number | null => {
  const parse = lineParser(format, shape, OPTIONS);
  const kinds = lines.map((line) => parse(line).kind).filter((kind) => kind !== 'skipped');
  return kinds.length === 0 ? null : kinds.filter((kind) => kind === 'event').length / kinds.length;
};

/** The definition for a log that starts with these lines, with the shape of its lines. */
export const definitionFor = (
  format: FormatDefinition,
  lines: readonly string[],
): { readonly format: FormatDefinition; readonly shape: LineShape } | null => {
  const definition = format.forLog === undefined ? format : format.forLog(lines);
  const shape = definition?.shapeFor(lines) ?? null;
  return definition === null || shape === null ? null : { format: definition, shape };
};

/**
 * The format most of the sample's lines fit, told from the content alone. A log of
 * nothing but a known header is that format, too. General formats are asked only when no
 * other accepts a third. Null when none does.
 */
export const detectFormat = (
  formats: readonly FormatDefinition[],
  lines: readonly string[],
): Detection | null =>
  bestOf(
    formats.filter((format) => format.general !== true),
    lines,
  ) ??
  bestOf(
    formats.filter((format) => format.general === true),
    lines,
  );

const bestOf = (formats: readonly FormatDefinition[], lines: readonly string[]): Detection | null => {
  let best: Detection | null = null;
  for (const candidate of formats) {
    const found = definitionFor(candidate, lines);
    if (found === null) continue;
    const { format, shape } = found;
    const share = fittingShare(format, shape, lines) ?? (shape.skip === undefined ? 0 : 1);
    if (share > (best?.share ?? 0)) best = { base: candidate, format, shape, share };
  }
  return best !== null && best.share >= 1 / 3 ? best : null;
};
