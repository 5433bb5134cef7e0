import type { PortScanSettings } from './settings.ts';
import type { ScanStretch } from './scan-stretch.ts';

/**
 * One port of many hosts, many ports of one host, many ports of many hosts, a ping of
 * many hosts, or first contacts that fail too often to be chance.
 */
export type ScanKind = 'horizontal' | 'vertical' | 'block' | 'ping sweep' | 'failing';

type Bounds = Pick<PortScanSettings, 'minimumHosts' | 'minimumPorts' | 'minimumTargets'>;

/** Share of the targets that one port or one host must make up to name the scan after it. */
const MAIN_SHARE = 0.6;
/** Share of answers above which attempts are what a server sends back, not a scan. */
const ANSWER_SHARE = 0.9;
/** Hosts and ports that a block has at least. */
const BLOCK_SIDE = 3;

/** Answers go to the ports that asked, which differ; one port on many hosts is asked for. */
export const isAnswering = ({ answers, attempts, ports, hosts }: ScanStretch): boolean =>
  answers >= ANSWER_SHARE * attempts && 2 * ports >= hosts;

/**
 * Tells scans apart by how their targets are spread, the main kind first; empty for what
 * is no scan. A block has horizontal and vertical parts and is told alone. The shares
 * rest on the kept targets, which are all of them in short lists.
 */
export const scanKinds = (stretch: ScanStretch, bounds: Bounds): readonly ScanKind[] => {
  if (isAnswering(stretch)) return [];
  const { widestPort, deepestHost, pinged } = stretch;
  const asked = Math.max(1, stretch.kept.length - Math.min(pinged, stretch.kept.length));
  const wide = widestPort.hosts >= bounds.minimumHosts;
  const deep = deepestHost.ports >= bounds.minimumPorts;
  const spread = stretch.hosts >= BLOCK_SIDE && stretch.ports >= BLOCK_SIDE;
  const kinds: ScanKind[] = [];
  if (wide && widestPort.hosts >= MAIN_SHARE * asked) kinds.push('horizontal');
  else if (deep && deepestHost.ports >= MAIN_SHARE * asked) kinds.push('vertical');
  else if (spread && stretch.targets - pinged >= bounds.minimumTargets) kinds.push('block');
  if (kinds[0] !== 'block') {
    if (wide && !kinds.includes('horizontal')) kinds.push('horizontal');
    if (deep && !kinds.includes('vertical')) kinds.push('vertical');
  }
  if (pinged < bounds.minimumHosts) return kinds;
  return pinged > asked ? ['ping sweep', ...kinds] : [...kinds, 'ping sweep'];
};

/** Bounds for what was collected over days, where chance has more time. */
export const slowBounds = ({ minimumHosts, minimumPorts, minimumTargets }: PortScanSettings): Bounds => ({
  minimumHosts: 2 * minimumHosts,
  minimumPorts: 2 * minimumPorts,
  minimumTargets: 2 * minimumTargets,
});

/** Whether the scan keeps below the rate of slow ones; a scan within one hour is never slow. */
export const isSlow = (stretch: ScanStretch, settings: PortScanSettings): boolean => {
  const hours = scanHours(stretch);
  return hours >= 1 && stretch.targets / hours < settings.slowTargetsPerHour;
};

export const scanHours = ({ first, last }: Pick<ScanStretch, 'first' | 'last'>): number =>
  first === null || last === null ? 0 : (last - first) / 3.6e9;
