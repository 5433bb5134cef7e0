import type { Row } from '../../store/event-store.ts';
import { metricLines, severityLine } from '../arithmetic.ts';
import type { JudgeContext, Judgement, WindowedDetector } from '../detector.ts';
import { typedSettings } from '../number-setting.ts';
import { duration } from '../wording.ts';
import { strangerAggregate } from './aggregate.ts';
import { DETECTOR, waveFinding } from './finding.ts';
import { loginEvents } from '../login-events.ts';
import { DISTRIBUTED_LOGINS_SETTINGS } from './settings.ts';
import { strangerWaves } from './stranger-waves.ts';
import { strangerWindows } from './stranger-window.ts';

/** Finds attacks on logins that change address with every attempt, or nearly so. */
export const distributedLogins: WindowedDetector = Object.freeze<WindowedDetector>({
  kind: 'windowed',
  name: DETECTOR,
  title: 'Distributed logins',
  summary: 'More addresses that were never seen before and only fail to log in than the past explains',
  fits: (dataset) => loginEvents(dataset) !== undefined,
  settings: DISTRIBUTED_LOGINS_SETTINGS,
  aggregate: strangerAggregate,
  judge: (rows, context) => judgeStrangers(rows, context),
  steps: (finding) => [
    ...metricLines(finding),
    'surprise = -log10 P(so many or more), negative binomial by what came before',
    severityLine(finding),
  ],
});

const judgeStrangers = (rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = typedSettings(DISTRIBUTED_LOGINS_SETTINGS, context.settings);
  const windows = strangerWindows(rows);
  const [first, last] = [windows[0], windows.at(-1)];
  const spanned =
    first === undefined || last === undefined
      ? 0
      : (last.micros - first.micros) / (settings.windowSeconds * 1e6) + 1;
  const isWeb = loginEvents(context.dataset)?.user === undefined;
  const notes =
    // Most web logs hold no logins at all: nothing is lacking there.
    spanned > settings.historyWindows || (isWeb && windows.length === 0)
      ? []
      : [
          `not enough data to judge, needs more than ${settings.historyWindows} windows of ${duration(settings.windowSeconds)}, has ${spanned}`,
        ];
  const waves = strangerWaves(windows, settings);
  return { findings: waves.map((wave) => waveFinding(wave, settings, context)), notes };
};
