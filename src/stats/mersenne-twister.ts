import { UsageError } from '../kernel/errors.ts';

const SIZE = 624;
const SHIFT = 397;
const MATRIX = 0x9908b0df;
const UPPER = 0x80000000;
const LOWER = 0x7fffffff;
const TWO_TO_26 = 67108864;
const TWO_TO_53 = 9007199254740992;

/**
 * The 32-bit Mersenne Twister MT19937 (Matsumoto and Nishimura 1998, the authors'
 * mt19937ar.c), which CPython's `random` and numpy's legacy RandomState both use
 * with different seedings. A stateful stream of words.
 */
export class MersenneTwister {
  readonly #state: Uint32Array;
  #position = SIZE;

  private constructor(state: Uint32Array) {
    this.#state = state;
  }

  /**
   * Seeds directly from one 32-bit integer (init_genrand), as numpy.random.seed does.
   * @throws UsageError outside 0..2^32-1
   */
  static fromInteger(seed: number): MersenneTwister {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new UsageError(`the seed must be a whole number between 0 and 2**32 - 1, not ${seed}`);
    }
    return new MersenneTwister(stateFromInteger(seed));
  }

  /** Seeds from a list of 32-bit words (init_by_array), as CPython's random.seed does. */
  static fromArray(key: readonly number[]): MersenneTwister {
    if (key.length === 0) throw new UsageError('a seed array must hold at least one word');
    return new MersenneTwister(stateFromArray(key));
  }

  /** The next word, 0..2^32-1. */
  uint32(): number {
    if (this.#position >= SIZE) {
      twist(this.#state);
      this.#position = 0;
    }
    let word = this.#state[this.#position] as number;
    this.#position += 1;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  /** The next double in [0, 1) with 53 random bits, made of two words. */
  double(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * TWO_TO_26 + low) / TWO_TO_53;
  }
}

const stateFromInteger = (seed: number): Uint32Array => {
  const state = new Uint32Array(SIZE);
  state[0] = seed;
  for (let index = 1; index < SIZE; index += 1) {
    const previous = state[index - 1] as number;
    state[index] = Math.imul(1812433253, previous ^ (previous >>> 30)) + index;
  }
  return state;
};

const stateFromArray = (key: readonly number[]): Uint32Array => {
  const state = stateFromInteger(19650218);
  const mixed = (index: number, factor: number): number => {
    const previous = state[index - 1] as number;
    return (state[index] as number) ^ Math.imul(previous ^ (previous >>> 30), factor);
  };
  let index = 1;
  let word = 0;
  const advance = (): void => {
    index += 1;
    if (index < SIZE) return;
    state[0] = state[SIZE - 1] as number;
    index = 1;
  };
  for (let step = Math.max(SIZE, key.length); step > 0; step -= 1) {
    state[index] = mixed(index, 1664525) + (key[word] as number) + word;
    word = (word + 1) % key.length;
    advance();
  }
  for (let step = SIZE - 1; step > 0; step -= 1) {
    state[index] = mixed(index, 1566083941) - index;
    advance();
  }
  state[0] = UPPER;
  return state;
};

/** Replaces all words of the state by the next generation. */
const twist = (state: Uint32Array): void => {
  for (let index = 0; index < SIZE; index += 1) {
    const next = state[(index + 1) % SIZE] as number;
    const joined = ((state[index] as number) & UPPER) | (next & LOWER);
    const shifted = (state[(index + SHIFT) % SIZE] as number) ^ (joined >>> 1);
    state[index] = (joined & 1) === 0 ? shifted : shifted ^ MATRIX;
  }
};
