import * as v from 'valibot';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, type Scalar } from 'yaml';
import { UsageError } from '../kernel/errors.ts';

const MAXIMUM_LENGTH = 1_000_000;

/** Where a key or value stands in a rule file; keys and list positions from the top. */
export type RulePath = readonly (string | number)[];

/** A rule file that was read as YAML and knows where everything stands. */
export interface RuleDocument {
  readonly file: string;
  readonly value: unknown;
  /** An error at a key or value; with `offset`, at a character inside a one-line text value. */
  problem(
    path: RulePath,
    what: string,
    options?: { readonly key?: boolean; readonly offset?: number },
  ): UsageError;
}

/**
 * Reads a rule file's text.
 * @throws UsageError that names file, line and column where it is no YAML
 */
export const readRuleDocument = (content: string, file: string): RuleDocument => {
  if (content.length > MAXIMUM_LENGTH) throw new UsageError(`${file}: a rule file holds at most 1 MB`);
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(Math.min(offset, content.length));
    return `${file}, line ${line}, column ${col}`;
  };
  const first = document.errors[0] ?? document.warnings[0];
  if (first !== undefined)
    throw new UsageError(`${at(first.pos[0])}: ${first.message.replace(/\s+/g, ' ')}`, first);
  return {
    file,
    value: document.toJS({ maxAliasCount: 20 }),
    problem: (path, what, options = {}) =>
      new UsageError(`${at(positionOf(document, path, options.key ?? false, options.offset))}: ${what}`),
  };
};

/**
 * Checks the document against a schema and gives its output.
 * @throws UsageError at the first wrong place, wrong keys before missing ones; the others are its details
 */
export const validated = <Schema extends v.GenericSchema>(
  document: RuleDocument,
  schema: Schema,
): v.InferOutput<Schema> => {
  if (typeof document.value !== 'object' || document.value === null || Array.isArray(document.value)) {
    throw document.problem([], 'expected keys and values, one rule per file');
  }
  const result = v.safeParse(schema, document.value);
  if (result.success) return result.output;
  const problems = [...result.issues]
    .sort((left, right) => urgency(left) - urgency(right))
    .map((issue) => document.problem(issuePath(issue), issue.message, { key: urgency(issue) === 0 }));
  const [first, ...rest] = problems as [UsageError, ...UsageError[]];
  throw new UsageError(
    first.message,
    undefined,
    rest.map((error) => error.message),
  );
};

// A wrong key usually is the missing one, mistyped.
const urgency = (issue: v.BaseIssue<unknown>): number => {
  if (issue.type !== 'strict_object' || issue.expected === 'Object') return 1;
  return issue.expected === 'never' ? 0 : 2;
};

const issuePath = (issue: v.BaseIssue<unknown>): RulePath => {
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  return urgency(issue) === 2 ? path.slice(0, -1) : path;
};

const positionOf = (
  document: Document,
  path: RulePath,
  ofKey: boolean,
  offset: number | undefined,
): number => {
  if (path.length === 0) return startOf(document.contents);
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (ofKey && isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1));
    if (pair !== undefined) return startOf(pair.key);
  }
  const node = document.getIn(path, true);
  if (!isNode(node)) return startOf(parent);
  return startOf(node) + (offset === undefined || !isScalar(node) ? 0 : inside(node, offset));
};

/** Characters from a scalar's start to one of its text, where source and text run alike. */
const inside = (node: Scalar, offset: number): number => {
  if (node.type === 'PLAIN') return offset;
  return node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? offset + 1 : 0;
};

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);
