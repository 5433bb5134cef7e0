import { clipped, visibleText } from '../kernel/visible-text.ts';

/** Characters of a log value shown in a title or sentence. */
const LONGEST_SHOWN = 100;

/**
 * A log value for people: quoted, shortened in the middle to 100 characters, made
 * harmless (see kernel/visible-text); null reads "missing".
 * @example shown('a"b') // '"a\\"b"'
 */
export const shown = (value: string | null): string =>
  value === null
    ? 'missing'
    : `"${visibleText(clipped(value, LONGEST_SHOWN, { middle: true })).replaceAll('"', '\\"')}"`;

/**
 * A count with thousands separated, any other number with at most `digits` decimals.
 * @example figure(13978) // '13,978'
 */
export const figure = (value: number, digits = 1): string => {
  if (!Number.isFinite(value)) return String(value);
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toFixed(digits)));
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
};

/**
 * A share as percent with three significant digits, never rounded to 0 or 100 unless it is.
 * @example percent(0.00114) // '0.114 %'
 */
export const percent = (share: number): string => {
  if (!Number.isFinite(share)) return 'unknown';
  const value = share * 100;
  if (value === 0 || value === 100) return `${value} %`;
  const rounded = Number(value.toPrecision(3));
  if (rounded === 100) return 'over 99.9 %';
  if (Math.abs(rounded) < 1e-6) return 'under 0.000001 %';
  return `${String(rounded)} %`;
};

/**
 * "1 event", "2 events".
 * @example counted(1, 'address', 'addresses') // '1 address'
 */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${figure(count)} ${count === 1 ? one : many}`;

/**
 * "a", "a and b", "a, b and 3 more".
 * @example listed(['a', 'b', 'c'], 2) // 'a, b and 1 more'
 */
export const listed = (items: readonly string[], most = 4): string => {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
};

/**
 * Seconds in the largest fitting unit.
 * @example duration(5400) // '1.5 hours'
 */
export const duration = (seconds: number): string => {
  const units: readonly [number, string][] = [
    [86400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ];
  for (const [size, name] of units) {
    if (seconds >= size) return counted(Number((seconds / size).toFixed(1)), name);
  }
  return counted(Number(seconds.toFixed(1)), 'second');
};
