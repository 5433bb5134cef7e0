const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

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

/** Values joined to `width` groups by their largest, so that no peak is lost; NaN where a group has no number. */
const peaks = (values: readonly number[], width: number): readonly number[] => {
  const groups = new Array<number>(Math.min(width, values.length)).fill(Number.NaN);
  values.forEach((value, index) => {
    const group = Math.floor((index * groups.length) / values.length);
    const known = groups[group] ?? Number.NaN;
    if (Number.isFinite(value) && !(known >= value)) groups[group] = value;
  });
  return groups;
};

/**
 * Values as upright columns in `height` lines, from the top: 0 is nothing, the largest is
 * full, anything above 0 shows. A longer series than `width` keeps the largest of each group.
 * @example columns([1, 2], { width: 2, height: 1 }) // ['▄█']
 */
export const columns = (
  values: readonly number[],
  { width, height }: { readonly width: number; readonly height: number },
): readonly string[] => {
  const shown = peaks(values, width);
  const largest = shown.filter(Number.isFinite).reduce((most, value) => Math.max(most, value), 0);
  const steps = shown.map((value) =>
    value > 0 && largest > 0 ? Math.max(1, Math.round((value / largest) * height * LEVELS.length)) : 0,
  );
  return Array.from({ length: height }, (_, line) => {
    const below = (height - 1 - line) * LEVELS.length;
    return steps
      .map((step) => (step <= below ? ' ' : (LEVELS[Math.min(LEVELS.length, step - below) - 1] ?? ' ')))
      .join('');
  });
};
