import type { AccountTotals, InputAccount, Reject } from './accounting.ts';
import type { EntityRisk, Finding } from './finding.ts';
import type { Picture } from './picture.ts';
import type { SettingValues } from './settings.ts';

/** What a report shows at most; whatever is left out is counted. */
export const REPORT_LIMITS = Object.freeze({
  inputs: 200,
  findings: 500,
  detailedFindings: 100,
  entities: 300,
  findingsPerEntity: 100,
  samples: 5,
  timelineBuckets: 240,
  findingBuckets: 96,
  gaps: 20,
  fields: 24,
  valuesPerField: 8,
  rejects: 20,
  notes: 50,
});

/** Everything one report says: a reporter turns it into text and asks nothing else. */
export interface Report {
  /** Version of logfence. */
  readonly version: string;
  /** ISO 8601 UTC, passed in by whoever has a clock. */
  readonly generatedAt: string;
  /** The command that gives this report again; null when there is none. */
  readonly command: string | null;
  /** The filter that narrowed everything; null for the whole log. */
  readonly where: string | null;
  readonly inputs: readonly InputAccount[];
  readonly inputsTotal: number;
  /** Sums over all inputs: lines = parsed + rejected + skipped; repaired lines are among the parsed. */
  readonly totals: AccountTotals;
  /** Events looked at: all, or those that the filter keeps. */
  readonly events: number;
  readonly datasets: readonly { readonly name: string; readonly events: number }[];
  /** First and last event time; null when no event has one. ISO 8601 UTC. */
  readonly span: { readonly start: string; readonly end: string } | null;
  readonly gaps: ReportGaps;
  /** Null when no event has a time. */
  readonly timeline: ReportTimeline | null;
  readonly findings: readonly ReportFinding[];
  readonly findingsTotal: number;
  /** The same findings joined by entity, highest risk first. */
  readonly entities: readonly ReportEntity[];
  readonly entitiesTotal: number;
  readonly severities: Readonly<Record<'critical' | 'high' | 'medium' | 'low', number>>;
  readonly detectors: readonly ReportDetector[];
  readonly topValues: readonly ReportField[];
  readonly rejects: readonly Reject[];
  /** Remarks of reading and of the detectors, one line each. */
  readonly notes: readonly string[];
}

/** Stretches without events that are long beside the usual silence; longest first. */
export interface ReportGaps {
  readonly longest: readonly { readonly start: string; readonly end: string; readonly seconds: number }[];
  readonly total: number;
  /** A silence counts as a gap from this length on. */
  readonly thresholdSeconds: number;
}

/** Events per bucket, empty buckets included. `starts` are ISO 8601 UTC. */
export interface ReportTimeline {
  readonly bucketSeconds: number;
  readonly buckets: readonly { readonly start: string; readonly events: number }[];
}

/** One finding with what only a store can add. */
export interface ReportFinding {
  /** From 1, most severe first. */
  readonly rank: number;
  readonly finding: Finding;
  /** The detector's own picture, else the finding's events over time; null for findings without detail. */
  readonly picture: Picture | null;
  /** Its events over the time of the whole log. */
  readonly activity: ReportTimeline | null;
  readonly samples: readonly ReportSample[];
}

/** One entity with its risk and the findings behind it. */
export interface ReportEntity {
  /** From 1, highest risk first. */
  readonly rank: number;
  readonly risk: EntityRisk;
  /** Its findings in their order, as far as they are shown; `rank` is that of the finding. */
  readonly findings: readonly {
    readonly rank: number;
    readonly title: string;
    readonly detector: string;
    readonly severity: number;
  }[];
}

/** One of a finding's events: the original line, or its fields where the line cannot be read again. */
export interface ReportSample {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly isOriginal: boolean;
}

export interface ReportDetector {
  readonly name: string;
  readonly title: string;
  readonly dataset: string;
  readonly findings: number;
  readonly settings: SettingValues;
}

/** The most frequent values of one field; null is a missing one. */
export interface ReportField {
  readonly dataset: string;
  readonly field: string;
  /** How many different values there are, a missing one counted as one. */
  readonly distinct: number;
  /** Most frequent first, ties by value; `share` (0..1) of all events of the dataset. */
  readonly values: readonly {
    readonly value: string | null;
    readonly count: number;
    readonly share: number;
  }[];
}
