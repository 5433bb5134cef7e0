/** Microseconds since 1970 as ISO 8601 UTC with six decimals. Years 1 to 9999. */
export const microsToIso = (micros: bigint): string => {
  const million = 1_000_000n;
  const fraction = ((micros % million) + million) % million;
  const seconds = (micros - fraction) / million;
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}.${fraction.toString().padStart(6, '0')}Z`;
};

export interface TimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly microsecond?: number;
  /** Minutes east of UTC. */
  readonly offsetMinutes?: number;
}

/** Microseconds since 1970; null for a day or time of day that does not exist (a second 60 included). */
export const partsToMicros = (parts: TimeParts): bigint | null => {
  const { year, month, day, hour = 0, minute = 0, second = 0, microsecond = 0, offsetMinutes = 0 } = parts;
  if (hour > 23 || minute > 59 || second > 59 || year < 100) return null;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return BigInt(date.getTime() - offsetMinutes * 60_000) * 1000n + BigInt(microsecond);
};

const ISO =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?$/;

/** Minutes east of UTC of `Z`, `+HH:MM` or `+HHMM`; 0 for undefined. */
export const offsetMinutesOf = (zone: string | undefined): number => {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
};

/**
 * Microseconds since 1970 of an ISO 8601 date or time, without zone in UTC; decimals
 * beyond the sixth are cut off. Null for any other text.
 */
export const isoToMicros = (text: string): bigint | null => {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  return partsToMicros({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    microsecond: Number((fraction ?? '').padEnd(6, '0').slice(0, 6)),
    offsetMinutes: offsetMinutesOf(zone),
  });
};
