/** How likely a first contact gets through for either kind of source, and how often to be wrong. */
export interface WalkHypotheses {
  /** Share of first contacts that get through for a source that does no harm. */
  readonly theta0: number;
  /** The same for a scanner; smaller. */
  readonly theta1: number;
  /** Probability of accusing a harmless source. */
  readonly alpha: number;
  /** Probability of recognising a scanner. */
  readonly beta: number;
}

export interface WalkOutcome {
  /** Position of the contact with which the upper bound was reached; null when it never was. */
  readonly decidedAt: number | null;
  /** Highest likelihood ratio, as a natural logarithm. */
  readonly peak: number;
  /** Natural logarithm of the upper bound. */
  readonly bound: number;
  /** Times the lower bound was reached, after each of which the walk began anew. */
  readonly acquittals: number;
}

const SLACK = 1e-9;

/** What one contact adds to the logarithm of the likelihood ratio, and the bounds of the walk. */
export const walkSteps = ({ theta0, theta1, alpha, beta }: WalkHypotheses) => ({
  through: Math.log(theta1 / theta0),
  failed: Math.log((1 - theta1) / (1 - theta0)),
  upper: Math.log(beta / alpha),
  lower: Math.log((1 - beta) / (1 - alpha)),
});

/** Failures in a row that reach the upper bound. */
export const failuresNeeded = (hypotheses: WalkHypotheses): number => {
  const { failed, upper } = walkSteps(hypotheses);
  return Math.max(1, Math.ceil(upper / failed - SLACK));
};

/**
 * Threshold random walk (Jung, Paxson, Berger and Balakrishnan 2004): the sequential
 * probability ratio test (Wald 1945) over the outcomes of a source's first contacts, in
 * order. A walk that reaches the lower bound starts anew at 1, so that a source that
 * turns bad later is seen. No contacts decide nothing.
 * @example thresholdRandomWalk([false, false, false, false], { theta0: 0.8, theta1: 0.2, alpha: 0.01, beta: 0.99 }).decidedAt // 3
 */
export const thresholdRandomWalk = (
  throughs: readonly boolean[],
  hypotheses: WalkHypotheses,
): WalkOutcome => {
  const steps = walkSteps(hypotheses);
  let ratio = 0;
  let peak = 0;
  let acquittals = 0;
  for (const [position, through] of throughs.entries()) {
    ratio += through ? steps.through : steps.failed;
    peak = Math.max(peak, ratio);
    if (ratio >= steps.upper - SLACK) return { decidedAt: position, peak, bound: steps.upper, acquittals };
    if (ratio > steps.lower + SLACK) continue;
    ratio = 0;
    acquittals += 1;
  }
  return { decidedAt: null, peak, bound: steps.upper, acquittals };
};
