import { formatFilter } from '../../filter/format.ts';
import { allOf, anyOf } from '../../filter/tree.ts';
import type { Finding } from '../../schema/finding.ts';
import type { JudgeContext } from '../detector.ts';
import { between, equals } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { isPrivate } from '../private-address.ts';
import { type ScorePart, scorePart, scorePenalty } from '../severity.ts';
import { isoOf } from '../windows.ts';
import { counted, duration, figure, shown } from '../wording.ts';
import type { ContactFields } from './contact-fields.ts';
import type { Contact } from './contacts.ts';
import { beaconScore, type SubScore } from './score.ts';
import type { BeaconsSettings } from './settings.ts';

export const DETECTOR = 'beacons';

export interface BeaconCase {
  readonly contact: Contact;
  readonly scores: readonly SubScore[];
  readonly fields: ContactFields;
  /** Sources in the whole log. */
  readonly allSources: number;
  readonly settings: BeaconsSettings;
  readonly context: JudgeContext;
}

export const beaconFinding = (found: BeaconCase): Finding => {
  const { contact, scores, fields, context, settings } = found;
  const start = isoOf(contact.first) as string;
  const end = isoOf(contact.last) as string;
  const entity = { field: 'source.ip', value: contact.source };
  const filter = formatFilter(
    allOf([
      equals('source.ip', contact.source),
      ...fields.other.map((field, index) => equals(field, contact.other[index] ?? null)),
      between(start, end),
    ]),
  );
  const score = beaconScore(scores);
  const { interval, size } = contact;
  const target = targetText(contact);
  const vain = inVain([found]);
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `${contact.source} ${vain ? 'tries' : 'meets'} ${target} every ${duration(interval.middle)}${vain ? ', in vain' : ''}`,
    entity,
    aspect: contact.other.join(' '),
    firstWindow: null,
    start,
    end,
    events: contact.events,
    metrics: [
      { name: 'beacon score', value: score, unit: 'share', threshold: settings.minimumScore },
      ...scores.map(({ name, value }) => ({ name, value, unit: 'share' })),
      { name: 'interval', value: interval.middle, unit: 'seconds', sampleSize: contact.intervals },
      { name: 'jitter', value: interval.deviation, unit: 'seconds', sampleSize: contact.intervals },
      ...(size === undefined
        ? []
        : [
            { name: 'bytes sent', value: size.middle, unit: 'bytes', sampleSize: contact.events },
            { name: 'deviation of bytes sent', value: size.deviation, unit: 'bytes' },
          ]),
      ...failedMetric([found]),
      { name: 'hours from first to last', value: (contact.last - contact.first) / 3.6e9, unit: 'hours' },
      { name: 'sources that meet it', value: contact.sources, unit: 'sources', sampleSize: found.allSources },
    ],
    score: scoreOf(found, score).concat(vain ? [IN_VAIN] : []),
    filter,
    attack: vain ? [] : ['T1071', 'T1029'],
    explanation: `${counted(contact.events, 'contact')} in ${duration((contact.last - contact.first) / 1e6)}, one every ${duration(interval.middle)} give or take ${duration(interval.deviation)}${
      size === undefined ? '' : `, each of some ${figure(Math.round(size.middle))} bytes`
    }; score ${figure(score, 2)} of 1 (${scores.map(({ name, value }) => `${name} ${figure(value, 2)}`).join(', ')}); ${figure(contact.sources)} of ${counted(found.allSources, 'source')} ${contact.sources === 1 ? 'meets' : 'meet'} it${failedText([found])}`,
    next: nextCommands(filter, entity, fields.other[0] as string),
  });
};

/** Several sources that meet one other end in the same way: one program that many run, or many that were taken over. */
export const sharedFinding = (cases: readonly [BeaconCase, ...BeaconCase[]]): Finding => {
  const [lead] = cases;
  const { fields, context } = lead;
  const start = isoOf(Math.min(...cases.map(({ contact }) => contact.first))) as string;
  const end = isoOf(Math.max(...cases.map(({ contact }) => contact.last))) as string;
  const events = cases.reduce((sum, { contact }) => sum + contact.events, 0);
  const [field = '', value] = [fields.other[0], lead.contact.other[0]];
  const entity = { field, value: value ?? '' };
  const filter = formatFilter(
    allOf([
      ...fields.other.map((name, index) => equals(name, lead.contact.other[index] ?? null)),
      anyOf(
        cases.map(({ contact }) =>
          allOf([
            equals('source.ip', contact.source),
            between(isoOf(contact.first) as string, isoOf(contact.last) as string),
          ]),
        ),
      ),
    ]),
  );
  const interval = lead.contact.interval.middle;
  const vain = inVain(cases);
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `${counted(cases.length, 'source')} ${vain ? 'try' : 'meet'} ${targetText(lead.contact)} at regular intervals, the busiest every ${duration(interval)}${vain ? ', in vain' : ''}`,
    entity,
    aspect: ['many sources', ...lead.contact.other].join(' '),
    firstWindow: null,
    start,
    end,
    events,
    metrics: [
      {
        name: 'sources that meet it regularly',
        value: cases.length,
        unit: 'sources',
        sampleSize: lead.allSources,
      },
      {
        name: 'sources that meet it',
        value: lead.contact.sources,
        unit: 'sources',
        sampleSize: lead.allSources,
      },
      {
        name: 'beacon score of the busiest',
        value: beaconScore(lead.scores),
        unit: 'share',
        threshold: lead.settings.minimumScore,
      },
      {
        name: 'interval of the busiest',
        value: interval,
        unit: 'seconds',
        sampleSize: lead.contact.intervals,
      },
      ...failedMetric(cases),
    ],
    score: scoreOf(lead, lead.settings.minimumScore).concat(
      scorePenalty('many sources do the same', 6, 6),
      vain ? [IN_VAIN] : [],
    ),
    filter,
    attack: vain ? [] : ['T1071', 'T1029'],
    explanation: `${counted(cases.length, 'source')} of ${figure(lead.allSources)} meet it at regular intervals, ${counted(events, 'contact')} in all: a program that many run, such as a clock or an updater, or many that were taken over${failedText(cases)}`,
    next: nextCommands(filter, entity, 'source.ip'),
  });
};

/** What never got through is no contact: below medium, whatever else adds up. */
const IN_VAIN = scorePenalty('never got through', 40, 40);

const failedOf = (cases: readonly BeaconCase[]): { readonly failed: number; readonly events: number } => ({
  failed: cases.reduce((sum, { contact }) => sum + contact.failed, 0),
  events: cases.reduce((sum, { contact }) => sum + contact.events, 0),
});

/** Whether (nearly) all connections are known to have failed; what is not known may have got through. */
const inVain = (cases: readonly BeaconCase[]): boolean => {
  const { failed, events } = failedOf(cases);
  return failed > 0 && failed >= (cases[0]?.settings.failedShare ?? 1) * events;
};

const failedText = (cases: readonly BeaconCase[]): string => {
  const { failed, events } = failedOf(cases);
  if (!inVain(cases)) return '';
  return `; ${failed === events ? 'none' : `only ${figure(events - failed)}`} got through, so nobody was reached: ranked low`;
};

const failedMetric = (cases: readonly BeaconCase[]): Finding['evidence']['metrics'] => {
  const { failed, events } = failedOf(cases);
  if (failed === 0) return [];
  const threshold = cases[0]?.settings.failedShare ?? 1;
  return [
    { name: 'connections that failed', value: failed / events, unit: 'share', threshold, sampleSize: events },
  ];
};

const targetText = ({ other }: Contact): string => {
  const [name = null, port] = other;
  return port === undefined || port === null ? shown(name) : `${name ?? 'missing'} port ${port}`;
};

/** NTP: regular by its nature. */
const CLOCK_PORT = '123';

/** Programs that many run, that stay inside or that visit a site are regular for good reasons. */
const scoreOf = (
  { contact, fields, allSources, settings }: BeaconCase,
  score: number,
): readonly ScorePart[] => {
  const common = contact.sources / Math.max(1, allSources);
  const [name = null, port] = contact.other;
  const inside = name !== null && isPrivate(name) && isPrivate(contact.source);
  const beyond = (score - settings.minimumScore) / Math.max(0.01, 1 - settings.minimumScore);
  return [
    scorePart('regular contact', 30, 30),
    scorePart('regularity beyond the bound', 25 * beyond, 25),
    scorePart('few others meet it', contact.sources <= 2 && allSources >= 5 ? 10 : 0, 10),
    ...(common >= settings.commonShare && contact.sources > 2
      ? [scorePenalty('everybody meets it', 30, 30)]
      : []),
    ...(port === CLOCK_PORT ? [scorePenalty('asks for the time', 15, 15)] : []),
    ...(isPrivate(contact.source) || fields.ownSite ? [] : [scorePenalty('comes from outside', 40, 40)]),
    ...(inside ? [scorePenalty('stays inside', 45, 45)] : []),
    ...(fields.ownSite ? [scorePenalty('a program that visits a site', 40, 40)] : []),
  ];
};
