import type { FieldDefinition } from '../../schema/fields.ts';
import type { FieldRule, FormatDefinition, LineShape, PatternPart } from '../definition.ts';
import { QUOTED } from '../ncsa.ts';

const word = (name: string): PatternPart => ({ name, exact: '[^ ]+' });
const words = (...names: readonly string[]): readonly PatternPart[] =>
  names.flatMap((name, index): PatternPart[] => (index === 0 ? [word(name)] : [' ', word(name)]));

/** An IPv6 address stands in brackets. */
const addressAndPort = (name: string): readonly PatternPart[] => [
  { name: `${name} open`, exact: '\\[?' },
  { name: `${name} address`, exact: '[^ \\[\\]]*?' },
  { name: `${name} close`, exact: '\\]?' },
  ':',
  { name: `${name} port`, exact: '[0-9]+' },
];

/**
 * Access log of an application load balancer (with its type first) or of a classic one
 * (docs.aws.amazon.com, "Access log entries"); columns that AWS adds at the end are kept as one.
 */
const SHAPE: LineShape = {
  parts: [
    { name: 'type', exact: '(?:(?:https?|h2|grpcs|wss?) )?' },
    ...words(
      'time',
      'balancer',
      'client',
      'target',
      'waited',
      'served',
      'answered',
      'status',
      'target status',
    ),
    ' ',
    ...words('received', 'sent'),
    ' "',
    { name: 'request', exact: QUOTED },
    '" "',
    { name: 'agent', exact: QUOTED },
    '" ',
    ...words('cipher', 'protocol'),
    { name: 'more', exact: '(?: [^\\n]*)?' },
  ],
  inner: [
    {
      from: 'client',
      parts: addressAndPort('client'),
    },
    {
      from: 'target',
      parts: addressAndPort('target'),
    },
    {
      from: 'request',
      parts: [
        { name: 'method', exact: '[A-Za-z]+' },
        ' ',
        { name: 'full', exact: '[^\\n]+' },
        ' HTTP/',
        { name: 'version', exact: '[0-9.]+' },
      ],
    },
    {
      from: 'full',
      parts: [
        { name: 'scheme', exact: '[a-z]+' },
        '://',
        { name: 'domain', exact: '[^/:]*' },
        { name: 'domain port', exact: '(?::[0-9]+)?' },
        { name: 'path', exact: '[^\\n]*' },
      ],
    },
    { from: 'protocol', parts: ['TLSv', { name: 'tls', exact: '[0-9.]+' }] },
    { from: 'type', parts: [{ name: 'kind', exact: '[a-z0-9]+' }, ' '] },
    {
      from: 'more',
      parts: [
        ' ',
        word('target group'),
        ' "',
        { name: 'trace', exact: '[^"]*' },
        '" "',
        { name: 'sni', exact: '[^"]*' },
        '" "',
        { name: 'certificate', exact: '[^"]*' },
        '" ',
        word('priority'),
        ' ',
        word('created'),
        ' "',
        { name: 'actions', exact: '[^"]*' },
        '"',
        { name: 'end', exact: '[^\\n]*' },
      ],
    },
  ],
};

const text = (from: string): FieldRule => ({ kind: 'text', from });
const whole = (from: string, type: 'integer' | 'long'): FieldRule => ({ kind: 'number', from, type });
const seconds = (from: string): FieldRule => ({ kind: 'number', from, type: 'double', absent: ['-', '-1'] });
const column = (name: string, type: FieldDefinition['type']): FieldDefinition => ({
  name,
  type,
  description: '',
});

/** Access logs of AWS load balancers. */
export const awsElb: FormatDefinition = {
  name: 'aws-elb',
  title: 'AWS load balancer access log (application and classic)',
  dataset: 'web',
  example:
    'https 2021-06-21T20:59:55.000000Z app/shop/50dc6c495c0c9188 203.0.113.9:2817 192.0.2.10:80 0.001 0.046 0.000 200 200 34 366 "GET https://shop.example:443/cart?id=7 HTTP/2.0" "Mozilla/5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "shop.example" "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012" 0 2021-06-21T20:59:54.950000Z "forward" "-" "-"',
  shapeFor: () => SHAPE,
  fields: {
    '@timestamp': { kind: 'isoTime', from: 'time' },
    'source.ip': text('client address'),
    'source.port': whole('client port', 'integer'),
    'destination.ip': text('target address'),
    'destination.port': whole('target port', 'integer'),
    'http.request.method': text('method'),
    'url.scheme': text('scheme'),
    'url.domain': text('domain'),
    'url.original': { kind: 'first', of: [text('path'), text('full'), text('request')] },
    'http.version': text('version'),
    'http.response.status_code': whole('status', 'integer'),
    'http.request.bytes': whole('received', 'long'),
    'http.response.bytes': whole('sent', 'long'),
    'user_agent.original': text('agent'),
    'tls.cipher': text('cipher'),
    'tls.version': text('tls'),
    'event.duration': seconds('served'),
    'observer.name': text('balancer'),
    'trace.id': text('trace'),
    'tls.client.server_name': text('sni'),
    'aws.elb.type': text('kind'),
    'aws.elb.target_status_code': whole('target status', 'integer'),
    'aws.elb.target_group': text('target group'),
    'aws.elb.actions': text('actions'),
  },
  columns: [
    column('url.scheme', 'keyword'),
    column('http.request.bytes', 'long'),
    column('http.response.bytes', 'long'),
    column('tls.cipher', 'keyword'),
    column('tls.version', 'keyword'),
    column('event.duration', 'double'),
    column('observer.name', 'keyword'),
    column('trace.id', 'keyword'),
    column('tls.client.server_name', 'keyword'),
    column('aws.elb.type', 'keyword'),
    column('aws.elb.target_status_code', 'integer'),
    column('aws.elb.target_group', 'keyword'),
    column('aws.elb.actions', 'keyword'),
  ],
};
