import { compareUtf8 } from '../kernel/text-order.ts';
import { CRITICALITY_PART, type EntityRisk, type Finding } from '../schema/finding.ts';

/**
 * Joins the findings of each entity into one risk of 0..100. A detector counts once, by
 * its most severe finding: ten findings of one kind are no ten reasons. The risk is
 * 100 (1 - product of (1 - s / 100)) over these, as of independent causes (noisy or,
 * Pearl 1988): never below the most severe part, never above 100. Parts and ids keep
 * what was joined. Highest first; ties by entity, UTF-8 bytes.
 * @example two detectors of 50 and 40 give 70
 */
export const entityRisks = (findings: readonly Finding[]): readonly EntityRisk[] => {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.entity.field, finding.entity.value]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()]
    .map(riskOf)
    .sort(
      (left, right) =>
        right.risk - left.risk ||
        compareUtf8(left.entity.field, right.entity.field) ||
        compareUtf8(left.entity.value, right.entity.value),
    );
};

const riskOf = (group: readonly [Finding, ...Finding[]]): EntityRisk => {
  const [{ entity, about }] = group;
  const strongest = new Map<string, Finding>();
  for (const finding of group) {
    const known = strongest.get(finding.detector);
    if (known === undefined || finding.severity > known.severity) strongest.set(finding.detector, finding);
  }
  const parts = [...strongest.values()]
    .map((finding) => ({
      detector: finding.detector,
      severity: finding.severity,
      finding: finding.id,
      findings: group.filter(({ detector }) => detector === finding.detector).length,
      ...criticalityOf(finding),
    }))
    .sort((left, right) => right.severity - left.severity || compareUtf8(left.detector, right.detector));
  const innocent = parts.reduce((product, { severity }) => product * (1 - severity / 100), 1);
  const times = (pick: 'start' | 'end'): readonly string[] =>
    group.flatMap((finding) => finding[pick] ?? []).sort(compareUtf8);
  return {
    entity,
    ...(about === undefined ? {} : { about }),
    risk: Math.round(100 * (1 - innocent)),
    parts,
    findings: group.map(({ id }) => id),
    start: times('start')[0] ?? null,
    end: times('end').at(-1) ?? null,
    attack: [...new Set(group.flatMap(({ attack }) => attack))].sort(compareUtf8),
  };
};

const criticalityOf = ({ evidence }: Finding): { readonly criticality?: number } => {
  const part = evidence.score.find(({ name }) => name === CRITICALITY_PART);
  return part === undefined ? {} : { criticality: part.value };
};
