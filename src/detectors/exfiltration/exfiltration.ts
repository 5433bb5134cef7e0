import { quantile } from '../../stats/quantile.ts';
import type { Finding } from '../../schema/finding.ts';
import { metricLines, severityLine } from '../arithmetic.ts';
import type { BatchDetector, DetectionContext, Judgement } from '../detector.ts';
import { eventSource } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { typedSettings } from '../number-setting.ts';
import { isPrivate } from '../private-address.ts';
import { doublings, scorePart, scorePenalty } from '../severity.ts';
import { isoOf } from '../windows.ts';
import { counted, duration, figure } from '../wording.ts';
import { EXFILTRATION_SETTINGS, type ExfiltrationSettings } from './settings.ts';
import {
  askEvents,
  askSourceHours,
  askTransfers,
  HOUR_SECONDS,
  type SourceHour,
  type Transfer,
  type TransferEvents,
} from './transfers.ts';

const DETECTOR = 'exfiltration';
const NEEDED = ['@timestamp', 'source.ip', 'destination.ip', 'source.bytes', 'destination.bytes'];
/** Fewer others than this make no fence. */
const FEWEST_PEERS = 8;
/** Hours that make a past of its own; with fewer the others are asked. */
const ENOUGH_HOURS = 6;
const DAY_MICROS = 86_400e6;
/** Transfers told; the largest first. */
const MOST_FINDINGS = 100;

interface Comparison {
  /** Most the source sent in an hour of another day. */
  readonly ownBusiest: number;
  readonly ownHours: number;
  /** Bytes in an hour beyond which the others' busiest hours do not go; undefined with too few others. */
  readonly fence: number | undefined;
  readonly peers: number;
  /** What the others' busiest hours usually are. */
  readonly peersMiddle: number;
}

const detect = async (context: DetectionContext): Promise<Judgement> => {
  const settings = typedSettings(EXFILTRATION_SETTINGS, context.settings);
  const source = eventSource(context);
  const transfers = await askTransfers(context, source, settings);
  if (transfers.length === 0) return { findings: [], notes: [] };
  const hours = await askSourceHours(context, source);
  const findings: Finding[] = [];
  let left = 0;
  for (const transfer of [...transfers].sort((one, two) => two.sent - one.sent)) {
    const compared = compare(transfer, hours, settings);
    const beyondOwn = transfer.busiest >= settings.ownFactor * compared.ownBusiest;
    const beyondPeers = compared.fence === undefined || transfer.busiest > compared.fence;
    const hasPast = compared.ownHours >= ENOUGH_HOURS;
    if (!(hasPast ? beyondOwn : beyondPeers)) continue;
    const events = await askEvents(context, source, transfer);
    if (events.sent < settings.minimumRatio * events.received) continue;
    if (findings.length >= MOST_FINDINGS) left += 1;
    else findings.push(transferFinding({ transfer, compared, events, settings, context, beyondOwn }));
  }
  return { findings, notes: left === 0 ? [] : [`${counted(left, 'smaller transfer')} left out`] };
};

/** The source's other hours, and the busiest hours of the other sources: Tukey's (1977) fence on their logarithm. */
const compare = (
  transfer: Transfer,
  hours: readonly SourceHour[],
  settings: ExfiltrationSettings,
): Comparison => {
  const busiest = new Map<string, number>();
  for (const { source, sent } of hours) {
    if (source !== transfer.source) busiest.set(source, Math.max(busiest.get(source) ?? 0, sent));
  }
  const own = pastHours(
    transfer,
    hours.filter(({ source }) => source === transfer.source),
  );
  const logs = [...busiest.values()].map((sent) => Math.log2(1 + sent)).sort((one, two) => one - two);
  const at = (share: number): number => quantile(logs, share) ?? 0;
  const spread = Math.max(0.5, at(0.75) - at(0.25));
  return {
    ownBusiest: own.reduce((most, { sent }) => Math.max(most, sent), 0),
    ownHours: own.length,
    fence: logs.length < FEWEST_PEERS ? undefined : 2 ** (at(0.75) + settings.peerDistance * spread) - 1,
    peers: logs.length,
    peersMiddle: logs.length === 0 ? 0 : Math.round(2 ** at(0.5) - 1),
  };
};

/** The source's hours on other days, where it has some; else its other hours of the same day. */
const pastHours = (transfer: Transfer, own: readonly SourceHour[]): readonly SourceHour[] => {
  const days = new Set(transfer.hours.map((hour) => Math.floor(hour / DAY_MICROS)));
  const otherDays = own.filter(({ hour }) => !days.has(Math.floor(hour / DAY_MICROS)));
  return otherDays.length >= ENOUGH_HOURS
    ? otherDays
    : own.filter(({ hour }) => !transfer.hours.includes(hour));
};

interface TransferCase {
  readonly transfer: Transfer;
  readonly compared: Comparison;
  readonly events: TransferEvents;
  readonly settings: ExfiltrationSettings;
  readonly context: DetectionContext;
  readonly beyondOwn: boolean;
}

const megabytes = (bytes: number): string => `${figure(bytes / 1_000_000)} MB`;

const transferFinding = ({
  transfer,
  compared,
  events,
  settings,
  context,
  beyondOwn,
}: TransferCase): Finding => {
  const entity = { field: 'source.ip', value: transfer.source };
  const inside = isPrivate(transfer.destination);
  const ratio = events.sent / Math.max(1, events.received);
  const lone = events.sources <= 2;
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `${transfer.source} sent ${megabytes(events.sent)} to ${transfer.destination}`,
    entity,
    aspect: transfer.destination,
    firstWindow: isoOf(transfer.hours[0] ?? null),
    start: isoOf(transfer.first),
    end: isoOf(transfer.last),
    events: events.events,
    metrics: [
      { name: 'bytes sent', value: events.sent, unit: 'bytes', threshold: settings.minimumBytes },
      { name: 'bytes received', value: events.received, unit: 'bytes' },
      { name: 'sent for every byte received', value: ratio, unit: 'times', threshold: settings.minimumRatio },
      {
        name: 'busiest hour',
        value: transfer.busiest,
        unit: 'bytes',
        baseline: compared.ownBusiest,
        sampleSize: compared.ownHours,
        ...(compared.fence === undefined ? {} : { threshold: Math.round(compared.fence) }),
      },
      {
        name: "others' busiest hours",
        value: compared.peersMiddle,
        unit: 'bytes',
        sampleSize: compared.peers,
      },
      { name: 'sources that meet the destination', value: events.sources, unit: 'sources' },
    ],
    score: [
      scorePart('much sent', 32, 32),
      scorePart('bytes beyond the bound', doublings(events.sent, settings.minimumBytes, 4), 20),
      scorePart(
        'beyond its own past',
        beyondOwn ? doublings(transfer.busiest, Math.max(1, compared.ownBusiest), 2) : 0,
        12,
      ),
      scorePart(
        "beyond the others' fence",
        compared.fence !== undefined && transfer.busiest > compared.fence ? 10 : 0,
        10,
      ),
      scorePart('few others meet it', lone ? 8 : 0, 8),
      ...(inside ? [scorePenalty('stays inside', 25, 25)] : []),
    ],
    filter: events.filter,
    attack: ['T1048', 'T1041'],
    explanation: `${megabytes(events.sent)} went out in ${duration((transfer.last - transfer.first) / 1e6)} and ${megabytes(events.received)} came back, ${megabytes(transfer.busiest)} in the busiest ${duration(HOUR_SECONDS)}; its own busiest hour of other days has ${megabytes(compared.ownBusiest)} (of ${counted(compared.ownHours, 'hour')}), the others usually reach ${megabytes(compared.peersMiddle)}; ${counted(events.sources, 'source')} met the destination`,
    next: nextCommands(events.filter, entity, 'destination.ip'),
  });
};

/** Finds sources that send far more to one destination than they and others ever did. */
export const exfiltration: BatchDetector = Object.freeze<BatchDetector>({
  kind: 'batch only',
  name: DETECTOR,
  title: 'Exfiltration',
  summary: 'A source that sends far more to one destination than it and the others are used to',
  fits: (dataset) => NEEDED.every((name) => dataset.fields.some((field) => field.name === name)),
  settings: EXFILTRATION_SETTINGS,
  detect,
  steps: (finding) => [...metricLines(finding), severityLine(finding)],
});
