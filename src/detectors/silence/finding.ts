import { filterAll, filterFor } from '../../filter/format.ts';
import type { Finding } from '../../schema/finding.ts';
import type { JudgeContext } from '../detector.ts';
import { makeFinding } from '../make-finding.ts';
import { countsCommand, eventsCommand } from '../next-commands.ts';
import { doublings, scorePart } from '../severity.ts';
import { isoOf } from '../windows.ts';
import { counted, duration, figure, shown } from '../wording.ts';
import type { Silence } from './silent-pause.ts';

export const DETECTOR = 'silence';

/** Whose silence, and what the others did meanwhile. */
export interface SilenceCase {
  readonly source: { readonly field: string; readonly value: string };
  readonly silence: Silence;
  /** Events of other sources in the pause; null when there is only one source. */
  readonly elsewhere: number | null;
  readonly context: JudgeContext;
}

export const silenceFinding = ({ source, silence, elsewhere, context }: SilenceCase): Finding => {
  const from = isoOf(silence.from) as string;
  const until = isoOf(silence.until) as string;
  const filter = filterAll([
    filterFor(source.field, source.value),
    `@timestamp > "${from}" and @timestamp < "${until}"`,
  ]);
  const seconds = (silence.until - silence.from) / 1e6;
  const around = filterAll([
    filterFor('event.dataset', context.dataset.name),
    `@timestamp > "${from}" and @timestamp < "${until}"`,
  ]);
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: titleOf(source.value, seconds, silence, elsewhere),
    entity: { field: source.field, value: source.value },
    firstWindow: from,
    start: from,
    end: until,
    events: 0,
    filter,
    attack: elsewhere === 0 ? [] : ['T1562.006'],
    metrics: [
      {
        name: 'events expected meanwhile',
        value: Number(silence.expected.toPrecision(6)),
        unit: 'events',
        threshold: Number(silence.bound.toPrecision(6)),
        sampleSize: silence.pauses,
      },
      { name: 'pause', value: seconds, unit: 'seconds', threshold: secondsToTell(silence) },
      { name: 'events of other sources meanwhile', value: elsewhere, unit: 'events' },
    ],
    score: [
      scorePart('a silence', elsewhere === 0 ? 12 : 30, 30),
      scorePart('others went on', elsewhere !== null && elsewhere > 0 ? 5 : 0, 5),
      scorePart('events expected beyond the bound', doublings(silence.expected, silence.bound, 4), 14),
    ],
    explanation: explanationOf(seconds, silence, elsewhere),
    next: [countsCommand(source.field, around), eventsCommand(around)],
  });
};

const secondsToTell = ({ from, toldAt }: Silence): number => Number(((toldAt - from) / 1e6).toFixed(3));

const titleOf = (value: string, seconds: number, { ended }: Silence, elsewhere: number | null): string => {
  if (elsewhere === 0)
    return `Nothing arrived from any source for ${duration(seconds)}: collection stopped, or everything was silent`;
  return `${shown(value)}: silent for ${duration(seconds)}${ended ? '' : ' until the end of the log'}`;
};

const explanationOf = (seconds: number, silence: Silence, elsewhere: number | null): string => {
  const others =
    elsewhere === null
      ? 'there is no other source to tell a silence from a stop of the collection'
      : `other sources had ${figure(elsewhere)} events meanwhile`;
  return `No event for ${duration(seconds)}, ${reasonOf(silence)}, and it was one after ${duration(secondsToTell(silence))}; ${others}`;
};

const reasonOf = ({ interval, expected, bound, pauses }: Silence): string => {
  const rests = `by ${counted(pauses, 'earlier pause')}`;
  return interval === null
    ? `where ${figure(expected)} events were to be expected by its rhythm so far; ${figure(bound)} make a silence, ${rests}`
    : `where one came every ${duration(interval / 1e6)}; ${figure(bound, 2)} times that makes a silence, ${rests}`;
};
