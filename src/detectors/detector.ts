import type { Finding } from '../schema/finding.ts';
import type { Setting, SettingValues } from '../schema/settings.ts';
import type { Sql } from '../sql/sql.ts';
import type { EventStore, LoadedDataset, Row } from '../store/event-store.ts';
import type { History } from './history.ts';

/** What a judgement may look at beside the rows: no store, no clock. */
export interface JudgeContext {
  readonly dataset: LoadedDataset;
  readonly settings: SettingValues;
}

/** What a detector may ask. `where` (filter language) narrows every question. */
export interface DetectionContext extends JudgeContext {
  readonly store: EventStore;
  readonly where?: string;
  /** What came before the judged events, where it is known. */
  readonly history?: History;
  readonly signal?: AbortSignal;
}

/** What came out: findings in any order, and remarks such as "not enough data to judge, needs ...". */
export interface Judgement {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/**
 * How events become mergeable rows. Every query gives rows with `window`
 * (microseconds since 1970 of the window's start, null for events without time)
 * and `entity` (text, or null for the window as a whole); the rows of all queries
 * with equal window and entity are merged. Two detectors whose aggregates have
 * equal keys share one run, so a key names everything the queries depend on.
 */
export interface Aggregate {
  readonly key: string;
  readonly windowSeconds: number;
  readonly queries: readonly Sql[];
  /** Joins two rows of one window and entity; commutative and associative. */
  merge(left: Row, right: Row): Row;
}

export interface AggregateContext extends DetectionContext {
  /** The queries see the whole log, so entities that cannot reach a threshold may be left out. */
  readonly wholeLog: boolean;
}

interface DetectorBase {
  /** kebab-case; also the folder's name. */
  readonly name: string;
  readonly title: string;
  /** One sentence: what it sees. */
  readonly summary: string;
  /** Runs only where there is a history, or when it is asked for by name. */
  readonly needsHistory?: true;
  /** Names of datasets it fits, or the fields a dataset must have. */
  fits(dataset: LoadedDataset): boolean;
  readonly settings: readonly Setting[];
  /** The arithmetic of one of its own findings, line by line, from the evidence alone. */
  steps(finding: Finding): readonly string[];
}

/**
 * A detector that can run live: `aggregate` says which mergeable rows it needs and
 * `judge` turns them into findings without asking the store. Batch aggregates
 * everything once; watching merges new rows and judges the touched windows.
 */
export interface WindowedDetector extends DetectorBase {
  readonly kind: 'windowed';
  aggregate(context: AggregateContext): Aggregate;
  /** Rows come sorted by entity, then window. */
  judge(rows: readonly Row[], context: JudgeContext): Judgement;
}

/** A detector that needs the whole log at once. */
export interface BatchDetector extends DetectorBase {
  readonly kind: 'batch only';
  detect(context: DetectionContext): Promise<Judgement>;
}

export type Detector = WindowedDetector | BatchDetector;
