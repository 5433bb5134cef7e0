/**
 * At most `limit` of the values, evenly spread by rank, in ascending order, the
 * smallest and the largest always among them; the shape of the distribution stays.
 * An empty list gives an empty list; `limit` is at least 2.
 * @example thinned([5, 1, 4, 2, 3], 3) // [1, 3, 5]
 */
export const thinned = (values: readonly number[], limit: number): readonly number[] => {
  const sorted = [...values].sort((left, right) => left - right);
  if (sorted.length <= limit) return sorted;
  const step = (sorted.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, index) => sorted[Math.round(index * step)] ?? 0);
};
