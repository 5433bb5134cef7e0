import { formatFilter } from '../../filter/format.ts';
import { allOf, anyOf, type FilterTree, noneOf } from '../../filter/tree.ts';
import type { EvidenceMetric, Finding } from '../../schema/finding.ts';
import { join, sql } from '../../sql/sql.ts';
import { attemptFields, attemptFilter, attemptSql } from '../attempts.ts';
import type { DetectionContext } from '../detector.ts';
import { between, equals, type EventSource } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { portLabel } from '../service-names.ts';
import { doublings, type ScorePart, scorePart, scorePenalty } from '../severity.ts';
import { targetMatrix } from '../target-matrix.ts';
import { isoOf, numberOf, textsOf } from '../windows.ts';
import { counted, duration, figure, listed } from '../wording.ts';
import { heavySources } from './light-attempts.ts';
import type { DistributedScanSettings } from './settings.ts';
import type { SharedScan } from './shared-scans.ts';

export const DETECTOR = 'distributed-scan';
/** Addresses that are left out by name; where there are more, all stay in. */
const MOST_LEFT_OUT = 100;
const SHOWN_SOURCES = 24;
const MATRIX_TARGETS = 2_000;

/** What the finding's filter selects. */
interface SharedEvents {
  readonly filter: string;
  readonly events: number;
  readonly packets: number;
  readonly sources: number;
  readonly networks: number;
  readonly targets: number;
  readonly first: number;
  readonly last: number;
  readonly someSources: readonly string[];
  readonly someTargets: readonly string[];
}

export const sharedScanFinding = async (
  context: DetectionContext,
  source: EventSource,
  settings: DistributedScanSettings,
  scan: SharedScan,
): Promise<Finding> => {
  const events = await askEvents(context, source, settings, scan);
  const entity = entityOf(scan);
  const start = isoOf(events.first);
  const end = isoOf(events.last);
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: titleOf(scan, events),
    entity,
    ...(scan.side === 'port' ? { aspect: scan.key } : {}),
    firstWindow: isoOf(scan.firstWindow),
    start,
    end,
    events: events.events,
    metrics: metricsOf(scan, events, settings),
    score: scoreOf(scan, events, settings),
    filter: events.filter,
    attack: scan.side === 'host' ? ['T1046', 'T1595.001'] : ['T1595.001'],
    explanation: explanationOf(scan, events),
    next: nextCommands(events.filter, entity, 'source.ip'),
    picture: targetMatrix(
      events.someTargets.map((text) => {
        const bar = text.indexOf('|');
        return { port: text.slice(0, bar), host: text.slice(bar + 1) };
      }),
      {
        rowsTotal: scan.side === 'host' ? 1 : events.targets,
        columnsTotal: scan.side === 'host' ? events.targets : 1,
      },
    ),
  });
};

const transportAndPort = (key: string): readonly [string, string] => {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
};

const entityOf = ({ side, key }: SharedScan): { readonly field: string; readonly value: string } =>
  side === 'host'
    ? { field: 'destination.ip', value: key }
    : { field: 'destination.port', value: transportAndPort(key)[1] };

const targetFilter = ({ side, key }: SharedScan): FilterTree => {
  if (side === 'host') return equals('destination.ip', key);
  const [transport, port] = transportAndPort(key);
  return allOf([
    equals('destination.port', port),
    equals('network.transport', transport === 'ip' ? null : transport),
  ]);
};

/** Attempts at the target by everybody but those that scan on their own. */
const askEvents = async (
  context: DetectionContext,
  source: EventSource,
  settings: DistributedScanSettings,
  scan: SharedScan,
): Promise<SharedEvents> => {
  const { dialect } = context.store;
  const { column, target, packets } = attemptSql(context);
  const fields = attemptFields(context.dataset);
  const base = allOf([
    targetFilter(scan),
    attemptFilter(context.dataset),
    { kind: 'exists', field: 'source.ip' },
    { kind: 'exists', field: 'destination.ip' },
    { kind: 'exists', field: 'destination.port' },
    between(isoOf(scan.first) as string, isoOf(scan.last) as string),
  ]);
  const inHeavy = sql`${column('source.ip')} in (${heavySources(context, source, settings)})`;
  const [found = {}] = await source.ask(
    sql`select ${dialect.distinctList(column('source.ip'), MOST_LEFT_OUT + 1)} as heavy from ${source.from(fields, base, inHeavy)}`,
  );
  const heavy = textsOf(found, 'heavy');
  const leftOut = heavy.length > MOST_LEFT_OUT ? [] : heavy;
  const tree =
    leftOut.length === 0
      ? base
      : allOf([base, noneOf(anyOf(leftOut.map((value) => equals('source.ip', value))))]);
  const time = dialect.epochMicros(column('@timestamp'));
  const other = scan.side === 'host' ? target : column('destination.ip');
  const columns = join([
    sql`${dialect.countAll()} as n`,
    sql`${dialect.sum(packets)} as packets`,
    sql`${dialect.countDistinct(column('source.ip'))} as sources`,
    sql`${dialect.countDistinct(dialect.subnet(column('source.ip'), 24, 48))} as networks`,
    sql`${dialect.countDistinct(other)} as targets`,
    sql`${dialect.minimum(time)} as first`,
    sql`${dialect.maximum(time)} as last`,
    sql`${dialect.distinctList(column('source.ip'), SHOWN_SOURCES)} as some`,
    sql`${dialect.distinctList(dialect.concat([target, sql`'|'`, column('destination.ip')]), MATRIX_TARGETS)} as pairs`,
  ]);
  const [row = {}] = await source.ask(sql`select ${columns} from ${source.from(fields, tree)}`);
  return {
    filter: formatFilter(tree),
    events: numberOf(row, 'n'),
    packets: numberOf(row, 'packets'),
    sources: numberOf(row, 'sources'),
    networks: numberOf(row, 'networks'),
    targets: numberOf(row, 'targets'),
    first: numberOf(row, 'first'),
    last: numberOf(row, 'last'),
    someSources: textsOf(row, 'some'),
    someTargets: textsOf(row, 'pairs'),
  };
};

const titleOf = (scan: SharedScan, { sources, targets }: SharedEvents): string =>
  scan.side === 'host'
    ? `${scan.key}: distributed scan, ${counted(targets, 'port')} by ${counted(sources, 'address', 'addresses')}`
    : `${portLabel(scan.key)}: distributed scan, ${counted(targets, 'host')} by ${counted(sources, 'address', 'addresses')}`;

const explanationOf = (scan: SharedScan, events: SharedEvents): string => {
  const { peak, othersFence, ownFence } = scan;
  const [what, others] = scan.side === 'host' ? ['port', 'hosts'] : ['host', 'ports'];
  const beside = [
    ...(othersFence === undefined ? [] : [`other ${others} stay below ${figure(othersFence)}`]),
    ...(ownFence === undefined ? [] : [`its own other windows below ${figure(ownFence)}`]),
  ];
  return `${counted(events.sources, 'address', 'addresses')} of ${counted(events.networks, 'network')} asked for ${counted(events.targets, `different ${what}`)} within ${duration(Math.max(1, (events.last - events.first) / 1e6))}, ${figure(events.events / Math.max(1, events.sources))} attempts each, such as ${listed(events.someSources, 3)}; in the busiest ${duration(scan.windowSeconds)} ${counted(peak.targets, what)}, where ${beside.length === 0 ? 'there is too little else to compare with' : beside.join(' and ')}`;
};

const metricsOf = (
  scan: SharedScan,
  events: SharedEvents,
  settings: DistributedScanSettings,
): readonly EvidenceMetric[] => {
  const [unit, least] =
    scan.side === 'host' ? ['ports', settings.minimumPorts] : ['hosts', settings.minimumHosts];
  return [
    { name: `different ${unit}`, value: events.targets, unit, threshold: least },
    { name: 'addresses', value: events.sources, unit: 'sources', threshold: settings.minimumSources },
    { name: 'networks of the addresses (/24, /48)', value: events.networks, unit: 'networks' },
    { name: 'attempts', value: events.events, unit: 'events' },
    { name: 'packets', value: events.packets, unit: 'packets' },
    { name: `${unit} in the busiest window`, value: scan.peak.targets, unit },
    ...(scan.othersFence === undefined
      ? []
      : [
          {
            name: "fence of the others' windows",
            value: Number(scan.othersFence.toFixed(3)),
            unit,
            sampleSize: scan.cells,
          },
        ]),
    ...(scan.ownFence === undefined
      ? []
      : [
          {
            name: 'fence of its own windows',
            value: Number(scan.ownFence.toFixed(3)),
            unit,
            sampleSize: scan.windows,
          },
        ]),
  ];
};

const scoreOf = (
  scan: SharedScan,
  events: SharedEvents,
  settings: DistributedScanSettings,
): readonly ScorePart[] => {
  const least = scan.side === 'host' ? settings.minimumPorts : settings.minimumHosts;
  const isCompared = scan.othersFence !== undefined || scan.ownFence !== undefined;
  return [
    scorePart('a scan that many share', 28, 28),
    scorePart('targets beyond the bound', doublings(events.targets, least, 5), 25),
    scorePart('addresses beyond the bound', doublings(events.sources, settings.minimumSources, 3), 15),
    scorePart('beyond what is usual', isCompared ? 5 : 0, 5),
    ...(scan.windowSeconds > settings.windowSeconds
      ? [scorePenalty('over a long time, where chance has more room', 8, 8)]
      : []),
  ];
};
