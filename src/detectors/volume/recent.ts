/** The latest values of a series with the sums that moving means and spreads need. */
export class Recent {
  readonly #capacity: number;
  readonly #values: Float64Array;
  /** All sums are of values less this one, so that large values lose no digits. */
  #origin = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#values = new Float64Array(capacity);
  }

  /** Values seen so far, forgotten ones included. */
  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    if (this.#count === 0) this.#origin = value;
    this.#values[this.#count % this.#capacity] = value - this.#origin;
    this.#count += 1;
  }

  /** The value so many steps back (0: the latest); NaN when it is not there or forgotten. */
  back(steps: number): number {
    if (steps < 0 || steps >= Math.min(this.#count, this.#capacity)) return Number.NaN;
    return (this.#values[(this.#count - 1 - steps) % this.#capacity] as number) + this.#origin;
  }
}

/** Mean and standard deviation (ddof 0) of a window that ends some steps back and moves along. */
export class MovingMoments {
  readonly #recent: Recent;
  readonly #length: number;
  readonly #delay: number;
  #origin = Number.NaN;
  #sum = 0;
  #squares = 0;
  #size = 0;

  /** A window of up to `length` values whose newest is `delay` steps behind the latest. */
  constructor(recent: Recent, length: number, delay: number) {
    this.#recent = recent;
    this.#length = length;
    this.#delay = delay;
  }

  get size(): number {
    return this.#size;
  }

  /** To be called once after each value was added to the recent ones. */
  advance(): void {
    const entering = this.#recent.back(this.#delay);
    if (Number.isNaN(entering)) return;
    if (Number.isNaN(this.#origin)) this.#origin = entering;
    this.#change(entering - this.#origin, 1);
    if (this.#size > this.#length)
      this.#change(this.#recent.back(this.#delay + this.#length) - this.#origin, -1);
  }

  #change(value: number, sign: 1 | -1): void {
    this.#sum += sign * value;
    this.#squares += sign * value * value;
    this.#size += sign;
  }

  get mean(): number {
    return this.#size === 0 ? Number.NaN : this.#origin + this.#sum / this.#size;
  }

  get deviation(): number {
    if (this.#size === 0) return Number.NaN;
    const mean = this.#sum / this.#size;
    return Math.sqrt(Math.max(0, this.#squares / this.#size - mean * mean));
  }
}
