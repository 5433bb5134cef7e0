import { type Interval, wilsonInterval } from '../stats/wilson-interval.ts';
import { normalQuantile } from '../stats/normal-quantile.ts';

/** How often a method was right and wrong. */
export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

export const RATE_NAMES = ['FPR', 'FDR', 'FNR', 'FOR', 'precision', 'recall', 'f1', 'mcc'] as const;
export type RateName = (typeof RATE_NAMES)[number];

/** Null where a rate cannot be computed because its class is empty. */
export type Rates = Readonly<Record<RateName, number | null>>;
export type RateIntervals = Readonly<Record<RateName, Interval | null>>;

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/**
 * The rates of the login lab (FPR = fp/(fp+tn), FDR = fp/(fp+tp), FNR = fn/(fn+tp),
 * FOR = fn/(fn+tn)) with precision, recall, F1 and Matthews' correlation.
 * @example ratesOf({ tp: 72, fp: 1, tn: 254, fn: 0 }).FPR  // 0.00392156862745098
 */
export const ratesOf = ({ tp, fp, tn, fn }: Confusion): Rates => ({
  FPR: share(fp, fp + tn),
  FDR: share(fp, fp + tp),
  FNR: share(fn, fn + tp),
  FOR: share(fn, fn + tn),
  precision: share(tp, tp + fp),
  recall: share(tp, tp + fn),
  // Without attacked ones there is no recall, and a mean with it would be made up.
  f1: tp + fn === 0 ? null : share(2 * tp, 2 * tp + fp + fn),
  mcc: matthews({ tp, fp, tn, fn }),
});

/** Matthews 1975; null when a row or column of the matrix is empty. */
const matthews = ({ tp, fp, tn, fn }: Confusion): number | null => {
  const [flagged, attacked, ordinary, passed] = [tp + fp, tp + fn, tn + fp, tn + fn];
  if ([flagged, attacked, ordinary, passed].includes(0)) return null;
  // Two roots, so that the product of four large counts loses no digits, and a perfect method has exactly 1.
  return (tp * tn - fp * fn) / (Math.sqrt(flagged * attacked) * Math.sqrt(ordinary * passed));
};

/**
 * Confidence intervals: Wilson's score interval for the shares; for F1 the one of
 * tp/(tp+fp+fn), which determines it (F1 = 2s/(1+s)); for Matthews' correlation
 * Fisher's transformation. Null where the rate is null or there are too few to say.
 */
export const intervalsOf = ({ tp, fp, tn, fn }: Confusion, confidence = 0.95): RateIntervals => {
  const wilson = (part: number, whole: number): Interval | null =>
    whole === 0 ? null : wilsonInterval(part, whole, confidence);
  const jaccard = tp + fn === 0 ? null : wilson(tp, tp + fp + fn);
  const asF1 = (value: number): number => (2 * value) / (1 + value);
  return {
    FPR: wilson(fp, fp + tn),
    FDR: wilson(fp, fp + tp),
    FNR: wilson(fn, fn + tp),
    FOR: wilson(fn, fn + tn),
    precision: wilson(tp, tp + fp),
    recall: wilson(tp, tp + fn),
    f1: jaccard === null ? null : { lower: asF1(jaccard.lower), upper: asF1(jaccard.upper) },
    mcc: fisherInterval(matthews({ tp, fp, tn, fn }), tp + fp + tn + fn, confidence),
  };
};

const fisherInterval = (correlation: number | null, count: number, confidence: number): Interval | null => {
  if (correlation === null || count <= 3) return null;
  if (Math.abs(correlation) >= 1) return { lower: correlation, upper: correlation };
  const reach = normalQuantile(0.5 + confidence / 2) / Math.sqrt(count - 3);
  const center = Math.atanh(correlation);
  return { lower: Math.tanh(center - reach), upper: Math.tanh(center + reach) };
};
