import type { Finding } from '../../schema/finding.ts';
import type { Row } from '../../store/event-store.ts';
import { metricLines, severityLine } from '../arithmetic.ts';
import type { JudgeContext, Judgement, WindowedDetector } from '../detector.ts';
import {
  hasTimes,
  type VolumeTable,
  type VolumeWindow,
  volumeCounts,
  volumeTable,
} from '../volume-counts.ts';
import { counted } from '../wording.ts';
import { DETECTOR, silenceFinding } from './finding.ts';
import { type Silence, silencesOf } from './pauses.ts';
import { SILENCE_SETTINGS, silenceSettings } from './settings.ts';

/** Finds sources that stopped, and tells that from a collection that stopped by what else arrived. */
export const silence: WindowedDetector = Object.freeze<WindowedDetector>({
  kind: 'windowed',
  name: DETECTOR,
  title: 'Silence',
  summary:
    'A source that stopped sending although events were to be expected, told from a stop of all collection',
  fits: hasTimes,
  settings: SILENCE_SETTINGS,
  aggregate: (context) => volumeCounts(context, silenceSettings(context.settings).windowSeconds),
  judge: (rows, context) => judgeSilence(rows, context),
  steps: (finding) => [...metricLines(finding), severityLine(finding)],
});

const judgeSilence = (rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = silenceSettings(context.settings);
  const table = volumeTable(rows);
  const whole = { field: 'event.dataset', value: context.dataset.name };
  const logEnd = table.everything.at(-1)?.last ?? 0;
  const tooShort =
    table.everything.length < settings.historyWindows
      ? [
          `not enough data to judge, needs ${counted(settings.historyWindows, 'window')} with events, has ${table.everything.length}`,
        ]
      : [];
  const general = silencesOf(table.everything, logEnd, settings).map((found) =>
    silenceFinding({
      source: whole,
      silence: found,
      elsewhere: table.sources === null ? null : 0,
      settings,
      context,
    }),
  );
  return { findings: [...general, ...sourceFindings(table, logEnd, general, context)], notes: tooShort };
};

const sourceFindings = (
  { sources, everything }: VolumeTable,
  logEnd: number,
  general: readonly Finding[],
  context: JudgeContext,
): readonly Finding[] => {
  if (sources === null) return [];
  const settings = silenceSettings(context.settings);
  return [...sources.windows].flatMap(([value, windows]) => {
    // files end where they end: only sources that others outlive can fall silent for good
    const until = sources.field === 'log.file.path' ? (windows.at(-1)?.last ?? 0) : logEnd;
    return silencesOf(windows, until, settings).flatMap((found) => {
      const elsewhere = eventsIn(everything, found) - eventsIn(windows, found);
      if (elsewhere <= 0 && general.length > 0) return [];
      return [
        silenceFinding({
          source: { field: sources.field, value },
          silence: found,
          elsewhere,
          settings,
          context,
        }),
      ];
    });
  });
};

/** Events of whole windows inside a pause. */
const eventsIn = (windows: readonly VolumeWindow[], { from, until }: Silence): number =>
  windows.reduce(
    (total, window) => (window.first > from && window.last < until ? total + window.weight : total),
    0,
  );
