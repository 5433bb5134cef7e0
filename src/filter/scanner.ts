import { syntaxError } from './syntax-error.ts';

/** A reading position in a filter or metric. */
export interface Scanner {
  readonly what: string;
  readonly text: string;
  offset: number;
}

/** A word or quoted text: its pieces between unquoted `*`s, and whether a `/` was written as `\/`. */
export interface Token {
  readonly pieces: readonly string[];
  readonly quoted: boolean;
  readonly literal: boolean;
  readonly start: number;
}

const BLANK = /\s/;
const SPECIAL = new Set(['(', ')', ':', '<', '>', '"', '{', '}']);
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

export const fail = (scanner: Scanner, problem: string, offset = scanner.offset): never => {
  throw syntaxError(scanner.what, scanner.text, offset, problem);
};

export const skipBlanks = (scanner: Scanner): void => {
  while (scanner.offset < scanner.text.length && BLANK.test(scanner.text[scanner.offset] as string)) {
    scanner.offset += 1;
  }
};

export const peek = (scanner: Scanner): string => scanner.text[scanner.offset] ?? '';

/** Takes the text when it stands here. */
export const take = (scanner: Scanner, expected: string): boolean => {
  if (!scanner.text.startsWith(expected, scanner.offset)) return false;
  scanner.offset += expected.length;
  return true;
};

/** The keyword and, or, not (in any case) that stands here, without taking it. */
export const keywordHere = (scanner: Scanner): string | undefined => {
  const match = /^(and|or|not)(?=[\s()"]|$)/i.exec(scanner.text.slice(scanner.offset, scanner.offset + 4));
  return match?.[1]?.toLowerCase();
};

export const takeKeyword = (scanner: Scanner, keyword: string): boolean => {
  skipBlanks(scanner);
  if (keywordHere(scanner) !== keyword) return false;
  scanner.offset += keyword.length;
  return true;
};

/** A quoted text; the scanner stands on the opening quote. */
export const readQuoted = (scanner: Scanner): Token => {
  const start = scanner.offset;
  scanner.offset += 1;
  let text = '';
  let literal = false;
  for (;;) {
    const character = peek(scanner);
    if (character === '') fail(scanner, 'this quote is never closed', start);
    scanner.offset += 1;
    if (character === '"') return { pieces: [text], quoted: true, literal, start };
    if (character !== '\\') {
      text += character;
      continue;
    }
    if (peek(scanner) === '/') literal = true;
    text += readEscape(scanner);
  }
};

/** What a backslash and the next characters stand for; the scanner stands behind the backslash. */
const readEscape = (scanner: Scanner): string => {
  const character = peek(scanner);
  if (character === '') fail(scanner, 'nothing follows this backslash', scanner.offset - 1);
  if (character === 'u') {
    const digits = /^u([0-9a-fA-F]{4})/.exec(scanner.text.slice(scanner.offset, scanner.offset + 5))?.[1];
    if (digits === undefined) fail(scanner, '\\u takes four hexadecimal digits', scanner.offset - 1);
    scanner.offset += 5;
    return String.fromCharCode(Number.parseInt(digits as string, 16));
  }
  const whole = String.fromCodePoint(scanner.text.codePointAt(scanner.offset) as number);
  scanner.offset += whole.length;
  return ESCAPES[whole] ?? whole;
};

/** An unquoted word up to a blank or a special character; undefined when there is none here. */
export const readWord = (scanner: Scanner, allowColon = false): Token | undefined => {
  const start = scanner.offset;
  const pieces = [''];
  let literal = false;
  const append = (text: string): void => {
    pieces[pieces.length - 1] += text;
  };
  for (;;) {
    const character = peek(scanner);
    if (character === '' || BLANK.test(character)) break;
    if (SPECIAL.has(character) && !(allowColon && innerColon(scanner, start))) break;
    scanner.offset += 1;
    if (character === '*') pieces.push('');
    else if (character === '\\') {
      if (peek(scanner) === '/') literal = true;
      append(readEscape(scanner));
    } else append(character);
  }
  return scanner.offset === start
    ? undefined
    : { pieces: withoutDoubleStars(pieces), quoted: false, literal, start };
};

/** A colon inside a word, as in an IPv6 address or a time. */
const innerColon = (scanner: Scanner, start: number): boolean => {
  if (peek(scanner) !== ':') return false;
  const before = scanner.offset > start && scanner.text[scanner.offset - 1] === ':';
  return (
    before || /^:+[^\s:()<>"{}]|^::(?=[\s)]|$)/.test(scanner.text.slice(scanner.offset, scanner.offset + 4))
  );
};

/**
 * An unquoted value: words up to a keyword or a special character, the blanks between
 * them kept. Only the first word may hold colons (IPv6 addresses, times).
 */
export const readWords = (scanner: Scanner): Token | undefined => {
  const first = readWord(scanner, true);
  if (first === undefined) return undefined;
  let token = first;
  for (;;) {
    const end = scanner.offset;
    skipBlanks(scanner);
    const blanks = scanner.text.slice(end, scanner.offset);
    const next = keywordHere(scanner) === undefined ? readWord(scanner) : undefined;
    if (next === undefined) return token;
    const last = token.pieces.at(-1) ?? '';
    const [head = '', ...rest] = next.pieces;
    token = {
      ...token,
      pieces: [...token.pieces.slice(0, -1), last + blanks + head, ...rest],
      literal: token.literal || next.literal,
    };
  }
};

/** `a**b` means the same as `a*b`. */
const withoutDoubleStars = (pieces: readonly string[]): readonly string[] =>
  pieces.filter((piece, index) => piece !== '' || index === 0 || index === pieces.length - 1);
