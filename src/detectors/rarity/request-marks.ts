import { formMarks } from './odd-form.ts';

/**
 * Targets made of letters, digits and the structure of a URL alone (RE2): they carry
 * no odd mark, so they need not be taken apart.
 */
export const PLAIN_TARGET =
  '^(?:/[A-Za-z0-9_~-](?:[.]?[A-Za-z0-9_~+-])*)*/?(?:[?](?:[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+)*(?:=(?:[.]?[A-Za-z0-9_~-])*)?(?:&|$))*)?$';

/** What is left of a target when its words are taken out: letters and digits as one `a`, escapes kept. */
export const SKELETON_PATTERN = '(%[0-9A-Fa-f]{2})|[A-Za-z0-9]+';
export const SKELETON_REPLACEMENT = '\\1a';

/** Marks that plain targets have as well, so that counting them among the others would mislead. */
const STRUCTURE = new Set(['/', '.', '_', '~', '?', '=', '&', '+', '-']);
/** Doubled marks that plain targets cannot have though they have the single one. */
const ODD_DOUBLES = new Set(['//', '..', '??', '==', '&&']);

/** Whether a mark is beyond what a plain target can have, and not said already by its single one. */
const isTelling = (mark: string): boolean =>
  [...mark].length === 2 ? ODD_DOUBLES.has(mark) : !STRUCTURE.has(mark);

/** The telling marks of a target or skeleton. */
export const requestMarks = (target: string): readonly string[] => [...formMarks(target)].filter(isTelling);

/** The spellings of each mark in a skeleton: `'` and `%27` are both `'`. */
export const markSpellings = (skeleton: string): ReadonlyMap<string, ReadonlySet<string>> => {
  const spellings = new Map<string, Set<string>>();
  const add = (mark: string, spelling: string): void => {
    spellings.set(mark, (spellings.get(mark) ?? new Set()).add(spelling));
  };
  let previous: { readonly mark: string; readonly token: string } | undefined;
  for (const token of skeleton.match(/%[0-9A-Fa-f]{2}|\P{Cs}|\p{Cs}/gu) ?? []) {
    const mark = [...formMarks(token)][0];
    if (mark === undefined) {
      previous = undefined;
      continue;
    }
    // A bare % cannot be told from the beginning of an escape.
    if (isTelling(mark) && token !== '%') add(mark, token);
    const double = mark + mark;
    if (previous?.mark === mark && mark.length === 1 && !STRUCTURE.has(double))
      add(double, previous.token + token);
    previous = { mark, token };
  }
  return spellings;
};
