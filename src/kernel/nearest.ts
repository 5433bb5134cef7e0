import { UsageError } from './errors.ts';

/**
 * The known names nearest to a mistyped one, best first, at most `limit`: those that
 * contain it (or its last dotted part) or begin much like it, and those within a small edit distance
 * (Levenshtein, with a swap of neighbours as one edit). Empty when nothing is near.
 * @example nearest('status', ['http.response.status_code', 'source.ip'])  // ['http.response.status_code']
 */
export const nearest = (word: string, known: Iterable<string>, limit = 3): readonly string[] => {
  const wanted = word.toLowerCase();
  const near = [...known]
    .map((name) => ({ name, distance: nameDistance(wanted, name.toLowerCase()) }))
    .filter((item) => Number.isFinite(item.distance))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  const best = near[0]?.distance ?? 0;
  return near
    .filter((item) => best >= CONTAINS || item.distance <= best + 1)
    .slice(0, limit)
    .map((item) => item.name);
};

/** Distances from here on: no slip of the fingers, but a part of the name. */
const CONTAINS = 5;

/** A UsageError that names the unknown word and the nearest known ones. */
export const unknownName = (kind: string, word: string, known: Iterable<string>, hint = ''): UsageError => {
  const near = nearest(word, known);
  const suggestion = near.length > 0 ? `did you mean ${alternatives(near)}?` : hint;
  return new UsageError(
    suggestion === '' ? `unknown ${kind} "${word}"` : `unknown ${kind} "${word}": ${suggestion}`,
  );
};

const alternatives = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

const nameDistance = (wanted: string, name: string): number => {
  const edits = editDistance(wanted, name);
  const allowed = Math.max(1, Math.floor(Math.max(wanted.length, name.length) / 3));
  if (edits <= Math.min(allowed, 4)) return edits;
  if (wanted.length >= 2 && name.includes(wanted)) return CONTAINS + (name.length - wanted.length) / 100;
  const beginEdits = editDistance(wanted, name.slice(0, wanted.length));
  if (wanted.length >= 5 && beginEdits <= Math.floor(wanted.length / 5))
    return CONTAINS + beginEdits + (name.length - wanted.length) / 100;
  const tail = name.slice(name.lastIndexOf('.') + 1);
  const wantedTail = wanted.slice(wanted.lastIndexOf('.') + 1);
  const tailEdits = editDistance(wantedTail, tail);
  return tailEdits <= Math.min(2, Math.floor(wantedTail.length / 3))
    ? CONTAINS + 2 + tailEdits
    : Number.POSITIVE_INFINITY;
};

const editDistance = (left: string, right: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const cost = left[row - 1] === right[column - 1] ? 0 : 1;
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + cost,
      );
      if (left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        best = Math.min(best, (beforeLast[column - 2] ?? Number.POSITIVE_INFINITY) + 1);
      }
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? left.length;
};
