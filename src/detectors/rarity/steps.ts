import type { Finding } from '../../schema/finding.ts';
import { metricLines, metricValue, severityLine } from '../arithmetic.ts';
import { figure } from '../wording.ts';

/** The arithmetic of a finding: share, surprise, tail surprise, severity. */
export const raritySteps = (finding: Finding): readonly string[] => [
  ...metricLines(finding),
  ...surpriseLines(finding),
  severityLine(finding),
];

const surpriseLines = (finding: Finding): readonly string[] => {
  const sample = (name: string): number | undefined =>
    finding.evidence.metrics.find((metric) => metric.name === name)?.sampleSize;
  const lines: string[] = [];
  const count = metricValue(finding, 'events with the value');
  const events = sample('events with the value');
  if (count !== undefined && events !== undefined && metricValue(finding, 'share') !== undefined)
    lines.push(
      `surprise = -log2(${figure(count)} / ${figure(events)}) = ${figure(-Math.log2(count / events), 3)} bits`,
    );
  const tail =
    metricValue(finding, 'events this rare or rarer') ??
    metricValue(finding, 'events this far beyond their fence');
  const all = sample('tail surprise');
  if (tail !== undefined && all !== undefined)
    lines.push(
      `tail surprise = -log2(${figure(tail)} / ${figure(all)}) = ${figure(-Math.log2(tail / all), 3)} bits`,
    );
  return lines;
};
