import type { BaselineSample } from '../../rules/baseline/rule.ts';
import { RandomState } from '../../stats/mersenne-twister-numpy.ts';

/**
 * The rows a baseline is computed from. A bootstrap draws with replacement from a
 * fresh stream for every group, exactly as pandas' `group.sample(n, random_state=seed,
 * replace=True)` (numpy's legacy `choice`); a share is rounded half to even, as
 * `sample(frac=...)` does, and is at least one row. Rows must come in a stated order.
 */
export const drawSample = <Item>(rows: readonly Item[], sample: BaselineSample): readonly Item[] => {
  if (sample.kind === 'all' || rows.length === 0) return rows;
  const size = sample.kind === 'size' ? sample.size : Math.max(1, roundHalfEven(sample.share * rows.length));
  return new RandomState(sample.seed).choice(rows.length, size).map((position) => rows[position] as Item);
};

const roundHalfEven = (value: number): number => {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
};
