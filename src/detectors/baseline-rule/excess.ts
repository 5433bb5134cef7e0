import type { FlaggedWindow } from './judge-windows.ts';
import type { LimitOutcome, TestOutcome } from './metric-test.ts';

/** Mean doublings beyond the bounds that were crossed. */
export const excess = (window: FlaggedWindow): number => {
  const doublings = window.outcomes
    .filter((outcome) => outcome.passed === true)
    .flatMap((outcome) => outcome.limits.map((limit) => limitExcess(outcome.value, limit)));
  return doublings.length === 0 ? 0 : doublings.reduce((total, part) => total + part, 0) / doublings.length;
};

const limitExcess = (value: number | null, { beyond, threshold }: LimitOutcome): number =>
  beyond === true && value !== null && threshold !== null && value > 0 && threshold > 0
    ? Math.abs(Math.log2(value / threshold))
    : 0;

/** Doublings of a test's value beyond its furthest bound. */
export const outcomeExcess = (outcome: TestOutcome): number =>
  Math.max(0, ...outcome.limits.map((limit) => limitExcess(outcome.value, limit)));
