import type { FieldRule, FormatDefinition, LineShape, PatternPart } from '../definition.ts';

/** Columns of a TLS listener's log behind its type and version (docs.aws.amazon.com, "Access logs for your Network Load Balancer"). */
const COLUMNS: readonly string[] = [
  ...['time', 'balancer', 'listener', 'client', 'target', 'connected', 'handshake', 'received', 'sent'],
  ...['alert', 'certificate', 'serial', 'cipher', 'protocol', 'group', 'domain', 'alpn front'],
  ...['alpn back', 'alpn client'],
];

const addressAndPort = (name: string): readonly PatternPart[] => [
  { name: `${name} address`, exact: '[^ ]*' },
  ':',
  { name: `${name} port`, exact: '[0-9]+' },
];

const SHAPE: LineShape = {
  parts: [
    'tls ',
    { name: 'version', exact: '[0-9.]+' },
    ...COLUMNS.flatMap((name): PatternPart[] => [' ', { name, exact: '[^ ]+' }]),
    { name: 'created', exact: '(?: [^\\n]*)?' },
  ],
  inner: [
    { from: 'client', parts: addressAndPort('client') },
    { from: 'target', parts: addressAndPort('target') },
    { from: 'protocol', search: { tls: '^tlsv([0-9]+)$' } },
  ],
};

const text = (from: string): FieldRule => ({ kind: 'text', from });
const whole = (from: string, type: 'integer' | 'long'): FieldRule => ({ kind: 'number', from, type });
const column = (name: string): { name: string; type: 'keyword'; description: string } => ({
  name,
  type: 'keyword',
  description: '',
});

/** Connections that a network load balancer took in by TLS. */
export const awsNlb: FormatDefinition = {
  name: 'aws-nlb',
  title: 'AWS network load balancer access log (TLS)',
  dataset: 'network',
  example:
    'tls 2.0 2021-06-21T20:59:55 net/shop/c6e77e28c25b2234 g3d4b5e8bb8464cd 203.0.113.9:51341 192.0.2.10:443 5 2 98 246 - arn:aws:acm:eu-central-1:123456789012:certificate/2a108f19-aded-46b0-8493-c63eb1ef4a99 - ECDHE-RSA-AES128-SHA tlsv12 - shop.example - - -',
  shapeFor: () => SHAPE,
  fields: {
    '@timestamp': { kind: 'isoTime', from: 'time' },
    'source.ip': text('client address'),
    'source.port': whole('client port', 'integer'),
    'destination.ip': text('target address'),
    'destination.port': whole('target port', 'integer'),
    'source.bytes': whole('received', 'long'),
    'destination.bytes': whole('sent', 'long'),
    'network.bytes': { kind: 'sum', of: ['received', 'sent'] },
    'network.transport': { kind: 'constant', value: 'tcp' },
    'network.protocol': { kind: 'constant', value: 'tls' },
    'event.duration': { kind: 'number', from: 'connected', type: 'double', scale: 0.001 },
    'observer.vendor': { kind: 'constant', value: 'AWS' },
    'observer.name': text('balancer'),
    'tls.cipher': text('cipher'),
    'tls.version': {
      kind: 'lookup',
      from: 'tls',
      table: { 1: '1.0', 10: '1.0', 11: '1.1', 12: '1.2', 13: '1.3' },
    },
    'tls.client.server_name': text('domain'),
  },
  columns: [
    { name: 'event.duration', type: 'double', description: '' },
    ...['observer.name', 'tls.cipher', 'tls.version', 'tls.client.server_name'].map(column),
  ],
};
