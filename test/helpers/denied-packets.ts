import type { PlainEvent } from './loaded-stores.ts';
import { moment } from './web-events.ts';

/** A TCP packet that a firewall refused. */
export const deny = (
  source: string,
  host: string,
  port: number,
  seconds: number | null,
  more: PlainEvent = {},
): PlainEvent => ({
  '@timestamp': seconds === null ? null : moment(seconds),
  'source.ip': source,
  'source.port': 49_152 + (port % 1000),
  'destination.ip': host,
  'destination.port': port,
  'network.transport': 'tcp',
  'event.type': 'denied',
  'event.outcome': 'failure',
  ...more,
});

/** An ICMP message that was refused. */
export const icmp = (source: string, host: string, type: number, seconds: number): PlainEvent =>
  deny(source, host, 0, seconds, {
    'source.port': null,
    'destination.port': null,
    'network.transport': 'icmp',
    'icmp.type': type,
    'icmp.code': 0,
  });

export const times = <Item>(count: number, make: (index: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Strangers who knock once each at some host, for a day. */
export const KNOCKS: readonly PlainEvent[] = times(240, (index) =>
  deny(
    `198.51.${100 + Math.floor(index / 200)}.${(index % 200) + 1}`,
    `10.1.0.${((index * 7) % 40) + 1}`,
    [22, 23, 445, 3389, 8080][index % 5] as number,
    index * 360,
  ),
);
