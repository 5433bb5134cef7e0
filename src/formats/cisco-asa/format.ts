import { ADDRESS_LIKE } from '../address-pattern.ts';
import type { FieldRule, FormatDefinition, LineShape } from '../definition.ts';
import { SYSLOG_STAMP, SYSLOG_TIME, SYSLOG_TIME_STEPS } from '../syslog-time.ts';
import {
  ASA_ACTIONS,
  ASA_OUTCOMES,
  ASA_PROTOCOLS,
  ASA_SERVICES,
  ASA_TAIL,
  ASA_TEXT,
  ASA_TYPES,
} from './message-texts.ts';
import { ASA_MESSAGES } from './messages.ts';
import { strictFor } from './strict-line.ts';

const LOGIN = '[(](?:[^()\\\\]+\\\\)*([A-Za-z][^()/:, \\\\]*)[)]';
/** Behind a destination, a name without domain may be that of a host. */
const LOGIN_OF_DOMAIN = '[(](?:[^()\\\\]+\\\\)+([A-Za-z][^()/:, \\\\]*)[)]';

/** What may follow an endpoint: the address it is mapped to, and who is logged in there. */
const mapped = (side: string, login: string): Readonly<Record<string, string>> => ({
  [`${side}.mapped`]: `^ ?[(](${ADDRESS_LIKE})/[0-9]+[)]`,
  [`${side}.mapped.port`]: '^ ?[(][^ ()/]+/([0-9]+)[)]',
  [`${side}.login`]: login,
});

const SHAPE: Omit<LineShape, 'strict'> = {
  parts: [
    { name: 'priority', exact: '(?:<[0-9]{1,3}>)?' },
    { name: '_sent', exact: '(?:1 )?(?:[0-9]+: )?(?:: )?[*.]?' },
    { name: 'time', exact: `(?:${SYSLOG_STAMP})?` },
    { name: 'origin', exact: '[^%\\n]*' },
    '%',
    { name: 'product', exact: '(?:ASA|FTD|PIX|FWSM)' },
    '-',
    { name: 'class', exact: '(?:[A-Za-z]*-)?' },
    { name: 'severity', exact: '[0-7]' },
    '-',
    { name: 'number', exact: '[0-9]{6}' },
    { name: '_colon', exact: ':? ' },
    { name: 'message', exact: '[^\\n]*' },
  ],
  inner: [
    ...SYSLOG_TIME_STEPS,
    {
      from: 'origin',
      search: {
        host: '^ +([^ ]*[^ :])',
        program: '^ +[^ ]+ ([^ :\\[]+)(?:\\[[0-9]*\\]: | [0-9]+ )',
        // No host is called so: what stands for it, such as an address that was taken out.
        placeholder: '^ +([<{*(][^ :]*) ?: ?$',
        pid: '^ +[^ ]+ [^ :\\[]+(?:\\[| )([0-9]+)[\\] ]',
      },
    },
    { from: 'message', oneOf: ASA_MESSAGES },
    {
      name: 'behind',
      join: [{ capture: 'destination.user' }, { capture: 'tail' }, { capture: 'text' }],
    },
    { from: 'behind', search: ASA_TAIL },
    { from: 'source.user', search: mapped('source', LOGIN) },
    { from: 'source.plain user', search: { 'source.plain': '^ ([^ ]+)$' } },
    { from: 'destination.plain user', search: { 'destination.plain': '^ ([^ ]+)$' } },
    { from: 'destination.user', search: mapped('destination', LOGIN_OF_DOMAIN) },
    { from: 'text', search: ASA_TEXT },
    { name: 'destination.service', join: [{ capture: 'destination.port', table: ASA_SERVICES }] },
    { name: 'service', join: [{ capture: 'destination.port', table: ASA_PROTOCOLS }] },
  ],
};

const lookup = (table: Readonly<Record<string, string>>): FieldRule => ({
  kind: 'lookup',
  from: 'number',
  table,
});
const text = (from: string): FieldRule => ({ kind: 'text', from });
const lower = (from: string): FieldRule => ({ kind: 'text', from, lower: true });
const integer = (from: string): FieldRule => ({ kind: 'number', from, type: 'integer' });
const firstOf = (...of: readonly FieldRule[]): FieldRule => ({ kind: 'first', of });

/** Cisco ASA syslog: the messages about packets, connections and logins in their parts, all others with their text. */
export const ciscoAsa: FormatDefinition = {
  name: 'cisco-asa',
  title: 'Cisco ASA syslog (also FTD, PIX, FWSM)',
  dataset: 'network',
  example:
    'Jun 21 20:57:47 192.168.26.2 %ASA-4-106023: Deny tcp src outside:198.51.100.7/48751 dst dmz:192.168.24.13/10861 by access-group "outside_access_dmz" [0x0, 0x0]',
  shapeFor: (head) => ({ ...SHAPE, strict: strictFor(head) }),
  fields: {
    '@timestamp': SYSLOG_TIME,
    'source.ip': firstOf(text('source.ip'), text('tail.ip'), text('text.source'), text('text.remote')),
    'source.port': firstOf(integer('source.port'), integer('text.source.port'), integer('text.remote.port')),
    'source.nat.ip': firstOf(text('nat.ip'), text('source.mapped'), text('source.global')),
    'source.nat.port': firstOf(integer('nat.port'), integer('source.mapped.port')),
    'destination.ip': firstOf(
      text('destination.ip'),
      text('nat.ip'),
      text('tail.server'),
      text('text.destination'),
      text('text.local'),
    ),
    'destination.port': firstOf(
      integer('destination.port'),
      integer('destination.service'),
      integer('nat.port'),
      integer('text.destination.port'),
      integer('text.local.port'),
    ),
    'destination.nat.ip': firstOf(text('destination.mapped'), text('destination.global')),
    'destination.nat.port': integer('destination.mapped.port'),
    'network.transport': firstOf(lower('transport'), lower('text.transport')),
    'network.protocol': firstOf(lower('tail.protocol'), text('service'), text('protocol')),
    'network.direction': text('direction'),
    'network.bytes': { kind: 'number', from: 'tail.bytes', type: 'long' },
    'icmp.type': firstOf(integer('icmp.type'), integer('tail.icmp.type')),
    'icmp.code': firstOf(integer('icmp.code'), integer('tail.icmp.code')),
    'user.name': firstOf(
      ...['user', 'tail.user', 'source.login', 'destination.login', 'source.plain', 'destination.plain'].map(
        text,
      ),
      ...['text.marked user', 'text.listed user', 'text.user'].map(text),
    ),
    'destination.user.name': firstOf(text('destination.login'), text('destination.plain')),
    'source.domain': text('tail.source name'),
    'destination.domain': text('tail.destination name'),
    'url.original': text('url'),
    'event.action': firstOf(text('action'), lookup(ASA_ACTIONS)),
    'event.type': firstOf(text('type'), lookup(ASA_TYPES)),
    'event.outcome': firstOf(text('outcome'), lookup(ASA_OUTCOMES)),
    'event.reason': firstOf(text('reason'), text('tail.reason'), text('text.reason')),
    'event.code': text('number'),
    'event.severity': { kind: 'number', from: 'severity', type: 'long' },
    'event.id': text('connection'),
    'event.occurrences': { kind: 'number', from: 'tail.hits', type: 'long' },
    message: text('text'),
    'rule.name': firstOf(text('list'), text('tail.list'), text('tail.filter list')),
    'observer.vendor': { kind: 'constant', value: 'Cisco' },
    'observer.hostname': text('host'),
    'observer.ingress.interface.name': firstOf(
      text('source.interface'),
      text('tail.interface'),
      text('tail.interface before'),
    ),
    'observer.egress.interface.name': text('destination.interface'),
    'process.name': firstOf(text('program'), text('placeholder')),
    'process.pid': integer('pid'),
  },
  columns: [
    { name: 'destination.nat.ip', type: 'ip', description: 'Address of the destination after translation' },
    {
      name: 'destination.nat.port',
      type: 'integer',
      description: 'Port of the destination after translation',
    },
    { name: 'destination.user.name', type: 'keyword', description: 'User at the destination' },
    { name: 'source.domain', type: 'keyword', description: 'Name that a list has for the source' },
    { name: 'destination.domain', type: 'keyword', description: 'Name that a list has for the destination' },
    { name: 'url.original', type: 'keyword', description: 'Address of a page, where the device tells it' },
    { name: 'process.name', type: 'keyword', description: 'Program that the line names as its sender' },
    { name: 'process.pid', type: 'integer', description: 'Process id of that program' },
  ],
};
