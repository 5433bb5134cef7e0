import type { Finding } from '../../schema/finding.ts';
import { metricLines, severityLine } from '../arithmetic.ts';

export const attackSteps = (finding: Finding): readonly string[] => [
  ...metricLines(finding),
  severityLine(finding),
];
