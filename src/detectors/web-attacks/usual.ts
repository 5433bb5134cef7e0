import type { Row } from '../../store/event-store.ts';
import { entityOf, numberOf, textsOf, unitedTexts } from '../windows.ts';
import { SEPARATOR, USUAL_KEPT } from './sent.ts';

/** Sizes of a path's answers of 2xx: the smallest, and the quartiles. */
export interface UsualSize {
  readonly answers: number;
  readonly least: number;
  readonly lower: number;
  readonly middle: number;
  readonly upper: number;
}

/** What addresses that sent nothing odd are answered on a path. */
export interface UsualAnswers {
  /** Undefined where too few answers have a size. */
  readonly size: UsualSize | undefined;
  /** Of 2xx. */
  readonly answers: number;
  /** Of 401 and 403. */
  readonly refused: number;
}

export interface Usual {
  readonly byPath: ReadonlyMap<string, UsualAnswers>;
  /** The paths of which nobody else was given anything are known: the whole log was seen, and other visitors in it. */
  readonly tellsStrangers: boolean;
}

/** Reads `answers|refused|sized|least|lower|middle|upper|path` of the rows about everybody. */
export const usualAnswers = (all: readonly Row[], minimumSizes: number): Usual => {
  const rows = all.filter((row) => entityOf(row) === null);
  const texts = unitedTexts(
    rows.map((row) => textsOf(row, 'usual')),
    USUAL_KEPT,
  );
  const byPath = new Map<string, UsualAnswers>();
  for (const text of texts) {
    const [answers, refused, sized, least, lower, middle, upper, ...path] = text.split(SEPARATOR);
    const size = {
      answers: Number(sized),
      least: Number(least),
      lower: Number(lower),
      middle: Number(middle),
      upper: Number(upper),
    };
    byPath.set(path.join(SEPARATOR), {
      size: size.answers >= minimumSizes ? size : undefined,
      answers: Number(answers),
      refused: Number(refused),
    });
  }
  const answered = rows.reduce((sum, row) => sum + numberOf(row, 'answered'), 0);
  return { byPath, tellsStrangers: answered >= minimumSizes && texts.length < USUAL_KEPT };
};
