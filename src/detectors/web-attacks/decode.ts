/** Layers of encoding that are taken off; what is wrapped deeper is odd by itself. */
const MOST_LAYERS = 10;

export interface Decoded {
  /** Lower case, white space as single spaces (line ends kept), full-width letters as plain ones. */
  readonly text: string;
  /** How many passes changed something. */
  readonly layers: number;
  /** A dot, a backslash or a letter was written as an escape, or a slash in two layers: no browser does so. */
  readonly disguised: boolean;
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
  lpar: '(',
  rpar: ')',
  colon: ':',
  semi: ';',
  sol: '/',
  bsol: '\\',
  period: '.',
  num: '#',
  equals: '=',
  plus: '+',
  comma: ',',
  dollar: '$',
  grave: '`',
  lbrace: '{',
  lcub: '{',
  rcub: '}',
  rbrace: '}',
  vert: '|',
  verbar: '|',
  lowbar: '_',
  ast: '*',
  percnt: '%',
  excl: '!',
  quest: '?',
  commat: '@',
  lsqb: '[',
  rsqb: ']',
  tab: '\t',
  newline: '\n',
  nbsp: ' ',
};

const NEEDS_DECODING = /[%\\&]/;
const DISGUISED =
  /%(?:25)*2e|%(?:25)+2f|%(?:25)*(?:5c|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])|%u00|%c[01]%|\\u00|&#/i;
const ESCAPE =
  /%(?:c0%(a[0-9a-f]|2[ef]|5c)|c1%(9c|8s|1c)|u([0-9a-f]{4})|([0-9a-f]{2}))|\\u\{?0{0,4}([0-9a-f]{2,4})\}?|\\x([0-9a-f]{2})|&#x0{0,7}([0-9a-f]{1,6});?|&#0{0,7}(\d{1,7});?|&([a-z]{2,7});/gi;

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
    const next = text.replace(ESCAPE, unescaped);
    if (next === text) break;
    text = next;
    layers += 1;
  }
  return { text: plain(text), layers, disguised: layers > 0 && DISGUISED.test(value) };
};

const unescaped = (whole: string, ...groups: readonly (string | undefined)[]): string => {
  const [overlong, backslash, wide, byte, unicode, hex, entityHex, entityNumber, entity] = groups;
  if (overlong !== undefined) return overlongCharacter(overlong);
  if (backslash !== undefined) return '\\';
  const code = wide ?? byte ?? unicode ?? hex ?? entityHex;
  if (code !== undefined) return character(Number.parseInt(code, 16), whole);
  if (entityNumber !== undefined) return character(Number(entityNumber), whole);
  return ENTITIES[(entity ?? '').toLowerCase()] ?? whole;
};

/** %c0%ae is a dot in two bytes; so are %c0%2e and %c0%af in sloppy decoders. */
const overlongCharacter = (second: string): string => String.fromCharCode(Number.parseInt(second, 16) & 0x7f);

const character = (code: number, whole: string): string =>
  code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? whole : String.fromCodePoint(code);

const plain = (text: string): string => {
  const lower = text.toLowerCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!/[\x01-\x1f\x7f\xa0\u2000-\u206f\uff01-\uff5e]| {2}/.test(lower)) return lower;
  return (
    lower
      .replaceAll(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
      .replaceAll(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
      .replaceAll(/[\x01-\x09\x0b\x0c\x0e-\x1f\x7f\xa0\u2000-\u200f\u2028-\u202f\u205f-\u206f ]+/g, ' ')
  );
};

/**
 * The text without SQL and script comments: as a space, and as nothing; empty when there
 * are none. What MySQL runs (`/*!50000 select *\/`) stays.
 */
export const withoutComments = (text: string): readonly string[] => {
  if (!text.includes('/*')) return [];
  const kept = text.replaceAll(/\/\*!\d{0,6}([^*]{0,200})\*\//g, ' $1 ');
  const spaced = kept.replaceAll(/\/\*[^*]{0,200}\*\//g, ' ').replaceAll(/ {2,}/g, ' ');
  const closed = kept.replaceAll(/\/\*[^*]{0,200}\*\//g, '');
  return spaced === closed ? [spaced] : [spaced, closed];
};
