import { UsageError } from '../kernel/errors.ts';

/** Simulated times are whole microseconds since 1970 UTC, exact in a double until the year 2255. */
export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Microseconds of an ISO 8601 date or moment; without a zone it is UTC.
 * @throws UsageError when the text is no such moment
 */
export const microsOf = (iso: string): number => {
  const shape =
    /^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)(Z|[+-][0-9]{2}:[0-9]{2})?)?$/;
  const parts = shape.exec(iso);
  const millis =
    parts === null ? Number.NaN : Date.parse(`${parts[1]}T${parts[2] ?? '00:00'}${parts[3] ?? 'Z'}`);
  if (Number.isNaN(millis) || !isCalendarDay(parts?.[1] as string)) {
    throw new UsageError(`"${iso}" is no date: write it like 2026-03-02 or 2026-03-02T08:30:00Z`);
  }
  return Math.floor(millis / 1000) * SECOND + fractionMicros(parts?.[2]);
};

/** Date.parse lets 30 February through as 2 March. */
const isCalendarDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

const fractionMicros = (clock: string | undefined): number => {
  const fraction = clock?.split('.')[1];
  return fraction === undefined ? 0 : Number(fraction.padEnd(6, '0').slice(0, 6));
};

/** ISO 8601 UTC with six decimals. */
export const isoOf = (micros: number): string => {
  const seconds = Math.floor(micros / SECOND);
  const fraction = (micros - seconds * SECOND).toString().padStart(6, '0');
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
};

const pad = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

/** A stamp maker that remembers the last second: most neighbouring lines share it. */
const remembering = (stamp: (date: Date) => string): ((micros: number) => string) => {
  let last = Number.NaN;
  let text = '';
  return (micros) => {
    const second = Math.floor(micros / SECOND);
    if (second !== last) {
      last = second;
      text = stamp(new Date(second * 1000));
    }
    return text;
  };
};

const clock = (date: Date): string =>
  `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`;

/** 02/Mar/2026:08:30:00 +0000 */
export const clfStamper = (): ((micros: number) => string) =>
  remembering(
    (date) =>
      `${pad(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${clock(date)} +0000`,
  );

/** Mar  2 08:30:00, without year and zone; the day is padded with a blank. */
export const syslogStamper = (): ((micros: number) => string) =>
  remembering(
    (date) => `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate().toString().padStart(2)} ${clock(date)}`,
  );

/** 1772440200.123456 */
export const epochStamp = (micros: number): string => {
  const seconds = Math.floor(micros / SECOND);
  return `${seconds}.${(micros - seconds * SECOND).toString().padStart(6, '0')}`;
};

/** 2026-03-02-08-30-00, as in Zeek's #open line. */
export const zeekOpenStamp = (micros: number): string =>
  new Date(Math.floor(micros / SECOND) * 1000).toISOString().slice(0, 19).replace(/[T:]/g, '-');
