/**
 * A number for people: thousands separated, at most three decimals (three significant digits below 1).
 * @example numberText(1234567.891) // '1,234,567.891'
 */
export const numberText = (value: number): string => {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-5 || size >= 1e15)) return minus(value.toExponential(2));
  const short = size < 1 ? Number(value.toPrecision(3)) : Number(value.toFixed(3));
  const [whole = '', fraction] = String(short).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return minus(fraction === undefined ? grouped : `${grouped}.${fraction}`);
};

const minus = (text: string): string => text.replace(/^-/, '−');

const COMPACT: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/**
 * A short number for an axis.
 * @example compactNumber(12500) // '12.5k'
 */
export const compactNumber = (value: number): string => {
  const size = Math.abs(value);
  const unit = COMPACT.find(([from]) => size >= from);
  if (unit === undefined) return numberText(Number(value.toPrecision(4)));
  return `${numberText(Number((value / unit[0]).toPrecision(3)))}${unit[1]}`;
};

/**
 * A share (0..1) as percent, three significant digits, never rounded to 0 or 100 unless it is.
 * @example percentText(0.00114) // '0.114 %'
 */
export const percentText = (share: number): string => {
  if (!Number.isFinite(share)) return 'unknown';
  const value = share * 100;
  if (value === 0 || value === 100) return `${value} %`;
  const rounded = Number(value.toPrecision(3));
  if (rounded >= 100 && value < 100) return '> 99.9 %';
  return rounded < 1e-6 ? '< 0.000001 %' : `${numberText(rounded)} %`;
};

const BYTE_UNITS = ['kB', 'MB', 'GB', 'TB'];

/**
 * Bytes in decimal units.
 * @example bytesText(2370789) // '2.37 MB'
 */
export const bytesText = (bytes: number): string => {
  let scaled = bytes;
  let unit = 'bytes';
  for (const name of BYTE_UNITS) {
    if (scaled < 1000) break;
    scaled /= 1000;
    unit = name;
  }
  return `${numberText(unit === 'bytes' ? scaled : Number(scaled.toPrecision(3)))} ${unit}`;
};

const SPANS: readonly (readonly [number, string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/**
 * A length of time in its two largest units.
 * @example durationText(93780) // '1 d 2 h'
 */
export const durationText = (seconds: number): string => {
  if (seconds < 1) return `${numberText(Number(seconds.toPrecision(2)))} s`;
  const parts: string[] = [];
  let rest = Math.round(seconds);
  for (const [size, unit] of SPANS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${numberText(count)} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
};

/**
 * "1 event", "2 events".
 * @example countText(2, 'address', 'addresses') // '2 addresses'
 */
export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${numberText(count)} ${count === 1 ? one : many}`;
