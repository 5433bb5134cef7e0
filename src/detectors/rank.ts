import { compareUtf8 } from '../kernel/text-order.ts';
import type { Finding } from '../schema/finding.ts';

/**
 * Most severe first. Among findings of equal severity detectors take turns, so that
 * one with many equal findings does not push the others down; a detector's own turn
 * order is earliest start (none last), then entity and id by UTF-8 bytes, and the
 * detectors' order is that of their first findings in the same sense.
 */
export const rankFindings = (findings: readonly Finding[]): readonly Finding[] => {
  const turns = new Map<Finding, number>();
  const taken = new Map<string, number>();
  const sorted = [...findings].sort(
    (left, right) => right.severity - left.severity || compareTies(left, right),
  );
  for (const finding of sorted) {
    const key = JSON.stringify([finding.severity, finding.detector]);
    const turn = taken.get(key) ?? 0;
    taken.set(key, turn + 1);
    turns.set(finding, turn);
  }
  const turnOf = (finding: Finding): number => turns.get(finding) ?? 0;
  return sorted.sort(
    (left, right) =>
      right.severity - left.severity || turnOf(left) - turnOf(right) || compareTies(left, right),
  );
};

const compareTies = (left: Finding, right: Finding): number =>
  compareStarts(left.start, right.start) ||
  compareUtf8(left.entity.field, right.entity.field) ||
  compareUtf8(left.entity.value, right.entity.value) ||
  compareUtf8(left.id, right.id);

const compareStarts = (left: string | null, right: string | null): number => {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return compareUtf8(left, right);
};
