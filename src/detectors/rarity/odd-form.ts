import { bits } from './rare-values.ts';

/** How many events and how many different values carry each mark of form. */
export interface FormModel {
  readonly events: number;
  readonly values: number;
  readonly marks: ReadonlyMap<string, MarkCount>;
}

interface MarkCount {
  readonly events: number;
  readonly values: number;
}

export interface OddMark {
  readonly mark: string;
  readonly events: number;
  readonly bits: number;
}

/** Characters looked at in one value; what stands behind is not judged. */
const LONGEST = 4096;
/** A mark in at least 1 of 128 events is ordinary. */
const ORDINARY_BITS = 7;
/** So is one in more than 1 of 8 different values: then many rare values share it, and it tells none apart. */
const ORDINARY_VALUES = 1 / 8;

/**
 * The marks of form of a text: each different character that is no ASCII letter or
 * digit (percent escapes decoded once), `XX` for a character that stands twice in a
 * row, `control` and `non-ASCII` for the whole classes.
 * @example [...formMarks('/a//b%27')] // ['/', '//', "'"]
 */
export const formMarks = (text: string): ReadonlySet<string> => {
  const marks = new Set<string>();
  let previous = '';
  for (const character of decodeEscapes(text.slice(0, LONGEST))) {
    const mark = markOf(character);
    if (mark !== undefined) {
      marks.add(mark);
      if (character === previous) marks.add(mark.length === 1 ? mark + mark : mark);
    }
    previous = character;
  }
  return marks;
};

const decodeEscapes = (text: string): string =>
  text.replace(/%([0-9A-Fa-f]{2})/g, (_whole, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );

const markOf = (character: string): string | undefined => {
  const code = character.codePointAt(0) as number;
  if (code < 0x20 || code === 0x7f) return 'control';
  if (code > 0x7f) return 'non-ASCII';
  return /[A-Za-z0-9]/.test(character) ? undefined : character;
};

/** Counts the marks of all values, by events and by values. */
export const learnForm = (
  counts: Iterable<{ readonly value: string | null; readonly count: number }>,
): FormModel => {
  const marks = new Map<string, MarkCount>();
  let events = 0;
  let values = 0;
  for (const { value, count } of counts) {
    events += count;
    values += 1;
    for (const mark of formMarks(value ?? '')) {
      const before = marks.get(mark) ?? { events: 0, values: 0 };
      marks.set(mark, { events: before.events + count, values: before.values + 1 });
    }
  }
  return { events, values, marks };
};

/** The marks of a text that are rare in the model, most surprising first; empty when its form is ordinary. */
export const oddMarks = (model: FormModel, text: string): readonly OddMark[] =>
  [...formMarks(text)]
    .map((mark) => {
      const { events, values } = model.marks.get(mark) ?? { events: 0, values: 0 };
      return { mark, events, values, bits: bits(events + 0.5, model.events + 1) };
    })
    .filter((mark) => mark.bits >= ORDINARY_BITS && mark.values <= model.values * ORDINARY_VALUES)
    .sort((left, right) => right.bits - left.bits || (left.mark < right.mark ? -1 : 1));

/** The bits of all odd marks of a text together. */
export const formBits = (model: FormModel, text: string): number =>
  oddMarks(model, text).reduce((sum, mark) => sum + mark.bits, 0);
