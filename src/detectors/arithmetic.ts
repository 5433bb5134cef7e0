import type { EvidenceMetric, Finding } from '../schema/finding.ts';
import { figure, percent } from './wording.ts';

/** A metric's value by name; undefined when the finding has no such number. */
export const metricValue = (finding: Finding, name: string): number | undefined => {
  const value = finding.evidence.metrics.find((metric) => metric.name === name)?.value;
  return typeof value === 'number' ? value : undefined;
};

/** A number in the unit of its metric: shares as percent. */
const measured = (value: number, unit: string | undefined): string => {
  if (unit === 'share') return percent(value);
  return unit === undefined ? figure(value, 3) : `${figure(value, 3)} ${unit}`;
};

/** One line per metric: its value, and what it was held against. */
export const metricLines = (finding: Finding): readonly string[] => finding.evidence.metrics.map(metricLine);

const metricLine = ({ name, value, unit, baseline, threshold, sampleSize }: EvidenceMetric): string => {
  const shownValue = typeof value === 'number' ? measured(value, unit) : String(value ?? 'unknown');
  const against = [
    ...(typeof baseline === 'number' ? [`usual ${measured(baseline, unit)}`] : []),
    ...(typeof threshold === 'number' ? [`bound ${measured(threshold, unit)}`] : []),
    ...(sampleSize === undefined ? [] : [`from ${figure(sampleSize)} observations`]),
  ];
  return `${name} = ${shownValue}${against.length === 0 ? '' : ` (${against.join(', ')})`}`;
};

/** The severity as the sum of its parts. */
export const severityLine = (finding: Finding): string => {
  const parts = finding.evidence.score
    .filter((part) => part.value !== 0)
    .map((part) => `${figure(part.value)} ${part.name}`);
  const sum = finding.evidence.score.reduce((total, part) => total + part.value, 0);
  return `severity = ${parts.length === 0 ? '0' : parts.join(' + ').replaceAll('+ -', '- ')} = ${figure(sum)}, rounded and kept within 1..100: ${finding.severity}`;
};
