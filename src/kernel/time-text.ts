import { clipped } from './visible-text.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const date = (time: Date): string =>
  `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()}`;

const clock = (time: Date): string => time.toISOString().slice(11, 19);

/**
 * An ISO 8601 time for people, in UTC; text that is no time stays as it is, cut short.
 * @example timeText('2026-03-14T09:05:00.000000Z') // '14 Mar 2026 09:05:00'
 */
export const timeText = (iso: string): string => {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? clipped(iso, 40) : `${date(time)} ${clock(time)}`;
};

/**
 * From one time to another, the day said once where both fall on it.
 * @example timeRangeText('2026-03-14T09:05:00Z', '2026-03-14T10:00:00Z') // '14 Mar 2026 09:05:00 to 10:00:00'
 */
export const timeRangeText = (start: string, end: string): string => {
  const [from, to] = [new Date(start), new Date(end)];
  if (start === end || Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return timeText(start);
  const isSameDay = date(from) === date(to);
  return `${timeText(start)} to ${isSameDay ? clock(to) : timeText(end)}`;
};
