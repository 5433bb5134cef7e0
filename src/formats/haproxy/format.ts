import type { FieldRule, FormatDefinition, PatternPart } from '../definition.ts';
import { QUOTED, REQUEST_PARTS } from '../ncsa.ts';
import { anyOf } from '../shape-pattern.ts';
import { SYSLOG_STAMP, SYSLOG_TIME, SYSLOG_TIME_STEPS } from '../syslog-time.ts';
import { MONTHS } from '../time-shapes.ts';

const MONTH_NUMBERS = Object.fromEntries(
  MONTHS.map((name, index) => [name, String(index + 1).padStart(2, '0')]),
);

/** A relay's stamp, host and program; missing where HAProxy writes to its own output. */
const HEADER = `(?:(?:<[0-9]{1,3}>)?${SYSLOG_STAMP} (?:[^ \\n]+ )?[^ :\\[\\n]+(?:\\[[0-9]*\\])?: +)?`;

const COUNT = '[+]?[0-9]+';
const TIMER = '-?[0-9]+';

/** Who connected, and when HAProxy accepted it. */
const CLIENT: readonly PatternPart[] = [
  { name: 'client', exact: '[^ \\n]+' },
  ':',
  { name: 'client port', exact: '[0-9]{1,5}' },
  ' [',
  { name: 'day', exact: '[0-9]{2}' },
  '/',
  { name: 'month', exact: '[A-Z][a-z]{2}' },
  '/',
  { name: 'year', exact: '[0-9]{4}' },
  ':',
  { name: 'clock', exact: '[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}' },
  '] ',
  { name: 'session', exact: '[^\\n]+' },
];

const ROUTE: readonly PatternPart[] = [
  { name: 'frontend', exact: '[^ /\\n]+' },
  ' ',
  { name: 'backend', exact: '[^ /\\n]+' },
  '/',
  { name: 'server', exact: '[^ \\n]+' },
  ' ',
];

const QUEUES: readonly PatternPart[] = [
  ' ',
  { name: 'connections', exact: `(?:${COUNT}/){4}${COUNT}` },
  ' ',
  { name: 'queues', exact: `${COUNT}/${COUNT}` },
];

/** option httplog: the manual's "HTTP log format" (8.2.3). */
const HTTP: readonly PatternPart[] = [
  ...ROUTE,
  { name: 'more', exact: '(?:[A-Za-z][^ \\n]* )?' },
  { name: 'timers', exact: `(?:${TIMER}/){4}` },
  { name: '_early', exact: '[+]?' },
  { name: 'total', exact: TIMER },
  ' ',
  { name: 'status', exact: '-?[0-9]{1,3}' },
  ' ',
  { name: '_earlier', exact: '[+]?' },
  { name: 'bytes', exact: '[0-9]+' },
  ' ',
  { name: 'cookies', exact: '[^ \\n]+ [^ \\n]+' },
  ' ',
  { name: 'state', exact: '[A-Za-z-]{4}' },
  ...QUEUES,
  ' ',
  { name: 'captured', exact: '(?:[{][^}\\n]*[}] ){0,2}' },
  '"',
  { name: 'request', exact: QUOTED },
  { name: '_end', exact: '"?' },
  { name: 'behind', exact: '(?: [^\\n]*)?' },
];

/** option tcplog (8.2.2). */
const TCP: readonly PatternPart[] = [
  ...ROUTE,
  { name: 'timers', exact: `(?:${TIMER}/){2}` },
  { name: '_early', exact: '[+]?' },
  { name: 'total', exact: TIMER },
  ' ',
  { name: '_earlier', exact: '[+]?' },
  { name: 'bytes', exact: '[0-9]+' },
  ' ',
  { name: 'state', exact: '[A-Za-z-]{2}' },
  ...QUEUES,
];

/** A connection that failed before it was one (8.2.5). */
const FAILED: readonly PatternPart[] = [
  { name: 'frontend', exact: '[^ /\\n]+' },
  '/',
  { name: 'bind', exact: '[^ :\\n]+' },
  ': ',
  { name: 'message', exact: '[^\\n]+' },
];

/** Without a log option (8.2.1). */
const CONNECT: readonly PatternPart[] = [
  'Connect from ',
  { name: 'client', exact: '[^ \\n]+' },
  ':',
  { name: 'client port', exact: '[0-9]{1,5}' },
  ' to ',
  { name: 'address', exact: '[^ \\n]+' },
  ':',
  { name: 'port', exact: '[0-9]{1,5}' },
  ' (',
  { name: 'connect frontend', exact: '[^ /\\n]+' },
  '/',
  { name: 'mode', exact: '[A-Z]+' },
  ')',
];

/** What a line of a client that was accepted goes on with. */
const SESSIONS: readonly (readonly PatternPart[])[] = [HTTP, TCP, FAILED];
const ACCEPTED = CLIENT.slice(0, -1);

const text = (from: string): FieldRule => ({ kind: 'text', from });
const integer = (from: string): FieldRule => ({ kind: 'number', from, type: 'integer' });

/** HAProxy, as its manual describes the logs (configuration manual, 8.2). */
export const haproxy: FormatDefinition = {
  name: 'haproxy',
  title: 'HAProxy (httplog, tcplog, default and error lines)',
  dataset: 'web',
  example:
    'Mar 10 06:12:31 edge haproxy[3245]: 203.0.113.9:38862 [10/Mar/2026:06:12:31.726] www~ shop/node2 0/0/1/17/18 200 2750 - - ---- 6/6/0/0/0 0/0 {shop.example|} {} "GET /cart?id=7 HTTP/1.1"',
  shapeFor: () => ({
    parts: [
      { name: 'header', exact: HEADER },
      { name: 'line', exact: anyOf([...SESSIONS.map((parts) => [...ACCEPTED, ...parts]), CONNECT]) },
    ],
    inner: [
      {
        from: 'header',
        search: {
          time: `^(?:<[0-9]{1,3}>)?(${SYSLOG_STAMP}) `,
          host: `^(?:<[0-9]{1,3}>)?${SYSLOG_STAMP} ([^ \\n]+) [^ \\n]+: +$`,
          program: '([^ :\\[\\n]+)(?:\\[[0-9]*\\])?: +$',
          pid: '\\[([0-9]+)\\]: +$',
        },
      },
      ...SYSLOG_TIME_STEPS,
      { from: 'line', oneOf: [{ parts: CLIENT }, { parts: CONNECT }] },
      { from: 'session', oneOf: SESSIONS.map((parts) => ({ parts })) },
      { from: 'more', search: { site: '^([^ ]+)' } },
      {
        name: 'accepted',
        join: [
          { capture: 'year' },
          '-',
          { capture: 'month', table: MONTH_NUMBERS },
          '-',
          { capture: 'day' },
          ' ',
          { capture: 'clock' },
        ],
      },
      { from: 'request', parts: REQUEST_PARTS },
    ],
  }),
  fields: {
    '@timestamp': { kind: 'first', of: [{ kind: 'isoTime', from: 'accepted' }, SYSLOG_TIME] },
    'source.ip': { kind: 'text', from: 'client', absent: ['-', 'unix'] },
    'source.port': integer('client port'),
    'destination.ip': text('address'),
    'destination.port': integer('port'),
    'http.request.method': text('method'),
    'url.original': { kind: 'text', from: 'url', orElse: 'request', absent: ['-', '<BADREQ>'] },
    'http.version': text('version'),
    'url.domain': text('site'),
    'http.response.status_code': { kind: 'number', from: 'status', type: 'integer', absent: ['-1'] },
    'http.response.bytes': { kind: 'number', from: 'bytes', type: 'long' },
    'event.duration': { kind: 'number', from: 'total', type: 'double', scale: 0.001 },
    'haproxy.frontend': { kind: 'first', of: [text('frontend'), text('connect frontend')] },
    'haproxy.backend': text('backend'),
    'haproxy.server': { kind: 'text', from: 'server', absent: ['-', '<NOSRV>'] },
    'haproxy.termination_state': { kind: 'text', from: 'state', absent: ['--', '----'] },
    message: text('message'),
    'host.hostname': text('host'),
    'process.name': text('program'),
    'process.pid': integer('pid'),
  },
  columns: [
    { name: 'http.response.bytes', type: 'long', description: 'Bytes of the response with its headers' },
    { name: 'event.duration', type: 'double', description: 'Seconds from the first byte to the last' },
    { name: 'haproxy.frontend', type: 'keyword', description: 'Frontend that took the connection' },
    { name: 'haproxy.backend', type: 'keyword', description: 'Backend it was handed to' },
    { name: 'haproxy.server', type: 'keyword', description: 'Server of that backend' },
    { name: 'haproxy.termination_state', type: 'keyword', description: 'Who ended it and when' },
    { name: 'message', type: 'keyword', description: 'Why a connection failed' },
    { name: 'host.hostname', type: 'keyword', description: 'Host that wrote the line' },
    { name: 'process.name', type: 'keyword', description: 'Program that wrote the line' },
    { name: 'process.pid', type: 'integer', description: 'Process id' },
  ],
};
