import { UsageError } from '../../kernel/errors.ts';
import { unknownName } from '../../kernel/nearest.ts';

/** A condition over the names of a rule's tests. */
export type ConditionTree =
  | { readonly kind: 'test'; readonly name: string }
  | { readonly kind: 'not'; readonly item: ConditionTree }
  | { readonly kind: 'and' | 'or'; readonly items: readonly ConditionTree[] };

interface Reader {
  readonly text: string;
  readonly tokens: readonly { readonly word: string; readonly offset: number }[];
  readonly names: ReadonlySet<string>;
  position: number;
}

const MAXIMUM_DEPTH = 100;

/**
 * Reads a condition such as `(failures and attempts) or usernames`; `not` binds
 * closest, then `and`, then `or`. Throws a UsageError that names the column (from 1),
 * and the nearest test for a name that is none.
 */
export const parseCondition = (text: string, testNames: Iterable<string>): ConditionTree => {
  const tokens = [...text.matchAll(/[()]|[^\s()]+/g)].map((match) => ({
    word: match[0],
    offset: match.index,
  }));
  const reader: Reader = { text, tokens, names: new Set(testNames), position: 0 };
  const tree = readJoined(reader, 'or', 0);
  const rest = tokens[reader.position];
  if (rest !== undefined) {
    throw problem(
      rest.offset,
      rest.word === ')' ? 'this parenthesis closes nothing' : `expected "and" or "or" before "${rest.word}"`,
    );
  }
  return tree;
};

const problem = (offset: number, what: string): UsageError => new UsageError(`column ${offset + 1}: ${what}`);

const readJoined = (reader: Reader, kind: 'and' | 'or', depth: number): ConditionTree => {
  if (depth > MAXIMUM_DEPTH) throw problem(0, `more than ${MAXIMUM_DEPTH} parentheses inside each other`);
  const readItem = (): ConditionTree =>
    kind === 'or' ? readJoined(reader, 'and', depth) : readNegation(reader, depth);
  const items = [readItem()];
  while (reader.tokens[reader.position]?.word.toLowerCase() === kind) {
    reader.position += 1;
    items.push(readItem());
  }
  const only = items[0] as ConditionTree;
  return items.length === 1 ? only : Object.freeze({ kind, items: Object.freeze(items) });
};

const readNegation = (reader: Reader, depth: number): ConditionTree => {
  const token = reader.tokens[reader.position];
  if (token === undefined) throw problem(reader.text.length, 'expected the name of a test');
  reader.position += 1;
  const word = token.word.toLowerCase();
  if (word === 'not') return Object.freeze({ kind: 'not', item: readNegation(reader, depth + 1) });
  if (word === '(') return readGroup(reader, token.offset, depth);
  if (word === ')' || word === 'and' || word === 'or') {
    throw problem(token.offset, `expected the name of a test, not "${token.word}"`);
  }
  if (!reader.names.has(token.word)) {
    const hint = `the tests are ${[...reader.names].join(', ')}`;
    throw problem(token.offset, unknownName('test', token.word, reader.names, hint).message);
  }
  return Object.freeze({ kind: 'test', name: token.word });
};

const readGroup = (reader: Reader, start: number, depth: number): ConditionTree => {
  const tree = readJoined(reader, 'or', depth + 1);
  if (reader.tokens[reader.position]?.word !== ')') throw problem(start, 'this parenthesis is never closed');
  reader.position += 1;
  return tree;
};

/**
 * Whether the condition holds; null when that hangs on a test without outcome
 * (three-valued logic of Kleene: false and unknown is false, true or unknown is true).
 */
export const conditionHolds = (
  tree: ConditionTree,
  outcomeOf: (test: string) => boolean | null,
): boolean | null => {
  if (tree.kind === 'test') return outcomeOf(tree.name);
  if (tree.kind === 'not') {
    const inner = conditionHolds(tree.item, outcomeOf);
    return inner === null ? null : !inner;
  }
  const decisive = tree.kind === 'or';
  let unknown = false;
  for (const item of tree.items) {
    const outcome = conditionHolds(item, outcomeOf);
    if (outcome === decisive) return decisive;
    if (outcome === null) unknown = true;
  }
  return unknown ? null : !decisive;
};

/** Names of the tests a condition asks for, each once. */
export const conditionTests = (tree: ConditionTree): readonly string[] => {
  if (tree.kind === 'test') return [tree.name];
  if (tree.kind === 'not') return conditionTests(tree.item);
  return [...new Set(tree.items.flatMap(conditionTests))];
};
