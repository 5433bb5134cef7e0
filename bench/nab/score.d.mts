export interface Costs {
  readonly tpWeight: number;
  readonly fnWeight: number;
  readonly fpWeight: number;
}

export interface WeighedSeries {
  readonly worth: Float64Array;
  readonly windowOf: Int32Array;
}

export interface SeriesScore {
  readonly sum: number;
  readonly windows: number;
}

export function weigh(
  times: readonly number[],
  windows: readonly (readonly [number, number])[],
  costs: Costs,
): WeighedSeries;
export function scoreSeries(
  series: WeighedSeries,
  alarms: ArrayLike<boolean | number>,
  costs: Costs,
): SeriesScore & { readonly found: number; readonly falseAlarms: number };
export function normalised(results: readonly SeriesScore[], costs: Costs): number;
export function bestThreshold(
  series: readonly WeighedSeries[],
  scores: readonly ArrayLike<number>[],
  costs: Costs,
  lowest?: number,
): { readonly score: number; readonly threshold: number };
