import type { VolumeWindow } from '../volume-counts.ts';
import { Beat } from './beat.ts';
import { PauseLaw } from './pause-law.ts';
import type { SilenceSettings } from './settings.ts';
import type { Pause, PauseLimit } from './silent-pause.ts';
import { UsualRate } from './usual-rate.ts';

const HOUR = 3_600e6;

/** What is known of a source up to a time: how much it sends, how long it pauses, and whether it beats. */
export class Past {
  readonly rate = new UsualRate();
  readonly #law: PauseLaw;
  readonly #beat: Beat;
  readonly #minimumMicros: number;
  #lawFrom: number;

  constructor(from: number, { falsePerWeek, missedBeats, minimumSeconds, windowSeconds }: SilenceSettings) {
    this.#law = new PauseLaw(falsePerWeek);
    this.#beat = new Beat(windowSeconds * 1e6, missedBeats);
    this.#minimumMicros = minimumSeconds * 1e6;
    this.#lawFrom = from;
  }

  get pauses(): number {
    return this.#law.pauses;
  }

  /** When a pause becomes a silence; null while nothing can be told. */
  limit(pause: Pause): PauseLimit | null {
    const interval = this.#beat.interval();
    return interval === null ? this.#limitByLaw(pause) : this.#limitByBeat(pause, interval);
  }

  addPause(pause: Pause, next: VolumeWindow): void {
    this.#law.add(this.rate.expected(pause.from, pause.until).events, this.#bound(pause));
    this.#beat.add(pause.until - pause.from, next);
  }

  addEvents(window: VolumeWindow): void {
    const knew = this.rate.knowsDays;
    this.rate.add(window);
    if (knew || !this.rate.knowsDays) return;
    // what was expected while there was no day to tell from makes no law for later
    this.#law.forget();
    this.#lawFrom = window.first;
  }

  #bound({ from }: Pause): number | null {
    return this.#law.bound(from - this.#lawFrom);
  }

  #limitByLaw(pause: Pause): PauseLimit | null {
    const bound = this.#bound(pause);
    if (bound === null) return null;
    return {
      expected: this.rate.expected(pause.from, pause.until).sure,
      bound,
      toldAt: Math.max(this.rate.whenExpected(pause.from, bound), pause.from + this.#minimumMicros),
      pauses: this.#law.pauses,
      interval: null,
    };
  }

  #limitByBeat({ from, until }: Pause, interval: number): PauseLimit {
    const patience = Math.max(this.#beat.patience(interval), this.#minimumMicros);
    return {
      expected: (until - from) / interval,
      bound: patience / interval,
      toldAt: this.rate.whenMissed(from, patience, HOUR / interval),
      pauses: this.#beat.pauses,
      interval,
    };
  }
}
