import stringWidth from 'string-width';

/** Only a text of these signs is as wide as it is long. */
const PLAIN = /^[\u0020-\u007e\u2500-\u25ff·…]*$/u;

/**
 * Columns that a text takes on a terminal: two for wide East Asian signs and emoji, none
 * for marks that stand on another sign.
 * @example displayWidth('日本') // 4
 */
export const displayWidth = (text: string): number => (PLAIN.test(text) ? text.length : stringWidth(text));

/** As many of the signs as fit, from the first. */
const head = (signs: readonly string[], width: number): readonly string[] => {
  let taken = 0;
  const end = signs.findIndex((sign) => {
    taken += displayWidth(sign);
    return taken > width;
  });
  return end === -1 ? signs : signs.slice(0, end);
};

/**
 * A text cut in the middle so that it takes at most `width` columns; a little more of its
 * beginning stays than of its end. Looks at no more of a huge text than it needs.
 * @example fittedColumns('abcdefghij', 6) // 'abc…ij'
 */
export const fittedColumns = (text: string, width: number): string => {
  if (text.length <= width * 2 && displayWidth(text) <= width) return text;
  // Every sign takes at least one column, or stands on one that does: eight units a column are plenty.
  const [start, end] = [text.slice(0, width * 8), text.slice(-width * 8)];
  if (start === text && displayWidth(text) <= width) return text;
  const room = Math.ceil(width * 0.6) - 1;
  const first = head(Array.from(start), room).join('');
  const last = head(Array.from(end).reverse(), Math.max(0, width - 1 - room));
  return `${first}…${[...last].reverse().join('')}`;
};

/** A text with blanks behind it, so that it takes `width` columns. */
export const paddedColumns = (text: string, width: number): string =>
  `${text}${' '.repeat(Math.max(0, width - displayWidth(text)))}`;
