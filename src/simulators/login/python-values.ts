import { UsageError } from '../../kernel/errors.ts';

const HOUR_MICROS = 3_600_000_000;
const DAY_MICROS = 86_400_000_000;

/**
 * Microseconds of Python's timedelta(hours=x) or timedelta(days=x): the whole part
 * exact, the fraction's microseconds truncated, what is left rounded half to even.
 */
const timedelta = (value: number, unitMicros: number): number => {
  const whole = Math.trunc(value);
  const fraction = (value - whole) * unitMicros;
  const micros = whole * unitMicros + Math.trunc(fraction);
  return micros + roundHalfEven(fraction - Math.trunc(fraction), micros);
};

export const hoursToMicros = (hours: number): number => timedelta(hours, HOUR_MICROS);
export const daysToMicros = (days: number): number => timedelta(days, DAY_MICROS);

/** Rounds what is left below one microsecond; a tie goes to the even total. */
const roundHalfEven = (leftover: number, total: number): number => {
  if (Math.abs(leftover) !== 0.5) return Math.round(leftover);
  return total % 2 === 0 ? 0 : Math.sign(leftover);
};

/** A float as Python prints it: 30.0, 0.5, 1e-05, 1e+16. */
export const pythonFloat = (value: number): string => {
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string];
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
};

/**
 * What the lab's driver makes of a start date `YYYY-MM-DD`, with further parts for
 * hour, minute, second and microsecond. Null when the parts are no date: the
 * driver then takes another date.
 * @throws UsageError when there are too few or too many parts, where the driver stops
 */
export const parseStart = (text: string): number | null => {
  const parts = text.split('-').map((part) => part.trim());
  if (!parts.every((part) => /^[+]?[0-9]+(_[0-9]+)*$/.test(part))) return null;
  if (parts.length < 3 || parts.length > 7) {
    throw new UsageError('Start date must be in "YYYY-MM-DD" form');
  }
  const [year, month, day, hour = 0, minute = 0, second = 0, micro = 0] = parts.map((part) =>
    Number(part.replaceAll('_', '')),
  ) as [number, number, number];
  if (year < 1 || year > 9999 || hour > 23 || minute > 59 || second > 59 || micro > 999_999) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return (date.getTime() / 1000 + (hour * 60 + minute) * 60 + second) * 1_000_000 + micro;
};

/** One field of a CSV file, quoted as Python's csv module does when it must be. */
export const csvField = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** Digits after the point that pandas prints for a whole column of times, and whether it prints the clock. */
const columnShape = (times: readonly number[]): { readonly digits: number; readonly clock: boolean } => {
  if (times.some((time) => time % 1000 !== 0)) return { digits: 6, clock: true };
  if (times.some((time) => time % 1_000_000 !== 0)) return { digits: 3, clock: true };
  return { digits: 0, clock: times.some((time) => time % DAY_MICROS !== 0) };
};

/** A column of times (microseconds since 1970) as pandas writes it to CSV. */
export const pandasTimes = (times: readonly number[]): string[] => {
  const { digits, clock } = columnShape(times);
  return times.map((time) => {
    const seconds = Math.floor(time / 1_000_000);
    const text = new Date(seconds * 1000).toISOString();
    if (!clock) return text.slice(0, 10);
    const fraction = (time - seconds * 1_000_000).toString().padStart(6, '0');
    return `${text.slice(0, 10)} ${text.slice(11, 19)}${digits === 0 ? '' : `.${fraction.slice(0, digits)}`}`;
  });
};
