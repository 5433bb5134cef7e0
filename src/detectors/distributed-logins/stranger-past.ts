import { negativeBinomialTail } from '../../stats/negative-binomial-tail.ts';

/** How improbable a stretch is by what came before it. */
export interface Improbable {
  /** -log10 of the probability of so many strangers or more. */
  readonly surprise: number;
  readonly strangers: number;
  readonly expected: number;
  /** Windows that the expectation rests on. */
  readonly history: number;
}

/** A week of windows of five minutes. */
const WINDOWS_KEPT = 2016;
/** Half a stranger is added to what was seen (Jeffreys), so that a quiet past is not taken for a certainty. */
const PRIOR = 0.5;
const BLOCKS_KEPT = 200;
const FEWEST_BLOCKS = 8;
/** The fullest blocks are left out: attacks too small to be told may stand in them. */
const FULLEST_SHARE = 0.03;
/** A count that is not even one standard deviation above its expectation is not worth a look. */
const WORTH_A_LOOK = 1;

/**
 * How many new addresses fail, per window and per attempt of everybody else. A count is
 * negative binomial: a Poisson number whose rate is known from the past only so well,
 * and as uneven as the past was.
 */
export class StrangerPast {
  readonly #strangers: number[] = [0];
  readonly #ordinary: number[] = [0];

  /** Adds the next window; `ordinary` are the attempts of all others. */
  add(strangers: number, ordinary: number): void {
    this.#strangers.push((this.#strangers.at(-1) as number) + strangers);
    this.#ordinary.push((this.#ordinary.at(-1) as number) + ordinary);
  }

  /** Takes the windows from `start` on for usual ones: their strangers belong to an attack. */
  forgetFrom(start: number): void {
    const history = Math.min(start, WINDOWS_KEPT);
    const usual = sumOf(this.#strangers, start - history, start) / Math.max(1, history);
    for (let end = start + 1; end < this.#strangers.length; end += 1)
      this.#strangers[end] = (this.#strangers[end - 1] as number) + usual;
  }

  /** Holds windows `start` to `end` against those before `start`. */
  judge(start: number, end: number): Improbable {
    const windows = end - start + 1;
    const history = Math.min(start, WINDOWS_KEPT);
    // windows before `start` may hold fractions, these do not
    const strangers = Math.round(sumOf(this.#strangers, start, end + 1));
    const shape = sumOf(this.#strangers, start - history, start) + PRIOR;
    // a busy hour expects more than its time says, a quiet one more than its attempts say
    const byTime = (shape * windows) / Math.max(1, history);
    const byAttempts =
      (shape * sumOf(this.#ordinary, start, end + 1)) /
      Math.max(1, sumOf(this.#ordinary, start - history, start));
    const expected = Math.max(byTime, byAttempts);
    const judged = { strangers, expected, history };
    if (strangers < expected + WORTH_A_LOOK * Math.sqrt(expected)) return { ...judged, surprise: 0 };
    const uneven = this.#unevenness(start, windows, history);
    const size = uneven > 1 ? Math.min(shape, expected / (uneven - 1)) : shape;
    const probability = negativeBinomialTail(strangers, expected, size);
    return { ...judged, surprise: -Math.log10(Math.max(probability, 1e-300)) };
  }

  /** Variance over mean of the past's stretches of this length, without the fullest; 1 where there are too few. */
  #unevenness(start: number, length: number, history: number): number {
    const blocks = Math.min(BLOCKS_KEPT, Math.floor(history / length));
    if (blocks < FEWEST_BLOCKS) return 1;
    const sums = Array.from({ length: blocks }, (_, block) =>
      sumOf(this.#strangers, start - (block + 1) * length, start - block * length),
    )
      .sort((left, right) => left - right)
      .slice(0, -Math.ceil(blocks * FULLEST_SHARE));
    const mean = sums.reduce((total, sum) => total + sum, 0) / sums.length;
    if (mean === 0) return 1;
    const variance = sums.reduce((total, sum) => total + (sum - mean) ** 2, 0) / (sums.length - 1);
    return Math.max(1, variance / mean);
  }
}

const sumOf = (sums: readonly number[], from: number, to: number): number =>
  (sums[to] as number) - (sums[from] as number);
