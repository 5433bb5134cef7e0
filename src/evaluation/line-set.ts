/**
 * A set of event numbers as ascending, disjoint ranges: a log of millions of lines
 * with a few attacks takes a few numbers.
 */
export interface LineSet {
  /** First and last number of each range, in turn. */
  readonly bounds: readonly number[];
  /** How many numbers it holds. */
  readonly size: number;
}

export const NO_LINES: LineSet = Object.freeze({ bounds: Object.freeze([]), size: 0 });

/** Ranges in any order, overlapping or touching, as one set. */
export const lineSetOfRanges = (ranges: readonly (readonly [number, number])[]): LineSet => {
  const sorted = [...ranges].sort((left, right) => left[0] - right[0]);
  const bounds: number[] = [];
  for (const [first, last] of sorted) {
    const open = bounds.at(-1);
    if (open !== undefined && first <= open + 1) bounds[bounds.length - 1] = Math.max(open, last);
    else bounds.push(first, last);
  }
  return lineSet(bounds);
};

export const lineSetOf = (numbers: readonly number[]): LineSet =>
  lineSetOfRanges(numbers.map((number) => [number, number]));

export const unionOfLines = (sets: readonly LineSet[]): LineSet => lineSetOfRanges(sets.flatMap(rangesOf));

/** The numbers that are in both. */
export const commonLines = (left: LineSet, right: LineSet): LineSet => {
  const bounds: number[] = [];
  let [at, other] = [0, 0];
  while (at < left.bounds.length && other < right.bounds.length) {
    const first = Math.max(left.bounds[at] as number, right.bounds[other] as number);
    const [leftLast, rightLast] = [left.bounds[at + 1] as number, right.bounds[other + 1] as number];
    const last = Math.min(leftLast, rightLast);
    if (first <= last) bounds.push(first, last);
    if (leftLast < rightLast) at += 2;
    else other += 2;
  }
  return lineSet(bounds);
};

const lineSet = (bounds: readonly number[]): LineSet => {
  let size = 0;
  for (let index = 0; index < bounds.length; index += 2) {
    size += (bounds[index + 1] as number) - (bounds[index] as number) + 1;
  }
  return { bounds, size };
};

const rangesOf = ({ bounds }: LineSet): [number, number][] => {
  const ranges: [number, number][] = [];
  for (let index = 0; index < bounds.length; index += 2) {
    ranges.push([bounds[index] as number, bounds[index + 1] as number]);
  }
  return ranges;
};
