import type { FieldRule, FormatDefinition, LineShape, PatternPart } from '../definition.ts';
import { transportOf } from '../protocol-numbers.ts';
import { anyOf } from '../shape-pattern.ts';
import { SYSLOG_STAMP, SYSLOG_TIME, SYSLOG_TIME_STEPS } from '../syslog-time.ts';

const held = (...words: readonly string[]): string => {
  const cases = words.flatMap((word) => [
    word,
    word.toUpperCase(),
    word.charAt(0).toUpperCase() + word.slice(1),
  ]);
  return `[^\\n]*(?:${cases.join('|')})[^\\n]*`;
};

/** What the rule says, behind the clock of the kernel. */
const PREFIX: readonly PatternPart[] = [
  { name: '_clock', exact: '(?:\\[ *[0-9]+[.][0-9]+\\] ?)?' },
  { name: 'prefix', exact: '(?:[^\\n]*[^: \\n])?' },
  { name: '_end', exact: '[: ]*' },
];

/** A rule set of VyOS and EdgeOS with the number of the rule: accepted, dropped or rejected. */
const ofRuleSet = (verdict: string): readonly PatternPart[] => [
  '[',
  { name: 'rule set', exact: '[^\\n]+' },
  '-',
  { name: 'rule number', exact: '(?:default|[0-9]+)' },
  '-',
  { name: '_letter', exact: verdict },
  ']',
];

const PACKET: readonly PatternPart[] = [
  'IN=',
  { name: 'in', exact: '[^ ]*' },
  ' ',
  { name: 'out', exact: '(?:(?:PHYS(?:IN|OUT)=[^ ]* )*OUT=[^ ]* )' },
  { name: 'pairs', exact: '[^\\[\\n]*SRC=[^\\[\\n]*' },
];

/** What a relay left of a packet whose beginning it cut off: the ports at least. */
const CUT_PACKET: readonly PatternPart[] = [
  { name: 'cut host', exact: '[^ :=\\n]+' },
  { name: '_sent', exact: ' (?:[a-z0-9]+[.][a-z]+ )?kernel: *' },
  {
    name: 'pairs',
    exact: `[^ :=\\n]*(?:=[^ \\n]*)?${[
      '(?: (?:DST|LEN|TOS|PREC|TTL|ID|TC|HOPLIMIT|FLOWLBL)=[^ \\n]*| (?:CE|DF|MF))*',
      ' PROTO=[A-Za-z0-9]+ SPT=[0-9]+ DPT=[0-9]+[^=\\[\\n]*(?:=[^\\[\\n]*)?',
    ].join('')}`,
  },
];

const SHAPE: LineShape = {
  parts: [
    { name: 'priority', exact: '(?:<[0-9]{1,3}>)?' },
    { name: 'version', exact: '(?:1 )?' },
    { name: 'time', exact: `(?:${SYSLOG_STAMP} )?` },
    { name: 'intro', exact: '[^\\n]*?' },
    { name: 'packet', exact: anyOf([PACKET, CUT_PACKET]) },
    { name: 'embedded', exact: '(?:\\[[^\\n]*)?' },
  ],
  inner: [
    { from: 'time', parts: [{ name: 'time', exact: '[^\\n]*[^ \\n]' }, ' '] },
    ...SYSLOG_TIME_STEPS,
    {
      from: 'intro',
      oneOf: [
        {
          when: { version: '1 ' },
          parts: [
            { name: 'host', exact: '[^ ]+' },
            { name: '_sent', exact: ' [^ ]+ [^ ]+ [^ ]+ (?:-|\\[[^\\]\\n]*\\]) ?' },
            ...PREFIX,
          ],
        },
        {
          parts: [
            { name: 'host', exact: '[^ ]+' },
            { name: '_sent', exact: ' [^ :\\[]+(?:\\[[0-9]*\\])?: *' },
            ...PREFIX,
          ],
        },
        { parts: PREFIX },
      ],
    },
    {
      from: 'prefix',
      oneOf: [
        { parts: ofRuleSet('A'), set: { action: 'allow', type: 'allowed', outcome: 'success' } },
        { parts: ofRuleSet('[DR]'), set: { action: 'deny', type: 'denied', outcome: 'failure' } },
        {
          parts: [{ name: '_verdict', exact: held('drop', 'deny', 'denied', 'reject', 'block', 'invalid') }],
          set: { action: 'deny', type: 'denied', outcome: 'failure' },
        },
        {
          parts: [{ name: '_verdict', exact: held('accept', 'allow', 'permit') }],
          set: { action: 'allow', type: 'allowed', outcome: 'success' },
        },
      ],
    },
    { from: 'packet', oneOf: [{ parts: PACKET }, { parts: CUT_PACKET }] },
    { from: 'out', search: { egress: '(?:^|[ ])OUT=([^ ]+)' } },
    {
      from: 'pairs',
      search: {
        source: '(?:^|[ ])SRC=([^ ]+)',
        destination: '(?:^|[ ])DST=([^ ]+)',
        'mac.destination': '(?:^|[ ])MAC=((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}):',
        'mac.source': '(?:^|[ ])MAC=(?:[0-9A-Fa-f]{2}:){6}((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})',
        length: '(?:^|[ ])LEN=([0-9]+)',
        transport: '(?:^|[ ])PROTO=([^ ]+)',
        'source.port': '(?:^|[ ])SPT=([0-9]+)',
        'destination.port': '(?:^|[ ])DPT=([0-9]+)',
        'icmp.type': '(?:^|[ ])TYPE=([0-9]+)',
        'icmp.code': '(?:^|[ ])CODE=([0-9]+)',
      },
    },
  ],
};

const text = (from: string): FieldRule => ({ kind: 'text', from });
const integer = (from: string): FieldRule => ({ kind: 'number', from, type: 'integer' });

/** Packets that netfilter logs: iptables, ip6tables, nftables and ufw. */
export const iptables: FormatDefinition = {
  name: 'iptables',
  title: 'Linux packet log (iptables, nftables, ufw)',
  dataset: 'network',
  example:
    'Mar 10 06:12:31 gate kernel: [50028.088484] [UFW BLOCK] IN=eth0 OUT= MAC=52:54:00:12:34:56:52:54:00:65:43:21:08:00 SRC=198.51.100.7 DST=192.0.2.10 LEN=40 TOS=0x00 PREC=0x00 TTL=245 ID=37308 PROTO=TCP SPT=48751 DPT=23 WINDOW=1024 RES=0x00 SYN URGP=0',
  shapeFor: () => SHAPE,
  fields: {
    '@timestamp': SYSLOG_TIME,
    'source.ip': text('source'),
    'source.port': integer('source.port'),
    'destination.ip': text('destination'),
    'destination.port': integer('destination.port'),
    'network.transport': transportOf('transport'),
    'network.bytes': { kind: 'number', from: 'length', type: 'long' },
    'icmp.type': integer('icmp.type'),
    'icmp.code': integer('icmp.code'),
    'event.action': text('action'),
    'event.type': text('type'),
    'event.outcome': text('outcome'),
    'rule.name': { kind: 'first', of: [text('rule set'), text('prefix')] },
    'rule.id': text('rule number'),
    'observer.hostname': { kind: 'first', of: [text('host'), text('cut host')] },
    'observer.ingress.interface.name': text('in'),
    'observer.egress.interface.name': text('egress'),
    'source.mac': text('mac.source'),
    'destination.mac': text('mac.destination'),
  },
  columns: [
    { name: 'rule.id', type: 'keyword', description: 'Number of the rule in its set' },
    { name: 'source.mac', type: 'keyword', description: 'Hardware address of the sender' },
    { name: 'destination.mac', type: 'keyword', description: 'Hardware address of the receiver' },
  ],
};
