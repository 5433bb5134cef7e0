import type { Row } from '../../store/event-store.ts';
import { entityOf, numberOf, textsOf, unitedTexts, windowOf } from '../windows.ts';
import { USERS_KEPT } from './aggregate.ts';

/** One window of logins. Strangers are addresses that were never seen before it. */
export interface StrangerWindow {
  readonly micros: number;
  readonly attempts: number;
  readonly failures: number;
  /** Strangers that only failed, and their attempts. */
  readonly strangers: number;
  readonly strangerAttempts: number;
  /** Strangers that logged in. */
  readonly admitted: number;
  /** Times of the first and last failure, microseconds since 1970; null without failures. */
  readonly first: number | null;
  readonly last: number | null;
  /** User names that the strangers tried, the smallest of each. */
  readonly users: readonly string[];
}

/** Rows, of windows or of addresses in windows, as windows in order of time. */
export const strangerWindows = (rows: readonly Row[]): readonly StrangerWindow[] => {
  const known = new Map<string, number>();
  const windows = new Map<number, StrangerWindow>();
  for (const row of rows) {
    const address = entityOf(row);
    const micros = windowOf(row);
    if (address === null || micros === null) continue;
    known.set(address, Math.min(known.get(address) ?? micros, micros));
  }
  for (const row of rows) {
    const window = oneWindow(row, known);
    if (window === null) continue;
    const before = windows.get(window.micros);
    windows.set(window.micros, before === undefined ? window : united(before, window));
  }
  return [...windows.values()].sort((left, right) => left.micros - right.micros);
};

const oneWindow = (row: Row, known: ReadonlyMap<string, number>): StrangerWindow | null => {
  const micros = windowOf(row);
  if (micros === null) return null;
  const address = entityOf(row);
  const [attempts, failures] = [numberOf(row, 'attempts'), numberOf(row, 'failures')];
  const isNew = address !== null && known.get(address) === micros;
  const isStranger = isNew && attempts === failures;
  const counted = row['strangers'] !== undefined && row['strangers'] !== null;
  return {
    micros,
    attempts,
    failures,
    strangers: counted ? numberOf(row, 'strangers') : Number(isStranger),
    strangerAttempts: counted ? numberOf(row, 'strangerAttempts') : isStranger ? attempts : 0,
    admitted: counted ? numberOf(row, 'admitted') : Number(isNew && failures < attempts),
    first: failures === 0 ? null : numberOf(row, 'first'),
    last: failures === 0 ? null : numberOf(row, 'last'),
    users: counted || isStranger ? textsOf(row, 'users') : [],
  };
};

const united = (left: StrangerWindow, right: StrangerWindow): StrangerWindow => {
  const times = (key: 'first' | 'last'): number[] => [left[key], right[key]].filter((time) => time !== null);
  return {
    micros: left.micros,
    attempts: left.attempts + right.attempts,
    failures: left.failures + right.failures,
    strangers: left.strangers + right.strangers,
    strangerAttempts: left.strangerAttempts + right.strangerAttempts,
    admitted: left.admitted + right.admitted,
    first: times('first').length === 0 ? null : Math.min(...times('first')),
    last: times('last').length === 0 ? null : Math.max(...times('last')),
    users: unitedTexts([left.users, right.users], USERS_KEPT),
  };
};
