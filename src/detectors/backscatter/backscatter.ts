import { metricLines, severityLine } from '../arithmetic.ts';
import { ATTEMPT_FIELDS } from '../attempts.ts';
import type { WindowedDetector } from '../detector.ts';
import { answersAggregate } from './aggregate.ts';
import { DETECTOR } from './finding.ts';
import { judgeBackscatter } from './judge.ts';
import { BACKSCATTER_SETTINGS } from './settings.ts';

/** Finds answers that nobody asked for: what a flood in our name leaves behind. */
export const backscatter: WindowedDetector = Object.freeze<WindowedDetector>({
  kind: 'windowed',
  name: DETECTOR,
  title: 'Backscatter',
  summary:
    'Answers and ICMP errors to many of our addresses that did not ask: somebody floods others in our name, nobody scans us',
  fits: (dataset) => ATTEMPT_FIELDS.every((name) => dataset.fields.some((field) => field.name === name)),
  settings: BACKSCATTER_SETTINGS,
  aggregate: answersAggregate,
  judge: judgeBackscatter,
  steps: (finding) => [...metricLines(finding), severityLine(finding)],
});
