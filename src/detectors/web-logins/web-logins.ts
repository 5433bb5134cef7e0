import { metricLines, severityLine } from '../arithmetic.ts';
import type { WindowedDetector } from '../detector.ts';
import { isWebLoginLog } from '../login-events.ts';
import { webLoginsAggregate } from './aggregate.ts';
import { DETECTOR } from './finding.ts';
import { judgeWebLogins } from './judge.ts';
import { WEB_LOGINS_SETTINGS } from './settings.ts';

/** Finds addresses whose logins on a web site are refused again and again. */
export const webLogins: WindowedDetector = Object.freeze<WindowedDetector>({
  kind: 'windowed',
  name: DETECTOR,
  title: 'Web logins',
  summary: 'An address whose logins on a web site are refused again and again, and whether one was let in',
  fits: isWebLoginLog,
  settings: WEB_LOGINS_SETTINGS,
  aggregate: webLoginsAggregate,
  judge: judgeWebLogins,
  steps: (finding) => [...metricLines(finding), severityLine(finding)],
});
