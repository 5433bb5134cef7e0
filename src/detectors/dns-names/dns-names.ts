import { metricLines, severityLine } from '../arithmetic.ts';
import type { WindowedDetector } from '../detector.ts';
import { FIELDS, namesAggregate } from './aggregate.ts';
import { DETECTOR, judgeNames } from './judge.ts';
import { DNS_NAMES_SETTINGS } from './settings.ts';

/** Finds data that leaves in names (tunnels), and names made by an algorithm. */
export const dnsNames: WindowedDetector = Object.freeze<WindowedDetector>({
  kind: 'windowed',
  name: DETECTOR,
  title: 'DNS names',
  summary:
    'Many long names below one domain (a tunnel), and many domains that do not exist (generated names)',
  fits: (dataset) => FIELDS.every((name) => dataset.fields.some((field) => field.name === name)),
  settings: DNS_NAMES_SETTINGS,
  aggregate: namesAggregate,
  judge: judgeNames,
  steps: (finding) => [...metricLines(finding), severityLine(finding)],
});
