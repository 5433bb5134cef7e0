import type { Cut, FormatDefinition, LineShape, PatternPart } from '../definition.ts';
import { SYSLOG_TIME_SHAPE } from '../time-shapes.ts';

const ADDRESS = '[0-9A-Fa-f:.]+';
const endpoint = (side: string): readonly PatternPart[] => [
  { name: `${side}.interface`, exact: '[^ :]+' },
  ':',
  { name: `${side}.ip`, exact: ADDRESS },
  { name: `${side}.slash`, exact: '/?' },
  { name: `${side}.port`, exact: '[0-9]*' },
  { name: `${side}.user`, exact: '(?:\\([^()]*\\))?' },
];

const IPV4 = '[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}';
const STRICT = `${SYSLOG_TIME_SHAPE} [^ ]+ %ASA-[0-9]-106023: Deny (?:tcp|udp) src [^ :]+:${IPV4}/[0-9]{1,5} dst [^ :]+:${IPV4}/[0-9]{1,5} by access-group "[^" ]+" \\[0x[0-9a-f]+, 0x[0-9a-f]+\\]`;

const word = (part: number, ...more: readonly Cut[]): readonly Cut[] => [
  { skip: 16 },
  { split: ' ', part },
  ...more,
];

const side = (part: number, name: string): Readonly<Record<string, readonly Cut[]>> => ({
  [`${name}.interface`]: word(part, { split: ':', part: 1 }),
  [`${name}.ip`]: word(part, { split: ':', part: 2 }, { split: '/', part: 1 }),
  [`${name}.port`]: word(part, { split: ':', part: 2 }, { split: '/', part: 2 }),
});

const SHAPE: LineShape = {
  parts: [
    { name: 'priority', exact: '(?:<[0-9]{1,3}>)?' },
    { name: 'time', exact: '[A-Z][a-z][a-z] [ 0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]' },
    ' ',
    { name: 'host', exact: '[^ ]+' },
    { name: 'colon', exact: '(?: :)?' },
    ' %ASA-',
    { name: 'severity', exact: '[0-9]' },
    '-106023: Deny ',
    { name: 'transport', exact: '(?:protocol )?[A-Za-z0-9-]+' },
    ' src ',
    ...endpoint('source'),
    ' dst ',
    ...endpoint('destination'),
    { name: 'icmp', exact: '(?: \\(type [0-9]+, code [0-9]+\\))?' },
    ' by access-group "',
    { name: 'list', exact: '[^"]*' },
    '"',
    { name: 'hashes', exact: '(?: \\[[^\\]]*\\])?' },
  ],
  inner: [
    {
      from: 'icmp',
      parts: [
        ' (type ',
        { name: 'icmp.type', exact: '[0-9]+' },
        ', code ',
        { name: 'icmp.code', exact: '[0-9]+' },
        ')',
      ],
    },
  ],
  strict: {
    pattern: STRICT,
    cuts: {
      time: [{ skip: 0, length: 15 }],
      host: word(1),
      transport: word(4),
      ...side(6, 'source'),
      ...side(8, 'destination'),
      list: word(11, { split: '"', part: 2 }),
    },
  },
};

/** Cisco ASA message 106023: a packet denied by an access list. */
export const ciscoAsa: FormatDefinition = {
  name: 'cisco-asa',
  title: 'Cisco ASA syslog, message 106023 (denied by access list)',
  dataset: 'network',
  example:
    'Jun 21 20:57:47 192.168.26.2 %ASA-4-106023: Deny tcp src outside:198.51.100.7/48751 dst dmz:192.168.24.13/10861 by access-group "outside_access_dmz" [0x0, 0x0]',
  shapeFor: () => SHAPE,
  fields: {
    '@timestamp': { kind: 'syslogTime', from: 'time' },
    'source.ip': { kind: 'text', from: 'source.ip' },
    'source.port': { kind: 'number', from: 'source.port', type: 'integer' },
    'destination.ip': { kind: 'text', from: 'destination.ip' },
    'destination.port': { kind: 'number', from: 'destination.port', type: 'integer' },
    'network.transport': { kind: 'text', from: 'transport' },
    'icmp.type': { kind: 'number', from: 'icmp.type', type: 'integer' },
    'icmp.code': { kind: 'number', from: 'icmp.code', type: 'integer' },
    'event.action': { kind: 'constant', value: 'deny' },
    'event.type': { kind: 'constant', value: 'denied' },
    'event.outcome': { kind: 'constant', value: 'failure' },
    'event.code': { kind: 'constant', value: '106023' },
    'rule.name': { kind: 'text', from: 'list' },
    'observer.vendor': { kind: 'constant', value: 'Cisco' },
    'observer.hostname': { kind: 'text', from: 'host' },
    'observer.ingress.interface.name': { kind: 'text', from: 'source.interface' },
    'observer.egress.interface.name': { kind: 'text', from: 'destination.interface' },
  },
};
