/** What an attacker wants; every family is a finding of its own. */
export type AttackFamily =
  | 'sql-injection'
  | 'cross-site-scripting'
  | 'path-traversal'
  | 'file-inclusion'
  | 'command-injection'
  | 'template-injection'
  | 'lookup-injection'
  | 'directory-injection'
  | 'request-forgery'
  | 'object-injection'
  | 'exposure-probe'
  | 'scanner-agent'
  | 'odd-request';

/**
 * One thing that attacks write and ordinary requests do not. `expression` is held
 * against a path, a parameter's name or a parameter's value after decoding, in lower
 * case; every repetition in it is bounded or of a single class, so that it runs in
 * bounded time.
 */
export interface AttackPattern {
  readonly id: string;
  readonly family: AttackFamily;
  readonly expression: RegExp;
  /** ATT&CK technique ids. */
  readonly attack: readonly string[];
  /** Where the form is described. */
  readonly source: string;
  /** Values it must match as they stand. */
  readonly matches: readonly string[];
  /** Values close to it that it must let pass. */
  readonly passes: readonly string[];
}

type PatternParts = readonly [
  id: string,
  expression: RegExp,
  source: string,
  matches: readonly string[],
  passes: readonly string[],
];

/** Patterns of one family in rows. */
export const patternsOf = (
  family: AttackFamily,
  attack: readonly string[],
  rows: readonly PatternParts[],
): readonly AttackPattern[] =>
  Object.freeze(
    rows.map(([id, expression, source, matches, passes]) =>
      Object.freeze({ id, family, expression, attack, source, matches, passes }),
    ),
  );
