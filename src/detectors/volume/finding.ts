import { filterAll, filterFor } from '../../filter/format.ts';
import type { EvidenceMetric, Finding } from '../../schema/finding.ts';
import { type BaselinePicture, PICTURE_LIMITS } from '../../schema/picture.ts';
import type { JudgeContext } from '../detector.ts';
import { makeFinding } from '../make-finding.ts';
import { countsCommand, eventsCommand, nextCommands } from '../next-commands.ts';
import { doublings, scorePart } from '../severity.ts';
import { ENTITY_FIELD, ENTITY_WINDOW_SECONDS } from '../volume-counts.ts';
import { isoOf } from '../windows.ts';
import { counted, duration, figure, shown } from '../wording.ts';
import type { BurstCrowd, BurstHour, EntityBurst } from './entity-bursts.ts';
import type { JudgedWindow, SeriesAlarm } from './series-alarms.ts';
import type { SeriesPart } from './series-monitor.ts';
import type { VolumeSettings } from './settings.ts';

export const DETECTOR = 'volume';

interface Series {
  readonly field: string;
  readonly value: string;
}

/** Points for each power of ten that the surprise lies beyond its bound. */
const POINTS_PER_SURPRISE = 6;

/** What the strongest look says in words, by its name and direction. */
const WORDS: Readonly<Record<SeriesPart['name'], readonly [more: string, less: string]>> = {
  value: ['a spike', 'a drop'],
  season: ['more than usual at this time of day', 'less than usual at this time of day'],
  'short level': ['a rise', 'a fall'],
  'long level': ['a rise of the level', 'a fall of the level'],
  spread: ['unusual ups and downs', 'an unusual calm'],
};

export const alarmFinding = (
  series: Series,
  alarm: SeriesAlarm,
  settings: VolumeSettings,
  context: JudgeContext,
): Finding => {
  const [first] = alarm.windows;
  const last = alarm.windows.at(-1) as JudgedWindow;
  const { parts, score } = first.judgement;
  const strongest = parts.reduce((best, part) => (part.surprise > best.surprise ? part : best));
  const from = isoOf(first.micros) as string;
  const to = isoOf(last.micros + alarm.windowSeconds * 1e6) as string;
  const filter = filterAll([filterFor(series.field, series.value), timeFilter(from, to)]);
  const what = WORDS[strongest.name][strongest.value >= strongest.usual ? 0 : 1];
  const value = usualLook(parts);
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `${shown(series.value)}: ${what} in the number of events`,
    entity: series,
    aspect: 'series',
    firstWindow: from,
    start: isoOf(alarm.windows.find((window) => window.first !== null)?.first ?? first.micros),
    end: isoOf(alarm.windows.findLast((window) => window.last !== null)?.last ?? last.micros),
    events: alarm.windows.reduce((total, window) => total + window.events, 0),
    filter,
    attack: [],
    metrics: seriesMetrics(first, settings),
    score: [
      scorePart('a series that changed', 25, 25),
      scorePart('surprise beyond the bound', POINTS_PER_SURPRISE * (score - settings.surprise), 20),
      scorePart('length', doublings(alarm.windows.length, 6, 1), 4),
    ],
    explanation: `${counted(first.weight, 'event')} in the ${duration(alarm.windowSeconds)} from ${minute(from)}, usual ${figure(value)}: ${what}, ${rareness(strongest.surprise)}, and all looks together beyond the bound; it went on for ${duration(alarm.windows.length * alarm.windowSeconds)}`,
    next: [eventsCommand(filter), countsCommand(ENTITY_FIELD, filter)],
    picture: seriesPicture(alarm),
  });
};

const usualLook = (parts: readonly SeriesPart[]): number =>
  (parts.find((part) => part.name === 'season') ?? parts.find((part) => part.name === 'value'))?.usual ?? 0;

const seriesMetrics = (
  { weight, judgement }: JudgedWindow,
  settings: VolumeSettings,
): readonly EvidenceMetric[] => [
  { name: 'mean surprise', value: judgement.score, unit: 'powers of ten', threshold: settings.surprise },
  { name: 'events in the window', value: weight, unit: 'events', baseline: usualLook(judgement.parts) },
  ...judgement.parts.flatMap(({ name, value, usual, surprise }): EvidenceMetric[] => [
    { name, value, unit: 'events', baseline: usual },
    { name: `surprise of the ${name}`, value: surprise, unit: 'powers of ten' },
  ]),
];

const seriesPicture = ({ around, windowSeconds }: SeriesAlarm): BaselinePicture => ({
  kind: 'baseline',
  metric: `events per ${duration(windowSeconds)}`,
  unit: 'events',
  windowSeconds,
  points: around.slice(-PICTURE_LIMITS.points).map(({ micros, weight, judgement }) => ({
    start: isoOf(micros) as string,
    value: weight,
    baseline: usualLook(judgement.parts),
    threshold: null,
  })),
});

/** Beyond a million the tail is a guess. */
const rareness = (surprise: number): string =>
  surprise > 6
    ? 'rarer than one window in a million'
    : `as rare as one window in ${figure(10 ** surprise, 0)}`;

const timeFilter = (from: string, to: string): string => `@timestamp >= "${from}" and @timestamp < "${to}"`;

const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

/** Severity of a burst stays below high: much traffic alone is no attack. */
export const burstFinding = ({ entity: address, hours }: EntityBurst, context: JudgeContext): Finding => {
  const top = hours.reduce((best, hour) => (hour.window.weight > best.window.weight ? hour : best));
  const entity = { field: ENTITY_FIELD, value: address };
  const filter = filterAll([
    filterFor(entity.field, entity.value),
    hours.map((hour) => `(${hourFilter(hour)})`).join(' or '),
  ]);
  const last = hours.at(-1) as BurstHour;
  const whose = top.against === 'own past' ? 'its own earlier hours' : 'other addresses';
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `${shown(address)}: ${figure(top.window.weight)} events in an hour, far more than ${whose}`,
    entity,
    aspect: 'burst',
    firstWindow: isoOf(hours[0].window.micros),
    start: isoOf(hours[0].window.first),
    end: isoOf(last.window.last),
    events: hours.reduce((total, hour) => total + hour.window.events, 0),
    filter,
    attack: [],
    metrics: [
      {
        name: 'events in the hour',
        value: top.window.weight,
        unit: 'events',
        baseline: top.usual,
        threshold: top.bound,
        sampleSize: top.sampleSize,
      },
      { name: 'hours', value: hours.length, unit: 'hours' },
      { name: 'held against', value: top.against },
    ],
    score: [
      scorePart('a burst', 30, 30),
      scorePart('events beyond the bound', doublings(top.window.weight, top.bound, 4), 12),
      scorePart('hours', 2 * Math.log2(hours.length), 6),
    ],
    explanation: `${shown(address)} had ${figure(top.window.weight)} events in the hour from ${minute(isoOf(top.window.micros) as string)}, where ${figure(top.usual)} are usual for ${whose} (bound ${figure(top.bound)}); ${counted(hours.length, 'such hour')} in all`,
    next: nextCommands(filter, entity, context.dataset.name === 'web' ? 'url.path' : '@timestamp'),
    picture: burstPicture(hours),
  });
};

const hourFilter = ({ window: { micros } }: BurstHour): string =>
  timeFilter(isoOf(micros) as string, isoOf(micros + ENTITY_WINDOW_SECONDS * 1e6) as string);

/** Many addresses at once; the filter names them, or only the hour when they are too many to name. */
export const crowdFinding = ({ micros, members }: BurstCrowd, context: JudgeContext): Finding => {
  const hour = timeFilter(isoOf(micros) as string, isoOf(micros + ENTITY_WINDOW_SECONDS * 1e6) as string);
  const addresses = members.map(({ entity }) => filterFor(ENTITY_FIELD, entity));
  const named = members.slice(0, MOST_NAMED);
  const filter = filterAll([addresses.slice(0, MOST_NAMED).join(' or '), hour]);
  const weight = members.reduce((total, member) => total + member.hour.window.weight, 0);
  const usual = members[0]?.hour.usual ?? 0;
  const firsts = named.map((member) => member.hour.window.first);
  const lasts = named.map((member) => member.hour.window.last);
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `${counted(members.length, 'address', 'addresses')} at once with far more events than usual`,
    entity: { field: 'event.dataset', value: context.dataset.name },
    aspect: 'crowd',
    firstWindow: isoOf(micros),
    start: isoOf(Math.min(...firsts)),
    end: isoOf(Math.max(...lasts)),
    events: named.reduce((total, member) => total + member.hour.window.events, 0),
    filter,
    attack: [],
    metrics: [
      { name: 'addresses', value: members.length, unit: 'addresses' },
      { name: 'events of them in the hour', value: weight, unit: 'events', baseline: usual * members.length },
    ],
    score: [
      scorePart('a crowd of bursts', 32, 32),
      scorePart('addresses', doublings(members.length, 5, 3), 12),
    ],
    explanation: `${counted(members.length, 'address', 'addresses')} had ${figure(weight)} events in the hour from ${minute(isoOf(micros) as string)}, each far beyond the ${figure(usual)} that are usual${members.length > MOST_NAMED ? `; the filter names ${MOST_NAMED} of them` : ''}`,
    next: [eventsCommand(hour), countsCommand(ENTITY_FIELD, hour)],
  });
};

const MOST_NAMED = 100;

const burstPicture = (hours: readonly BurstHour[]): BaselinePicture => ({
  kind: 'baseline',
  metric: 'events per hour',
  unit: 'events',
  windowSeconds: ENTITY_WINDOW_SECONDS,
  points: hours.slice(0, PICTURE_LIMITS.points).map(({ window, usual, bound }) => ({
    start: isoOf(window.micros) as string,
    value: window.weight,
    baseline: usual,
    threshold: bound,
  })),
});
