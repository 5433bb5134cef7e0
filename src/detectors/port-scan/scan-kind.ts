import type { PortScanSettings } from './settings.ts';
import { PING, type ScanStretch } from './scan-stretch.ts';

/** One port of many hosts, many ports of one host, many ports of many hosts, or a ping of many hosts. */
export type ScanKind = 'horizontal' | 'vertical' | 'block' | 'ping sweep';

/** Share of the targets that one port or one host must make up to name the scan after it. */
const MAIN_SHARE = 0.6;
/** Share of answers above which attempts are what a server sends back, not a scan. */
const ANSWER_SHARE = 0.9;
/** Hosts and ports that a block has at least. */
const BLOCK_SIDE = 3;

/**
 * Tells scans apart by how their targets are spread; undefined for what is no scan.
 * The shares rest on the kept targets, which are all of them in short lists.
 */
export const scanKind = (stretch: ScanStretch, settings: PortScanSettings): ScanKind | undefined => {
  if (stretch.answers >= ANSWER_SHARE * stretch.attempts) return undefined;
  const kept = Math.max(1, stretch.kept.length);
  const { widestPort, deepestHost } = stretch;
  const wide = widestPort.hosts >= settings.minimumHosts;
  const deep = deepestHost.ports >= settings.minimumPorts;
  if (wide && widestPort.hosts >= MAIN_SHARE * kept)
    return widestPort.port === PING ? 'ping sweep' : 'horizontal';
  if (deep && deepestHost.ports >= MAIN_SHARE * kept) return 'vertical';
  const spread = stretch.hosts >= BLOCK_SIDE && stretch.ports >= BLOCK_SIDE;
  if (spread && stretch.targets >= settings.minimumTargets) return 'block';
  if (wide) return widestPort.port === PING ? 'ping sweep' : 'horizontal';
  return deep ? 'vertical' : undefined;
};

/** Whether the scan keeps below the rate of slow ones; a scan within one hour is never slow. */
export const isSlow = (stretch: ScanStretch, settings: PortScanSettings): boolean => {
  const hours = scanHours(stretch);
  return hours >= 1 && stretch.targets / hours < settings.slowTargetsPerHour;
};

export const scanHours = ({ first, last }: ScanStretch): number =>
  first === null || last === null ? 0 : (last - first) / 3.6e9;
