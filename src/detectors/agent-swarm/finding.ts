import { formatFilter } from '../../filter/format.ts';
import { allOf, anyOf, type FilterTree } from '../../filter/tree.ts';
import type { EvidenceMetric, Finding } from '../../schema/finding.ts';
import { sql } from '../../sql/sql.ts';
import type { DetectionContext } from '../detector.ts';
import { between, equals, type EventSource } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { doublings, type ScorePart, scorePart } from '../severity.ts';
import { isoOf, numberOf } from '../windows.ts';
import { counted, duration, figure, percent, shown } from '../wording.ts';
import { CROWD_FIELDS, type Crowd } from './crowds.ts';
import type { AgentSwarmSettings } from './settings.ts';

export const DETECTOR = 'agent-swarm';

/** What makes an agent implausible. */
export interface Swarm {
  readonly agent: string;
  /** Addresses that behave alike, and how many of them there would be if the agent were like others. */
  readonly crowd?: Crowd;
  readonly expected?: number;
  /** Why the agent cannot exist. */
  readonly reason?: string;
}

interface SwarmEvents {
  readonly events: number;
  readonly addresses: number;
  readonly failed: number;
  readonly first: number | null;
  readonly last: number | null;
}

export const swarmFinding = async (
  context: DetectionContext,
  source: EventSource,
  settings: AgentSwarmSettings,
  swarm: Swarm,
): Promise<Finding> => {
  const tree = swarmFilter(swarm);
  const events = await askEvents(context, source, tree);
  const filter = formatFilter(tree);
  const entity = { field: 'user_agent.original', value: swarm.agent };
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `${counted(events.addresses, 'address', 'addresses')} behind one agent${swarm.reason === undefined ? '' : ' that cannot exist'}: ${shown(swarm.agent)}`,
    entity,
    firstWindow: null,
    start: isoOf(events.first),
    end: isoOf(events.last),
    events: events.events,
    metrics: metricsOf(swarm, events, settings),
    score: scoreOf(swarm, events, settings),
    filter,
    attack: [],
    explanation: explanationOf(swarm, events),
    next: nextCommands(filter, entity, 'source.ip'),
  });
};

/** What the crowd did; everything of an agent that cannot exist. */
const swarmFilter = ({ agent, crowd, reason }: Swarm): FilterTree => {
  const own = equals('user_agent.original', agent);
  const someone: FilterTree = { kind: 'exists', field: 'source.ip' };
  if (crowd === undefined || reason !== undefined) return allOf([own, someone]);
  const start = isoOf(crowd.first);
  const end = isoOf(crowd.last);
  const below = `/${crowd.segment}`;
  return allOf([
    own,
    someone,
    equals('http.request.method', crowd.method),
    anyOf([
      equals('url.path', below),
      { kind: 'match', field: 'url.path', pieces: [crowd.segment === '' ? '//' : `${below}/`, ''] },
    ]),
    crowd.referred
      ? { kind: 'exists', field: 'http.request.referrer' }
      : equals('http.request.referrer', null),
    ...(start === null || end === null ? [] : [between(start, end)]),
  ]);
};

const askEvents = async (
  { store: { dialect } }: DetectionContext,
  source: EventSource,
  tree: FilterTree,
): Promise<SwarmEvents> => {
  const time = dialect.epochMicros(dialect.column('@timestamp'));
  const status = dialect.column('http.response.status_code');
  const [row = {}] = await source.ask(
    sql`select ${dialect.countAll()} as n, ${dialect.countDistinct(dialect.column('source.ip'))} as addresses, ${dialect.countWhere(sql`${status} >= 400`)} as failed, ${dialect.minimum(time)} as first, ${dialect.maximum(time)} as last from ${source.from([...CROWD_FIELDS, 'http.response.status_code'], tree)}`,
  );
  return {
    events: numberOf(row, 'n'),
    addresses: numberOf(row, 'addresses'),
    failed: numberOf(row, 'failed'),
    first: row['first'] === null || row['first'] === undefined ? null : numberOf(row, 'first'),
    last: row['last'] === null || row['last'] === undefined ? null : numberOf(row, 'last'),
  };
};

const explanationOf = ({ crowd, expected, reason }: Swarm, events: SwarmEvents): string => {
  const span =
    events.first === null || events.last === null
      ? ''
      : ` within ${duration(Math.max(1, (events.last - events.first) / 1e6))}`;
  const alike =
    crowd === undefined
      ? ''
      : `; ${counted(crowd.addresses, 'address', 'addresses')} did nothing but ${shown(`${crowd.method} /${crowd.segment}`)} ${crowd.referred ? 'with' : 'without'} a referrer, where ${figure(expected ?? 0)} would if the agent were like the others`;
  return `${counted(events.events, 'request')} of ${counted(events.addresses, 'address', 'addresses')} with exactly this agent${span}, ${percent(events.failed / Math.max(1, events.events))} of them failed${reason === undefined ? '' : `; no browser sends it: ${reason}`}${alike}: most likely one program behind many addresses`;
};

const metricsOf = (
  { crowd, expected, reason }: Swarm,
  events: SwarmEvents,
  settings: AgentSwarmSettings,
): readonly EvidenceMetric[] => [
  {
    name: 'addresses with the agent',
    value: events.addresses,
    unit: 'addresses',
    threshold: reason === undefined ? settings.minimumAddresses : settings.impossibleAddresses,
  },
  ...(crowd === undefined
    ? []
    : [
        {
          name: 'addresses that behave alike',
          value: crowd.addresses,
          unit: 'addresses',
          threshold: settings.minimumAddresses,
          baseline: Number((expected ?? 0).toFixed(3)),
          sampleSize: crowd.all - crowd.ofAgent,
        },
      ]),
  { name: 'requests', value: events.events, unit: 'requests' },
  { name: 'failed requests', value: events.failed, unit: 'events' },
];

const scoreOf = (
  { crowd, expected, reason, agent }: Swarm,
  events: SwarmEvents,
  settings: AgentSwarmSettings,
): readonly ScorePart[] => [
  scorePart('an agent that cannot exist', reason === undefined ? 0 : 24, 24),
  scorePart('addresses that behave alike', crowd === undefined ? 0 : 22, 22),
  scorePart(
    'addresses beyond the bound',
    doublings(crowd?.addresses ?? events.addresses, settings.minimumAddresses, 4),
    20,
  ),
  scorePart(
    'more than under other agents',
    crowd === undefined
      ? 0
      : doublings(crowd.addresses, settings.minimumRatio * Math.max(1, expected ?? 1), 1),
    6,
  ),
  scorePart('claims to be a browser', agent.startsWith('Mozilla/') ? 6 : 0, 6),
  scorePart('failed requests', (10 * events.failed) / Math.max(1, events.events), 10),
];
