/** How escapes of one layer become characters, as browsers, servers and sloppy decoders read them. */

/** Entities whose final semicolon a browser does not need. */
const UNENDED = 'lt|gt|quot|amp';

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
  lbrack: '[',
  rsqb: ']',
  rbrack: ']',
  hat: '^',
  nvgt: '>',
  nvlt: '<',
  tab: '\t',
  newline: '\n',
  nbsp: ' ',
};

/** Second bytes that are no hexadecimal, which sloppy decoders take for slashes (dotdotpwn). */
const BROKEN = '%c1%(?:8s|pc)|%c0%(?:qf|9v)|%bg%qf';

const ESCAPE = new RegExp(
  [
    `(${BROKEN})`,
    '%c0[.]',
    `((?:%(?!c0%(?:qf|9v)|c1%(?:8s|pc)|c0[.])[0-9a-f]{2})+)`,
    '%u([0-9a-f]{4})',
    '\\\\u\\{?0{0,4}([0-9a-f]{2,4})\\}?',
    '\\\\x([0-9a-f]{2})',
    '&#x0{0,7}([0-9a-f]{1,6});?',
    '&#0{0,7}(\\d{1,7});?',
    `&(?:([a-z]{2,10});|(${UNENDED}))`,
    '0x(2[ef]|5c)(?![0-9a-f]{2})',
  ].join('|'),
  'gi',
);

/** The text with one layer of escapes taken off. */
export const unescapeOnce = (text: string): string => text.replace(ESCAPE, unescaped);

const unescaped = (whole: string, ...groups: readonly (string | undefined)[]): string => {
  const [broken, run, wide, unicode, byte, entityHex, entityNumber, entity, unended, written] = groups;
  if (run !== undefined) return textOfBytes(Buffer.from(run.replaceAll('%', ''), 'hex'));
  if (broken !== undefined) return /^%c1%pc/i.test(broken) ? '\\' : '/';
  const code = wide ?? unicode ?? byte ?? entityHex ?? written;
  if (code !== undefined) return character(Number.parseInt(code, 16), whole);
  if (entityNumber !== undefined) return character(Number(entityNumber), whole);
  if (entity !== undefined || unended !== undefined)
    return ENTITIES[(entity ?? unended ?? '').toLowerCase()] ?? whole;
  return '.';
};

const character = (code: number, whole: string): string =>
  code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? whole : String.fromCodePoint(code);

const FIRST_OF_MANY = 0xc0;

/** UTF-8, its overlong forms included; a byte that begins no character stands for itself, as in Latin-1. */
const textOfBytes = (bytes: Buffer): string => {
  if (!bytes.some((byte) => byte >= FIRST_OF_MANY)) return bytes.toString('latin1');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const length = lengthOf(first);
    const code = length === 1 ? undefined : codeOf(bytes.subarray(at, at + length), length);
    text += String.fromCodePoint(code ?? first);
    at += code === undefined ? 1 : length;
  }
  return text;
};

const lengthOf = (first: number): number => {
  if (first < FIRST_OF_MANY || first > 0xfd) return 1;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  if (first < 0xf8) return 4;
  return first < 0xfc ? 5 : 6;
};

/** Second bytes after C0 and C1 that decoders without checks take for these. */
const SLOPPY: Readonly<Record<number, string>> = {
  [0xc05c]: '\\',
  [0xc05e]: '.',
  [0xc0fe]: '.',
  [0xc1af]: '/',
};

const codeOf = (bytes: Buffer, length: number): number | undefined => {
  if (bytes.length < length) return undefined;
  const first = bytes[0] as number;
  if (first <= 0xc1) {
    const second = bytes[1] as number;
    return SLOPPY[(first << 8) | second]?.charCodeAt(0) ?? ((first & 1) << 6) | (second & 0x3f);
  }
  const strict = bytes.subarray(1).every((byte) => byte >= 0x80 && byte < FIRST_OF_MANY);
  const sloppy = first === 0xe0 && bytes[1] === 0x40;
  if (!strict && !sloppy) return undefined;
  const start = first & (0x7f >> length);
  const code = sloppy
    ? (bytes[2] as number) & 0x3f
    : bytes.subarray(1).reduce((sum, byte) => (sum << 6) | (byte & 0x3f), start);
  return code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? undefined : code;
};
