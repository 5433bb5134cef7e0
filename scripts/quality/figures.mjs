import { wilsonInterval } from '../../dist/stats/wilson-interval.js';

const Z = 1.959963984540054;

const figure = (value) => (value === 0 ? '0' : String(Number(value.toPrecision(2))));

/** A share near 1 told by as many digits as what it lacks. */
const shareFigure = (value) =>
  value > 0.5 ? String(Number((1 - Number((1 - value).toPrecision(2))).toFixed(6))) : figure(value);

/** A share with its 95 % score interval (Wilson). */
export const share = (part, all) => {
  if (all === 0) return '';
  const { lower, upper } = wilsonInterval(part, all);
  return `${shareFigure(part / all)} (${shareFigure(lower)} to ${shareFigure(upper)})`;
};

/** Counts per unit with the score interval of a Poisson number. */
export const rate = (count, units) => {
  const reach = Z * Math.sqrt(count + (Z * Z) / 4);
  const bound = (sign) => Math.max(0, (count + (Z * Z) / 2 + sign * reach) / units);
  return `${figure(count / units)} (${figure(count === 0 ? 0 : bound(-1))} to ${figure(bound(1))})`;
};

export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Entries of an object by name. */
export const inOrder = (rows) => Object.entries(rows).sort(([left], [right]) => (left < right ? -1 : 1));
