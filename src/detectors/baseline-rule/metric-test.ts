import type { MetricTest, TestMethod, TestSide, ZeroSpread } from '../../rules/baseline/rule.ts';
import { negativeBinomialTail } from '../../stats/negative-binomial-tail.ts';
import { zScore } from '../../stats/z-score.ts';
import type { MetricBaseline } from './metric-baseline.ts';

/** One value held against one bound. */
export interface LimitOutcome {
  readonly method: TestMethod;
  /** Null when it cannot be judged; `why` then says what is missing. */
  readonly beyond: boolean | null;
  /** What is usual, by this method. */
  readonly center: number | null;
  /** The bound on the side that was crossed, or the nearer one. */
  readonly threshold: number | null;
  readonly why: string | null;
}

export interface TestOutcome {
  readonly test: MetricTest;
  readonly value: number | null;
  readonly passed: boolean | null;
  readonly limits: readonly LimitOutcome[];
  readonly why: string | null;
}

/** Holds one metric of one window against its baseline. Bounds themselves count as reached. */
export const judgeMetric = (test: MetricTest, value: number | null, usual: MetricBaseline): TestOutcome => {
  if (value === null) {
    const why = `${test.metric} cannot be computed where it divides by zero`;
    return { test, value, passed: null, limits: [], why };
  }
  const limits = test.limits.map(({ method, limit }) => METHODS[method](test, value, usual, limit));
  if (test.atLeast !== null && value < test.atLeast) return { test, value, passed: false, limits, why: null };
  const outcomes = limits.map((limit) => limit.beyond);
  const why = limits.find((limit) => limit.beyond === null)?.why ?? null;
  return { test, value, passed: combined(outcomes, test.combine), limits, why };
};

const combined = (outcomes: readonly (boolean | null)[], combine: MetricTest['combine']): boolean | null => {
  const decisive = combine === 'either';
  if (outcomes.includes(decisive)) return decisive;
  return outcomes.includes(null) ? null : !decisive;
};

type Judge = (test: MetricTest, value: number, usual: MetricBaseline, limit: number) => LimitOutcome;

/** value >= a fixed number; below: value <= it. Needs no baseline, which is told beside it. */
const fixed: Judge = (test, value, { center }, limit) =>
  bounded('value', test.side, value, center, limit, limit);

/** value >= baseline x percent; below: value <= baseline x percent; both: down to baseline / percent. */
const percent: Judge = (test, value, { center }, limit) => {
  if (center === null) return unknown('percent', test);
  const share = limit / 100;
  const lower = test.side === 'both' ? center / share : center * share;
  return bounded('percent', test.side, value, center, lower, center * share);
};

/** value >= (Q3 + k x IQR) x fence percent; below: value <= (Q1 - k x IQR) / fence percent. */
const tukey: Judge = (test, value, { lowerQuartile, upperQuartile, center }, limit) => {
  if (lowerQuartile === null || upperQuartile === null) return unknown('tukey', test);
  const range = upperQuartile - lowerQuartile;
  const share = test.fencePercent / 100;
  const lower = (lowerQuartile - limit * range) / share;
  return bounded('tukey', test.side, value, center, lower, (upperQuartile + limit * range) * share);
};

const bounded = (
  method: TestMethod,
  side: TestSide,
  value: number,
  center: number | null,
  lower: number,
  upper: number,
): LimitOutcome => {
  const above = side !== 'below' && upper <= value;
  const below = side !== 'above' && value <= lower;
  const threshold = side === 'below' || (side === 'both' && value < (center ?? value)) ? lower : upper;
  return { method, beyond: above || below, center, threshold, why: null };
};

/** (value - mean) / standard deviation >= cutoff. */
const z: Judge = (test, value, { mean, standardDeviation }, limit) =>
  scored('z', test, value, mean, standardDeviation, limit);

/** (value - median) / (1.4826 x MAD) >= cutoff. */
const robustZ: Judge = (test, value, { median, robustDeviation }, limit) =>
  scored('robust_z', test, value, median, robustDeviation, limit);

const scored = (
  method: TestMethod,
  test: MetricTest,
  value: number,
  center: number | null,
  deviation: number | null,
  limit: number,
): LimitOutcome => {
  if (center === null || deviation === null) return unknown(method, test);
  const spread = spreadOf(deviation, test.zeroSpread);
  const below = test.side === 'below' || (test.side === 'both' && value < center);
  const distance = below ? center - value : value - center;
  if (spread === 'never')
    return {
      method,
      beyond: null,
      center,
      threshold: null,
      why: `${test.metric} has no spread in its baseline`,
    };
  const score = zScore(distance, 0, spread);
  const beyond = score === null ? distance > 0 : score >= limit;
  return {
    method,
    beyond,
    center,
    threshold: below ? center - limit * spread : center + limit * spread,
    why: null,
  };
};

/** The spread to divide by: a least spread where one is set, 0 where any difference counts. */
const spreadOf = (deviation: number, zeroSpread: ZeroSpread): number | 'never' => {
  if (typeof zeroSpread === 'number') return Math.max(deviation, zeroSpread);
  return deviation > 0 || zeroSpread === 'any difference' ? deviation : 'never';
};

/** -log10 P(so many or more) >= cutoff, for a count that is negative binomial with the baseline's mean and spread. */
const surprise: Judge = (test, value, { mean, standardDeviation }, limit) => {
  if (mean === null || standardDeviation === null) return unknown('surprise', test);
  const threshold = improbableCount(mean, standardDeviation, limit);
  return { method: 'surprise', beyond: value >= threshold, center: mean, threshold, why: null };
};

/** The smallest count that is so improbable. A spread below Poisson's is taken for Poisson's. */
const improbableCount = (mean: number, deviation: number, limit: number): number => {
  const excess = deviation ** 2 - mean;
  const size = excess > 0 ? mean ** 2 / excess : Number.POSITIVE_INFINITY;
  const isImprobable = (count: number): boolean => negativeBinomialTail(count, mean, size) <= 10 ** -limit;
  let [low, high] = [0, Math.max(1, Math.ceil(mean))];
  while (!isImprobable(high) && high < 1e12) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isImprobable(middle)) high = middle;
    else low = middle;
  }
  return high;
};

const unknown = (method: TestMethod, test: MetricTest): LimitOutcome => ({
  method,
  beyond: null,
  center: null,
  threshold: null,
  why: `${test.metric} has too few windows in its baseline`,
});

const METHODS: Readonly<Record<TestMethod, Judge>> = {
  value: fixed,
  percent,
  tukey,
  z,
  robust_z: robustZ,
  surprise,
};
