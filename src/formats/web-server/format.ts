import { ADDRESS_LIKE, HOST_LIKE, IPV4_LIKE } from '../address-pattern.ts';
import type { Alternative, FieldRule, FormatDefinition, LineShape, PatternPart } from '../definition.ts';
import { NCSA_FIELDS, NCSA_PARTS, NCSA_STEPS, QUOTED, REFERRER_AND_AGENT, REQUEST_PARTS } from '../ncsa.ts';
import { APACHE_ERROR, ERROR_COLUMNS, ERROR_FIELDS, ERROR_STEPS, NGINX_ERROR } from '../server-errors.ts';
import { anyOf } from '../shape-pattern.ts';
import { RELAY } from '../syslog-relay.ts';

/** A virtual host, with its port where it is written, stands before an address. */
const VIRTUAL_HOST: readonly PatternPart[] = [
  { name: 'virtual host', exact: '[^ :,"\\[]+' },
  { name: 'virtual port', exact: '(?::[0-9]{1,5})?' },
  ' ',
  { name: 'forwarded', exact: '(?:"[^"\\n]*" )?' },
  { name: 'host', exact: `(?:${ADDRESS_LIKE}|unix:|localhost)` },
  ...NCSA_PARTS.slice(1),
];

/** A log_format that leaves identity and user out. */
const WITHOUT_USER: readonly PatternPart[] = [
  { name: 'host', exact: HOST_LIKE },
  ' - [',
  { name: 'time', exact: '[^\\]"]*' },
  '] "',
  { name: 'request', exact: QUOTED },
  ...NCSA_PARTS.slice(-4),
];

/** A log_format that begins with what X-Forwarded-For says: the last address is the nearest proxy's word. */
const FORWARDED: readonly PatternPart[] = [
  { name: 'virtual host', exact: '(?:[^ :,"\\[]+(?::[0-9]{1,5})? )?' },
  { name: 'forwarded', exact: '(?:"[^"\\n]+" |(?:[^ ,"\\n]+, )+)' },
  ...NCSA_PARTS,
];

/** The same with the address of the nearest proxy behind the list. */
const FORWARDED_BY: readonly PatternPart[] = [
  { name: 'virtual host', exact: '(?:[^ :,"\\[]+(?::[0-9]{1,5})? )?' },
  { name: 'forwarded', exact: `(?:[^ ,"\\n]+, )+${ADDRESS_LIKE} ` },
  { name: 'host', exact: ADDRESS_LIKE },
  ...NCSA_PARTS.slice(1),
];

/** The log that Apache's mod_ssl ships with: ssl_request_log. */
const SSL_REQUEST: readonly PatternPart[] = [
  '[',
  { name: 'time', exact: '[^\\]"]*' },
  '] ',
  { name: 'host', exact: HOST_LIKE },
  ' ',
  { name: 'tls', exact: '(?:(?:TLS|SSL)v[0-9.]+|-)' },
  ' ',
  { name: 'cipher', exact: '[A-Za-z0-9_-]+' },
  ' "',
  { name: 'request', exact: QUOTED },
  '" ',
  { name: 'size', exact: '(?:[0-9]+|-)' },
];

/** Columns that servers are told to add behind the agent: in quotes, in brackets, or plain. */
const MORE: PatternPart = {
  name: 'more',
  exact: `(?: +(?:"${QUOTED}"|\\[[^\\]\\n]*\\]|[^ "\\[\\n]+))*`,
};
const AGENT_AND_MORE: readonly PatternPart[] = [...REFERRER_AND_AGENT, MORE];
/** Some writers (Traefik, nginx by hand) leave the quotes off a dash. */
const DASHES: readonly (readonly PatternPart[])[] = [
  [' - "', { name: 'agent', exact: QUOTED }, '"'],
  [' "', { name: 'referrer', exact: QUOTED }, '" -'],
  [' - -'],
];
/** What is added to the common format is a number or in quotes: anything else is a broken line. */
const NUMBERS: PatternPart = { name: 'more', exact: '(?: [0-9.]+)*' };

const COLUMNS_BEHIND: PatternPart = { name: 'columns behind', exact: '[^\\n]*' };
/** The first column behind the agent may hold addresses: nginx's own "main" format puts X-Forwarded-For there. */
const BEHIND: readonly Alternative[] = [
  {
    parts: [
      ' "',
      { name: 'forwarded behind', exact: '(?:[0-9A-Fa-f:.]+|unknown)(?:, ?[^",]+)*' },
      '"',
      COLUMNS_BEHIND,
    ],
  },
  { parts: [COLUMNS_BEHIND] },
];

/** Addresses of one's own network, and what servers write for a connection without one. */
const OWN =
  '(?:(?:10|127|192[.]168|169[.]254|172[.](?:1[6-9]|2[0-9]|3[01])|100[.](?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7]))[.][0-9.]+|[fF][cdCD][0-9A-Fa-f]*:[0-9A-Fa-f:]*|[fF][eE]80:[0-9A-Fa-f:]*|::1|unix:|localhost|-)';
/**
 * Proxies of one's own are believed: the client is the last address that is not one of them, and
 * the first where all are. What stands before it may be the client's own invention.
 */
const CLIENT = `(?:^|[ ,"])([^ ,"]+)(?:[ ,"]+${OWN})*$`;

const ACCESS_SHAPES: readonly (readonly PatternPart[])[] = [
  [...VIRTUAL_HOST, ...AGENT_AND_MORE],
  [...VIRTUAL_HOST, NUMBERS],
  [...FORWARDED_BY, ...AGENT_AND_MORE],
  [...FORWARDED, ...AGENT_AND_MORE],
  [...NCSA_PARTS, ...AGENT_AND_MORE],
  [...NCSA_PARTS, NUMBERS],
  ...DASHES.map((dashes) => [...NCSA_PARTS, ...dashes, MORE]),
  [...WITHOUT_USER, ...AGENT_AND_MORE],
  WITHOUT_USER,
  SSL_REQUEST,
];

const SHAPES: readonly (readonly PatternPart[])[] = [...ACCESS_SHAPES, APACHE_ERROR, NGINX_ERROR];

const SHAPE: LineShape = {
  parts: [RELAY, { name: 'line', exact: anyOf(SHAPES) }],
  inner: [
    { from: 'line', oneOf: SHAPES.map((parts) => ({ parts })) },
    ...NCSA_STEPS,
    { from: 'request', parts: REQUEST_PARTS },
    { from: 'virtual port', parts: [':', { name: 'port', exact: '[0-9]+' }] },
    {
      from: 'virtual host',
      search: { 'virtual name': '^([^ :]+)', 'virtual address': `^(${IPV4_LIKE})(?::[0-9]*)? ?$` },
    },
    { from: 'more', oneOf: BEHIND },
    { from: 'forwarded', search: { 'forwarded before': '^"?([^\\n]*[^", \\n])' } },
    { name: 'chain', join: [{ capture: 'forwarded' }, { capture: 'host' }] },
    { from: 'chain', search: { client: CLIENT } },
    { from: 'tls', search: { 'tls version': '^(?:TLS|SSL)v([0-9.]+)$' } },
    ...ERROR_STEPS,
  ],
};

const both = (name: string): readonly FieldRule[] =>
  [NCSA_FIELDS[name], ERROR_FIELDS[name]].filter((rule) => rule !== undefined);

const FIELDS: Readonly<Record<string, FieldRule>> = {
  ...Object.fromEntries(
    [...new Set([...Object.keys(NCSA_FIELDS), ...Object.keys(ERROR_FIELDS)])].map((name) => {
      const rules = both(name);
      return [name, rules.length === 1 ? rules[0] : { kind: 'first', of: rules }] as [string, FieldRule];
    }),
  ),
  'url.domain': {
    kind: 'first',
    of: [
      { kind: 'text', from: 'virtual name' },
      { kind: 'text', from: 'error host' },
    ],
  },
  'source.ip': { kind: 'first', of: [{ kind: 'text', from: 'client' }, ...both('source.ip')] },
  'destination.ip': { kind: 'text', from: 'virtual address' },
  'destination.port': { kind: 'number', from: 'port', type: 'integer' },
  'http.request.referrer': {
    kind: 'first',
    of: [
      { kind: 'text', from: 'referrer' },
      { kind: 'text', from: 'error referrer' },
      { kind: 'text', from: 'apache referrer' },
    ],
  },
  'user_agent.original': { kind: 'text', from: 'agent' },
  'http.request.headers.x_forwarded_for': {
    kind: 'first',
    of: [
      { kind: 'text', from: 'forwarded behind' },
      { kind: 'text', from: 'forwarded before' },
    ],
  },
  'tls.version': { kind: 'text', from: 'tls version' },
  'tls.cipher': { kind: 'text', from: 'cipher' },
};

const whole = (...rows: readonly (readonly PatternPart[])[]): RegExp => new RegExp(`^${anyOf(rows)}$`, 'u');
const ANY = whole([RELAY, { name: 'line', exact: anyOf(SHAPES) }]);
const ACCESS = whole([RELAY, { name: 'line', exact: anyOf(ACCESS_SHAPES) }]);
/** What formats of their own read, faster; they would take a virtual host for the client. */
const PLAIN = whole([...NCSA_PARTS, ...REFERRER_AND_AGENT], NCSA_PARTS);
const HOST_BEFORE = whole(...ACCESS_SHAPES.slice(0, 4));

/** Plain access logs have faster readers, and error logs readers of their own. */
const isMixed = (head: readonly string[]): boolean => {
  const special = head.filter(
    (line) => HOST_BEFORE.test(line) || (!PLAIN.test(line) && ANY.test(line)),
  ).length;
  return special > 0 && special >= head.length / 50 && head.some((line) => ACCESS.test(line));
};

/** Lines of a web server as they come: with or without virtual host, referrer and agent, errors among them. */
export const webServer: FormatDefinition = {
  name: 'web-server',
  title: 'Access log with virtual host or columns behind the agent; access and error lines in one file',
  dataset: 'web',
  example:
    'shop.example:443 203.0.113.9 - alice [21/Jun/2021:20:59:55 +0200] "GET /cart?id=7 HTTP/1.1" 200 5120 "https://shop.example/" "Mozilla/5.0"',
  shapeFor: (head) => (isMixed(head) ? SHAPE : null),
  fields: FIELDS,
  columns: [
    ...ERROR_COLUMNS,
    {
      name: 'http.request.headers.x_forwarded_for',
      type: 'keyword',
      description: 'Addresses that a proxy forwarded',
    },
    { name: 'tls.version', type: 'keyword', description: 'Version of TLS' },
    { name: 'tls.cipher', type: 'keyword', description: 'Cipher of the connection' },
  ],
};
