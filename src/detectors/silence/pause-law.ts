import { exceedanceBound } from '../../stats/exceedance-bound.ts';
import { SlidingOrder } from '../../stats/sliding-order.ts';

const PAUSES_KEPT = 2000;
/** Fewer pauses than this say nothing about longer ones. */
export const FEWEST_PAUSES = 30;
/** A pause is no silence before so many events were expected, however regular a source is. */
const FEWEST_EXPECTED = 2.2;
/** A silence counts among later pauses as one of so many bounds at most. */
const LONGEST_COUNTED = 2;

const WEEK = 7 * 86_400e6;

/**
 * How long the pauses of one source are, measured not in seconds but in events that were
 * expected meanwhile: nights and weekends then look like days. The bound is what a pause
 * exceeds by chance so many times a week: beyond the outer tenth of the latest pauses the
 * tail falls off with its mean excess (peaks over a threshold), widened where they are few.
 */
export class PauseLaw {
  readonly #falsePerWeek: number;
  #pauses = new SlidingOrder(PAUSES_KEPT);
  #seen = 0;

  constructor(falsePerWeek: number) {
    this.#falsePerWeek = falsePerWeek;
  }

  get pauses(): number {
    return this.#seen;
  }

  /** Takes in a pause during which so many events were expected. */
  add(expected: number, bound: number | null): void {
    this.#pauses.add(bound === null ? expected : Math.min(expected, LONGEST_COUNTED * bound));
    this.#seen += 1;
  }

  /** Begins anew. */
  forget(): void {
    this.#pauses = new SlidingOrder(PAUSES_KEPT);
    this.#seen = 0;
  }

  /** Expected events from which a pause is a silence; null while there are too few pauses. `spanned` is the time they came in. */
  bound(spanned: number): number | null {
    if (this.#seen < FEWEST_PAUSES) return null;
    const perWeek = this.#seen / Math.max(spanned / WEEK, 1e-9);
    const share = Math.min(0.1, this.#falsePerWeek / perWeek);
    return Math.max(FEWEST_EXPECTED, exceedanceBound(this.#pauses, share));
  }
}
