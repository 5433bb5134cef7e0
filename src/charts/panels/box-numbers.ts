/** A value and how often it occurs. */
export interface CountedValue {
  readonly value: number;
  readonly count: number;
}

/** What a box plot draws of one group. */
export interface BoxNumbers {
  readonly count: number;
  readonly min: number;
  readonly lowWhisker: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly highWhisker: number;
  readonly max: number;
  /** The different values beyond the whiskers, ascending. */
  readonly beyond: readonly number[];
}

const REACH = 1.5;

/** Quartiles of type 7, as R, numpy and pandas have them by default. */
const quantileOf = (sorted: readonly CountedValue[], total: number, probability: number): number => {
  const place = (total - 1) * probability;
  const lower = Math.floor(place);
  let before = 0;
  let found: number | undefined;
  for (const { value, count } of sorted) {
    before += count;
    if (found === undefined && before > lower) found = value;
    if (found !== undefined && before > lower + (place > lower ? 1 : 0))
      return found + (place - lower) * (value - found);
  }
  return found ?? Number.NaN;
};

/**
 * Quartiles, whiskers to the last value within 1.5 times the distance of the quartiles
 * (Tukey 1977), and what lies beyond. Undefined for no values.
 * @example boxNumbers([{ value: 1, count: 2 }, { value: 4, count: 1 }])?.p50 // 1
 */
export const boxNumbers = (values: readonly CountedValue[]): BoxNumbers | undefined => {
  const sorted = values
    .filter(({ value, count }) => Number.isFinite(value) && count > 0)
    .sort((left, right) => left.value - right.value);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const count = sorted.reduce((sum, each) => sum + each.count, 0);
  const [p25, p50, p75] = [0.25, 0.5, 0.75].map((share) => quantileOf(sorted, count, share)) as [
    number,
    number,
    number,
  ];
  const [low, high] = [p25 - REACH * (p75 - p25), p75 + REACH * (p75 - p25)];
  const inside = sorted.filter(({ value }) => value >= low && value <= high);
  return {
    count,
    min: first.value,
    lowWhisker: inside[0]?.value ?? p25,
    p25,
    p50,
    p75,
    highWhisker: inside.at(-1)?.value ?? p75,
    max: last.value,
    beyond: sorted.filter(({ value }) => value < low || value > high).map(({ value }) => value),
  };
};
