import type { Finding } from '../../schema/finding.ts';
import { metricLines, severityLine } from '../arithmetic.ts';
import { ATTEMPT_FIELDS } from '../attempts.ts';
import type { BatchDetector, DetectionContext, Judgement } from '../detector.ts';
import { eventSource } from '../events.ts';
import { typedSettings } from '../number-setting.ts';
import { counted } from '../wording.ts';
import { DETECTOR, sharedScanFinding } from './finding.ts';
import { askCells, askExtent } from './light-attempts.ts';
import { DISTRIBUTED_SCAN_SETTINGS } from './settings.ts';
import { overlaps, type SharedScan, sharedScans } from './shared-scans.ts';

/** Scans told; the largest first. */
const MOST_FINDINGS = 50;

const detect = async (context: DetectionContext): Promise<Judgement> => {
  const settings = typedSettings(DISTRIBUTED_SCAN_SETTINGS, context.settings);
  const source = eventSource(context);
  const extent = await askExtent(context, source);
  if (extent.attempts < Math.min(settings.minimumPorts, settings.minimumHosts))
    return { findings: [], notes: [] };
  const scans: SharedScan[] = [];
  for (const [seconds, factor] of [
    [settings.windowSeconds, 1],
    [settings.slowWindowSeconds, 2],
  ] as const) {
    for (const side of ['host', 'port'] as const) {
      const fewest = factor * (side === 'host' ? settings.minimumPorts : settings.minimumHosts);
      const cells = await askCells(context, source, settings, { side, seconds, fewest });
      const found = sharedScans(cells, { side, seconds, fewest, extent }, settings);
      scans.push(...found.filter((scan) => !scans.some((known) => overlaps(known, scan))));
    }
  }
  const largest = [...scans].sort((left, right) => right.peak.targets - left.peak.targets);
  const findings: Finding[] = [];
  for (const scan of largest.slice(0, MOST_FINDINGS))
    findings.push(await sharedScanFinding(context, source, settings, scan));
  const left = largest.length - findings.length;
  return { findings, notes: left === 0 ? [] : [`${counted(left, 'smaller scan')} left out`] };
};

/** Finds scans that many addresses share, few targets each: of one host's ports, or for one port of many hosts. */
export const distributedScan: BatchDetector = Object.freeze<BatchDetector>({
  kind: 'batch only',
  name: DETECTOR,
  title: 'Distributed scan',
  summary:
    'Many addresses that together ask for the ports of one host or for one port of many hosts, few targets each',
  fits: (dataset) => ATTEMPT_FIELDS.every((name) => dataset.fields.some((field) => field.name === name)),
  settings: DISTRIBUTED_SCAN_SETTINGS,
  detect,
  steps: (finding) => [...metricLines(finding), severityLine(finding)],
});
