import { formatFilter } from '../../filter/format.ts';
import { allOf, anyOf, type FilterTree } from '../../filter/tree.ts';
import type { EvidenceMetric, Finding } from '../../schema/finding.ts';
import { HISTORY, notAsked, notTurned, refusedFilter } from '../attempts.ts';
import type { JudgeContext } from '../detector.ts';
import { between, equals } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { icmpLabel, portLabel } from '../service-names.ts';
import { doublings, type ScorePart, scorePart } from '../severity.ts';
import { isoOf } from '../windows.ts';
import { counted, duration, listed } from '../wording.ts';
import type { Answers, AnswerSide } from './answers.ts';
import type { BackscatterSettings } from './settings.ts';

export const DETECTOR = 'backscatter';

/** One victim's answers to many of ours. */
export const victimFinding = (
  answers: Answers,
  settings: BackscatterSettings,
  context: JudgeContext,
): Finding => {
  const [{ victim, turned }] = answers.sides as readonly [AnswerSide];
  const entity = { field: turned ? 'destination.ip' : 'source.ip', value: victim };
  const title = `${victim}: backscatter, answers to ${hostsText(answers)} of ours that did not ask`;
  return answersFinding({ answers, settings, context, entity, title, of: equals(entity.field, victim) });
};

/** The answers of many victims of one service. */
export const victimsFinding = (
  answers: Answers,
  settings: BackscatterSettings,
  context: JudgeContext,
): Finding => {
  const [{ kind, turned }] = answers.sides as readonly [AnswerSide];
  const number = kind.split('/')[1] as string;
  const field = kind.startsWith('icmp/') ? 'icmp.type' : turned ? 'destination.port' : 'source.port';
  const victims = new Set(answers.sides.map(({ victim }) => victim)).size;
  const title = `${kindLabel(kind)}: backscatter, answers of ${counted(victims, 'address', 'addresses')} to ${hostsText(answers)} of ours that did not ask`;
  return answersFinding({ answers, settings, context, entity: { field, value: number }, title });
};

interface AnswersCase {
  readonly answers: Answers;
  readonly settings: BackscatterSettings;
  readonly context: JudgeContext;
  readonly entity: Finding['entity'];
  readonly title: string;
  readonly of?: FilterTree;
}

const answersFinding = ({ answers, settings, context, entity, title, of }: AnswersCase): Finding => {
  const start = isoOf(answers.first);
  const end = isoOf(answers.last);
  const kinds = [...new Map(answers.sides.map((side) => [`${side.kind} ${side.turned}`, side])).values()];
  const filter = formatFilter(
    allOf([
      ...(of === undefined ? [] : [of]),
      anyOf(kinds.map((side) => kindFilter(side, context))),
      refusedFilter(),
      { kind: 'exists', field: 'source.ip' },
      { kind: 'exists', field: 'destination.ip' },
      start === null || end === null ? equals('@timestamp', null) : between(start, end),
    ]),
  );
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title,
    entity,
    aspect: kinds.length === 1 ? (kinds[0] as AnswerSide).kind : 'answers',
    firstWindow: isoOf(answers.firstWindow),
    start,
    end,
    events: answers.answers,
    metrics: metricsOf(answers, settings),
    score: scoreOf(answers, settings),
    filter,
    attack: [],
    explanation: explanationOf(answers),
    next: nextCommands(filter, entity, 'destination.port'),
  });
};

const kindFilter = ({ kind, turned }: AnswerSide, { dataset }: JudgeContext): FilterTree => {
  const slash = kind.indexOf('/');
  const [transport, number] = [kind.slice(0, slash), kind.slice(slash + 1)];
  const isTurned: FilterTree = { kind: 'match', field: HISTORY, pieces: ['^', ''] };
  if (transport === 'icmp') {
    return allOf([equals('icmp.type', number), ...notTurned(dataset)]);
  }
  const carried = equals('network.transport', transport === 'ip' ? null : transport);
  if (turned)
    return allOf([isTurned, carried, equals('destination.port', number), equals('icmp.type', null)]);
  return allOf([
    carried,
    equals('source.port', number),
    { kind: 'compare', field: 'destination.port', operator: '>=', value: '1024' },
    equals('icmp.type', null),
    ...notAsked(dataset),
  ]);
};

const kindLabel = (kind: string): string => (kind.startsWith('icmp/') ? icmpLabel(kind) : portLabel(kind));

const hostsText = ({ hosts, atLeast }: Answers): string =>
  `${atLeast ? 'at least ' : ''}${counted(hosts, 'address', 'addresses')}`;

const victimsOf = (answers: Answers): number => new Set(answers.sides.map(({ victim }) => victim)).size;

const explanationOf = (answers: Answers): string => {
  const kinds = [...new Set(answers.sides.map(({ kind }) => kindLabel(kind)))];
  const time =
    answers.first === null || answers.last === null
      ? 'at unknown times'
      : `within ${duration(Math.max(1, (answers.last - answers.first) / 1e6))}`;
  return `${counted(answers.answers, 'answer')} (${counted(answers.packets, 'packet')}) of ${counted(victimsOf(answers), 'address', 'addresses')}, ${listed(kinds, 3)}, reached ${hostsText(answers)} of ours ${time}; nobody here asked: somebody sends in our name, most likely to flood the answering side, and nobody scans us`;
};

const metricsOf = (answers: Answers, settings: BackscatterSettings): readonly EvidenceMetric[] => [
  {
    name: `our addresses reached${answers.atLeast ? ' (at least)' : ''}`,
    value: answers.hosts,
    unit: 'hosts',
    threshold: settings.minimumHosts,
  },
  {
    name: 'answering addresses',
    value: victimsOf(answers),
    unit: 'addresses',
    threshold: victimsOf(answers) > 1 ? settings.minimumVictims : null,
  },
  { name: 'answers', value: answers.answers, unit: 'events' },
  { name: 'packets', value: answers.packets, unit: 'packets' },
];

/** Never above low: it is others who are attacked. */
const scoreOf = (answers: Answers, settings: BackscatterSettings): readonly ScorePart[] => [
  scorePart('answers nobody asked for', 8, 8),
  scorePart('our addresses beyond the bound', doublings(answers.hosts, settings.minimumHosts, 2), 10),
  scorePart('answering addresses', doublings(victimsOf(answers), 1, 1), 6),
];
