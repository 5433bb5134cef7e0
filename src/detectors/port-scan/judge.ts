import type { Row } from '../../store/event-store.ts';
import type { JudgeContext, Judgement } from '../detector.ts';
import { type PeerFence, peerFence } from '../peer-fence.ts';
import { typedSettings } from '../number-setting.ts';
import { portLabel } from '../service-names.ts';
import { byEntity, numberOf, stretches, windowOf } from '../windows.ts';
import { figure } from '../wording.ts';
import { scanFinding } from './finding.ts';
import {
  type DecidedWalk,
  FEWEST_THROUGH,
  type KnownOutcomes,
  knownOutcomes,
  walkOf,
} from './first-contacts.ts';
import type { ScanCase } from './scan-case.ts';
import { isAnswering, type ScanKind, scanKinds, slowBounds } from './scan-kind.ts';
import { type ScanStretch, scanStretch } from './scan-stretch.ts';
import { PORT_SCAN_SETTINGS, type PortScanSettings } from './settings.ts';

/** Judges each address's attempts, joined over pauses; one finding for each address. */
export const judgeScans = (rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = typedSettings(PORT_SCAN_SETTINGS, context.settings);
  const peers = peerFence(rows);
  const outcomes = knownOutcomes(rows);
  const cases = [...byEntity(rows)].flatMap(([entity, own]) => {
    const walk = outcomes.areKnown ? walkOf(own, settings) : undefined;
    return casesOf({ entity, own, walk, peers, settings, context });
  });
  const shared = sharedPorts(cases);
  const told = cases.filter((found) => !isShared(found, shared));
  return {
    findings: told.map(scanFinding),
    notes: [
      ...noteOf(rows, outcomes),
      ...[...shared].map(
        ([port, addresses]) =>
          `${figure(addresses)} addresses whose first contacts fail ask for ${portLabel(port)} together: left to distributed-scan`,
      ),
    ],
  };
};

/** So many addresses of few failures that ask for one port are one distributed scan. */
const MANY_ADDRESSES = 10;

const isFailingAlone = ({ kinds }: ScanCase): boolean => kinds[0] === 'failing';

/** Ports that many addresses of few failures ask for, with their number. */
const sharedPorts = (cases: readonly ScanCase[]): ReadonlyMap<string, number> => {
  const addresses = new Map<string, number>();
  for (const { stretch } of cases.filter(isFailingAlone))
    addresses.set(stretch.widestPort.port, (addresses.get(stretch.widestPort.port) ?? 0) + 1);
  return new Map([...addresses].filter(([, count]) => count >= MANY_ADDRESSES));
};

const isShared = (found: ScanCase, shared: ReadonlyMap<string, number>): boolean =>
  isFailingAlone(found) && shared.has(found.stretch.widestPort.port);

interface Address {
  readonly entity: string;
  readonly own: readonly Row[];
  readonly walk: DecidedWalk | undefined;
  readonly peers: PeerFence | undefined;
  readonly settings: PortScanSettings;
  readonly context: JudgeContext;
}

/** A run of windows in which an address scanned. */
interface ScanPart {
  readonly rows: readonly Row[];
  readonly stretch: ScanStretch;
  readonly kinds: readonly ScanKind[];
}

const casesOf = (address: Address): readonly ScanCase[] => {
  const { own } = address;
  // Events without time cannot be joined with the others by a filter.
  const timed = own.filter((row) => windowOf(row) !== null);
  const untimed = own.filter((row) => windowOf(row) === null);
  return [timed, untimed].flatMap((rows) => {
    const parts = partsOf(address, rows.filter(isAttempt));
    return parts.length === 0 ? [] : [joinedCase(address, rows, parts)];
  });
};

/** Scans by number of targets; else those that take days; else what the random walk decided. */
const partsOf = (address: Address, rows: readonly Row[]): readonly ScanPart[] => {
  const { entity, settings, walk } = address;
  const { windowSeconds, gapSeconds, slowGapSeconds } = settings;
  const looks = [
    { gap: gapSeconds, bounds: settings },
    { gap: Math.max(gapSeconds, slowGapSeconds), bounds: slowBounds(settings) },
  ];
  for (const { gap, bounds } of looks) {
    const parts = stretches(rows, windowSeconds, gap).flatMap((part) => {
      const stretch = scanStretch(entity, part, part);
      const kinds = scanKinds(stretch, bounds);
      return kinds.length === 0 ? [] : [{ rows: part, stretch, kinds }];
    });
    if (parts.length > 0) return parts;
  }
  return walk === undefined ? [] : decidedPart(address, rows, walk);
};

const decidedPart = (
  { entity, settings }: Address,
  rows: readonly Row[],
  walk: DecidedWalk,
): readonly ScanPart[] => {
  const gap = Math.max(settings.gapSeconds, settings.slowGapSeconds);
  return stretches(rows, settings.windowSeconds, gap).flatMap((part) => {
    const stretch = scanStretch(entity, part, part);
    const holds = stretch.first !== null && stretch.last !== null;
    if (!holds || isAnswering(stretch)) return [];
    if (walk.decided < (stretch.first ?? 0) || walk.decided > (stretch.last ?? 0)) return [];
    return [{ rows: part, stretch, kinds: ['failing'] }];
  });
};

/** One case from the first to the last scan of an address; its largest part says how fast it was. */
const joinedCase = (address: Address, all: readonly Row[], parts: readonly ScanPart[]): ScanCase => {
  const [largest] = [...parts].sort((left, right) => right.stretch.targets - left.stretch.targets);
  const main = (largest as ScanPart).stretch;
  const from = windowOf(parts[0]?.rows[0] as Row);
  const until = windowOf(parts.at(-1)?.rows.at(-1) as Row);
  const during = all.filter((row) => {
    const window = windowOf(row);
    if (from === null || until === null || window === null) return window === from;
    return window >= from && window <= until;
  });
  const stretch = scanStretch(address.entity, during.filter(isAttempt), during);
  const kinds = [...new Set([...(largest as ScanPart).kinds, ...parts.flatMap((part) => part.kinds)])];
  return { ...address, stretch, main, kinds };
};

const isAttempt = (row: Row): boolean => numberOf(row, 'attempts') > 0;

/** What the log lacks for the random walk, where it tells outcomes at all. */
const noteOf = (rows: readonly Row[], { contacts, through, areKnown }: KnownOutcomes): readonly string[] => {
  if (areKnown || rows.length === 0) return [];
  if (rows.some(isAttempt) && rows.every((row) => numberOf(row, 'hosts') === 0))
    return ['not enough data to judge: no attempt says where it went, needs destination.ip'];
  const seen =
    contacts === 0
      ? 'no first contact has an outcome'
      : `${figure(through)} of ${figure(contacts)} first contacts got through`;
  return [`not enough data to judge by outcomes (${seen}), needs ${FEWEST_THROUGH} that did and 1 %`];
};
