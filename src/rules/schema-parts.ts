import * as v from 'valibot';
import { unknownName } from '../kernel/nearest.ts';

/** An object with exactly these keys; a wrong key names the nearest right one. */
export const keysOf = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries, (issue) => {
    if (issue.expected === 'Object') return `expected keys and values (${Object.keys(entries).join(', ')})`;
    if (issue.expected !== 'never') return `the key ${issue.expected?.replaceAll('"', '')} is missing`;
    const known = Object.keys(entries);
    return unknownName('key', String(issue.input), known, `the keys here are ${known.join(', ')}`).message;
  });

/** One of a few words; a wrong one names the nearest right one. */
export const oneOf = <const Options extends readonly string[]>(what: string, options: Options) =>
  v.picklist(options, (issue) =>
    typeof issue.input === 'string'
      ? unknownName(what, issue.input, options, `it is one of ${options.join(', ')}`).message
      : `expected one of ${options.join(', ')}`,
  );

/** A number inside a range, both ends included. */
export const numberIn = (minimum: number, maximum: number) =>
  v.pipe(
    v.number(`expected a number from ${minimum} to ${maximum}`),
    v.check(
      (input) => input >= minimum && input <= maximum,
      (issue) => `expected a number from ${minimum} to ${maximum}, not ${String(issue.input)}`,
    ),
  );

/** A whole number inside a range, both ends included. */
export const wholeNumberIn = (minimum: number, maximum: number) =>
  v.pipe(
    numberIn(minimum, maximum),
    v.check(
      (input) => Number.isInteger(input),
      (issue) => `expected a whole number, not ${String(issue.input)}`,
    ),
  );

/** A text that is not blank. */
export const text = (what: string) =>
  v.pipe(
    v.string(`expected ${what}; quote it if it looks like a number or a list`),
    v.check((input) => input.trim() !== '', `expected ${what}, not an empty text`),
  );

/** A name as rules, metrics and tests have it. */
export const nameText = (pattern: RegExp, form: string) =>
  v.pipe(
    v.string(`expected ${form}`),
    v.check(
      (input) => pattern.test(input),
      (issue) => `expected ${form}, not "${String(issue.input)}"`,
    ),
  );
