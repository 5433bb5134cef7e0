import type { Finding } from '../../schema/finding.ts';
import type { Row } from '../../store/event-store.ts';
import { metricLines, severityLine } from '../arithmetic.ts';
import type { JudgeContext, Judgement, WindowedDetector } from '../detector.ts';
import { hasTimes, type VolumeWindow, volumeCounts, volumeTable } from '../volume-counts.ts';
import { isoOf } from '../windows.ts';
import { counted, duration, listed, shown } from '../wording.ts';
import { FEWEST_BEATS } from './beat.ts';
import { DETECTOR, silenceFinding } from './finding.ts';
import { FEWEST_PAUSES } from './pause-law.ts';
import { type JudgedPauses, judgedPauses } from './pauses.ts';
import { SILENCE_SETTINGS, silenceSettings } from './settings.ts';
import type { Silence } from './silent-pause.ts';
import { LONGEST_REMEMBERED } from './usual-rate.ts';

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

/** One source with its pauses. */
interface JudgedSource extends JudgedPauses {
  readonly field: string;
  readonly value: string;
  readonly windows: readonly VolumeWindow[];
}

const judgeSilence = (rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = silenceSettings(context.settings);
  const table = volumeTable(rows);
  const logEnd = table.everything.at(-1)?.last ?? 0;
  const judge = (
    field: string,
    value: string,
    windows: readonly VolumeWindow[],
    end: number,
  ): JudgedSource => ({
    field,
    value,
    windows,
    ...judgedPauses(windows, end, settings),
  });
  const whole = judge('event.dataset', context.dataset.name, table.everything, logEnd);
  const elsewhere = table.sources === null ? null : 0;
  const jumps = whole.silences.filter((found) => isJump(found, table.everything[0]?.first ?? 0));
  const general = whole.silences
    .filter((found) => !jumps.includes(found))
    .map((found) => silenceFinding({ source: whole, silence: found, elsewhere, context }));
  const { field, windows } = table.sources ?? { field: '', windows: [] };
  const latestStart = [...windows.values()].reduce(
    (latest, own) => Math.max(latest, own[0]?.first ?? latest),
    Number.NEGATIVE_INFINITY,
  );
  const sources = [...windows].map(([value, own]) => {
    const last = own.at(-1)?.last ?? 0;
    // a file that another one follows was rotated, not silent
    return judge(field, value, own, field === 'log.file.path' && latestStart > last ? last : logEnd);
  });
  const findings = sources.flatMap((source) =>
    sourceFindings(source, table.everything, whole.silences, context),
  );
  return { findings: [...general, ...findings], notes: [...jumps.map(jumpNote), ...notesOf(whole, sources)] };
};

const sourceFindings = (
  source: JudgedSource,
  everything: readonly VolumeWindow[],
  general: readonly Silence[],
  context: JudgeContext,
): readonly Finding[] =>
  source.silences.flatMap((found) => {
    if (general.some((pause) => explains(pause, found))) return [];
    const elsewhere = eventsIn(everything, found) - eventsIn(source.windows, found);
    if (elsewhere <= 0 && general.length > 0) return [];
    return [silenceFinding({ source, silence: found, elsewhere, context })];
  });

/** Whether a source was silent only because everything was: before and after that it paused no longer than usual. */
const explains = (general: Silence, { from, until, toldAt }: Silence): boolean => {
  const usual = toldAt - from;
  return (
    general.from < until &&
    general.until > from &&
    general.from - from < usual &&
    until - general.until < usual
  );
};

/** Nothing of any source for longer than is remembered and than the log lasted before: a clock may have jumped. */
const isJump = ({ from, until }: Silence, start: number): boolean =>
  until - from > Math.max(LONGEST_REMEMBERED, from - start);

const jumpNote = ({ from, until }: Silence): string =>
  `not enough data to judge the ${duration((until - from) / 1e6)} after ${isoOf(from)} in which nothing arrived, needs a log that lasts longer before them; the clock jumped, or nothing was collected`;

const notesOf = (whole: JudgedSource, sources: readonly JudgedSource[]): readonly string[] => {
  const needs = `needs ${counted(FEWEST_PAUSES, 'pause')} between windows with events, ${FEWEST_BEATS} where they are regular`;
  if (hasFew(whole) && whole.silences.length === 0)
    return [`not enough data to judge, ${needs}, has ${whole.pauses}`];
  const few = sources.filter(hasFew);
  const slow = sources.filter((source) => source.tellsAfterSeconds === null && !hasFew(source));
  return [
    ...(few.length === 0 ? [] : [`not enough data to judge ${namesOf(few)}, ${needs}`]),
    ...(slow.length === 0
      ? []
      : [
          `not enough data to judge ${namesOf(slow)}, too slow or uneven: a silence would not show within a week`,
        ]),
  ];
};

const hasFew = ({ pauses, tellsAfterSeconds }: JudgedSource): boolean =>
  pauses < FEWEST_PAUSES && tellsAfterSeconds === null;

const namesOf = (sources: readonly JudgedSource[]): string =>
  `${counted(sources.length, 'source')} (${listed(
    sources.map(({ value }) => shown(value)),
    3,
  )})`;

/** Events of whole windows inside a pause. */
const eventsIn = (windows: readonly VolumeWindow[], { from, until }: Silence): number =>
  windows.reduce(
    (total, window) => (window.first > from && window.last < until ? total + window.weight : total),
    0,
  );
