import type { WindowedDetector } from '../detector.ts';
import { attackAggregate } from './aggregate.ts';
import { DETECTOR } from './finding.ts';
import { judgeAttacks } from './judge.ts';
import { FIELDS } from './row-columns.ts';
import { WEB_ATTACKS_SETTINGS } from './settings.ts';
import { attackSteps } from './steps.ts';

/** Finds attacks on web programs by their forms, through layers of encoding, and tells whether they may have worked. */
export const webAttacks: WindowedDetector = Object.freeze<WindowedDetector>({
  kind: 'windowed',
  name: DETECTOR,
  title: 'Web attacks',
  summary:
    'SQL injection, XSS, path traversal, file inclusion, command and template injection, look-ups, scanners and odd methods, and whether they may have worked',
  fits: (dataset) => FIELDS.every((name) => dataset.fields.some((field) => field.name === name)),
  settings: WEB_ATTACKS_SETTINGS,
  aggregate: attackAggregate,
  judge: judgeAttacks,
  steps: attackSteps,
});
