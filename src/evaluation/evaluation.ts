import type { Finding } from '../schema/finding.ts';
import type { EventStore, LoadedDataset } from '../store/event-store.ts';
import type { UnitChoice } from './choose-unit.ts';
import type { Confusion, RateIntervals, Rates } from './confusion.ts';
import type { Detection } from './match-findings.ts';
import type { LoadedTruth } from './truth.ts';
import type { Unit } from './units.ts';

/** Findings of one way to detect, under a name. */
export interface EvaluatedMethod {
  readonly name: string;
  readonly findings: readonly Finding[];
}

export interface EvaluationRequest extends Partial<UnitChoice> {
  readonly store: EventStore;
  readonly dataset: LoadedDataset;
  readonly truth: LoadedTruth;
  readonly methods: readonly EvaluatedMethod[];
  /** Filter (e.g. a period) that narrows what is judged; findings should come from the same events. */
  readonly where?: string;
  /** Of the intervals, 0.95 unless told. */
  readonly confidence?: number;
  readonly signal?: AbortSignal;
}

/** Something to look at next: a missed attack, or a finding that is false. */
export interface NextStep {
  readonly id: string;
  readonly title: string;
  readonly events: number;
  /** The command that shows its evidence; inputs are added by who knows them. */
  readonly next: string;
}

export interface MethodEvaluation extends Confusion, Rates {
  readonly method: string;
  readonly flagged: number;
  readonly intervals: RateIntervals;
  readonly findings: number;
  readonly trueFindings: number;
  readonly attacks: number;
  readonly detectedAttacks: number;
  readonly detections: readonly Detection[];
  readonly medianSecondsToDetection: number | null;
  readonly missed: readonly NextStep[];
  readonly falseFindings: readonly NextStep[];
}

export interface Evaluation {
  readonly by: Unit['by'];
  /** What was counted and how, in sentences for people. */
  readonly definitions: readonly string[];
  readonly population: number;
  readonly positives: number;
  readonly rows: readonly MethodEvaluation[];
  /** Warnings, one line each. */
  readonly notes: readonly string[];
}
