import type { Evidence, Finding } from '../schema/finding.ts';
import type { SettingValues } from '../schema/settings.ts';
import { findingId } from './finding-id.ts';
import { severityOf } from './severity.ts';

/** Everything of a finding but what follows from the rest. */
export interface FindingDraft extends Omit<Finding, 'id' | 'severity' | 'evidence'> {
  readonly settings: SettingValues;
  /** What about the entity, where one entity can have several findings at a time. */
  readonly aspect?: string;
  /** Start of the first window; null for findings about the whole log. */
  readonly firstWindow: string | null;
  readonly metrics: Evidence['metrics'];
  readonly score: Evidence['score'];
}

/** Completes a draft: the id from its identity, the severity (at least 1) from the parts of its score. */
export const makeFinding = ({
  settings,
  aspect,
  firstWindow,
  metrics,
  score,
  ...rest
}: FindingDraft): Finding => {
  const identity = {
    detector: rest.detector,
    settings,
    dataset: rest.dataset,
    entity: rest.entity,
    firstWindow,
    ...(aspect === undefined ? {} : { aspect }),
  };
  return Object.freeze({
    ...rest,
    id: findingId(identity),
    severity: Math.max(1, severityOf(score)),
    evidence: Object.freeze({ metrics, score }),
  });
};
