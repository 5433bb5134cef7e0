import type { SimulatedEvent } from '../actor.ts';

/** One packet that an access list refused. */
export interface DeniedPacket extends SimulatedEvent {
  readonly transport: 'tcp' | 'udp' | 'icmp';
  readonly source: string;
  /** Null for ICMP. */
  readonly sourcePort: number | null;
  readonly destination: string;
  /** Port, or for ICMP the type. */
  readonly destinationPort: number;
  /** ICMP code; 0 otherwise. */
  readonly code: number;
}

export const deniedPacket = (
  time: number,
  transport: DeniedPacket['transport'],
  source: readonly [address: string, port: number | null],
  destination: readonly [address: string, port: number],
  code = 0,
): DeniedPacket => ({
  time,
  attack: -1,
  transport,
  source: source[0],
  sourcePort: source[1],
  destination: destination[0],
  destinationPort: destination[1],
  code,
});

/** The protected networks: interface name and the part of the address before the host. */
export const ZONES = [
  { name: 'dmz', network: '192.168.24' },
  { name: 'inside-6', network: '192.168.26' },
] as const;
