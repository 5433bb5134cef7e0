/** A number that stands for several equal ones; counts are whole. */
export interface Weighted {
  readonly value: number;
  readonly count: number;
}

/**
 * Type 7 quantile (linear interpolation) of numbers that stand for several: what `quantile`
 * gives with each number repeated. Null without any.
 * @example weightedQuantile([{ value: 1, count: 3 }, { value: 9, count: 1 }], 0.5) // 1
 */
export const weightedQuantile = (values: readonly Weighted[], probability: number): number | null => {
  const sorted = [...values].sort((left, right) => left.value - right.value);
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const at = (place: number): number => {
    let before = 0;
    for (const { value, count } of sorted) {
      before += count;
      if (place < before) return value;
    }
    return sorted.at(-1)?.value as number;
  };
  const position = (total - 1) * probability;
  const below = Math.floor(position);
  const [low, high] = [at(below), at(Math.min(below + 1, total - 1))];
  return low + (high - low) * (position - below);
};
