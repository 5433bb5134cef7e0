import { UsageError } from '../kernel/errors.ts';
import type { SweepPoint } from './sweep.ts';

/** What the best threshold is best at. */
export type Goal =
  | { readonly kind: 'f1' }
  | { readonly kind: 'mcc' }
  /** The most recall whose false-positive rate stays at or below the limit. */
  | { readonly kind: 'false-positive rate'; readonly atMost: number }
  /** The least cost, a miss costing so many false alarms. */
  | { readonly kind: 'cost'; readonly missCosts: number };

/**
 * The threshold that serves a goal best; null when none can be judged by it. Of
 * equally good ones it is the one with fewer flagged, then the lowest threshold.
 * @throws UsageError for a rate outside 0..1 or a cost that is not positive
 */
export const operatingPoint = (points: readonly SweepPoint[], goal: Goal): SweepPoint | null => {
  const worth = worthOf(goal);
  let best: { readonly point: SweepPoint; readonly value: number } | undefined;
  for (const point of points) {
    const value = worth(point);
    if (value === null) continue;
    const better =
      best === undefined ||
      value > best.value ||
      (value === best.value && point.flagged < best.point.flagged);
    if (better) best = { point, value };
  }
  return best?.point ?? null;
};

/** A goal in words, for people and for the remarks of a settings file. */
export const goalText = (goal: Goal): string =>
  ({
    f1: () => 'the highest F1',
    mcc: () => "the highest Matthews' correlation",
    'false-positive rate': () =>
      `the most recall with a false-positive rate of at most ${(goal as { atMost: number }).atMost}`,
    cost: () => `the least cost, a miss costing ${(goal as { missCosts: number }).missCosts} false alarms`,
  })[goal.kind]();

const worthOf = (goal: Goal): ((point: SweepPoint) => number | null) => {
  switch (goal.kind) {
    case 'f1':
      return (point) => point.f1;
    case 'mcc':
      return (point) => point.mcc;
    case 'false-positive rate': {
      const { atMost } = goal;
      if (!(atMost >= 0 && atMost <= 1))
        throw new UsageError(`a false-positive rate lies between 0 and 1, not at ${atMost}`);
      return ({ FPR, recall }) => (FPR === null || FPR > atMost ? null : recall);
    }
    case 'cost': {
      const { missCosts } = goal;
      if (!(missCosts > 0))
        throw new UsageError(`a miss must cost more than 0 false alarms, not ${missCosts}`);
      return ({ fp, fn }) => -(fp + missCosts * fn);
    }
  }
};
