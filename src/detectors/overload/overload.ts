import { metricLines, severityLine } from '../arithmetic.ts';
import type { WindowedDetector } from '../detector.ts';
import { overloadAggregate } from './aggregate.ts';
import { DETECTOR } from './finding.ts';
import { judgeOverload } from './judge.ts';
import { OVERLOAD_SETTINGS } from './settings.ts';

const NEEDED = ['source.ip', 'http.response.status_code', 'url.original'];

/** Finds minutes in which the server, or one of its paths, fails for many. */
export const overload: WindowedDetector = Object.freeze<WindowedDetector>({
  kind: 'windowed',
  name: DETECTOR,
  title: 'Overload',
  summary:
    'Minutes in which the server, or one of its paths, fails for many addresses: no address is accused',
  fits: (dataset) => NEEDED.every((name) => dataset.fields.some((field) => field.name === name)),
  settings: OVERLOAD_SETTINGS,
  aggregate: overloadAggregate,
  judge: judgeOverload,
  steps: (finding) => [...metricLines(finding), severityLine(finding)],
});
