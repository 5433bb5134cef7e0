import { formatFilter } from '../../filter/format.ts';
import { allOf, type FilterTree } from '../../filter/tree.ts';
import type { EvidenceMetric, Finding } from '../../schema/finding.ts';
import { attemptFilter } from '../attempts.ts';
import { between, equals } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { isPrivate } from '../private-address.ts';
import { doublings, type ScorePart, scorePart } from '../severity.ts';
import { targetMatrix } from '../target-matrix.ts';
import { isoOf } from '../windows.ts';
import { type DecidedWalk, fewestFailures } from './first-contacts.ts';
import type { ScanCase } from './scan-case.ts';
import { isSlow, type ScanKind, scanHours } from './scan-kind.ts';
import { parseTarget } from './scan-stretch.ts';
import { explanationOf, KIND_NAMES, titleOf } from './scan-words.ts';
import type { PortScanSettings } from './settings.ts';

export const DETECTOR = 'port-scan';

export const scanFinding = (found: ScanCase): Finding => {
  const { stretch, context } = found;
  const start = isoOf(stretch.first);
  const end = isoOf(stretch.last);
  const entity = { field: 'source.ip', value: stretch.entity };
  const filter = formatFilter(filterTree(found, start, end));
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
    picture: targetMatrix(stretch.kept.map(parseTarget), {
      rowsTotal: stretch.hosts,
      columnsTotal: stretch.ports + (stretch.pinged > 0 ? 1 : 0),
    }),
  });
};

/** Attempts alone; the condition is left out where the address did nothing else. */
const filterTree = ({ stretch, context }: ScanCase, start: string | null, end: string | null): FilterTree =>
  allOf([
    equals('source.ip', stretch.entity),
    start === null || end === null ? equals('@timestamp', null) : between(start, end),
    ...(stretch.all === stretch.attempts ? [] : [attemptFilter(context.dataset)]),
  ]);

const attackOf = ({ stretch, kinds }: ScanCase): readonly string[] => {
  const techniques = kinds.flatMap((kind) => {
    if (isPrivate(stretch.entity)) return kind === 'ping sweep' ? ['T1018'] : ['T1046'];
    if (kind === 'vertical') return ['T1046', 'T1595.001'];
    return kind === 'block' ? ['T1595.001', 'T1046'] : ['T1595.001'];
  });
  return [...new Set(techniques)];
};

const boundOf = (kind: ScanKind, settings: PortScanSettings): number => {
  if (kind === 'vertical') return settings.minimumPorts;
  return kind === 'block' ? settings.minimumTargets : settings.minimumHosts;
};

const metricsOf = ({ stretch, main, kinds, walk, peers, settings }: ScanCase): readonly EvidenceMetric[] => [
  {
    name: `different targets${stretch.atLeast ? ' (at least)' : ''}`,
    value: stretch.targets,
    unit: 'targets',
    threshold: kinds[0] === 'block' ? settings.minimumTargets : null,
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
  { name: 'hosts pinged', value: stretch.pinged, unit: 'hosts', threshold: settings.minimumHosts },
  { name: 'attempts', value: stretch.attempts, unit: 'events' },
  { name: 'packets', value: stretch.packets, unit: 'packets' },
  { name: 'answers to high ports', value: stretch.answers, unit: 'events' },
  { name: 'hours', value: Number(scanHours(main).toFixed(4)), unit: 'hours' },
  { name: 'targets in these hours', value: main.targets, unit: 'targets' },
  ...(walk === undefined ? [] : walkMetrics(walk, settings)),
];

const walkMetrics = (walk: DecidedWalk, settings: PortScanSettings): readonly EvidenceMetric[] => [
  {
    name: 'first contacts that failed',
    value: walk.failures,
    unit: 'hosts',
    threshold: fewestFailures(settings),
    sampleSize: walk.contacts,
  },
  {
    name: 'likelihood ratio of a scanner',
    value: Number(walk.likelihood.toPrecision(4)),
    unit: 'times',
    threshold: Number(walk.bound.toPrecision(4)),
  },
];

const scoreOf = ({ stretch, main, kinds, walk, peers, settings }: ScanCase): readonly ScorePart[] => {
  const [kind] = kinds as readonly [ScanKind];
  const beyondPeers = scorePart(
    "beyond the peers' fence",
    peers !== undefined && stretch.targets > peers.fence ? 5 : 0,
    5,
  );
  if (kind === 'failing') {
    return [
      scorePart('first contacts that fail', 18, 18),
      scorePart('failures beyond the bound', doublings(walk?.failures ?? 0, fewestFailures(settings), 6), 24),
      beyondPeers,
    ];
  }
  const bound = boundOf(kind, settings);
  const perHour = main.targets / Math.max(1, scanHours(main));
  const pace = isSlow(main, settings)
    ? scorePart('slow, which hides a scan', doublings(main.targets, bound, 2), 6)
    : scorePart('targets an hour', doublings(perHour, bound, 2), 10);
  return [
    scorePart(KIND_NAMES[kind], kind === 'block' ? 28 : 24, 30),
    scorePart('targets beyond the bound', doublings(stretch.targets, bound, 6), 36),
    pace,
    scorePart('several kinds of scan', 2 * (kinds.length - 1), 4),
    scorePart('from inside our networks', isPrivate(stretch.entity) ? 15 : 0, 15),
    beyondPeers,
  ];
};
