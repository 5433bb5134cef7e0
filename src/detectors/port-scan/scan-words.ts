import { icmpLabel, portLabel } from '../service-names.ts';
import { counted, duration, figure, listed } from '../wording.ts';
import type { ScanCase } from './scan-case.ts';
import { isSlow, type ScanKind, scanHours } from './scan-kind.ts';
import { isPing, parseTarget, type ScanStretch } from './scan-stretch.ts';

/** Ports and ICMP types named in a sentence. */
const MOST_NAMED = 4;

export const KIND_NAMES: Readonly<Record<ScanKind, string>> = {
  horizontal: 'horizontal scan',
  vertical: 'vertical scan',
  block: 'block scan',
  'ping sweep': 'ping sweep',
  failing: 'first contacts that fail',
};

const atLeast = ({ atLeast: cut }: ScanStretch): string => (cut ? 'at least ' : '');

/** What was scanned: the port of many hosts, the ports of a host. */
const whatOf = (stretch: ScanStretch, kind: ScanKind): string => {
  const { widestPort, deepestHost } = stretch;
  switch (kind) {
    case 'horizontal':
      return `${portLabel(widestPort.port)} on ${atLeast(stretch)}${counted(widestPort.hosts, 'host')}`;
    case 'vertical':
      return `${atLeast(stretch)}${counted(deepestHost.ports, 'port')} of ${deepestHost.host}`;
    case 'block':
      return `${atLeast(stretch)}${counted(stretch.ports, 'port')} on ${counted(stretch.hosts, 'host')}`;
    case 'ping sweep':
      return `${atLeast(stretch)}${counted(stretch.pinged, 'host')} pinged`;
    case 'failing':
      return `${atLeast(stretch)}${counted(stretch.hosts, 'host')}`;
  }
};

export const titleOf = ({ stretch, main, kinds, settings }: ScanCase): string => {
  const slow = isSlow(main, settings) ? 'slow ' : '';
  return `${stretch.entity}: ${slow}${listed(kinds.map((kind) => KIND_NAMES[kind]))}, ${whatOf(stretch, kinds[0] as ScanKind)}`;
};

/** The ports that most hosts were asked for, with their services, and the types of the pings. */
const suchAs = ({ kept }: ScanStretch): string => {
  const hosts = new Map<string, number>();
  const targets = kept.map(parseTarget);
  for (const { port } of targets) hosts.set(port, (hosts.get(port) ?? 0) + 1);
  const names = [...hosts]
    .sort(([leftPort, left], [rightPort, right]) => right - left || byNumber(leftPort, rightPort))
    .map(([port]) => (isPing({ port }) ? icmpLabel(port) : portLabel(port)));
  return names.length === 0 ? '' : `, such as ${listed(names, MOST_NAMED)}`;
};

const byNumber = (left: string, right: string): number =>
  Number(left.split('/')[1]) - Number(right.split('/')[1]) || (left < right ? -1 : 1);

export const explanationOf = ({ stretch, main, kinds, walk, peers, settings }: ScanCase): string => {
  const hours = scanHours(main);
  const pace =
    main.first === null
      ? 'at unknown times'
      : `within ${duration(Math.max(1, scanHours(stretch) * 3600))}${isSlow(main, settings) ? `, only ${figure(main.targets / hours)} targets an hour` : ''}`;
  const others = kinds.slice(1).map((kind) => `${KIND_NAMES[kind]}: ${whatOf(stretch, kind)}`);
  const beside =
    peers === undefined
      ? 'too few other addresses to compare with'
      : `the fence of ${counted(peers.entities, 'address', 'addresses')} lies at ${counted(Number(peers.fence.toFixed(1)), 'target')}`;
  const outcomes =
    walk === undefined
      ? ''
      : `; ${figure(walk.failures)} of ${counted(walk.contacts, 'first contact')} failed, which a scanner does ${figure(Math.min(walk.likelihood, 1e6), 0)} times as likely as others or more`;
  return `${counted(stretch.attempts, 'attempt')} (${counted(stretch.packets, 'packet')}) at ${atLeast(stretch)}${counted(stretch.targets, 'different target')}, ${counted(stretch.hosts, 'host')} and ${counted(stretch.ports, 'port')}${suchAs(stretch)}, ${pace}${others.length === 0 ? '' : `; also ${others.join(', ')}`}${outcomes}; ${beside}`;
};
