import type { Costs } from './score.mjs';

export interface LabelledSeries {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly windows: readonly (readonly [number, number])[];
}

export function readCorpus(folder: string): readonly LabelledSeries[];
export function readProfiles(folder: string): Readonly<Record<string, Costs>>;
export function valuesPerDay(times: readonly number[]): number;
