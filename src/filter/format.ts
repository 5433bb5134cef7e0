import { type FilterTree, looksLikeBlock } from './tree.ts';

/**
 * Writes a filter as text that `parseFilter` reads back to the same tree.
 * @example formatFilter(parseFilter('a:1 or (b:2 and c:x*)'))  // 'a : "1" or b : "2" and c : x*'
 */
export const formatFilter = (tree: FilterTree): string => {
  switch (tree.kind) {
    case 'or':
      return tree.items.map(formatFilter).join(' or ');
    case 'and':
      return tree.items.map((item) => grouped(item, item.kind === 'or')).join(' and ');
    case 'not':
      return `not ${grouped(tree.item, tree.item.kind === 'or' || tree.item.kind === 'and')}`;
    case 'exists':
      return `${formatField(tree.field)} : *`;
    case 'match':
      return `${formatField(tree.field)} : ${tree.pieces.map(bareText).join('*')}`;
    case 'compare':
      return `${formatField(tree.field)} ${tree.operator} ${formatValue(tree.value, tree.literal === true)}`;
  }
};

const grouped = (tree: FilterTree, parentheses: boolean): string =>
  parentheses ? `(${formatFilter(tree)})` : formatFilter(tree);

/**
 * The condition "this field has exactly this value", safe for any text from a log;
 * null asks for events without the field.
 * @example filterFor('user.name', 'a"b')  // 'user.name : "a\\"b"'
 */
export const filterFor = (field: string, value: string | number | bigint | boolean | null): string => {
  if (value === null) return `not ${formatField(field)} : *`;
  return `${formatField(field)} : ${typeof value === 'string' ? quoted(value, true) : String(value)}`;
};

/** Several conditions that must all hold, each a filter text of its own. */
export const filterAll = (conditions: readonly string[]): string =>
  conditions.length === 1 ? (conditions[0] as string) : conditions.map((text) => `(${text})`).join(' and ');

/** A field name as a filter writes it: bare where possible, else quoted. */
export const formatField = (field: string): string => {
  const bare = /^[^\s\p{C}\p{Z}():<>"{}*\\]+$/u.test(field) && !/^(and|or|not)$/i.test(field);
  return bare || isPlainCall(field) ? field : quoted(field, false);
};

const isPlainCall = (field: string): boolean => /^[a-z_][a-z0-9_]*\([A-Za-z0-9_.@,-]*\)$/.test(field);

const formatValue = (value: string, literal: boolean): string =>
  /^-?[0-9]{1,15}(\.[0-9]{1,9})?$/.test(value) || value === 'true' || value === 'false'
    ? value
    : quoted(value, literal);

const NAMED: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

/** Quotes a text; with `literal` a slash is written `\/`, so that no address block is seen in it. */
const quoted = (text: string, literal: boolean): string => {
  const escaped = escapeText(text, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}"\\]/gu);
  return `"${literal && looksLikeBlock(text) ? escaped.replaceAll('/', '\\/') : escaped}"`;
};

/** An unquoted text in which nothing has a meaning of its own; keywords lose theirs by an escape. */
const bareText = (text: string): string =>
  escapeText(text, /[\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}()=:<>"{}*\\]/gu).replace(
    /^(and|or|not)/i,
    (word) => `${unicodeEscape(word[0] as string)}${word.slice(1)}`,
  );

const escapeText = (text: string, characters: RegExp): string =>
  text.replace(characters, (character) => {
    const named = NAMED[character];
    if (named !== undefined) return named;
    if (/[ ()=:<>{}*]/.test(character)) return `\\${character}`;
    return [...Array(character.length).keys()]
      .map((index) => unicodeEscape(character[index] as string))
      .join('');
  });

const unicodeEscape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
