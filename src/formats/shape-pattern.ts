import type { LineShape, PatternPart } from './definition.ts';

const escapeLiteral = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, (sign) => `\\${sign}`);

/** The parts as one pattern with a capturing group for each capture, anchored at both ends. */
export const exactPattern = (parts: readonly PatternPart[]): string =>
  `^${parts.map((part) => (typeof part === 'string' ? escapeLiteral(part) : `(${part.exact})`)).join('')}$`;

export const captureNames = (parts: readonly PatternPart[]): readonly string[] =>
  parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name]));

/** Lines that are no events; `null` when only blank ones are. */
export const skipPattern = (shape: LineShape): string =>
  shape.skip === undefined ? '^[ \\t]*$' : `^(?:[ \\t]*|${shape.skip})$`;

/** Says in words how far a refused line fits, and what was expected there. */
export const whereItStops = (parts: readonly PatternPart[], line: string): string => {
  let fitting = '';
  let column = 1;
  for (const part of parts) {
    const next = fitting + (typeof part === 'string' ? escapeLiteral(part) : `(?:${part.exact})`);
    const match = new RegExp(`^${next}`, 'u').exec(line.slice(0, 65536));
    if (match === null) {
      const expected = typeof part === 'string' ? JSON.stringify(part) : part.name;
      return `expected ${expected} at column ${column}`;
    }
    column = match[0].length + 1;
    fitting = next;
  }
  return `expected the end of the line at column ${column}`;
};

/** Rows of parts as one pattern that fits any of them, without groups: what a capture with several shapes may hold. */
export const anyOf = (rows: readonly (readonly PatternPart[])[]): string =>
  `(?:${rows.map((parts) => parts.map((part) => (typeof part === 'string' ? escapeLiteral(part) : part.exact)).join('')).join('|')})`;
