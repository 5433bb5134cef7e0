import type { FieldRule } from './definition.ts';

/** IANA protocol numbers that firewalls see, and other spellings of their names. */
const TRANSPORTS: Readonly<Record<string, string>> = Object.freeze({
  1: 'icmp',
  2: 'igmp',
  4: 'ipip',
  6: 'tcp',
  17: 'udp',
  41: 'ipv6',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'ipv6-icmp',
  89: 'ospf',
  112: 'vrrp',
  132: 'sctp',
  ICMPv6: 'ipv6-icmp',
  ICMP6: 'ipv6-icmp',
  icmp6: 'ipv6-icmp',
});

/** The name of a transport protocol that a log writes as a name or a number. */
export const transportOf = (from: string): FieldRule => ({
  kind: 'first',
  of: [
    { kind: 'lookup', from, table: TRANSPORTS },
    { kind: 'text', from, lower: true },
  ],
});
