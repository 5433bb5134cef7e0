import type { Evidence } from '../schema/finding.ts';

export type ScorePart = Evidence['score'][number];

/**
 * Severity 0..100 from its parts: their sum, rounded half up and clamped.
 * Empty parts give 0.
 * @example severityOf([{ name: 'rarity', value: 20.4 }, { name: 'form', value: 10 }]) // 30
 */
export const severityOf = (parts: readonly ScorePart[]): number => {
  const total = parts.reduce((sum, part) => sum + part.value, 0);
  return Math.min(100, Math.max(0, Math.round(total)));
};

/** One part of a severity, rounded to a tenth and held inside 0..most. */
export const scorePart = (name: string, value: number, most: number): ScorePart => ({
  name,
  value: Math.round(Math.min(most, Math.max(0, value)) * 10) / 10,
});

/** A part that lowers a severity, at most by `most`; rounded to a tenth. */
export const scorePenalty = (name: string, value: number, most: number): ScorePart => ({
  name,
  value: -Math.round(Math.min(most, Math.max(0, value)) * 10) / 10,
});

/**
 * Points for a count beyond its bound: `perDoubling` for every doubling, 0 at the bound or below it.
 * @example doublings(80, 10, 5) // 15
 */
export const doublings = (count: number, bound: number, perDoubling: number): number =>
  count <= bound || bound <= 0 ? 0 : perDoubling * Math.log2(count / bound);
