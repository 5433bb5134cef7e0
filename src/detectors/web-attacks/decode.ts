import { unescapeOnce } from './escapes.ts';

/** Layers of encoding that are taken off; what is wrapped deeper is odd by itself. */
const MOST_LAYERS = 10;

export interface Decoded {
  /** Lower case, white space as single spaces (line ends kept), full-width and other look-alike characters as plain ones. */
  readonly text: string;
  /** How many passes changed something. */
  readonly layers: number;
  /** A dot, a backslash or a letter was written as an escape, or a slash in two layers: no browser does so. */
  readonly disguised: boolean;
}

const NEEDS_DECODING = /[%\\&]|0x(?:2[ef]|5c)/i;
const DISGUISED =
  /%(?:25)*2e|%(?:25)+2f|%(?:25)*(?:5c|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])|%u00|%c[01]%|%e0%[48]0|%f[08c]%80|\\u00|(?:&|%26)(?:#|%23)|0x2e0x2e/i;

/**
 * Takes layers of encoding off until nothing changes: percent escapes, also of overlong
 * UTF-8 and as %uXXXX, \uXXXX and \xXX, and HTML entities. `plus` reads + as a space
 * in the outermost layer, as in a query.
 * @example decode('%2527', false).text // "'"
 */
export const decode = (value: string, plus: boolean): Decoded => {
  let text = plus && value.includes('+') ? value.replaceAll('+', ' ') : value;
  let layers = 0;
  while (layers < MOST_LAYERS && NEEDS_DECODING.test(text)) {
    const next = unescapeOnce(text);
    if (next === text) break;
    text = next;
    layers += 1;
  }
  return { text: plain(text), layers, disguised: layers > 0 && DISGUISED.test(value) };
};

/** Characters that databases and servers take for others (best-fit mappings of code pages), beside those of NFKC. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '\u2215': '/',
  '\u2044': '/',
  '\u29f8': '/',
  '\uf025': '/',
  '\u2216': '\\',
  '\u29f9': '\\',
  '\uefc8': '\\',
  '\u02b9': "'",
  '\u02bc': "'",
  '\u02c8': "'",
  '\u2032': "'",
  '\u3002': '.',
};

const plain = (text: string): string => {
  const lower = text.toLowerCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!/[\x01-\x1f\x7f\xa0\u02b0-\u02ff\u2000-\u2bff\u3002\uefc8\uf025\uff00-\uffef]| {2}/.test(lower))
    return lower;
  return (
    compatible(lower)
      .replaceAll(
        /[\u2215\u2044\u29f8\uf025\u2216\u29f9\uefc8\u02b9\u02bc\u02c8\u2032\u3002]/g,
        (sign) => LOOK_ALIKES[sign] ?? sign,
      )
      .replaceAll(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
      .replaceAll(/[\x01-\x09\x0b\x0c\x0e-\x1f\x7f\xa0\u2000-\u200f\u2028-\u202f\u205f-\u206f ]+/g, ' ')
  );
};

/** NFKC, which writes full-width and circled letters as plain ones; prime marks are kept for the table above. */
const compatible = (text: string): string =>
  /[\u2024-\u2026\u2100-\u2bff\uff00-\uffef]/.test(text) ? text.normalize('NFKC').toLowerCase() : text;

/**
 * The text without SQL and script comments: as a space, and as nothing; empty when there
 * are none. What MySQL runs (`/*!50000 select *\/`) stays; a comment to the end of its
 * line is a line end.
 */
export const withoutComments = (text: string): readonly string[] => {
  const blocks = text.includes('/*');
  const lines = text.includes('\n') && /(?:--|#)[^\n]{0,200}\n/.test(text);
  const scattered = /[a-z]%[a-z]%[a-z]%[a-z]/.test(text);
  if (!blocks && !lines && !scattered) return [];
  const joined = scattered ? text.replaceAll('%', '') : text;
  const kept = joined.replaceAll(/\/\*!\d{0,6}([^*]{0,200})\*\//g, ' $1 ');
  const single = lines ? kept.replaceAll(/(?:--|#)[^\n]{0,200}\n/g, ' ') : kept;
  const spaced = single.replaceAll(/\/\*[^*]{0,200}\*\//g, ' ').replaceAll(/ {2,}/g, ' ');
  const closed = single.replaceAll(/\/\*[^*]{0,200}\*\//g, '');
  return spaced === closed ? [spaced] : [spaced, closed];
};
