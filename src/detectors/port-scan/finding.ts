import ipaddr from 'ipaddr.js';
import { formatFilter } from '../../filter/format.ts';
import { allOf, anyOf, type FilterTree } from '../../filter/tree.ts';
import type { EvidenceMetric, Finding } from '../../schema/finding.ts';
import { PICTURE_LIMITS, type Picture } from '../../schema/picture.ts';
import type { JudgeContext } from '../detector.ts';
import { between, equals } from '../events.ts';
import type { PeerFence } from '../peer-fence.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { doublings, type ScorePart, scorePart } from '../severity.ts';
import { isoOf } from '../windows.ts';
import { counted, duration, figure, listed } from '../wording.ts';
import { isSlow, type ScanKind, scanHours } from './scan-kind.ts';
import { parseTarget, type ScanStretch } from './scan-stretch.ts';
import type { PortScanSettings } from './settings.ts';

export const DETECTOR = 'port-scan';

export interface ScanCase {
  readonly stretch: ScanStretch;
  readonly kind: ScanKind;
  readonly peers: PeerFence | undefined;
  readonly settings: PortScanSettings;
  readonly context: JudgeContext;
}

export const scanFinding = (found: ScanCase): Finding => {
  const { stretch, context } = found;
  const start = isoOf(stretch.first);
  const end = isoOf(stretch.last);
  const entity = { field: 'source.ip', value: stretch.entity };
  const filter = formatFilter(filterTree(stretch, start, end));
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: titleOf(found),
    entity,
    firstWindow: isoOf(stretch.firstWindow),
    start,
    end,
    events: stretch.attempts,
    metrics: metricsOf(found),
    score: scoreOf(found),
    filter,
    attack: attackOf(found),
    explanation: explanationOf(found),
    next: nextCommands(filter, entity, 'destination.port'),
    picture: pictureOf(stretch),
  });
};

/** Refused or failed, or with no outcome at all; left out where the address did nothing else. */
const ATTEMPT: FilterTree = anyOf([
  equals('event.type', 'denied'),
  equals('event.outcome', 'failure'),
  equals('event.outcome', null),
]);

const filterTree = (stretch: ScanStretch, start: string | null, end: string | null): FilterTree =>
  allOf([
    equals('source.ip', stretch.entity),
    start === null || end === null ? equals('@timestamp', null) : between(start, end),
    ...(stretch.all === stretch.attempts ? [] : [ATTEMPT]),
  ]);

const atLeast = ({ atLeast: cut }: ScanStretch): string => (cut ? 'at least ' : '');

const KIND_NAMES: Readonly<Record<ScanKind, string>> = {
  horizontal: 'horizontal scan',
  vertical: 'vertical scan',
  block: 'block scan',
  'ping sweep': 'ping sweep',
};

const titleOf = ({ stretch, kind, settings }: ScanCase): string => {
  const slow = isSlow(stretch, settings) ? 'slow ' : '';
  const name = `${slow}${KIND_NAMES[kind]}`;
  const { widestPort, deepestHost } = stretch;
  const what: Readonly<Record<ScanKind, string>> = {
    horizontal: `${widestPort.port} on ${atLeast(stretch)}${counted(widestPort.hosts, 'host')}`,
    vertical: `${atLeast(stretch)}${counted(deepestHost.ports, 'port')} of ${deepestHost.host}`,
    block: `${atLeast(stretch)}${counted(stretch.ports, 'port')} on ${counted(stretch.hosts, 'host')}`,
    'ping sweep': `${atLeast(stretch)}${counted(stretch.pinged, 'host')} pinged`,
  };
  return `${stretch.entity}: ${name}, ${what[kind]}`;
};

const explanationOf = ({ stretch, kind, peers, settings }: ScanCase): string => {
  const hours = scanHours(stretch);
  const pace =
    stretch.first === null
      ? 'at unknown times'
      : `within ${duration(Math.max(1, hours * 3600))}${isSlow(stretch, settings) ? `, only ${figure(stretch.targets / hours)} targets an hour` : ''}`;
  const beside =
    peers === undefined
      ? 'too few other addresses to compare with'
      : `the fence of ${counted(peers.entities, 'address', 'addresses')} lies at ${counted(Number(peers.fence.toFixed(1)), 'target')}`;
  const ports = [...new Set(stretch.kept.map((target) => parseTarget(target).port))].slice(0, 20);
  const such = kind === 'vertical' || kind === 'block' ? `, such as ${listed(ports, 4)}` : '';
  return `${counted(stretch.attempts, 'attempt')} (${counted(stretch.packets, 'packet')}) at ${atLeast(stretch)}${counted(stretch.targets, 'different target')}, ${counted(stretch.hosts, 'host')} and ${counted(stretch.ports, 'port')}${such}, ${pace}; ${beside}`;
};

/** Addresses of our own networks: private, link-local, loopback, unique local. */
const isInternal = (address: string): boolean =>
  ipaddr.isValid(address) &&
  ['private', 'uniqueLocal', 'linkLocal', 'loopback', 'carrierGradeNat'].includes(
    ipaddr.process(address).range(),
  );

const attackOf = ({ stretch, kind }: ScanCase): readonly string[] => {
  if (isInternal(stretch.entity)) return kind === 'ping sweep' ? ['T1018'] : ['T1046'];
  if (kind === 'vertical') return ['T1046', 'T1595.001'];
  return kind === 'block' ? ['T1595.001', 'T1046'] : ['T1595.001'];
};

const boundOf = (kind: ScanKind, settings: PortScanSettings): number => {
  if (kind === 'vertical') return settings.minimumPorts;
  return kind === 'block' ? settings.minimumTargets : settings.minimumHosts;
};

const metricsOf = ({ stretch, kind, peers, settings }: ScanCase): readonly EvidenceMetric[] => [
  {
    name: `different targets${stretch.atLeast ? ' (at least)' : ''}`,
    value: stretch.targets,
    unit: 'targets',
    threshold: kind === 'block' ? settings.minimumTargets : null,
    ...(peers === undefined ? {} : { baseline: peers.usual, sampleSize: peers.entities }),
  },
  ...(peers === undefined
    ? []
    : [
        {
          name: "peers' fence of different targets",
          value: Number(peers.fence.toFixed(3)),
          unit: 'targets',
          sampleSize: peers.entities,
        },
      ]),
  { name: 'hosts', value: stretch.hosts, unit: 'hosts' },
  { name: 'ports', value: stretch.ports, unit: 'ports' },
  {
    name: 'hosts asked for the commonest port',
    value: stretch.widestPort.hosts,
    unit: 'hosts',
    threshold: settings.minimumHosts,
  },
  {
    name: 'ports asked of one host',
    value: stretch.deepestHost.ports,
    unit: 'ports',
    threshold: settings.minimumPorts,
  },
  { name: 'hosts pinged', value: stretch.pinged, unit: 'hosts' },
  { name: 'attempts', value: stretch.attempts, unit: 'events' },
  { name: 'packets', value: stretch.packets, unit: 'packets' },
  { name: 'answers to high ports', value: stretch.answers, unit: 'events' },
  { name: 'hours', value: Number(scanHours(stretch).toFixed(4)), unit: 'hours' },
];

const scoreOf = ({ stretch, kind, peers, settings }: ScanCase): readonly ScorePart[] => {
  const bound = boundOf(kind, settings);
  const perHour = stretch.targets / Math.max(1, scanHours(stretch));
  const pace = isSlow(stretch, settings)
    ? scorePart('slow, which hides a scan', doublings(stretch.targets, bound, 2), 6)
    : scorePart('targets an hour', doublings(perHour, bound, 2), 10);
  return [
    scorePart(KIND_NAMES[kind], kind === 'block' ? 28 : 24, 30),
    scorePart('targets beyond the bound', doublings(stretch.targets, bound, 6), 36),
    pace,
    scorePart('from inside our networks', isInternal(stretch.entity) ? 15 : 0, 15),
    scorePart("beyond the peers' fence", peers !== undefined && stretch.targets > peers.fence ? 5 : 0, 5),
  ];
};

/** Hosts by ports, the busiest of each. */
const pictureOf = (stretch: ScanStretch): Picture => {
  const targets = stretch.kept.map(parseTarget);
  const busiest = (names: readonly string[], limit: number): ReadonlySet<string> => {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    const sorted = [...counts].sort(
      ([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1),
    );
    return new Set(sorted.slice(0, limit).map(([name]) => name));
  };
  const rows = busiest(
    targets.map(({ host }) => host),
    PICTURE_LIMITS.rows,
  );
  const columns = busiest(
    targets.map(({ port }) => port),
    PICTURE_LIMITS.columns,
  );
  return {
    kind: 'matrix',
    rowName: 'destination.ip',
    columnName: 'port',
    cells: targets
      .filter(({ host, port }) => rows.has(host) && columns.has(port))
      .map(({ host, port }) => ({ row: host, column: port, count: 1 })),
    rowsTotal: stretch.hosts,
    columnsTotal: stretch.ports + (stretch.pinged > 0 ? 1 : 0),
  };
};
