import type { Finding } from '../../schema/finding.ts';
import { metricLines, metricValue, severityLine } from '../arithmetic.ts';
import { figure, percent } from '../wording.ts';

/** The arithmetic of a finding: share of errors, weighted paths, severity. */
export const errorSteps = (finding: Finding): readonly string[] => {
  const errors = metricValue(finding, 'errors') ?? 0;
  const requests = metricValue(finding, 'requests') ?? 0;
  const linked = metricValue(finding, 'share of failing paths that pages link to') ?? 0;
  const paths =
    metricValue(finding, 'distinct missing paths') ??
    metricValue(finding, 'distinct missing paths (at least)') ??
    0;
  return [
    ...metricLines(finding),
    `error share = ${figure(errors)} errors / ${figure(requests)} requests = ${percent(errors / Math.max(1, requests))}`,
    `paths that count = ${figure(paths)} x (1 - 0.75 x ${percent(linked)} linked) = ${figure(paths * (1 - 0.75 * linked), 2)}`,
    severityLine(finding),
  ];
};
