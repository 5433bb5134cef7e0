import type { OwnColumn } from './own-columns.ts';

/** A way to write key=value pairs, told by the patterns that find one. */
export interface PairStyle {
  /** Patterns for the value of a key (escaped for a pattern), each with one group; the first that finds one counts. */
  valuePatterns(key: string): readonly string[];
  /** Keys that a text of pairs has. */
  keysOf(text: string): readonly string[];
}

const escaped = (key: string): string => key.replace(/[\\^$.*+?()[\]{}|/]/g, (sign) => `\\${sign}`);
const MAXIMUM_KEYS = 300;

/** The columns that the pairs in some texts show, with the searches that find their values. */
export const pairColumns = (
  texts: readonly string[],
  style: PairStyle,
): { readonly columns: readonly OwnColumn[]; readonly search: Readonly<Record<string, string>> } => {
  const keys = [...new Set(texts.flatMap((text) => style.keysOf(text)))].slice(0, MAXIMUM_KEYS);
  const search: Record<string, string> = {};
  const columns = keys.map((name): OwnColumn => {
    const patterns = style.valuePatterns(escaped(name));
    const captures = patterns.map((pattern, index) => {
      const capture = `${name} ${index + 1}`;
      search[capture] = pattern;
      return capture;
    });
    const found = patterns.map((pattern) => new RegExp(pattern, 'u'));
    const sample = texts.flatMap((text) => {
      const value = found
        .map((pattern) => pattern.exec(text)?.[1])
        .find((item) => item !== undefined && item !== '');
      return value === undefined ? [] : [value];
    });
    return { name, captures, sample };
  });
  return { columns, search };
};
