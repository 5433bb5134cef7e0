import type { Alternative, FieldRule, FormatDefinition, LineShape, PatternPart } from '../definition.ts';
import { transportOf } from '../protocol-numbers.ts';
import { SYSLOG_HEADER, SYSLOG_STEPS } from '../syslog-envelope.ts';
import { SYSLOG_TIME } from '../syslog-time.ts';

const cell = (name: string, exact = '[^,\\n]*'): PatternPart => ({ name, exact });
const cells = (...items: readonly PatternPart[]): readonly PatternPart[] =>
  items.flatMap((item, index) => (index === 0 ? [item] : [',', item]));
const ADDRESS = '[0-9A-Fa-f:.]+(?:%[A-Za-z0-9]+)?';

/** Columns of filterlog that every packet has; see the source of pfSense and OPNsense. */
const COMMON = [
  cell('rule'),
  cell('subrule'),
  cell('anchor'),
  cell('tracker'),
  cell('interface'),
  cell('reason'),
  cell('verdict', '[a-z-]+'),
  cell('way', '[a-z/]*'),
];

const V4 = [
  cell('version', '4'),
  ...['tos', 'ecn', 'ttl', 'identifier', 'offset', 'flags', 'protocol.number'].map((name) => cell(name)),
  cell('transport'),
  cell('length', '[0-9]*'),
];
const V6 = [
  cell('version', '6'),
  ...['class', 'flow.label', 'hop.limit'].map((name) => cell(name)),
  cell('transport'),
  ...['protocol.number'].map((name) => cell(name)),
  cell('length', '[0-9]*'),
];
const SIDES = [cell('source', ADDRESS), cell('destination', ADDRESS)];
const PORTS = [cell('source.port', '[0-9]{1,5}'), cell('destination.port', '[0-9]{1,5}')];

const filterlog: readonly Alternative[] = [V4, V6].flatMap((version) => [
  { parts: [...cells(...COMMON, ...version, ...SIDES, ...PORTS), { name: 'more', exact: '(?:,[^\\n]*)?' }] },
  { parts: [...cells(...COMMON, ...version, ...SIDES), { name: 'more', exact: '(?:,[^\\n]*)?' }] },
]);

/** `tcpdump -n -e` of a pflog interface, with or without the number of ports behind addresses. */
const TCPDUMP_PARTS: readonly PatternPart[] = [
  'rule ',
  cell('rule', '[^ (]+'),
  '(',
  cell('reason', '[^)\\n]*'),
  ')',
  cell('_colon', ':?'),
  ' ',
  cell('verdict', '[a-z]+'),
  ' ',
  cell('way', '(?:in|out)'),
  ' on ',
  cell('interface', '[^ :]+'),
  ': ',
  cell('_intro', '(?:(?:IP6?|[(]tos|[(]flowlabel)[^\\n]*?)?'),
  cell(
    'source',
    '(?:[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+|[0-9A-Fa-f]*:[0-9A-Fa-f:]*(?:[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+)?)',
  ),
  cell('_source.dot', '[.]?'),
  cell('source.port', '[0-9]{0,5}'),
  ' > ',
  cell(
    'destination',
    '(?:[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+|[0-9A-Fa-f]*:[0-9A-Fa-f:]*[0-9A-Fa-f](?:[.][0-9]+[.][0-9]+[.][0-9]+)?)',
  ),
  cell('_destination.dot', '[.]?'),
  cell('destination.port', '[0-9]{0,5}'),
  ': ',
  cell('packet', '[^\\n]*'),
];
const tcpdump: Alternative = { parts: TCPDUMP_PARTS };

const PACKETS: readonly Alternative[] = [
  {
    parts: [cell('_flags.of', '(?:Flags \\[|[SFPRWE.]+ [0-9]|tcp )[^\\n]*')],
    set: { 'packet.transport': 'tcp' },
  },
  {
    parts: [cell('_udp', '(?:UDP|udp|[0-9]+[+*%-]* |NTP|DHCP|BOOTP)[^\\n]*')],
    set: { 'packet.transport': 'udp' },
  },
  { parts: [cell('_icmp6', '(?:ICMP6|icmp6)[^\\n]*')], set: { 'packet.transport': 'ipv6-icmp' } },
  { parts: [cell('_icmp', '(?:ICMP|icmp)[^\\n]*')], set: { 'packet.transport': 'icmp' } },
];

const VERDICTS: readonly Alternative[] = [
  {
    parts: [cell('_blocked', '(?:block|reject|drop)')],
    set: { action: 'deny', type: 'denied', outcome: 'failure' },
  },
  {
    parts: [cell('_passed', '(?:pass|rdr|nat|binat)')],
    set: { action: 'allow', type: 'allowed', outcome: 'success' },
  },
];

const STEPS = [
  { from: 'body', oneOf: [...filterlog, tcpdump] },
  { from: 'verdict', oneOf: VERDICTS },
  { from: 'packet', oneOf: PACKETS },
  {
    name: 'direction',
    join: [{ capture: 'way', table: { in: 'inbound', out: 'outbound' } }],
  },
] as const;

/** Only what looks like a packet, so that other lines are refused with a reason. */
const CSV_BODY = '[^,\\n]*,[^,\\n]*,[^,\\n]*,[^,\\n]*,[^,\\n]+,[^,\\n]*,[a-z-]+,[a-z/]*,[46],[^\\n]*';
const TEXT_BODY = 'rule [^ (\\n]+[(][^\\n]* > [^\\n]*';

const SYSLOG: LineShape = {
  parts: [...SYSLOG_HEADER, { name: 'rest', exact: `[^\\n]*?[:\\] -] *(?:${CSV_BODY}|${TEXT_BODY})` }],
  inner: [
    ...SYSLOG_STEPS,
    {
      from: 'message',
      oneOf: [
        { parts: [cell('body', CSV_BODY)] },
        { parts: [cell('_clock', '(?:[0-9][0-9:. -]*)?'), cell('body', TEXT_BODY)] },
      ],
    },
    ...STEPS,
  ],
};

/** As tcpdump prints it: with `-tttt`, `-tt`, or without a date. */
const BARE: LineShape = {
  parts: [
    {
      name: 'time',
      exact:
        '(?:[0-9]{4}-[0-9][0-9]-[0-9][0-9] [0-9:.]+|[0-9]{1,10}[.][0-9]{1,9}|[0-9][0-9]:[0-9][0-9]:[0-9][0-9][.][0-9]+)',
    },
    ' ',
    cell('body', TEXT_BODY),
  ],
  inner: STEPS,
};

const BARE_HEAD = /^[0-9][0-9:. -]* rule [^ (]+\([^)]*\):? [a-z]+ (?:in|out) on /;

const text = (from: string): FieldRule => ({ kind: 'text', from });
const integer = (from: string): FieldRule => ({ kind: 'number', from, type: 'integer' });
const firstOf = (...of: readonly FieldRule[]): FieldRule => ({ kind: 'first', of });

/** The packet filter of BSD: filterlog of pfSense and OPNsense, and tcpdump's text of pflog. */
export const pf: FormatDefinition = {
  name: 'pf',
  title: 'pf packet log (filterlog of pfSense and OPNsense, tcpdump of pflog)',
  dataset: 'network',
  example:
    'Mar 10 06:12:31 gate filterlog[4711]: 53,,,1000000301,em0,match,block,in,4,0x0,,64,420,0,DF,6,tcp,60,198.51.100.7,192.0.2.10,48751,22,0,S,29633380,,65535,,mss',
  shapeFor: (head: readonly string[]) =>
    head.some((line) => BARE_HEAD.test(line.slice(0, 4096))) ? BARE : SYSLOG,
  fields: {
    '@timestamp': firstOf(SYSLOG_TIME, { kind: 'epochTime', from: 'time' }),
    'source.ip': text('source'),
    'source.port': integer('source.port'),
    'destination.ip': text('destination'),
    'destination.port': integer('destination.port'),
    'network.transport': firstOf(transportOf('transport'), text('packet.transport')),
    'network.direction': text('direction'),
    'network.bytes': { kind: 'number', from: 'length', type: 'long' },
    'event.action': text('action'),
    'event.type': text('type'),
    'event.outcome': text('outcome'),
    'event.reason': text('reason'),
    'rule.name': text('rule'),
    'observer.hostname': text('host'),
    'observer.ingress.interface.name': text('interface'),
  },
};
