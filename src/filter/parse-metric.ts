import { normalFieldName } from '../kernel/field-call.ts';
import { unknownName } from '../kernel/nearest.ts';
import { AGGREGATES, type AggregateName, type AggregateTree, type MetricTree } from './metric-tree.ts';
import { readFilter } from './parse.ts';
import { fail, peek, readQuoted, type Scanner, skipBlanks, take } from './scanner.ts';
import type { FilterTree } from './tree.ts';

const MAXIMUM_DEPTH = 200;
const LARGER = 'larger';

/**
 * Reads a metric: aggregates such as `count()`, `distinct(user.name)`,
 * `count(event.outcome : failure)`, `quantile(f, .9)`, numbers, names of earlier
 * metrics, + - * / with parentheses, and `larger(a, b)`. Names are not looked up here.
 * Throws a UsageError that names the column.
 * @example parseMetric('count(event.outcome : failure) / count()')
 */
export const parseMetric = (text: string, what = 'metric'): MetricTree => {
  const scanner: Scanner = { what, text, offset: 0 };
  const tree = readSum(scanner, 0);
  skipBlanks(scanner);
  if (peek(scanner) === ')') fail(scanner, 'this parenthesis closes nothing');
  if (peek(scanner) !== '') fail(scanner, 'expected + - * / or the end');
  return tree;
};

/** A metric with a name: `rate=failures / attempts`; without one its own text is the name. */
export const splitNamedMetric = (text: string): { readonly name: string; readonly expression: string } => {
  const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=(?!=)/.exec(text);
  if (match === null) return { name: text.trim(), expression: text };
  return { name: match[1] as string, expression: text.slice(match[0].length).trim() };
};

const readSum = (scanner: Scanner, depth: number): MetricTree => {
  let left = readProduct(scanner, depth);
  for (;;) {
    skipBlanks(scanner);
    const at = scanner.offset;
    const operator = peek(scanner);
    if (operator !== '+' && operator !== '-') return left;
    scanner.offset += 1;
    left = { kind: 'arithmetic', operator, left, right: readProduct(scanner, depth), at };
  }
};

const readProduct = (scanner: Scanner, depth: number): MetricTree => {
  let left = readOperand(scanner, depth);
  for (;;) {
    skipBlanks(scanner);
    const at = scanner.offset;
    const operator = peek(scanner);
    if (operator !== '*' && operator !== '/') return left;
    scanner.offset += 1;
    left = { kind: 'arithmetic', operator, left, right: readOperand(scanner, depth), at };
  }
};

const readOperand = (scanner: Scanner, depth: number): MetricTree => {
  if (depth > MAXIMUM_DEPTH) fail(scanner, `more than ${MAXIMUM_DEPTH} parentheses inside each other`);
  skipBlanks(scanner);
  const at = scanner.offset;
  if (take(scanner, '-')) return { kind: 'negative', item: readOperand(scanner, depth + 1), at };
  if (take(scanner, '(')) {
    const tree = readSum(scanner, depth + 1);
    closeParenthesis(scanner, at);
    return tree;
  }
  const number = readNumber(scanner);
  if (number !== undefined) return { kind: 'number', value: number };
  return readNamed(scanner, depth, at);
};

const readNumber = (scanner: Scanner): number | undefined => {
  const match = /^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?/.exec(
    scanner.text.slice(scanner.offset, scanner.offset + 40),
  );
  if (match === null) return undefined;
  const value = Number(match[0]);
  if (!Number.isFinite(value)) fail(scanner, `${match[0]} is too large`);
  scanner.offset += match[0].length;
  return value;
};

const readNamed = (scanner: Scanner, depth: number, at: number): MetricTree => {
  const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(scanner.text.slice(scanner.offset))?.[0];
  if (name === undefined) {
    return fail(
      scanner,
      'expected a number, a metric such as count() or distinct(user.name), or the name of an earlier one',
    );
  }
  scanner.offset += name.length;
  if (peek(scanner) === '.')
    fail(scanner, `a field stands inside a metric: sum(${name}...) or distinct(${name}...)`, at);
  const afterName = scanner.offset;
  skipBlanks(scanner);
  const open = scanner.offset;
  if (!take(scanner, '(')) {
    scanner.offset = afterName;
    return { kind: 'name', name, at };
  }
  if (name === LARGER) return readLarger(scanner, depth, open, at);
  if (!Object.hasOwn(AGGREGATES, name)) {
    const names = [...Object.keys(AGGREGATES), LARGER];
    fail(scanner, unknownName('metric', name, names, `there are ${names.join(', ')}`).message, at);
  }
  const tree = readAggregate(scanner, name as AggregateName, at);
  closeParenthesis(scanner, open);
  return tree;
};

/** `larger(a, b)`: of two metrics. */
const readLarger = (scanner: Scanner, depth: number, open: number, at: number): MetricTree => {
  const left = readSum(scanner, depth + 1);
  skipBlanks(scanner);
  if (!take(scanner, ',')) fail(scanner, `larger takes two metrics: larger(count(a : b), count(c : d))`);
  const right = readSum(scanner, depth + 1);
  closeParenthesis(scanner, open);
  return { kind: 'arithmetic', operator: LARGER, left, right, at };
};

const readAggregate = (scanner: Scanner, name: AggregateName, at: number): AggregateTree => {
  const { field: takesField, usage } = AGGREGATES[name];
  skipBlanks(scanner);
  if (!takesField) {
    if (peek(scanner) === ')') {
      if (name === 'share') fail(scanner, `share takes a condition: ${usage}`);
      return { kind: 'aggregate', name, at };
    }
    return { kind: 'aggregate', name, filter: readFilter(scanner), at };
  }
  const fieldAt = scanner.offset;
  const field = readFieldArgument(scanner, usage);
  const probability = name === 'quantile' ? readProbability(scanner, usage) : undefined;
  const filter = readFilterArgument(scanner);
  return {
    kind: 'aggregate',
    name,
    field,
    ...(probability === undefined ? {} : { probability }),
    ...(filter === undefined ? {} : { filter }),
    at,
    fieldAt,
  };
};

const readFieldArgument = (scanner: Scanner, usage: string): string => {
  if (peek(scanner) === '"') return readQuoted(scanner).pieces[0] ?? '';
  const match = /^[^\s(),:<>"]+(?:\([^()]*\))?/.exec(scanner.text.slice(scanner.offset));
  if (match === null) return fail(scanner, `expected a field: ${usage}`);
  scanner.offset += match[0].length;
  return normalFieldName(match[0]);
};

const readProbability = (scanner: Scanner, usage: string): number => {
  skipBlanks(scanner);
  if (!take(scanner, ',')) fail(scanner, `quantile takes a field and a probability: ${usage}`);
  skipBlanks(scanner);
  const at = scanner.offset;
  const value = readNumber(scanner);
  if (value === undefined || value > 1)
    return fail(scanner, `a probability lies between 0 and 1: ${usage}`, at);
  return value;
};

const readFilterArgument = (scanner: Scanner): FilterTree | undefined => {
  skipBlanks(scanner);
  return take(scanner, ',') ? readFilter(scanner) : undefined;
};

const closeParenthesis = (scanner: Scanner, open: number): void => {
  skipBlanks(scanner);
  if (take(scanner, ')')) return;
  if (peek(scanner) === '') fail(scanner, 'this parenthesis is never closed', open);
  fail(scanner, 'expected ")"');
};
