const HOUR = 3_600e6;
const DAY_HOURS = 24;
const WEEK_HOURS = 168;
/** Hours that are remembered: four weeks. */
const HOURS_KEPT = 4 * WEEK_HOURS;
/** After a pause of so long nothing is remembered; microseconds. */
export const LONGEST_REMEMBERED = HOURS_KEPT * HOUR;
/** The rate of an hour is drawn to the coarser one as if so many events had been seen at that, too. */
const DAY_PRIOR = 0.5;
const WEEK_PRIOR = 2;
/** Share of what is expected that can be relied on at times of day that were never seen. */
const UNSEEN_SHARE = 0.25;
/** The third quietest of the 24 hours of a day is what a quiet time has: one silence is not all of them. */
const QUIET_RANK = 2;
/** An hour is one without events when so many were due there, and less than this share came. */
const FEWEST_DUE = 3;
const OFF_SHARE = 0.1;
/** How fast the present level follows what arrives. */
const LEVEL_MEMORY_HOURS = 24;
/** Nothing is expected beyond a week: by then it has been said. */
const LONGEST_LOOK = WEEK_HOURS * HOUR;

interface ExpectedPart {
  readonly start: number;
  readonly end: number;
  readonly events: number;
  readonly share: number;
}

/**
 * How many events a source sends, by hour of the week. An hour of the week is drawn to the
 * same hour of the other days, and that to the mean, the more the fewer events they rest on; the
 * quietest of an hour and its neighbours counts, for rhythms do not keep to the hour. Of
 * what is expected only a part is sure: a quarter at times of day never seen, what the quiet hours
 * have on a day of the week never seen. A source that sends
 * less than usual of late is expected to go on so. Times are
 * microseconds since 1970.
 */
export class UsualRate {
  readonly #hours = new Map<number, number>();
  readonly #ofDay = new Tally(DAY_HOURS);
  readonly #ofWeek = new Tally(WEEK_HOURS);
  #sum = 0;
  #total = 0;
  #first: number | null = null;
  #latest = 0;
  /** The hour that is not over, and its events. */
  #current = 0;
  #pending = 0;
  /** What arrived of late, and what had been due. */
  #arrived = 0;
  #due = 0;
  #known: { readonly mean: number; readonly quietest: number; readonly rates: Map<number, number> } | null =
    null;

  /** Adds the events of a window; windows come in order of time. */
  add(window: { readonly first: number; readonly last: number; readonly weight: number }): void {
    const hour = Math.floor(window.first / HOUR);
    if (this.#first === null) {
      this.#first = window.first;
      this.#current = hour;
    }
    this.#finishHours(hour);
    this.#pending += window.weight;
    this.#total += window.weight;
    this.#latest = window.last;
    if (this.#hours.size === 0) this.#known = null;
  }

  /** Whether all times of day were seen. */
  get knowsDays(): boolean {
    return this.#hours.size >= DAY_HOURS;
  }

  /**
   * Events to be expected between two times, of more than a week as many as in a week; `sure`
   * are those that can be relied on: a tenth at times of day that were never seen.
   */
  expected(from: number, until: number): { readonly events: number; readonly sure: number } {
    let [events, sure] = [0, 0];
    for (const part of this.#ahead(from, until)) {
      events += part.events;
      sure += part.share * part.events;
    }
    return { events, sure };
  }

  /** When so many events could surely be expected after `from`; infinite when not within a week. */
  whenExpected(from: number, events: number): number {
    let left = events;
    for (const part of this.#ahead(from, Number.POSITIVE_INFINITY)) {
      const own = part.share * part.events;
      if (own >= left) return part.start + (left / own) * (part.end - part.start);
      left -= own;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** When a source that sends so many events an hour has been off for so long at hours where it usually sends; infinite when not within a week. */
  whenMissed(from: number, micros: number, perHour: number): number {
    let left = micros;
    for (let start = from; start < from + LONGEST_LOOK; ) {
      const hour = Math.floor(start / HOUR);
      const end = (hour + 1) * HOUR;
      if ([-1, 0, 1].every((step) => this.#sendsAt(hour + step, perHour))) {
        if (end - start >= left) return start + left;
        left -= end - start;
      }
      start = end;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Whether anything is known to arrive in an hour of the week, or of the day; so where nothing is known, too. */
  #sendsAt(hour: number, perHour: number): boolean {
    const known: readonly (readonly [Tally, number])[] = [
      [this.#ofWeek, slotOf(hour, WEEK_HOURS)],
      [this.#ofDay, slotOf(hour, DAY_HOURS)],
    ];
    for (const [tally, slot] of known) {
      const due = tally.hours(slot) * perHour;
      if (due >= FEWEST_DUE) return tally.events(slot) >= OFF_SHARE * due;
    }
    return true;
  }

  /** Parts of a time, each within an hour, with the events that are expected there and the share that is sure. */
  *#ahead(from: number, until: number): Generator<ExpectedPart> {
    const level = Math.min(1, (this.#arrived + 1) / (this.#due + 1));
    const limit = Math.min(until, from + LONGEST_LOOK);
    for (let start = from; start < limit; ) {
      const hour = Math.floor(start / HOUR);
      const end = Math.min(limit, (hour + 1) * HOUR);
      const events = (level * this.#seasonal(hour) * (end - start)) / HOUR;
      yield { start, end, events, share: this.#sureShare(hour) };
      start = end;
    }
  }

  /** All where the same hour of the week was seen; what the quiet hours have on a day that was not. */
  #sureShare(hour: number): number {
    if (this.#ofDay.hours(slotOf(hour, DAY_HOURS)) === 0) return UNSEEN_SHARE;
    if (this.#ofWeek.hours(slotOf(hour, WEEK_HOURS)) > 0) return 1;
    return Math.min(1, this.#facts().quietest / this.#seasonal(hour));
  }

  #finishHours(now: number): void {
    if (now <= this.#current) return;
    // more than the hours that are remembered says nothing more
    const skipped = now - this.#current - HOURS_KEPT;
    if (skipped > 0) this.#current += skipped;
    const fade = Math.exp(-1 / LEVEL_MEMORY_HOURS);
    for (; this.#current < now; this.#current += 1) {
      this.#due = fade * this.#due + this.#seasonal(this.#current);
      this.#arrived = fade * this.#arrived + this.#pending;
      this.#remember(this.#current, this.#pending);
      this.#pending = 0;
    }
  }

  /** The first hour is left out: it began before the first event. */
  #remember(hour: number, events: number): void {
    this.#known = null;
    if (this.#first === null || hour * HOUR < this.#first) return;
    this.#count(hour, events, 1);
    this.#hours.set(hour, events);
    const old = hour - HOURS_KEPT;
    const forgotten = this.#hours.get(old);
    if (forgotten === undefined) return;
    this.#count(old, -forgotten, -1);
    this.#hours.delete(old);
  }

  #count(hour: number, events: number, hours: number): void {
    this.#sum += events;
    this.#ofDay.add(slotOf(hour, DAY_HOURS), events, hours);
    this.#ofWeek.add(slotOf(hour, WEEK_HOURS), events, hours);
  }

  #seasonal(hour: number): number {
    return Math.min(...[-1, 0, 1].map((step) => this.#rate(hour + step)));
  }

  #rate(hour: number): number {
    const known = this.#facts();
    const slot = slotOf(hour, WEEK_HOURS);
    const before = known.rates.get(slot);
    if (before !== undefined) return before;
    const byDay = this.#dayRate(slot % DAY_HOURS, known.mean);
    const rate = this.#ofWeek.hours(slot) > 0 ? this.#ofWeek.rate(slot, byDay, WEEK_PRIOR / byDay) : byDay;
    known.rates.set(slot, rate);
    return rate;
  }

  #dayRate(hourOfDay: number, mean: number): number {
    return this.#ofDay.rate(hourOfDay, mean, DAY_PRIOR / mean);
  }

  #facts() {
    if (this.#known !== null) return this.#known;
    const hours = this.#hours.size;
    const spanned = Math.max(HOUR / 60, this.#latest - (this.#first ?? 0)) / HOUR;
    const mean = hours === 0 ? this.#total / spanned : Math.max(this.#sum, 0.5) / hours;
    const days = Array.from({ length: DAY_HOURS }, (_, hour) => this.#dayRate(hour, mean));
    const quietest = [...days].sort((left, right) => left - right)[QUIET_RANK] as number;
    this.#known = { mean, quietest, rates: new Map() };
    return this.#known;
  }
}

/** Before 1970, too. */
const slotOf = (hour: number, length: number): number => ((hour % length) + length) % length;

/** Events and hours, by hour of a period. */
class Tally {
  readonly #events: Float64Array;
  readonly #hours: Float64Array;

  constructor(length: number) {
    this.#events = new Float64Array(length);
    this.#hours = new Float64Array(length);
  }

  add(slot: number, events: number, hours: number): void {
    this.#events[slot] = (this.#events[slot] as number) + events;
    this.#hours[slot] = (this.#hours[slot] as number) + hours;
  }

  hours(slot: number): number {
    return this.#hours[slot] as number;
  }

  events(slot: number): number {
    return this.#events[slot] as number;
  }

  /** Events an hour, as if so many hours of another rate had been seen, too. */
  rate(slot: number, other: number, otherHours: number): number {
    const [events, hours] = [this.#events[slot] as number, this.#hours[slot] as number];
    return (events + other * otherHours) / (hours + otherHours);
  }
}
