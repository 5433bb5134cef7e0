import { portableExp, portableLog } from './portable-math.ts';

const TWO_TO_32 = 4294967296;
const TWO_TO_21 = 2097152;

/**
 * A seeded stream of random numbers: xoshiro128** (Blackman and Vigna 2018), all
 * helpers made of plain arithmetic, so that one seed gives the same numbers on
 * any machine. Streams with different labels are independent: adding draws to
 * one never shifts another.
 */
export class RandomSource {
  readonly #state: Uint32Array;
  readonly #key: readonly [number, number];
  #spareNormal: number | undefined;

  private constructor(key: readonly [number, number], state: Uint32Array) {
    this.#key = key;
    this.#state = state;
  }

  /** The main stream of a seed; any safe integer. */
  static fromSeed(seed: number): RandomSource {
    const high = Math.floor(seed / TWO_TO_32) >>> 0;
    return RandomSource.#fromKey([seed >>> 0, high]);
  }

  /** A stream with exactly this state of four words, not all zero (for known-answer tests). */
  static fromState(words: readonly [number, number, number, number]): RandomSource {
    return new RandomSource([words[0], words[1]], Uint32Array.from(words));
  }

  static #fromKey(key: readonly [number, number]): RandomSource {
    const state = new Uint32Array(4);
    let mixed = scramble(key[0] ^ scramble(key[1] ^ 0x9e3779b9));
    for (let index = 0; index < 4; index += 1) {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      state[index] = scramble(mixed ^ (index % 2 === 0 ? key[0] : key[1]));
    }
    if (state.every((word) => word === 0)) state[0] = 1;
    return new RandomSource(key, state);
  }

  /** An independent stream that depends on this stream's seed and the label alone, not on draws made. */
  stream(label: string): RandomSource {
    let first = this.#key[0] ^ 0x811c9dc5;
    let second = this.#key[1] ^ 0x5bd1e995;
    for (let index = 0; index < label.length; index += 1) {
      const unit = label.charCodeAt(index);
      first = scramble(Math.imul(first ^ unit, 0x01000193));
      second = scramble((second + Math.imul(unit + 1, 0x9e3779b1)) | 0);
    }
    return RandomSource.#fromKey([scramble(first ^ label.length), second >>> 0]);
  }

  /** A word, 0..2^32-1. */
  word(): number {
    const state = this.#state;
    const second = state[1] as number;
    const product = Math.imul(second, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    state[2] = (state[2] as number) ^ (state[0] as number);
    state[3] = (state[3] as number) ^ second;
    state[1] = second ^ (state[2] as number);
    state[0] = (state[0] as number) ^ (state[3] as number);
    state[2] = (state[2] as number) ^ (second << 9);
    const fourth = state[3] as number;
    state[3] = (fourth << 11) | (fourth >>> 21);
    return result;
  }

  /** A number in [0, 1) with 53 random bits. */
  unit(): number {
    return (this.word() * TWO_TO_21 + (this.word() >>> 11)) / (TWO_TO_32 * TWO_TO_21);
  }

  /** A whole number 0..count-1; count 1..2^32. */
  below(count: number): number {
    return Math.floor((this.word() / TWO_TO_32) * count);
  }

  /** A whole number from low to high, both included. */
  integer(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** Between two positive numbers, evenly in their logarithm. */
  logUniform(low: number, high: number): number {
    return low * portableExp(this.unit() * portableLog(high / low));
  }

  chance(probability: number): boolean {
    return this.word() < probability * TWO_TO_32;
  }

  choice<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  /** An item by the weights beside the items; weights are not negative and not all zero. */
  weighted<Item>(items: readonly (readonly [Item, number])[]): Item {
    let rest = this.unit() * items.reduce((sum, item) => sum + item[1], 0);
    for (const [item, weight] of items) {
      rest -= weight;
      if (rest < 0) return item;
    }
    return (items.at(-1) as readonly [Item, number])[0];
  }

  /** The list in random order, as a new list (Fisher-Yates). */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const result = [...items];
    for (let index = result.length - 1; index > 0; index -= 1) {
      const other = this.below(index + 1);
      [result[index], result[other]] = [result[other] as Item, result[index] as Item];
    }
    return result;
  }

  /** Exponential with this mean, by inversion. */
  exponential(mean: number): number {
    return -mean * portableLog(1 - this.unit());
  }

  /** Normal, by Marsaglia's polar method. */
  normal(mean: number, deviation: number): number {
    let standard = this.#spareNormal;
    this.#spareNormal = undefined;
    while (standard === undefined) {
      const x = 2 * this.unit() - 1;
      const y = 2 * this.unit() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * portableLog(square)) / square);
      this.#spareNormal = y * factor;
      standard = x * factor;
    }
    return mean + deviation * standard;
  }

  /** Lognormal by its median and the deviation of its logarithm. */
  lognormal(median: number, sigma: number): number {
    return median * portableExp(this.normal(0, sigma));
  }

  /** Poisson: multiplication below a mean of 30, the rounded normal above. */
  poisson(mean: number): number {
    if (mean <= 0) return 0;
    if (mean >= 30) return Math.max(0, Math.round(this.normal(mean, Math.sqrt(mean))));
    const limit = portableExp(-mean);
    let count = 0;
    for (let product = this.unit(); product > limit; product *= this.unit()) count += 1;
    return count;
  }

  /**
   * A position 0..count-1 whose probability falls about as 1 / (position + 1):
   * the continuous Zipf law with exponent 1, by inversion.
   */
  zipf(count: number): number {
    const drawn = portableExp(this.unit() * portableLog(count + 1));
    return Math.min(count - 1, Math.max(0, Math.floor(drawn) - 1));
  }
}

/** The finalizer of MurmurHash3 (Appleby): every input bit reaches every output bit. */
const scramble = (word: number): number => {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};
