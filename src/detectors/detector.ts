import type { Finding } from '../schema/finding.ts';
import type { Setting, SettingValues } from '../schema/settings.ts';
import type { EventStore, LoadedDataset, Row } from '../store/event-store.ts';
import type { Sql } from '../sql/sql.ts';

/** What a detector may look at. `where` narrows every question it asks. */
export interface DetectionContext {
  readonly store: EventStore;
  readonly dataset: LoadedDataset;
  readonly settings: SettingValues;
  readonly where?: string;
  readonly signal?: AbortSignal;
}

interface DetectorBase {
  /** kebab-case; also the folder's name. */
  readonly name: string;
  readonly title: string;
  /** One sentence: what it sees. */
  readonly summary: string;
  readonly datasets: readonly string[];
  readonly settings: readonly Setting[];
}

/**
 * A detector that can run live: `aggregate` gives one mergeable row per window and
 * entity, `merge` joins two rows of the same window and entity, and `judge` turns
 * rows into findings without asking the store. Batch runs aggregate once.
 */
export interface WindowedDetector extends DetectorBase {
  readonly kind: 'windowed';
  aggregate(context: DetectionContext): Sql;
  merge(left: Row, right: Row): Row;
  judge(rows: readonly Row[], context: Omit<DetectionContext, 'store'>): readonly Finding[];
}

/** A detector that needs the whole log at once. */
export interface BatchDetector extends DetectorBase {
  readonly kind: 'batch only';
  detect(context: DetectionContext): Promise<readonly Finding[]>;
}

export type Detector = WindowedDetector | BatchDetector;
