import { UsageError } from '../kernel/errors.ts';

const WINDOW = 72;

/**
 * A UsageError that points at a character of a filter or metric: the message names
 * the column (from 1, in characters), `details` holds the text and a caret under it.
 */
export const syntaxError = (what: string, text: string, offset: number, problem: string): UsageError => {
  const column = [...text.slice(0, offset)].length + 1;
  return new UsageError(`${what}, column ${column}: ${problem}`, undefined, caretLines(text, column));
};

/** The part of the text around the column, control characters shown as U+FFFD, and a caret below it. */
const caretLines = (text: string, column: number): readonly string[] => {
  const shown = [...text].map((character) =>
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character) ? '\uFFFD' : character,
  );
  const start = Math.max(0, Math.min(column - 1 - WINDOW / 2, shown.length - WINDOW));
  const line = shown.slice(start, start + WINDOW).join('');
  return [line, `${' '.repeat(column - 1 - start)}^`];
};
