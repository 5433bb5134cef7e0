import { normalFieldName } from '../kernel/field-call.ts';
import {
  fail,
  keywordHere,
  peek,
  readQuoted,
  readWord,
  readWords,
  type Scanner,
  skipBlanks,
  type Token,
  take,
  takeKeyword,
} from './scanner.ts';
import { allOf, anyOf, type ComparisonOperator, type FilterTree, looksLikeBlock, noneOf } from './tree.ts';

const MAXIMUM_DEPTH = 200;

/**
 * Reads the everyday part of the Kibana Query Language: `field : value`, `< <= > >=`,
 * `field : *`, lists `field : (a or b)`, `and or not`, parentheses; `*` is a wildcard
 * where it is not quoted. Throws a UsageError that names the column, with a caret
 * line in its details.
 * @example parseFilter('status : 404 and not user.name : a*')
 */
export const parseFilter = (text: string, what = 'filter'): FilterTree => {
  const scanner: Scanner = { what, text, offset: 0 };
  const tree = readFilter(scanner);
  if (scanner.offset < text.length) fail(scanner, problemAfterCondition(scanner));
  return tree;
};

/** Reads a filter that stands inside something else and stops before a closing parenthesis that is not its own. */
export const readFilter = (scanner: Scanner): FilterTree => {
  skipBlanks(scanner);
  if (peek(scanner) === '') fail(scanner, 'expected a condition such as source.ip : "10.0.0.0/8"');
  const tree = readAlternatives(scanner, readCondition, 0);
  skipBlanks(scanner);
  return tree;
};

type ReadItem = (scanner: Scanner, depth: number) => FilterTree;

const readAlternatives = (scanner: Scanner, readItem: ReadItem, depth: number): FilterTree => {
  if (depth > MAXIMUM_DEPTH) fail(scanner, `more than ${MAXIMUM_DEPTH} conditions inside each other`);
  const items = [readConjunction(scanner, readItem, depth)];
  while (takeKeyword(scanner, 'or')) items.push(readConjunction(scanner, readItem, depth));
  return anyOf(items);
};

const readConjunction = (scanner: Scanner, readItem: ReadItem, depth: number): FilterTree => {
  const items = [readNegation(scanner, readItem, depth)];
  while (takeKeyword(scanner, 'and')) items.push(readNegation(scanner, readItem, depth));
  return allOf(items);
};

const readNegation = (scanner: Scanner, readItem: ReadItem, depth: number): FilterTree => {
  if (depth > MAXIMUM_DEPTH) fail(scanner, `more than ${MAXIMUM_DEPTH} conditions inside each other`);
  if (takeKeyword(scanner, 'not')) return noneOf(readNegation(scanner, readItem, depth + 1));
  skipBlanks(scanner);
  return peek(scanner) === '(' ? readGroup(scanner, readItem, depth) : readItem(scanner, depth);
};

const readGroup = (scanner: Scanner, readItem: ReadItem, depth: number): FilterTree => {
  const start = scanner.offset;
  scanner.offset += 1;
  const tree = readAlternatives(scanner, readItem, depth + 1);
  skipBlanks(scanner);
  if (peek(scanner) === '') fail(scanner, 'this parenthesis is never closed', start);
  if (!take(scanner, ')')) fail(scanner, problemAfterCondition(scanner));
  return tree;
};

/** One comparison: field, operator, value or list of values. */
const readCondition = (scanner: Scanner, depth: number): FilterTree => {
  const at = scanner.offset;
  const field = readField(scanner);
  skipBlanks(scanner);
  const operator = readOperator(scanner);
  if (operator === undefined) {
    return fail(
      scanner,
      `expected : < <= > or >= after the field ${field}; there is no search over all fields`,
    );
  }
  skipBlanks(scanner);
  if (peek(scanner) === '(') {
    if (operator !== ':') fail(scanner, `a list of values goes with ":", not with "${operator}"`);
    return readGroup(scanner, (inner) => readValue(inner, field, ':', at), depth);
  }
  return readValue(scanner, field, operator, at);
};

const readField = (scanner: Scanner): string => {
  const start = scanner.offset;
  if (keywordHere(scanner) !== undefined || '):<>'.includes(peek(scanner)))
    fail(scanner, 'expected a field name');
  const token = peek(scanner) === '"' ? readQuoted(scanner) : readWord(scanner);
  if (token === undefined) return fail(scanner, 'expected a field name');
  if (token.pieces.length > 1) fail(scanner, 'a field name cannot hold a wildcard', start);
  const name = token.pieces[0] ?? '';
  if (name === '') fail(scanner, 'expected a field name', start);
  return token.quoted || peek(scanner) !== '(' ? name : name + readArguments(scanner);
};

/** The `(source.ip, 16)` of a derived field that takes arguments. */
const readArguments = (scanner: Scanner): string => {
  const end = scanner.text.indexOf(')', scanner.offset);
  if (end < 0) fail(scanner, 'this parenthesis is never closed');
  const text = scanner.text.slice(scanner.offset, end + 1);
  scanner.offset = end + 1;
  return normalFieldName(`f${text}`).slice(1);
};

const readOperator = (scanner: Scanner): ComparisonOperator | undefined => {
  const operators: readonly ComparisonOperator[] = [':', '<=', '>=', '<', '>'];
  return operators.find((operator) => take(scanner, operator));
};

const readValue = (scanner: Scanner, field: string, operator: ComparisonOperator, at: number): FilterTree => {
  skipBlanks(scanner);
  const token = valueToken(scanner, operator);
  const position = { at, valueAt: token.start };
  if (token.pieces.length === 1) {
    const value = token.pieces[0] ?? '';
    const literal = token.literal && looksLikeBlock(value) ? { literal: true } : {};
    return Object.freeze({
      kind: 'compare',
      field,
      operator,
      value,
      ...literal,
      ...position,
    });
  }
  if (operator !== ':') fail(scanner, `a wildcard goes with ":", not with "${operator}"`, token.start);
  if (token.pieces.every((piece) => piece === '')) return Object.freeze({ kind: 'exists', field, at });
  return Object.freeze({ kind: 'match', field, pieces: Object.freeze([...token.pieces]), ...position });
};

const valueToken = (scanner: Scanner, operator: string): Token => {
  if (peek(scanner) === '"') return readQuoted(scanner);
  if (peek(scanner) === '=') fail(scanner, 'there is no "=" here; equality is written with ":"');
  const keyword = keywordHere(scanner);
  if (keyword !== undefined) fail(scanner, `expected a value; quote "${keyword}" if it is the value`);
  return readWords(scanner) ?? fail(scanner, `expected a value after "${operator}"`);
};

const problemAfterCondition = (scanner: Scanner): string => {
  const character = peek(scanner);
  if (character === ')') return 'this parenthesis closes nothing';
  if (character === ':' || character === '<' || character === '>') {
    return 'expected "and" or "or" before the next condition; a value that holds this character is quoted';
  }
  return 'expected "and", "or" or the end; a value with special characters is quoted';
};
