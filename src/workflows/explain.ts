import { severityLine } from '../detectors/arithmetic.ts';
import { unweighed } from '../detectors/criticality.ts';
import { explainFinding, type FindingExplanation } from '../detectors/explain.ts';
import { runDetectors } from '../detectors/run.ts';
import { InputError } from '../kernel/errors.ts';
import type { InputAccount } from '../schema/accounting.ts';
import type { Finding } from '../schema/finding.ts';
import { type AnalyzeOptions, detectionOptions } from './analyze.ts';
import { withFacts } from './entity-facts.ts';
import { type OpenData, openData } from './open-data.ts';
import { savedFindings } from './saved-findings.ts';

export interface Explanation extends FindingExplanation {
  readonly finding: Finding;
  readonly accounts: readonly InputAccount[];
}

/**
 * Recomputes one finding, by its id or the beginning of it, from what the store holds.
 * A store remembers the findings of its last analysis; of inputs all are made first.
 * @throws InputError when no finding has that id.
 */
export const explain = async (id: string, options: AnalyzeOptions): Promise<Explanation> => {
  const data = await openData(options);
  try {
    const runOptions = await detectionOptions(options);
    const saved = options.store === undefined ? [] : await savedFindings(data.store);
    const finding =
      matching(saved, id) ?? matching((await runDetectors(data.store, runOptions)).findings, id);
    if (finding === undefined) {
      throw new InputError(
        `there is no finding ${id} here; logfence analyze lists the findings with their ids`,
      );
    }
    const explanation = await explainFinding(data.store, unweighed(finding), runOptions);
    const [known = finding] = await withFacts([finding], data.store, data.knowledge);
    const { current, steps } = await weighedAgain(explanation, data);
    return { ...explanation, current, steps, finding: known, accounts: data.accounts };
  } finally {
    await data.close();
  }
};

/** The recomputed finding weighed as the shown one is, with one more step where that changes it. */
const weighedAgain = async (
  { current, steps }: FindingExplanation,
  { store, knowledge }: OpenData,
): Promise<Pick<FindingExplanation, 'current' | 'steps'>> => {
  if (current === undefined) return { current, steps };
  const [known = current] = await withFacts([current], store, knowledge);
  const same = known.evidence.score.length === current.evidence.score.length;
  return {
    current: known,
    steps: same ? steps : [...steps, `weighed by criticality: ${severityLine(known)}`],
  };
};

const matching = (findings: readonly Finding[], id: string): Finding | undefined =>
  id.length < 4 ? undefined : findings.find((finding) => finding.id.startsWith(id));
