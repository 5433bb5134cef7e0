import type { FieldDefinition } from '../schema/fields.ts';
import { IPV4_LIKE } from './address-pattern.ts';
import type { CaptureStep, FieldRule, JoinPart, PatternPart } from './definition.ts';
import { QUOTED } from './ncsa.ts';
import { SYSLOG_STAMP } from './syslog-time.ts';
import { MONTHS } from './time-shapes.ts';

/** Month names as two digits, for stamps that are put together. */
const MONTH_NUMBERS: Readonly<Record<string, string>> = Object.freeze(
  Object.fromEntries(MONTHS.map((name, index) => [name, String(index + 1).padStart(2, '0')])),
);

const CLOCK = '[0-9]{2}:[0-9]{2}:[0-9]{2}';
const optional = (name: string, pattern: string): PatternPart => ({ name, exact: `(?:${pattern})?` });

/** A line of Apache's error log, 2.2 (without module and process) or 2.4. */
export const APACHE_ERROR: readonly PatternPart[] = Object.freeze([
  '[',
  { name: 'weekday', exact: '[A-Z][a-z]{2}' },
  ' ',
  { name: 'month', exact: '[A-Z][a-z]{2}' },
  ' ',
  { name: 'day', exact: '[0-9]{2}' },
  ' ',
  { name: 'clock', exact: `${CLOCK}(?:[.][0-9]{1,6})?` },
  ' ',
  { name: 'year', exact: '[0-9]{4}' },
  '] [',
  { name: 'origin', exact: '[^\\]]*' },
  '] ',
  optional('process', '\\[pid [0-9]+(?::tid [0-9]+)?\\] '),
  { name: 'message', exact: '[^\\n]*' },
]);

/** The same sent to syslog, which gives the time in Apache's place. */
export const RELAYED_APACHE_ERROR: readonly PatternPart[] = Object.freeze([
  { name: '_priority', exact: '(?:<[0-9]{1,3}>)?' },
  { name: 'time', exact: SYSLOG_STAMP },
  ' ',
  { name: 'server', exact: '[^ \\[]+' },
  ' ',
  { name: 'program', exact: '(?:apache|httpd)[^ :\\[]*' },
  { name: '_program id', exact: '(?:\\[[0-9]*\\])?' },
  ': [',
  ...APACHE_ERROR.slice(-4),
]);

/** A line of nginx's error log. */
export const NGINX_ERROR: readonly PatternPart[] = Object.freeze([
  { name: 'year', exact: '[0-9]{4}' },
  '/',
  { name: 'month', exact: '[0-9]{2}' },
  '/',
  { name: 'day', exact: '[0-9]{2}' },
  ' ',
  { name: 'clock', exact: CLOCK },
  ' [',
  { name: 'level', exact: '[a-z]+' },
  '] ',
  { name: 'pid', exact: '[0-9]+' },
  '#',
  { name: 'thread', exact: '[0-9]+' },
  ': ',
  optional('connection', '[*][0-9]+ '),
  { name: 'message', exact: '[^\\n]*' },
]);

const DATE: readonly JoinPart[] = [
  { capture: 'year' },
  '-',
  {
    capture: 'month',
    table: {
      ...MONTH_NUMBERS,
      ...Object.fromEntries(Object.values(MONTH_NUMBERS).map((item) => [item, item])),
    },
  },
  '-',
  { capture: 'day' },
  ' ',
  { capture: 'clock' },
];

/** What an error line of either server says beside its message. */
export const ERROR_STEPS: readonly CaptureStep[] = Object.freeze([
  { name: 'stamp', join: DATE },
  {
    from: 'origin',
    oneOf: [
      { parts: [{ name: 'module', exact: '[^:]*' }, ':', { name: 'apache level', exact: '[a-z0-9]+' }] },
      { parts: [{ name: 'apache level', exact: '[a-z0-9]+' }] },
    ],
  },
  { from: 'process', search: { 'apache pid': 'pid ([0-9]+)', 'apache thread': 'tid ([0-9]+)' } },
  {
    from: 'message',
    search: {
      // The server writes the client before anything that a client may choose. An IPv6
      // address and its port are parted by one more colon.
      'apache client': `\\[(?:client|remote) \\[?(${IPV4_LIKE}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*?[0-9A-Fa-f.])(?:\\]?:[0-9]{1,5})?\\]`,
      'apache port': '\\[(?:client|remote) (?:\\[[^ \\]]+\\]|[^ \\]]*[0-9A-Fa-f.]):([0-9]{1,5})\\]',
      'apache referrer': ', referer: ([^ ]+)$',
      'error code': '(?:^|[ ])(AH[0-9]{5}):',
      'apache user': ': user ([^ ]+)(?: not found:|: authentication failure)',
      'apache path': '(?: not found: |authentication failure for ")(/(?:[^ "]*[^ ",])?)',
    },
  },
  {
    from: 'message',
    parts: [
      { name: 'nginx text', exact: '[^\\n]*?' },
      ', client: ',
      { name: 'nginx client', exact: '[^ ,]+' },
      optional('nginx server', ', server: [^,]*'),
      optional('nginx request', `, request: "${QUOTED}"`),
      optional('nginx subrequest', `, subrequest: "${QUOTED}"`),
      optional('nginx upstream', `, upstream: "${QUOTED}"`),
      optional('nginx host', `, host: "${QUOTED}"`),
      optional('nginx referrer', `, referrer: "${QUOTED}"`),
    ],
  },
  {
    from: 'nginx request',
    parts: [
      ', request: "',
      { name: 'error method', exact: '[A-Za-z]+' },
      ' ',
      { name: 'error url', exact: '[^\\n]+?' },
      optional('error protocol', ' HTTP/[0-9.]+'),
      '"',
    ],
  },
  { from: 'error protocol', search: { 'error version': 'HTTP/([0-9.]+)$' } },
  { from: 'nginx host', search: { 'error host': '"([^"]*)"$' } },
  { from: 'nginx referrer', search: { 'error referrer': '"([^"]*)"$' } },
]);

const text = (from: string): FieldRule => ({ kind: 'text', from });
const either = (...captures: readonly string[]): FieldRule => ({ kind: 'first', of: captures.map(text) });
const long = (from: string): FieldRule => ({ kind: 'number', from, type: 'long' });
const whole = (...captures: readonly string[]): FieldRule => ({
  kind: 'first',
  of: captures.map((from) => ({ kind: 'number', from, type: 'integer' })),
});

/** Fields of error lines; captures of access lines come first where both have them. */
export const ERROR_FIELDS: Readonly<Record<string, FieldRule>> = Object.freeze({
  '@timestamp': { kind: 'isoTime', from: 'stamp' },
  'log.level': either('level', 'apache level'),
  'log.logger': text('module'),
  'process.pid': whole('pid', 'apache pid'),
  'process.thread.id': { kind: 'first', of: ['thread', 'apache thread'].map(long) },
  'source.ip': either('apache client', 'nginx client'),
  'source.port': { kind: 'number', from: 'apache port', type: 'integer' },
  'user.name': text('apache user'),
  'error.code': text('error code'),
  'http.request.method': text('error method'),
  'url.original': either('error url', 'apache path'),
  'url.domain': text('error host'),
  'http.version': text('error version'),
  'http.request.referrer': either('error referrer', 'apache referrer'),
  message: text('message'),
});

const column = (name: string, type: FieldDefinition['type']): FieldDefinition => ({
  name,
  type,
  description: '',
});

/** Columns that error lines need in the dataset of requests. */
export const ERROR_COLUMNS: readonly FieldDefinition[] = Object.freeze([
  column('log.level', 'keyword'),
  column('log.logger', 'keyword'),
  column('process.pid', 'integer'),
  column('process.thread.id', 'long'),
  column('error.code', 'keyword'),
  column('message', 'keyword'),
]);
