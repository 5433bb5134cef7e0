import type { FilterTree } from '../../filter/tree.ts';
import type { EvidenceMetric, Finding } from '../../schema/finding.ts';
import type { Picture } from '../../schema/picture.ts';
import type { ScorePart } from '../severity.ts';

/** Something rare, before its events are known. */
export interface Oddity {
  /** Whose turn it takes: a field, or a question such as "user_agent.original given source.ip". */
  readonly turn: string;
  readonly entity: Finding['entity'];
  /** What about the entity; part of the finding's identity. */
  readonly aspect: string;
  /** Selects exactly its events; the finding's filter. */
  readonly filter: FilterTree;
  /** The same events by stored fields, where that is quicker to ask for. */
  readonly lookup?: FilterTree;
  /** What it is in a few words, for a title. */
  readonly what: string;
  /** One clause with the numbers. */
  readonly why: string;
  /** How surprising it is to meet something this rare at all. */
  readonly bits: number;
  /** Bits of the characters that are rare in this field; 0 for an ordinary form. */
  readonly formBits: number;
  readonly metrics: readonly EvidenceMetric[];
  readonly score: readonly ScorePart[];
  readonly picture?: Picture;
}

/** One event as the store names it. */
export interface EventKey {
  readonly key: string;
  /** ISO 8601 UTC or null. */
  readonly time: string | null;
}

export interface ObservedOddity extends Oddity {
  readonly events: readonly EventKey[];
}

/** Points for rarity: 13 at the bound, 1.5 for every further bit. */
export const rarityPoints = (bits: number, minimumBits: number): number => 13 + 1.5 * (bits - minimumBits);

export const MOST_RARITY_POINTS = 34;

/** Points for a form that is odd in its field. */
export const formPoints = (formBits: number): number => 0.35 * formBits;

export const MOST_FORM_POINTS = 14;
