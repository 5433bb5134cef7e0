import { SlidingOrder } from '../../stats/sliding-order.ts';
import type { VolumeWindow } from '../volume-counts.ts';

/** Pauses that say whether a source is regular at present, and fewest of them. */
const PAUSES_JUDGED = 200;
export const FEWEST_BEATS = 20;
/** Pauses that say how often a beat is lost. */
const PAUSES_COUNTED = 2000;
/** A regular source's pauses keep within such a ratio, the outer tenths left out: jitter of 30 % and more. */
const WIDEST_RATIO = 2;
/** An event for each beat, give or take this share: busy logs with times in whole seconds are no beat. */
const BEAT_TOLERANCE = 0.25;
/** A pause of so many beats holds a lost one. */
const LOST_BEATS = 1.6;
/** Where few pauses were seen, one lost beat counts among so many. */
const PRIOR_PAUSES = 100;
/** Share of a beat that is waited for beyond the beats that were missed. */
const PATIENCE = 0.75;
/** Beats lost by chance make at most so many silences a week. */
const FALSE_PER_WEEK = 1;
const MOST_MISSED = 100;
const WEEK = 7 * 86_400e6;

/**
 * Whether a source sends one event every so often, such as a heartbeat does, how often that
 * is, and after how many missed beats it is silent: the fewest that are not lost by chance
 * more than once a week. Times are microseconds.
 */
export class Beat {
  readonly #windowMicros: number;
  readonly #missedBeats: number;
  readonly #latest = new SlidingOrder(PAUSES_JUDGED);
  readonly #long = new SlidingOrder(PAUSES_COUNTED);
  readonly #spans = new RecentSum(PAUSES_JUDGED);
  readonly #events = new RecentSum(PAUSES_JUDGED);

  constructor(windowMicros: number, missedBeats: number) {
    this.#windowMicros = windowMicros;
    this.#missedBeats = missedBeats;
  }

  /** Takes in a pause, and the window that came after it. */
  add(pause: number, { first, last, events }: VolumeWindow): void {
    const interval = this.#latest.median();
    this.#latest.add(pause);
    if (Number.isFinite(interval)) this.#long.add(pause / interval);
    this.#spans.add(last - first);
    this.#events.add(events);
  }

  /** Pauses that the latest judgement rests on. */
  get pauses(): number {
    return this.#latest.size;
  }

  /** Time from beat to beat; null for a source that is not regular, or not known to be. */
  interval(): number | null {
    const { size } = this.#latest;
    if (size < FEWEST_BEATS) return null;
    const tenth = Math.floor(size / 10);
    if (this.#latest.at(size - 1 - tenth) > WIDEST_RATIO * this.#latest.at(tenth)) return null;
    const interval = this.#latest.median();
    const beats = this.#spans.total / interval + size;
    return Math.abs(this.#events.total / beats - 1) <= BEAT_TOLERANCE ? interval : null;
  }

  /** Time without a beat from which a source of this interval is silent. */
  patience(interval: number): number {
    const { size } = this.#long;
    const share = (size - this.#long.below(LOST_BEATS) + 1) / (size + PRIOR_PAUSES);
    const perWeek = WEEK / Math.max(interval, this.#windowMicros);
    // where windows hold many beats, their borders fall into longer pauses more often
    const chance = (missed: number): number =>
      share ** missed * (interval < this.#windowMicros ? (missed + 1) / 2 ** missed : 1);
    let missed = this.#missedBeats;
    while (missed < MOST_MISSED && perWeek * chance(missed) > FALSE_PER_WEEK) missed += 1;
    return (missed + PATIENCE) * interval;
  }
}

/** Sum of the latest numbers. */
class RecentSum {
  readonly #kept: Float64Array;
  #next = 0;
  total = 0;

  constructor(length: number) {
    this.#kept = new Float64Array(length);
  }

  add(value: number): void {
    const slot = this.#next % this.#kept.length;
    this.total += value - (this.#kept[slot] as number);
    this.#kept[slot] = value;
    this.#next += 1;
  }
}
