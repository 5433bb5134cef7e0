import { compareUtf8 } from '../../kernel/text-order.ts';
import type { BaselineGrouping, Period } from '../../rules/baseline/rule.ts';

/** What one entity did in one window: the rule's metrics, null where one cannot be computed. */
export interface WindowRow {
  readonly entity: string;
  /** Start of the window, microseconds since 1970. */
  readonly windowMicros: number;
  /** Value of the peer field, null without one. */
  readonly peer: string | null;
  readonly events: number;
  /** Times of the first and last event, ISO 8601. */
  readonly start: string | null;
  readonly end: string | null;
  readonly values: Readonly<Record<string, number | null>>;
  /** How many windows it stands for, none of which the rule can flag; an ordinary row has none. */
  readonly copies?: number;
}

/** Whether some rows stand for several windows. */
export const isCondensed = (rows: readonly WindowRow[]): boolean =>
  rows.some(({ copies }) => copies !== undefined);

/** How many windows some rows stand for. */
export const windowsIn = (rows: readonly WindowRow[]): number =>
  rows.reduce((total, { copies = 1 }) => total + copies, 0);

/** Order of rows that seeded sampling rests on: entity by UTF-8 bytes, then time. */
export const compareRows = (left: WindowRow, right: WindowRow): number =>
  compareUtf8(left.entity, right.entity) || left.windowMicros - right.windowMicros;

export const inPeriod = (row: WindowRow, { sinceMicros, untilMicros }: Period): boolean =>
  (sinceMicros === null || row.windowMicros >= sinceMicros) &&
  (untilMicros === null || row.windowMicros < untilMicros);

const MICROS_PER_HOUR = 3_600_000_000;

/** Which baseline group a row belongs to; hours are UTC, the hour of the week counts from Monday 00:00. */
export const groupKey = (row: WindowRow, by: BaselineGrouping): number | string => {
  const hours = Math.floor(row.windowMicros / MICROS_PER_HOUR);
  switch (by.kind) {
    case 'hour of day':
      return modulo(hours, 24);
    case 'hour of week':
      // 1970 began on a Thursday
      return modulo(hours + 72, 168);
    case 'everything':
      return 'all';
    case 'peers':
      return row.peer ?? '';
    case 'own past':
      return row.entity;
  }
};

const modulo = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor;
