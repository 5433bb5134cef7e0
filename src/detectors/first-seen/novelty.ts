import type { SeenLook, SeenValue } from '../history.ts';

/** How a history foretells whether the next event shows something new. */
export interface NoveltyBasis {
  readonly events: number;
  readonly values: number;
  /** Values that exactly one event of the history has. */
  readonly once: number;
  /** -log2 of the probability of a value never seen: Good and Turing's share of values seen once, one added to it. */
  readonly bits: number;
}

export interface Novelty {
  readonly value: SeenValue;
  readonly basis: NoveltyBasis;
}

export const noveltyBasis = (history: readonly SeenValue[]): NoveltyBasis => {
  const events = history.reduce((total, value) => total + value.events, 0);
  const once = history.filter((value) => value.events === 1).length;
  return { events, values: history.length, once, bits: Math.log2((events + 1) / (once + 1)) };
};

/**
 * Values that never occurred in the history, in the order of their first time. Of a value
 * of an entity the entity itself must be known: a new one has nothing but new values.
 */
export const newValues = (history: readonly SeenValue[], current: SeenLook): readonly SeenValue[] => {
  const known = new Set(history.map(({ parts }) => JSON.stringify(parts)));
  const entities = new Set(history.map(({ parts }) => parts[0]));
  return (current ?? [])
    .filter(
      ({ parts }) => !known.has(JSON.stringify(parts)) && (parts.length === 1 || entities.has(parts[0])),
    )
    .sort(
      (left, right) =>
        compare(left.first ?? '~', right.first ?? '~') ||
        compare(left.parts.join('\0'), right.parts.join('\0')),
    );
};

const compare = (left: string, right: string): number => (left < right ? -1 : Number(left > right));
