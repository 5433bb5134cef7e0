import { formatFilter } from '../../filter/format.ts';
import type { EvidenceMetric, Finding } from '../../schema/finding.ts';
import type { JudgeContext } from '../detector.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { doublings, type ScorePart, scorePart, scorePenalty } from '../severity.ts';
import { isoOf } from '../windows.ts';
import { counted, figure, listed, shown } from '../wording.ts';
import type { Aftermath } from './aftermath.ts';
import type { Campaign } from './campaign.ts';
import { type CampaignEvents, campaignEvents } from './campaign-filter.ts';
import { FAMILIES } from './families.ts';
import type { Outcome } from './outcome.ts';
import { TOOL_NAME } from './patterns/scanner-agents.ts';
import type { Sign } from './signs.ts';

export const DETECTOR = 'web-attacks';

export interface AttackCase {
  readonly campaign: Campaign;
  readonly outcome: Outcome;
  readonly aftermath: Aftermath | undefined;
  readonly context: JudgeContext;
}

export const attackFinding = (found: AttackCase): Finding => {
  const { campaign, context } = found;
  const selected = campaignEvents(campaign);
  const attacks = campaign.sent.reduce((sum, { events }) => sum + events, 0);
  const entity = { field: 'source.ip', value: campaign.entity };
  const filter = formatFilter(selected.filter);
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `${campaign.entity} ${FAMILIES[campaign.family].did} in ${counted(attacks, 'request')}${
      found.outcome.verdict === 'may have worked' ? ', which may have worked' : ''
    }`,
    entity,
    aspect: campaign.family,
    firstWindow: isoOf(campaign.firstWindow),
    start: selected.start,
    end: selected.end,
    events: selected.events,
    metrics: metricsOf(found, attacks, selected),
    score: scoreOf(found, attacks),
    filter,
    attack: [...new Set(campaign.hits.flatMap(({ pattern }) => pattern.attack))].sort(),
    explanation: explanationOf(found, attacks, selected),
    next: nextCommands(filter, entity, 'http.response.status_code'),
  });
};

const MOST_POINTS_OF_REQUESTS = 24;
const POINTS_PER_DOUBLING = 3;
const WORKED_POINTS = 20;

const scoreOf = ({ campaign, outcome, aftermath }: AttackCase, attacks: number): readonly ScorePart[] => {
  const { family, hits } = campaign;
  const layers = Math.max(0, ...hits.map((hit) => hit.layers));
  const injected = family !== 'scanner-agent' && family !== 'odd-request';
  const worked = outcome.verdict === 'may have worked';
  const wentOn =
    injected && (worked || outcome.verdict === 'reached the program') && (aftermath?.answered ?? 0) > 0;
  return [
    scorePart(FAMILIES[family].what, FAMILIES[family].points, 30),
    scorePart(
      'many requests',
      doublings(attacks, 1, family === 'odd-request' ? 1 : POINTS_PER_DOUBLING),
      MOST_POINTS_OF_REQUESTS,
    ),
    scorePart('different patterns', 2 * (hits.length - 1), 10),
    ...(hits.some(({ pattern }) => pattern.id === TOOL_NAME)
      ? [scorePart('a tool that means this site', 6, 6)]
      : []),
    scorePart('several layers of encoding', 2 * (layers - 1), 4),
    ...(injected
      ? [
          scorePart('answers of an unusual size', outcome.oddSizes > 0 ? WORKED_POINTS : 0, WORKED_POINTS),
          scorePart(
            'other signs that it worked',
            worked && outcome.oddSizes === 0 ? WORKED_POINTS : 0,
            WORKED_POINTS,
          ),
          scorePart('server errors', outcome.failed > 0 ? 6 : 0, 6),
          scorePart('went on afterwards', wentOn ? 4 : 0, 4),
        ]
      : []),
    ...(outcome.verdict === 'refused' ? [scorePenalty('all refused', 8, 8)] : []),
  ];
};

const metricsOf = (
  { campaign, outcome, aftermath }: AttackCase,
  attacks: number,
  selected: CampaignEvents,
): readonly EvidenceMetric[] => [
  { name: 'attacks', value: attacks, unit: 'requests' },
  { name: 'requests in these windows', value: campaign.requests, unit: 'requests' },
  { name: 'different targets', value: campaign.texts.target.length, unit: 'targets' },
  { name: 'patterns', value: campaign.hits.map(({ pattern }) => pattern.id).join(', ') },
  {
    name: 'layers of encoding',
    value: Math.max(0, ...campaign.hits.map(({ layers }) => layers)),
    unit: 'layers',
  },
  { name: 'answered (2xx)', value: outcome.answered, unit: 'requests' },
  { name: 'redirected (3xx)', value: outcome.redirected, unit: 'requests' },
  { name: 'refused (4xx)', value: outcome.refused, unit: 'requests' },
  { name: 'server errors (5xx)', value: outcome.failed, unit: 'requests' },
  ...(outcome.oddest === undefined
    ? []
    : [
        { name: 'answers of an unusual size', value: outcome.oddSizes, unit: 'requests' },
        {
          name: 'oddest size',
          value: outcome.oddest.size,
          unit: 'bytes',
          baseline: outcome.oddest.usual.middle,
          sampleSize: outcome.oddest.usual.answers,
        },
      ]),
  ...(outcome.signs.length === 0
    ? []
    : [{ name: 'signs that it worked', value: outcome.signs.map(signText).join('; ') }]),
  { name: 'did it work', value: outcome.verdict },
  ...(aftermath === undefined
    ? []
    : [
        { name: 'requests afterwards', value: aftermath.requests, unit: 'requests' },
        { name: 'answered afterwards (2xx)', value: aftermath.answered, unit: 'requests' },
      ]),
  ...(selected.whole ? [{ name: 'events shown', value: 'all requests of these windows' }] : []),
];

const explanationOf = (found: AttackCase, attacks: number, selected: CampaignEvents): string => {
  const { campaign, outcome } = found;
  const examples = [...new Set(campaign.hits.map(({ excerpt }) => excerpt.trim()))].slice(0, 3).map(shown);
  const patterns = listed(
    campaign.hits.map(({ pattern }) => pattern.id),
    5,
  );
  const sentences = [
    `${figure(attacks)} of its ${counted(campaign.requests, 'request')} in these hours carry ${FAMILIES[campaign.family].what}, such as ${listed(examples, 3)} (${patterns})`,
    answerText(outcome),
    ...aftermathText(found),
    ...(selected.whole
      ? ['the attacks are too many to list, so all its requests of these hours are shown']
      : []),
  ];
  return sentences.join('; ');
};

const answerText = (outcome: Outcome): string => {
  const { oddest, verdict } = outcome;
  const counts = listed(
    [
      ...(outcome.answered > 0
        ? [`${figure(outcome.answered)} ${outcome.answered === 1 ? 'was' : 'were'} answered`]
        : []),
      ...(outcome.redirected > 0 ? [`${figure(outcome.redirected)} redirected`] : []),
      ...(outcome.refused > 0 ? [`${figure(outcome.refused)} refused`] : []),
      ...(outcome.failed > 0 ? [`${figure(outcome.failed)} met a server error`] : []),
      ...(outcome.unknown > 0 ? [`${figure(outcome.unknown)} have no status`] : []),
    ],
    5,
  );
  if (verdict !== 'may have worked') return counts;
  const size =
    oddest === undefined
      ? []
      : [
          `${counted(outcome.oddSizes, 'answer')} had an unusual size, such as ${figure(oddest.size)} bytes from ${shown(oddest.path)}, which ${oddest.own ? 'mostly gave it' : 'usually gives'} ${figure(oddest.usual.middle)}`,
        ];
  return `${counts}; it may have worked: ${[...size, ...outcome.signs.map(signText)].join('; ')}`;
};

const SIGNS: Readonly<Record<Sign['kind'], (path: string) => string>> = {
  status: (path) => `others are refused ${path}, and it was not`,
  'told apart': (path) => `others of its probes were refused, ${path} was answered`,
  'own program': (path) => `${path}, which took the command, answers nobody else`,
  'new program': (path) => `afterwards it was given ${path}, which nobody else is`,
};

const signText = ({ kind, path }: Sign): string => SIGNS[kind](shown(path));

const aftermathText = ({ aftermath, outcome }: AttackCase): readonly string[] => {
  if (aftermath === undefined || outcome.verdict === 'refused') return [];
  if (aftermath.requests === 0) return ['it asked for nothing afterwards'];
  const such = aftermath.paths.length === 0 ? '' : `, such as ${listed(aftermath.paths.map(shown), 3)}`;
  return [
    `afterwards it made ${counted(aftermath.requests, 'request')}, ${figure(aftermath.answered)} of them answered${such}`,
  ];
};
