import type { Row } from '../../store/event-store.ts';
import { numberOf, textsOf } from '../windows.ts';
import { LATER_KEPT } from './sent.ts';

/** What an address did after the last of its attacks; undefined where only a part of the log is known. */
export interface Aftermath {
  readonly requests: number;
  readonly answered: number;
  readonly posts: number;
  readonly paths: readonly string[];
  /** Paths of programs that it was given then. */
  readonly programs: readonly string[];
}

/** Undefined in a live run, which knows only a part of the log. */
export const aftermathOf = (rows: readonly Row[]): Aftermath | undefined => {
  const known = rows.filter((row) => numberOf(row, 'later') > 0);
  if (known.length === 0) return undefined;
  const sum = (name: string): number => known.reduce((total, row) => total + numberOf(row, name), 0);
  return {
    requests: sum('later'),
    answered: sum('laterAnswered'),
    posts: sum('laterPosts'),
    paths: known.flatMap((row) => textsOf(row, 'laterPaths')).slice(0, LATER_KEPT),
    programs: known.flatMap((row) => textsOf(row, 'laterPrograms')),
  };
};
