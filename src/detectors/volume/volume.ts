import type { Finding } from '../../schema/finding.ts';
import type { Row } from '../../store/event-store.ts';
import { metricLines, severityLine } from '../arithmetic.ts';
import type { JudgeContext, Judgement, WindowedDetector } from '../detector.ts';
import { hasTimes, type VolumeWindow, volumeCounts, volumeTable } from '../volume-counts.ts';
import { duration, figure } from '../wording.ts';
import { crowdsOf, type EntityBurst, entityBursts } from './entity-bursts.ts';
import { alarmFinding, burstFinding, crowdFinding, DETECTOR } from './finding.ts';
import { FEWEST_WINDOWS, type SeriesAlarm, seriesAlarms } from './series-alarms.ts';
import { VOLUME_SETTINGS, volumeSettings } from './settings.ts';

/** Finds spikes, drops and shifts in how much arrives, and addresses that suddenly do far more. */
export const volume: WindowedDetector = Object.freeze<WindowedDetector>({
  kind: 'windowed',
  name: DETECTOR,
  title: 'Volume',
  summary:
    'Spikes, drops, level shifts and broken rhythms in the number of events, of everything and of each source; addresses with far more events in an hour than usual',
  fits: hasTimes,
  settings: VOLUME_SETTINGS,
  aggregate: (context) => {
    const { windowSeconds, minimumBurst } = volumeSettings(context.settings);
    return volumeCounts(context, windowSeconds, minimumBurst);
  },
  judge: (rows, context) => judgeVolume(rows, context),
  steps: (finding) => [...metricLines(finding), ...surpriseSteps(finding), severityLine(finding)],
});

const judgeVolume = (rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = volumeSettings(context.settings);
  const table = volumeTable(rows);
  const whole = { field: 'event.dataset', value: context.dataset.name };
  const { crowds, single: bursts } = crowdsOf(entityBursts(table.entities, table.peers, settings));
  const findings: Finding[] = [];
  const add = (
    series: { readonly field: string; readonly value: string },
    windows: readonly VolumeWindow[],
  ): void => {
    for (const alarm of seriesAlarms(windows, settings)) {
      // a silence has a detector of its own
      if (alarm.windows[0].weight === 0 || causedByOne(alarm, bursts)) continue;
      const finding = alarmFinding(series, alarm, settings, context);
      if (!findings.some((other) => other.entity.field === whole.field && overlap(other, finding)))
        findings.push(finding);
    }
  };
  add(whole, table.everything);
  for (const [value, windows] of table.sources?.windows ?? [])
    add({ field: table.sources?.field ?? '', value }, windows);
  for (const crowd of crowds) {
    const finding = crowdFinding(crowd, context);
    if (!findings.some((other) => overlap(other, finding))) findings.push(finding);
  }
  findings.push(...bursts.map((burst) => burstFinding(burst, context)));
  return { findings, notes: tooShort(table.everything, settings.windowSeconds) };
};

/** An alarm is no news of its own when one address's burst makes up half of its events. */
const causedByOne = ({ windows, windowSeconds }: SeriesAlarm, bursts: readonly EntityBurst[]): boolean => {
  const total = windows.reduce((sum, window) => sum + window.weight, 0);
  const end = (windows.at(-1)?.micros ?? 0) + windowSeconds * 1e6;
  return bursts.some(({ hours }) => {
    const overlapping = hours.filter(({ window }) => window.first < end && window.last >= windows[0].micros);
    return (
      2 * overlapping.reduce((sum, { window }) => sum + window.weight, 0) >= total && overlapping.length > 0
    );
  });
};

const tooShort = (windows: readonly VolumeWindow[], seconds: number): readonly string[] => {
  const [first, last] = [windows[0], windows.at(-1)];
  const span =
    first === undefined || last === undefined ? 0 : (last.micros - first.micros) / (seconds * 1e6) + 1;
  if (span >= FEWEST_WINDOWS) return [];
  return [
    `not enough data to judge the volume of everything, needs ${FEWEST_WINDOWS} windows of ${duration(seconds)}, has ${figure(span)}`,
  ];
};

/** A source's alarm at the time of an alarm of everything is the same news. */
const overlap = (left: Finding, right: Finding): boolean =>
  (left.start ?? '') < (right.end ?? '') && (right.start ?? '') < (left.end ?? '');

const surpriseSteps = (finding: Finding): readonly string[] => {
  const surprises = finding.evidence.metrics.filter((metric) => metric.name.startsWith('surprise of the '));
  if (surprises.length === 0) return [];
  const total = surprises.reduce((sum, metric) => sum + Number(metric.value), 0);
  const divisor = Math.max(4, surprises.length);
  return [
    `mean surprise = (${surprises.map((metric) => Number(metric.value).toFixed(2)).join(' + ')}) / ${divisor} = ${(total / divisor).toFixed(2)}`,
  ];
};
