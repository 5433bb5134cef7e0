import type { Row } from '../../store/event-store.ts';
import { ICMP_TARGET } from '../attempts.ts';
import { mergeBy, numberOf, textsOf, unitedTexts, windowOf } from '../windows.ts';
import { CONTACTS_KEPT } from './first-contacts.ts';

/** Targets kept per row, and per joined stretch; a longer list is cut, so its size is a lower bound. */
export const TARGETS_KEPT = 300;
const TARGETS_JUDGED = 20_000;

const mergeTargets = mergeBy({
  sums: ['attempts', 'packets', 'answers', 'all', 'contacts', 'through'],
  minima: ['first'],
  maxima: ['last', 'targets', 'hosts', 'ports', 'pinged', 'peers', 'peerLower', 'peerUpper'],
  sets: ['kept'],
  setSize: TARGETS_KEPT,
});
const mergeContacts = mergeBy({
  sums: [],
  minima: [],
  maxima: [],
  sets: ['firstContacts'],
  setSize: CONTACTS_KEPT,
});

export const mergeScanRows = (left: Row, right: Row): Row => ({
  ...mergeTargets(left, right),
  firstContacts: mergeContacts(left, right)['firstContacts'] ?? [],
});

/** What one address tried in adjoining windows. */
export interface ScanStretch {
  readonly entity: string;
  readonly firstWindow: number | null;
  readonly first: number | null;
  readonly last: number | null;
  /** Events of attempts, and the packets they stand for. */
  readonly attempts: number;
  readonly packets: number;
  /** Attempts from a service's port to one without a service: answers that came too late. */
  readonly answers: number;
  /** Events of the address in the same windows, those that were no attempts included. */
  readonly all: number;
  /** Different pairs of host and port (or ping); lower bounds when `atLeast`. */
  readonly targets: number;
  readonly hosts: number;
  readonly ports: number;
  readonly atLeast: boolean;
  /** The port (with transport) most hosts were asked for; '' when there were only pings. */
  readonly widestPort: { readonly port: string; readonly hosts: number };
  /** The host most ports were asked of. */
  readonly deepestHost: { readonly host: string; readonly ports: number };
  readonly pinged: number;
  readonly kept: readonly string[];
}

export interface Target {
  readonly port: string;
  readonly host: string;
}

/** Reads a kept target: `tcp/22|192.0.2.1`, `icmp/8/0|192.0.2.1`. */
export const parseTarget = (text: string): Target => {
  const bar = text.indexOf('|');
  return { port: text.slice(0, bar), host: text.slice(bar + 1) };
};

export const isPing = ({ port }: Pick<Target, 'port'>): boolean => port.startsWith(ICMP_TARGET);

/** Sums up one address's rows of adjoining windows; `all` are its rows of the same time. */
export const scanStretch = (entity: string, rows: readonly Row[], all: readonly Row[]): ScanStretch => {
  const total = rows.reduce(mergeTargets);
  const lists = rows.map((row) => textsOf(row, 'kept'));
  const kept = unitedTexts(lists, TARGETS_JUDGED);
  const targets = kept.map(parseTarget);
  const asked = targets.filter((target) => !isPing(target));
  const hostsOfPort = grouped(asked, ({ port }) => port);
  const portsOfHost = grouped(asked, ({ host }) => host);
  const [port = '', hosts = 0] = largest(hostsOfPort);
  const [host = '', ports = 0] = largest(portsOfHost);
  const different = (of: readonly string[]): number => new Set(of).size;
  const allHosts = Math.max(different(targets.map((target) => target.host)), numberOf(total, 'hosts'));
  const allPorts = Math.max(hostsOfPort.size, numberOf(total, 'ports'));
  const pinged = different(targets.filter(isPing).map((target) => target.host));
  const isOnly = asked.length === targets.length;
  return {
    entity,
    firstWindow: windowOf(rows[0] as Row),
    first: total['first'] === null ? null : numberOf(total, 'first'),
    last: total['last'] === null ? null : numberOf(total, 'last'),
    attempts: numberOf(total, 'attempts'),
    packets: numberOf(total, 'packets'),
    answers: numberOf(total, 'answers'),
    all: all.reduce((sum, row) => sum + numberOf(row, 'all'), 0),
    targets: Math.max(kept.length, numberOf(total, 'targets')),
    hosts: allHosts,
    ports: allPorts,
    atLeast: rows.length > 1 && lists.some((list) => list.length >= TARGETS_KEPT),
    // The counts of the engine are exact where a cut list is not.
    widestPort: { port, hosts: hostsOfPort.size === 1 && isOnly ? Math.max(hosts, allHosts) : hosts },
    deepestHost: { host, ports: allHosts === 1 && isOnly ? Math.max(ports, allPorts) : ports },
    pinged: Math.max(pinged, numberOf(total, 'pinged')),
    kept,
  };
};

const grouped = (
  targets: readonly Target[],
  keyOf: (target: Target) => string,
): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const target of targets) counts.set(keyOf(target), (counts.get(keyOf(target)) ?? 0) + 1);
  return counts;
};

/** The entry with the largest count; ties go to the smallest key. */
const largest = (counts: ReadonlyMap<string, number>): readonly [string, number] | readonly [] =>
  [...counts].sort(
    ([leftKey, left], [rightKey, right]) => right - left || (leftKey < rightKey ? -1 : 1),
  )[0] ?? [];
