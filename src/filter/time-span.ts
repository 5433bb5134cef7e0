/** A stretch of time in microseconds since 1970: from `from` up to but not including `until`. */
export interface TimeSpan {
  readonly from: bigint;
  readonly until: bigint;
}

const PATTERN =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?)?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * The stretch an ISO 8601 time names: `2018-11` a month, `2018-11-05` a day,
 * `2018-11-05T18:00` a minute, `...:07.25` ten milliseconds. Without zone it is UTC.
 * Undefined when the text is no such time. Digits beyond microseconds are cut off.
 * @example parseTimeSpan('2018-11-05T18:00+01:00')?.from  // 1541437200000000n
 */
export const parseTimeSpan = (text: string): TimeSpan | undefined => {
  const match = PATTERN.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const parts = [year, month, day, hour, minute, second].map((part) =>
    part === undefined ? undefined : Number(part),
  );
  const offset = zoneMinutes(zone);
  if (offset === undefined || !partsFit(parts)) return undefined;
  const start = instant(parts, offset);
  const digits = (fraction ?? '').slice(0, 6);
  if (digits !== '') {
    const from = start + BigInt(digits.padEnd(6, '0'));
    return { from, until: from + 10n ** BigInt(6 - digits.length) };
  }
  const last = parts.findLastIndex((part) => part !== undefined);
  return { from: start, until: instant(parts.with(last, (parts[last] ?? 0) + 1), offset) };
};

type Parts = readonly (number | undefined)[];

const zoneMinutes = (zone: string | undefined): number | undefined => {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
};

const partsFit = ([year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0]: Parts): boolean => {
  if (year < 1 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 60) return false;
  return day >= 1 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
};

const instant = (
  [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0]: Parts,
  offset: number,
): bigint => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute - offset, second);
  return BigInt(date.getTime()) * 1000n;
};
