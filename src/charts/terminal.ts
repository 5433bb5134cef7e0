const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/**
 * A share (0..1, held inside) as a bar of at most `width` characters, to an eighth of one;
 * anything above 0 shows. Not padded.
 * @example bar(0.5, 4) // '██'
 */
export const bar = (share: number, width: number): string => {
  if (!(share > 0) || !(width >= 1)) return '';
  const eighths = Math.max(1, Math.round(Math.min(1, share) * Math.floor(width) * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
};

/** Values joined to `width` groups by their sum, so that a long series keeps its peaks' weight. */
const joined = (values: readonly number[], width: number): readonly number[] => {
  if (values.length <= width) return values;
  const sums = new Array<number>(width).fill(0);
  values.forEach((value, index) => {
    const group = Math.floor((index * width) / values.length);
    sums[group] = (sums[group] ?? 0) + (Number.isFinite(value) ? value : 0);
  });
  return sums;
};

/**
 * Values as one line of block characters between 0 (or the smallest, when below 0) and the
 * largest; zero and what is no number show as a space. With `width` a longer series is summed
 * into so many groups.
 * @example sparkline([0, 1, 4, 8]) // ' ▁▄█'
 */
export const sparkline = (values: readonly number[], { width = values.length } = {}): string => {
  const shown = joined(values, Math.max(1, Math.floor(width)));
  const known = shown.filter(Number.isFinite);
  const low = known.reduce((least, value) => Math.min(least, value), 0);
  const high = known.reduce((most, value) => Math.max(most, value), 0);
  return shown
    .map((value) => {
      if (!Number.isFinite(value) || value === low) return ' ';
      const level = Math.ceil(((value - low) / (high - low)) * LEVELS.length) - 1;
      return LEVELS[Math.min(LEVELS.length - 1, Math.max(0, level))] ?? '';
    })
    .join('');
};
