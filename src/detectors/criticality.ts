import { CRITICALITY_PART, type Finding } from '../schema/finding.ts';
import { severityOf } from './severity.ts';

/** What a severity is multiplied by; `medium` and words of other people's lists weigh nothing. */
const WEIGHTS: Readonly<Record<string, number>> = Object.freeze({ low: 0.75, high: 1.25, critical: 1.5 });

/**
 * The finding with its severity weighed by what `--names` says of its entity. The weight
 * is one more part of the score, so that the parts still make the severity.
 * @example severity 40 of an entity of criticality high gives 50
 */
export const weighed = (finding: Finding): Finding => {
  const criticality = finding.about?.['asset.criticality'];
  const weight = WEIGHTS[String(criticality ?? '').toLowerCase()];
  if (weight === undefined || finding.evidence.score.some(({ name }) => name === CRITICALITY_PART))
    return finding;
  const points = severityOf(finding.evidence.score);
  return scored(finding, [
    ...finding.evidence.score,
    { name: CRITICALITY_PART, value: Math.round(points * (weight - 1) * 10) / 10 },
  ]);
};

/** The finding as its detector made it. */
export const unweighed = (finding: Finding): Finding => {
  const score = finding.evidence.score.filter(({ name }) => name !== CRITICALITY_PART);
  return score.length === finding.evidence.score.length ? finding : scored(finding, score);
};

const scored = (finding: Finding, score: Finding['evidence']['score']): Finding => ({
  ...finding,
  severity: Math.max(1, severityOf(score)),
  evidence: { ...finding.evidence, score },
});
