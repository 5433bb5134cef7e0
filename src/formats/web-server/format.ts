import { ADDRESS_LIKE } from '../address-pattern.ts';
import type { FieldRule, FormatDefinition, LineShape, PatternPart } from '../definition.ts';
import { NCSA_FIELDS, NCSA_PARTS, QUOTED, REFERRER_AND_AGENT, REQUEST_PARTS } from '../ncsa.ts';
import { APACHE_ERROR, ERROR_COLUMNS, ERROR_FIELDS, ERROR_STEPS, NGINX_ERROR } from '../server-errors.ts';
import { anyOf } from '../shape-pattern.ts';

/** A virtual host, with its port where it is written, stands before an address. */
const VIRTUAL_HOST: readonly PatternPart[] = [
  { name: 'virtual host', exact: '[^ :\\[]+' },
  { name: 'virtual port', exact: '(?::[0-9]{1,5})?' },
  ' ',
  { name: 'host', exact: ADDRESS_LIKE },
  ...NCSA_PARTS.slice(1),
];

/** A log_format that leaves identity and user out. */
const WITHOUT_USER: readonly PatternPart[] = [
  { name: 'host', exact: '[^ ]+' },
  ' - [',
  { name: 'time', exact: '[^\\]"]*' },
  '] "',
  { name: 'request', exact: QUOTED },
  ...NCSA_PARTS.slice(-4),
];

const SHAPES: readonly (readonly PatternPart[])[] = [
  [...VIRTUAL_HOST, ...REFERRER_AND_AGENT],
  VIRTUAL_HOST,
  [...NCSA_PARTS, ...REFERRER_AND_AGENT],
  NCSA_PARTS,
  [...WITHOUT_USER, ...REFERRER_AND_AGENT],
  WITHOUT_USER,
  APACHE_ERROR,
  NGINX_ERROR,
];

const SHAPE: LineShape = {
  parts: [{ name: 'line', exact: anyOf(SHAPES) }],
  inner: [
    { from: 'line', oneOf: SHAPES.map((parts) => ({ parts })) },
    { from: 'request', parts: REQUEST_PARTS },
    { from: 'virtual port', parts: [':', { name: 'port', exact: '[0-9]+' }] },
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
      { kind: 'text', from: 'virtual host' },
      { kind: 'text', from: 'error host' },
    ],
  },
  'destination.port': { kind: 'number', from: 'port', type: 'integer' },
  'http.request.referrer': {
    kind: 'first',
    of: [
      { kind: 'text', from: 'referrer' },
      { kind: 'text', from: 'error referrer' },
    ],
  },
  'user_agent.original': { kind: 'text', from: 'agent' },
};

const whole = (parts: readonly (readonly PatternPart[])[]): RegExp => new RegExp(`^${anyOf(parts)}$`, 'u');
/** Lines that only this format reads right. */
const SPECIAL = whole([VIRTUAL_HOST, [...VIRTUAL_HOST, ...REFERRER_AND_AGENT], ...SHAPES.slice(4)]);
const ACCESS = whole(SHAPES.slice(0, 6));

/** Plain access logs have faster readers, and error logs readers of their own. */
const isMixed = (head: readonly string[]): boolean => {
  const special = head.filter((line) => SPECIAL.test(line)).length;
  return special > 0 && special >= head.length / 50 && head.some((line) => ACCESS.test(line));
};

/** Lines of a web server as they come: with or without virtual host, referrer and agent, errors among them. */
export const webServer: FormatDefinition = {
  name: 'web-server',
  title: 'Access log with virtual host; also access and error lines of Apache and nginx in one file',
  dataset: 'web',
  example:
    'shop.example:443 203.0.113.9 - alice [21/Jun/2021:20:59:55 +0200] "GET /cart?id=7 HTTP/1.1" 200 5120 "https://shop.example/" "Mozilla/5.0"',
  shapeFor: (head) => (isMixed(head) ? SHAPE : null),
  fields: FIELDS,
  columns: ERROR_COLUMNS,
};
