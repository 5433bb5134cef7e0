import { describe, expect, it } from 'vitest';
import { boxNumbers } from '../../src/charts/panels/box-numbers.ts';

const once = (values: readonly number[]) => values.map((value) => ({ value, count: 1 }));

describe('The numbers of a box', () => {
  it('are those of numpy.percentile and matplotlib.cbook.boxplot_stats', () => {
    // boxplot_stats([1, 2, 2, 3, 4, 5, 9, 30]): q1 2.0, med 3.5, q3 6.0, whislo 1, whishi 9, fliers [30]
    expect(boxNumbers(once([30, 1, 2, 2, 3, 4, 5, 9]))).toEqual({
      count: 8,
      min: 1,
      lowWhisker: 1,
      p25: 2,
      p50: 3.5,
      p75: 6,
      highWhisker: 9,
      max: 30,
      beyond: [30],
    });
  });

  it('are the same whether equal values are counted or listed', () => {
    const counted = [
      { value: 7, count: 3 },
      { value: 1, count: 2 },
      { value: 100, count: 1 },
    ];
    expect(boxNumbers(counted)).toEqual(boxNumbers(once([1, 1, 7, 7, 7, 100])));
  });

  it('of one value and of none are that value and nothing', () => {
    expect(boxNumbers(once([5]))).toMatchObject({ lowWhisker: 5, p25: 5, p50: 5, p75: 5, beyond: [] });
    expect(boxNumbers([])).toBeUndefined();
    expect(boxNumbers(once([Number.NaN]))).toBeUndefined();
  });
});
