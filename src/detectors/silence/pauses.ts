import type { VolumeWindow } from '../volume-counts.ts';
import type { SilenceSettings } from './settings.ts';

/** A pause of a source that is longer than its pauses were. */
export interface Silence {
  /** From the last event before to the first one after it, or to the end of the log; microseconds since 1970. */
  readonly from: number;
  readonly until: number;
  /** Whether the source spoke again. */
  readonly ended: boolean;
  /** Events that were to be expected meanwhile, by the same times of the days before. */
  readonly expected: number;
  /** The longest usual pause, at any time of day, in seconds. */
  readonly usualSeconds: number;
  readonly historyWindows: number;
}

const WEEK = 7 * 86_400e6;
const DAY = 86_400e6;
const DAYS_KEPT = 14;

/**
 * Silences of one source: pauses longer than `pauseFactor` times the longest pause of
 * the week before (one window at least), in which at least `minimumExpected` events
 * were to be expected; and pauses of three windows in which three times as many were to
 * be expected by other days, whatever the nights are like. What is expected comes from the same times on earlier days, the
 * quieter of two looks counting, or, on the first day, from the mean so far. Only what came before a pause is looked at. `logEnd` is the
 * time of the log's last event, of whatever source.
 */
export const silencesOf = (
  windows: readonly VolumeWindow[],
  logEnd: number,
  settings: SilenceSettings,
): readonly Silence[] => {
  const history = new History(settings.windowSeconds * 1e6);
  const silences: Silence[] = [];
  // end of the latest silence, told or not, and the events since
  let since: number | null = null;
  let eventsSince = 0;
  const judged = (pause: Pause, ended: boolean): boolean => {
    const silence = judge(pause, ended, history, settings);
    if (silence === null) return false;
    // a few events in a long silence do not make it two
    if (since === null || recovered({ from: since, until: pause.from }, eventsSince, history))
      silences.push(silence);
    since = pause.until;
    eventsSince = 0;
    return true;
  };
  windows.forEach((window, index) => {
    const before = windows[index - 1];
    if (before !== undefined) {
      const pause = { from: before.last, until: window.first };
      history.addPause(pause, judged(pause, true));
    }
    history.addWindow(window);
    eventsSince += window.weight;
  });
  const last = windows.at(-1);
  if (last !== undefined) judged({ from: last.last, until: logEnd }, false);
  return silences;
};

/** A source has recovered from a silence once it sent this share of what is to be expected, over so long. */
const RECOVERED_SHARE = 0.5;
const RECOVERED_WINDOWS = 6;

const recovered = (stretch: Pause, events: number, history: History): boolean =>
  stretch.until - stretch.from >= RECOVERED_WINDOWS * history.size &&
  events >= RECOVERED_SHARE * history.expected(stretch).events;

interface Pause {
  readonly from: number;
  readonly until: number;
}

const judge = (pause: Pause, ended: boolean, history: History, settings: SilenceSettings): Silence | null => {
  if (history.windows < settings.historyWindows) return null;
  const size = settings.windowSeconds * 1e6;
  const length = pause.until - pause.from;
  const longest = Math.max(size, history.longestPause(pause.from));
  const { events, byDays } = history.expected(pause);
  const long = length > settings.pauseFactor * longest && events >= settings.minimumExpected;
  // at a time of day that is busy on other days a pause counts although nights are longer
  const busy = byDays && length >= BUSY_WINDOWS * size && events >= BUSY_FACTOR * settings.minimumExpected;
  if (!long && !busy) return null;
  return { ...pause, ended, expected: events, usualSeconds: longest / 1e6, historyWindows: history.windows };
};

const BUSY_WINDOWS = 3;
const BUSY_FACTOR = 3;

/** What a source did so far. */
class History {
  readonly size: number;
  readonly #counts = new Map<number, number>();
  readonly #pauses: Pause[] = [];
  #first: number | null = null;
  #total = 0;
  #windows = 0;

  constructor(size: number) {
    this.size = size;
  }

  get windows(): number {
    return this.#windows;
  }

  addWindow({ micros, weight, first }: VolumeWindow): void {
    this.#first ??= first;
    this.#counts.set(micros, weight);
    this.#counts.delete(micros - (DAYS_KEPT + 1) * DAY);
    this.#total += weight;
    this.#windows += 1;
  }

  /** Pauses that were silences do not become usual. */
  addPause(pause: Pause, silence: boolean): void {
    if (!silence && pause.until - pause.from > this.size) this.#pauses.push(pause);
  }

  longestPause(now: number): number {
    while (this.#pauses.length > 0 && (this.#pauses[0]?.until ?? 0) < now - WEEK) this.#pauses.shift();
    return this.#pauses.reduce((longest, pause) => Math.max(longest, pause.until - pause.from), 0);
  }

  /** Events to be expected in a pause, and whether at least two other days tell so for all of it. */
  expected(pause: Pause): { readonly events: number; readonly byDays: boolean } {
    const start = Math.ceil(pause.from / this.size) * this.size;
    // more than a week of silence says no more than a week does
    const end = Math.min(pause.until, pause.from + WEEK);
    let events = 0;
    let byDays = true;
    for (let micros = start; micros + this.size <= end; micros += this.size) {
      const looks = this.#looksAt(micros, pause.from);
      events += looks.length === 0 ? this.#mean(pause.from) : Math.min(...looks);
      if (looks.length < 2) byDays = false;
    }
    return { events, byDays };
  }

  /**
   * Events of the same time on other days: one and two weeks before; while there is only
   * one week, that and the busier of the last two days; in the first week those two days.
   */
  #looksAt(micros: number, now: number): readonly number[] {
    const ahead = Math.max(1, Math.ceil((micros - now) / DAY));
    const [yesterday, before] = [ahead, ahead + 1].map((days) => this.#daysBack(micros, days, now));
    const [week, fortnight] = [7, 14].map((days) => this.#daysBack(micros, Math.max(days, ahead), now));
    const days = [yesterday, before].filter((look) => look !== undefined);
    if (week === undefined) return days;
    if (fortnight !== undefined) return [week, fortnight];
    return days.length === 0 ? [week] : [week, Math.max(...days)];
  }

  #daysBack(micros: number, days: number, now: number): number | undefined {
    const time = micros - days * DAY;
    const known = time >= (this.#first ?? now) && time + this.size <= now;
    return known ? this.#around(time) : undefined;
  }

  /** Mean of a window and its neighbours, so that one empty window decides nothing. */
  #around(micros: number): number {
    const counts = [-1, 0, 1].map((step) => this.#counts.get(micros + step * this.size) ?? 0);
    return counts.reduce((total, count) => total + count, 0) / counts.length;
  }

  #mean(now: number): number {
    const spanned = Math.max(1, (now - (this.#first ?? now)) / this.size);
    return this.#total / spanned;
  }
}
