import type { Facts } from './facts.ts';
import type { Picture } from './picture.ts';

/** One number a finding rests on, with what it was held against. */
export interface EvidenceMetric {
  readonly name: string;
  readonly value: number | string | null;
  readonly unit?: string;
  /** What is usual for this entity or its peers. */
  readonly baseline?: number | null;
  /** The bound the value crossed. */
  readonly threshold?: number | null;
  /** How many observations the baseline rests on. */
  readonly sampleSize?: number;
}

export interface Evidence {
  readonly metrics: readonly EvidenceMetric[];
  /** The parts of the severity by name; they add up to it before rounding and clamping to 0..100. */
  readonly score: readonly { readonly name: string; readonly value: number }[];
}

/** One anomaly: who, when, how many events, the numbers, and the filter that shows exactly its events. */
export interface Finding {
  /** Hash of detector, settings, entity and first window; never of the evidence. */
  readonly id: string;
  readonly detector: string;
  readonly title: string;
  /** 0..100: below 30 low, from 30 medium, from 50 high, from 80 critical. */
  readonly severity: number;
  readonly entity: { readonly field: string; readonly value: string };
  /** What look-up data say about the entity, by the end of the field's name: `geo.country_iso_code`, `as.number`, ... */
  readonly about?: Facts;
  /** ISO 8601 UTC with six decimals; null when none of its events has a time. */
  readonly start: string | null;
  readonly end: string | null;
  readonly events: number;
  readonly dataset: string;
  readonly evidence: Evidence;
  readonly filter: string;
  /** ATT&CK technique ids. */
  readonly attack: readonly string[];
  readonly explanation: string;
  readonly next: readonly string[];
  /** What the report draws beside the numbers; its own timeline when absent. */
  readonly picture?: Picture;
}

/** All findings of one entity, joined; the findings themselves stay as they are. */
export interface EntityRisk {
  readonly entity: Finding['entity'];
  readonly about?: Facts;
  /** 0..100 on the scale of severities. */
  readonly risk: number;
  /** What the risk is made of: of each detector the most severe finding, and how many it has; most severe first. */
  readonly parts: readonly {
    readonly detector: string;
    readonly severity: number;
    /** Id of that finding. */
    readonly finding: string;
    readonly findings: number;
    /** What the criticality of the entity added to that severity; absent where nothing is known of it. */
    readonly criticality?: number;
  }[];
  /** Ids of all its findings, in their order. */
  readonly findings: readonly string[];
  readonly start: string | null;
  readonly end: string | null;
  /** ATT&CK technique ids of all of them. */
  readonly attack: readonly string[];
}

/** The part of a score that weighs a finding by how critical its entity is. */
export const CRITICALITY_PART = 'criticality of the entity';

export const SEVERITY_BOUNDS = Object.freeze({ low: 1, medium: 30, high: 50, critical: 80 });
export type SeverityName = keyof typeof SEVERITY_BOUNDS;

/**
 * The word for a severity of 0..100.
 * @example severityName(55) // 'high'
 */
export const severityName = (severity: number): SeverityName => {
  if (severity >= SEVERITY_BOUNDS.critical) return 'critical';
  if (severity >= SEVERITY_BOUNDS.high) return 'high';
  return severity >= SEVERITY_BOUNDS.medium ? 'medium' : 'low';
};
