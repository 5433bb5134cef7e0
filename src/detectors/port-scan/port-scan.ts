import { ATTEMPT_FIELDS } from '../attempts.ts';
import type { WindowedDetector } from '../detector.ts';
import { scanAggregate } from './aggregate.ts';
import { DETECTOR } from './finding.ts';
import { judgeScans } from './judge.ts';
import { PORT_SCAN_SETTINGS } from './settings.ts';
import { scanSteps } from './steps.ts';

/** Finds addresses that ask for many hosts or ports, or whose first contacts fail too often. */
export const portScan: WindowedDetector = Object.freeze<WindowedDetector>({
  kind: 'windowed',
  name: DETECTOR,
  title: 'Port scan',
  summary:
    'An address whose refused or failed attempts go to many hosts or ports: horizontal, vertical, block and slow scans, ping sweeps, first contacts that fail too often',
  fits: (dataset) => ATTEMPT_FIELDS.every((name) => dataset.fields.some((field) => field.name === name)),
  settings: PORT_SCAN_SETTINGS,
  aggregate: scanAggregate,
  judge: judgeScans,
  steps: scanSteps,
});
