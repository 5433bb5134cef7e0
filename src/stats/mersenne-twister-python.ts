import { UsageError } from '../kernel/errors.ts';
import { MersenneTwister } from './mersenne-twister.ts';

/**
 * The part of CPython's `random.Random` that the login lab uses (any Python from
 * 3.2 on gives the same stream). The second number of a Gaussian pair is kept
 * between calls, as there.
 */
export class PythonRandom {
  readonly #twister: MersenneTwister;
  #spareGauss: number | undefined;

  /** Seeds with a whole number; its sign is ignored, as in Python. */
  constructor(seed: number | bigint) {
    this.#twister = MersenneTwister.fromArray(seedWords(seed));
  }

  /** One double in [0, 1). */
  random(): number {
    return this.#twister.double();
  }

  /** A whole number of `bits` random bits, 1..32. */
  getrandbits(bits: number): number {
    if (!Number.isInteger(bits) || bits < 1 || bits > 32) {
      throw new UsageError(`getrandbits takes 1 to 32 bits here, not ${bits}`);
    }
    return this.#twister.uint32() >>> (32 - bits);
  }

  /** A whole number from low to high, both included. */
  randint(low: number, high: number): number {
    return low + this.#below(high - low + 1);
  }

  /** One member of a list that is not empty. */
  choice<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)] as Item;
  }

  /** Shuffles the list in place (Fisher-Yates from the end). */
  shuffle(items: unknown[]): void {
    for (let index = items.length - 1; index > 0; index -= 1) {
      const other = this.#below(index + 1);
      [items[index], items[other]] = [items[other], items[index]];
    }
  }

  /** `size` members at different positions, in random order. */
  sample<Item>(items: readonly Item[], size: number): Item[] {
    if (size < 0 || size > items.length) {
      throw new UsageError(`a sample of ${size} cannot be taken from ${items.length} members`);
    }
    return items.length <= poolLimit(size) ? this.#samplePool(items, size) : this.#sampleSet(items, size);
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.random();
  }

  triangular(low: number, high: number, mode: number): number {
    const drawn = this.random();
    const split = (mode - low) / (high - low);
    return drawn > split
      ? high + (low - high) * Math.sqrt((1 - drawn) * (1 - split))
      : low + (high - low) * Math.sqrt(drawn * split);
  }

  /** A normal number (Box-Muller pair; every second call draws nothing). */
  gauss(mean: number, deviation: number): number {
    let standard = this.#spareGauss;
    this.#spareGauss = undefined;
    if (standard === undefined) {
      const angle = this.random() * 2 * Math.PI;
      const radius = Math.sqrt(-2 * Math.log(1 - this.random()));
      standard = Math.cos(angle) * radius;
      this.#spareGauss = Math.sin(angle) * radius;
    }
    return mean + standard * deviation;
  }

  /** A whole number below `count`: as many bits as `count` needs, redrawn while too large. */
  #below(count: number): number {
    if (!Number.isInteger(count) || count < 1 || count > 0xffffffff) {
      throw new UsageError(`cannot choose among ${count} values`);
    }
    const bits = 32 - Math.clz32(count);
    let drawn = this.getrandbits(bits);
    while (drawn >= count) drawn = this.getrandbits(bits);
    return drawn;
  }

  #samplePool<Item>(items: readonly Item[], size: number): Item[] {
    const pool = [...items];
    return Array.from({ length: size }, (_, taken) => {
      const position = this.#below(items.length - taken);
      const item = pool[position] as Item;
      pool[position] = pool[items.length - taken - 1] as Item;
      return item;
    });
  }

  #sampleSet<Item>(items: readonly Item[], size: number): Item[] {
    const chosen = new Set<number>();
    while (chosen.size < size) {
      let position = this.#below(items.length);
      while (chosen.has(position)) position = this.#below(items.length);
      chosen.add(position);
    }
    return [...chosen].map((position) => items[position] as Item);
  }
}

/** Populations up to this size are copied, larger ones tracked in a set (CPython's estimate of set size). */
const poolLimit = (size: number): number =>
  size <= 5 ? 21 : 21 + 4 ** Math.ceil(Math.log(size * 3) / Math.log(4));

/** The 32-bit words of the seed's absolute value, lowest first. */
const seedWords = (seed: number | bigint): number[] => {
  if (typeof seed === 'number' && !Number.isSafeInteger(seed)) {
    throw new UsageError(`the seed must be a whole number, not ${seed}`);
  }
  const words: number[] = [];
  let rest = BigInt(seed);
  if (rest < 0n) rest = -rest;
  for (; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  return words.length === 0 ? [0] : words;
};
