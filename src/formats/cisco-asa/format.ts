import type { Cut, FieldRule, FormatDefinition, LineShape } from '../definition.ts';
import { SYSLOG_STAMP, SYSLOG_TIME, SYSLOG_TIME_STEPS } from '../syslog-time.ts';
import { SYSLOG_TIME_SHAPE } from '../time-shapes.ts';
import { ASA_MESSAGES, ASA_SERVICES, ASA_TAIL } from './messages.ts';

const IPV4 = '[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}';
const STRICT = `${SYSLOG_TIME_SHAPE} [^ :]+ %ASA-[0-7]-106023: Deny (?:tcp|udp) src [^ :/]+:${IPV4}/[0-9]{1,5} dst [^ :/]+:${IPV4}/[0-9]{1,5} by access-group "[^" ]+" \\[0x[0-9a-f]+, 0x[0-9a-f]+\\]`;

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
    { name: 'time', exact: `(?:${SYSLOG_STAMP})?` },
    { name: 'origin', exact: '[^%\\n]*' },
    '%',
    { name: 'product', exact: '(?:ASA|FTD|PIX|FWSM)' },
    '-',
    { name: 'class', exact: '(?:[a-z]+-)?' },
    { name: 'severity', exact: '[0-7]' },
    '-',
    { name: 'number', exact: '[0-9]{6}' },
    ': ',
    { name: 'message', exact: '[^\\n]*' },
  ],
  inner: [
    ...SYSLOG_TIME_STEPS,
    { from: 'origin', search: { host: '^ +([^ ]*[^ :])' } },
    { from: 'message', oneOf: ASA_MESSAGES },
    { name: 'behind', join: [{ capture: 'destination.user' }, { capture: 'tail' }] },
    { from: 'behind', search: ASA_TAIL },
    { name: 'destination.service', join: [{ capture: 'destination.port', table: ASA_SERVICES }] },
  ],
  strict: {
    pattern: STRICT,
    cuts: {
      'time.strict': [{ skip: 0, length: 15 }],
      host: word(1),
      severity: word(2, { split: '-', part: 2 }),
      transport: word(4),
      ...side(6, 'source'),
      ...side(8, 'destination'),
      'tail.list': word(11, { split: '"', part: 2 }),
    },
    set: { number: '106023', action: 'deny', type: 'denied', outcome: 'failure' },
  },
};

const text = (from: string): FieldRule => ({ kind: 'text', from });
const integer = (from: string): FieldRule => ({ kind: 'number', from, type: 'integer' });
const firstOf = (...of: readonly FieldRule[]): FieldRule => ({ kind: 'first', of });

/** Cisco ASA syslog: the messages about packets, connections and logins in their parts, all others with their text. */
export const ciscoAsa: FormatDefinition = {
  name: 'cisco-asa',
  title: 'Cisco ASA syslog (also FTD, PIX, FWSM)',
  dataset: 'network',
  example:
    'Jun 21 20:57:47 192.168.26.2 %ASA-4-106023: Deny tcp src outside:198.51.100.7/48751 dst dmz:192.168.24.13/10861 by access-group "outside_access_dmz" [0x0, 0x0]',
  shapeFor: () => SHAPE,
  fields: {
    '@timestamp': SYSLOG_TIME,
    'source.ip': firstOf(text('source.ip'), text('tail.ip')),
    'source.port': integer('source.port'),
    'source.nat.ip': text('nat.ip'),
    'source.nat.port': integer('nat.port'),
    'destination.ip': firstOf(text('destination.ip'), text('tail.server')),
    'destination.port': firstOf(integer('destination.port'), integer('destination.service')),
    'network.transport': { kind: 'text', from: 'transport', lower: true },
    'network.direction': text('direction'),
    'network.bytes': { kind: 'number', from: 'tail.bytes', type: 'long' },
    'icmp.type': firstOf(integer('icmp.type'), integer('tail.icmp.type')),
    'icmp.code': firstOf(integer('icmp.code'), integer('tail.icmp.code')),
    'user.name': firstOf(text('user'), text('tail.user')),
    'event.action': text('action'),
    'event.type': text('type'),
    'event.outcome': text('outcome'),
    'event.reason': firstOf(text('reason'), text('tail.reason')),
    'event.code': text('number'),
    'event.severity': { kind: 'number', from: 'severity', type: 'long' },
    'event.id': text('connection'),
    'event.occurrences': { kind: 'number', from: 'tail.hits', type: 'long' },
    message: text('text'),
    'rule.name': firstOf(text('list'), text('tail.list')),
    'observer.vendor': { kind: 'constant', value: 'Cisco' },
    'observer.hostname': text('host'),
    'observer.ingress.interface.name': firstOf(text('source.interface'), text('tail.interface')),
    'observer.egress.interface.name': text('destination.interface'),
  },
};
