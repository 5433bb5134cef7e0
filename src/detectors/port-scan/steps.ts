import type { Finding } from '../../schema/finding.ts';
import { metricLines, metricValue, severityLine } from '../arithmetic.ts';
import { figure } from '../wording.ts';

/** The arithmetic of a finding: how the targets are spread, how fast, severity. */
export const scanSteps = (finding: Finding): readonly string[] => {
  const value = (name: string): number => metricValue(finding, name) ?? 0;
  const targets = metricValue(finding, 'different targets') ?? value('different targets (at least)');
  const hours = value('hours');
  const paced = value('targets in these hours');
  return [
    ...metricLines(finding),
    `spread = ${figure(value('hosts asked for the commonest port'))} hosts on one port and ${figure(value('ports asked of one host'))} ports on one host, of ${figure(targets)} targets`,
    ...(hours > 0
      ? [
          `pace = ${figure(paced)} targets / ${figure(hours, 4)} hours = ${figure(paced / hours)} targets an hour`,
        ]
      : []),
    severityLine(finding),
  ];
};
