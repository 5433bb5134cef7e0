import type { Row } from '../../store/event-store.ts';
import { mergeBy, numberOf, textsOf, unitedTexts, windowOf } from '../windows.ts';

/** Targets kept per row, and per joined stretch; a longer list is cut, so its size is a lower bound. */
export const TARGETS_KEPT = 300;
const TARGETS_JUDGED = 20_000;

/** Transport of a ping in a target; everything else is `transport/port`. */
export const PING = 'ping';

export const mergeScanRows = mergeBy({
  sums: ['attempts', 'packets', 'answers', 'all'],
  minima: ['first'],
  maxima: ['last', 'targets', 'hosts', 'ports', 'peers', 'peerLower', 'peerUpper'],
  sets: ['kept'],
  setSize: TARGETS_KEPT,
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
  /** Attempts from a well-known port to a high one: answers that came too late. */
  readonly answers: number;
  /** Events of the address in the same windows, those that were no attempts included. */
  readonly all: number;
  /** Different pairs of host and port (or ping); lower bounds when `atLeast`. */
  readonly targets: number;
  readonly hosts: number;
  readonly ports: number;
  readonly atLeast: boolean;
  /** The port (with transport, or ping) most hosts were asked for. */
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

/** Reads a kept target: `tcp/22|192.0.2.1`, `ping|192.0.2.1`. */
export const parseTarget = (text: string): Target => {
  const bar = text.indexOf('|');
  return { port: text.slice(0, bar), host: text.slice(bar + 1) };
};

/** Sums up one address's rows of adjoining windows; `all` are its rows of the same time. */
export const scanStretch = (entity: string, rows: readonly Row[], all: readonly Row[]): ScanStretch => {
  const total = rows.reduce(mergeScanRows);
  const lists = rows.map((row) => textsOf(row, 'kept'));
  const kept = unitedTexts(lists, TARGETS_JUDGED);
  const targets = kept.map(parseTarget);
  const hostsOfPort = grouped(targets, ({ port }) => port);
  const portsOfHost = grouped(
    targets.filter(({ port }) => port !== PING),
    ({ host }) => host,
  );
  const [port = '', hosts = 0] = largest(hostsOfPort);
  const [host = '', ports = 0] = largest(portsOfHost);
  const seenPorts = new Set(targets.map((target) => target.port).filter((name) => name !== PING));
  const allHosts = Math.max(new Set(targets.map((target) => target.host)).size, numberOf(total, 'hosts'));
  const allPorts = Math.max(seenPorts.size, numberOf(total, 'ports'));
  const pinged = hostsOfPort.get(PING) ?? 0;
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
    widestPort: { port, hosts: hostsOfPort.size === 1 ? Math.max(hosts, allHosts) : hosts },
    deepestHost: { host, ports: allHosts === 1 ? Math.max(ports, allPorts) : ports },
    pinged: hostsOfPort.size === 1 && pinged > 0 ? allHosts : pinged,
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
