import { UsageError } from '../kernel/errors.ts';
import { MersenneTwister } from './mersenne-twister.ts';

/**
 * The part of numpy's legacy RandomState that the login lab and pandas' seeded
 * sampling use (numpy 1.24 and older; legacy streams are frozen there).
 */
export class RandomState {
  readonly #twister: MersenneTwister;

  /** @throws UsageError when the seed is not a whole number in 0..2^32-1, as numpy does */
  constructor(seed: number) {
    this.#twister = MersenneTwister.fromInteger(seed);
  }

  /** One double in [0, 1). */
  randomSample(): number {
    return this.#twister.double();
  }

  /**
   * A Poisson number for a mean below 10 (multiplication method); a mean of 0 draws nothing.
   * @throws UsageError for a mean of 10 or more, where numpy switches to another method
   */
  poisson(mean: number): number {
    if (!(mean >= 0 && mean < 10)) {
      throw new UsageError(`poisson is defined here for a mean from 0 to below 10, not ${mean}`);
    }
    if (mean === 0) return 0;
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.#twister.double(); product > limit; product *= this.#twister.double()) count += 1;
    return count;
  }

  /** `size` exponential numbers with the given scale (mean), by inversion. */
  exponential(scale: number, size: number): number[] {
    return Array.from({ length: size }, () => scale * -Math.log(1 - this.#twister.double()));
  }

  /**
   * `size` positions below `population` with replacement, by masked rejection: what
   * numpy.random.RandomState(seed).choice(population, size) and pandas'
   * sample(size, replace=True) return. A population of 1 draws nothing.
   * @throws UsageError when the population is not a whole number in 1..2^32
   * @example new RandomState(0).choice(10, 4) // [5, 0, 3, 3]
   */
  choice(population: number, size: number): number[] {
    if (!Number.isInteger(population) || population < 1 || population > 2 ** 32) {
      throw new UsageError(`a population to choose from holds 1 to 2**32 members, not ${population}`);
    }
    const last = population - 1;
    if (last === 0) return new Array<number>(size).fill(0);
    const unused = Math.clz32(last);
    return Array.from({ length: size }, () => this.#below(last, unused));
  }

  /** A whole number 0..last: the lowest bits of one word, redrawn while too large. */
  #below(last: number, unusedBits: number): number {
    const mask = 0xffffffff >>> unusedBits;
    let drawn = (this.#twister.uint32() & mask) >>> 0;
    while (drawn > last) drawn = (this.#twister.uint32() & mask) >>> 0;
    return drawn;
  }
}
