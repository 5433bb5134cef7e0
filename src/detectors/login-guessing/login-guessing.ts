import { metricLines, severityLine } from '../arithmetic.ts';
import type { WindowedDetector } from '../detector.ts';
import { guessingAggregate } from './aggregate.ts';
import { DETECTOR } from './finding.ts';
import { judgeGuessing } from './judge.ts';
import { NEEDED } from './keys.ts';
import { LOGIN_GUESSING_SETTINGS } from './settings.ts';

/** Finds guessing that one hour of one address does not show, and guessing that worked. */
export const loginGuessing: WindowedDetector = Object.freeze<WindowedDetector>({
  kind: 'windowed',
  name: DETECTOR,
  title: 'Login guessing',
  summary:
    'Slow guessing by one address, guessing by a network or on one account, logins after many failures, implausibly many accounts',
  fits: (dataset) => NEEDED.every((name) => dataset.fields.some((field) => field.name === name)),
  settings: LOGIN_GUESSING_SETTINGS,
  aggregate: guessingAggregate,
  judge: judgeGuessing,
  steps: (finding) => [...metricLines(finding), severityLine(finding)],
});
