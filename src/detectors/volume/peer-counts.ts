import { NORMAL_CONSISTENCY } from '../../stats/median-absolute-deviation.ts';
import { type Weighted, weightedQuantile } from '../../stats/weighted-quantile.ts';
import type { PeerHour } from '../volume-counts.ts';

/** What is usual: the middle and the robust spread of logarithms (base 2) of hourly counts. */
export interface Usual {
  readonly center: number;
  readonly spread: number;
  readonly sampleSize: number;
}

/** Least spread: half a doubling. */
const LEAST_SPREAD = 0.5;
const WEEK_MICROS = 7 * 86_400e6;

export const doublings = (count: number): number => Math.log2(count + 1);

/**
 * The hourly counts of all entities over the week before a moment; moments only advance.
 */
export class PeerCounts {
  readonly #hours: readonly PeerHour[];
  readonly #counts = new Map<number, number>();
  #start = 0;
  #end = 0;
  #entities = 0;
  #usual: Usual | null = null;

  constructor(hours: readonly PeerHour[]) {
    this.#hours = hours;
  }

  /** Hours that lie before the moment, forgotten ones included. */
  get hours(): number {
    return this.#end;
  }

  /** Different entities in them. */
  get entities(): number {
    return this.#entities;
  }

  advanceTo(micros: number): void {
    for (let hour = this.#hours[this.#end]; hour !== undefined && hour.micros < micros; ) {
      this.#change(hour, 1);
      this.#entities += hour.newcomers;
      this.#end += 1;
      hour = this.#hours[this.#end];
    }
    for (let hour = this.#hours[this.#start]; hour !== undefined && this.#start < this.#end; ) {
      if (hour.micros >= micros - WEEK_MICROS) break;
      this.#change(hour, -1);
      this.#start += 1;
      hour = this.#hours[this.#start];
    }
  }

  usual(): Usual {
    this.#usual ??= usualOf([...this.#counts].map(([value, count]) => ({ value, count })));
    return this.#usual;
  }

  #change({ entities }: PeerHour, sign: 1 | -1): void {
    this.#usual = null;
    for (const [count, number] of entities) {
      const value = doublings(count);
      const left = (this.#counts.get(value) ?? 0) + sign * number;
      if (left === 0) this.#counts.delete(value);
      else this.#counts.set(value, left);
    }
  }
}

/** Middle and spread of numbers that stand for several. */
export const usualOf = (values: readonly Weighted[]): Usual => {
  const center = weightedMedian(values);
  const deviations = values.map(({ value, count }) => ({ value: Math.abs(value - center), count }));
  return {
    center,
    spread: Math.max(LEAST_SPREAD, NORMAL_CONSISTENCY * weightedMedian(deviations)),
    sampleSize: values.reduce((total, { count }) => total + count, 0),
  };
};

const weightedMedian = (values: readonly Weighted[]): number => weightedQuantile(values, 0.5) ?? 0;
