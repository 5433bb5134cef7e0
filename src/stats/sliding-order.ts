/**
 * The latest `capacity` numbers, kept in order of size: adding costs a binary search
 * and a move, looking up an order statistic nothing.
 */
export class SlidingOrder {
  readonly #capacity: number;
  readonly #sorted: Float64Array;
  /** Ring of the numbers in order of arrival. */
  readonly #arrived: Float64Array;
  #size = 0;
  #oldest = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#sorted = new Float64Array(capacity);
    this.#arrived = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Takes in one number; when full, the oldest one leaves. */
  add(value: number): void {
    if (this.#size === this.#capacity) {
      const leaving = this.#arrived[this.#oldest] as number;
      this.#arrived[this.#oldest] = value;
      this.#oldest = (this.#oldest + 1) % this.#capacity;
      const position = this.below(leaving);
      this.#sorted.copyWithin(position, position + 1, this.#size);
      this.#size -= 1;
    } else {
      this.#arrived[(this.#oldest + this.#size) % this.#capacity] = value;
    }
    const position = this.below(value);
    this.#sorted.copyWithin(position + 1, position, this.#size);
    this.#sorted[position] = value;
    this.#size += 1;
  }

  /** How many of the numbers are smaller than this one. */
  below(value: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The index-th smallest number, from 0; NaN outside. */
  at(index: number): number {
    return index >= 0 && index < this.#size ? (this.#sorted[index] as number) : Number.NaN;
  }

  /** Middle number (type 7); NaN for none. */
  median(): number {
    const half = (this.#size - 1) / 2;
    return (this.at(Math.floor(half)) + this.at(Math.ceil(half))) / 2;
  }

  /** Mean of the numbers from this rank (from 0) upwards; NaN for none. */
  meanFrom(rank: number): number {
    let total = 0;
    for (let index = rank; index < this.#size; index += 1) total += this.#sorted[index] as number;
    return total / (this.#size - rank);
  }
}
