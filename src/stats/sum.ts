/**
 * Sum of numbers, compensated (Neumaier 1974), so that the order of the values
 * changes nothing but the last bit. The sum of nothing is 0.
 * @example sum([1, 1e100, 1, -1e100]) // 2
 */
export const sum = (values: Iterable<number>): number => {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return Number.isFinite(lost) ? total + lost : total;
};
