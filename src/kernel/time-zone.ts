const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterFor = (timeZone: string): Intl.DateTimeFormat => {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
};

/** Whether the name is a time zone this system knows (`UTC`, `Europe/Berlin`). */
export const isTimeZone = (name: string): boolean => {
  try {
    formatterFor(name);
    return true;
  } catch {
    return false;
  }
};

/** What the wall clock of the zone is ahead of UTC at a moment, in microseconds. */
export const utcOffsetMicros = (utcMicros: bigint, timeZone: string): bigint => {
  const milliseconds = Number(utcMicros / 1000n);
  const whole = Math.floor(milliseconds / 1000) * 1000;
  const parts = Object.fromEntries(
    formatterFor(timeZone)
      .formatToParts(new Date(whole))
      .map((part) => [part.type, Number(part.value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
  const wall = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
  return BigInt(wall - whole) * 1000n;
};

/**
 * The moment at which the zone's wall clock shows the given local time. A time that
 * occurs twice (end of daylight saving) is the second one; a time that is skipped is
 * read with the offset before the change (ICU's default for both).
 */
export const zonedToUtcMicros = (localMicros: bigint, timeZone: string): bigint => {
  if (timeZone === 'UTC') return localMicros;
  const day = 86_400_000_000n;
  const before = utcOffsetMicros(localMicros - day, timeZone);
  const after = utcOffsetMicros(localMicros + day, timeZone);
  const candidates = [localMicros - after, localMicros - before];
  const valid = candidates.find(
    (candidate) => candidate + utcOffsetMicros(candidate, timeZone) === localMicros,
  );
  return valid ?? localMicros - before;
};
