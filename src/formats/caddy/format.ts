import type { FieldRule, FormatDefinition, LineShape } from '../definition.ts';
import { jsonAt, readJsonObject } from '../json-reader.ts';

const SHAPE: LineShape = {
  parts: [],
  json: {
    time: ['ts'],
    level: ['level'],
    logger: ['logger'],
    address: ['request', 'client_ip'],
    peer: ['request', 'remote_ip'],
    peerWithPort: ['request', 'remote_addr'],
    port: ['request', 'remote_port'],
    protocol: ['request', 'proto'],
    method: ['request', 'method'],
    host: ['request', 'host'],
    uri: ['request', 'uri'],
    agent: ['request', 'headers', 'User-Agent', 0],
    referrer: ['request', 'headers', 'Referer', 0],
    forwarded: ['request', 'headers', 'X-Forwarded-For', 0],
    serverName: ['request', 'tls', 'server_name'],
    user: ['user_id'],
    duration: ['duration'],
    size: ['size'],
    read: ['bytes_read'],
    status: ['status'],
    message: ['msg'],
  },
  inner: [
    { from: 'protocol', parts: ['HTTP/', { name: 'version', exact: '[0-9.]+' }] },
    {
      from: 'peerWithPort',
      parts: [
        { name: 'open', exact: '\\[?' },
        { name: 'old address', exact: '[^ \\[\\]]*?' },
        { name: 'close', exact: '\\]?' },
        ':',
        { name: 'old port', exact: '[0-9]+' },
      ],
    },
  ],
};

const text = (from: string): FieldRule => ({ kind: 'text', from });
const whole = (from: string, type: 'integer' | 'long'): FieldRule => ({ kind: 'number', from, type });

const isCaddy = (line: string): boolean => {
  const document = readJsonObject(line);
  return document.kind === 'object' && jsonAt(document, ['request', 'uri']) !== null;
};

/** Access log of Caddy 2 as JSON. */
export const caddy: FormatDefinition = {
  name: 'caddy',
  title: 'Caddy access log (JSON)',
  dataset: 'web',
  example:
    '{"level":"info","ts":1646861401.5241024,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"203.0.113.9","remote_port":"41342","client_ip":"203.0.113.9","proto":"HTTP/2.0","method":"GET","host":"shop.example","uri":"/cart?id=7","headers":{"User-Agent":["curl/7.82.0"],"Accept":["*/*"]},"tls":{"server_name":"shop.example"}},"user_id":"","duration":0.000929675,"size":10900,"status":200,"resp_headers":{"Server":["Caddy"]}}',
  shapeFor: (head) => (head.some((line) => line.startsWith('{') && isCaddy(line)) ? SHAPE : null),
  fields: {
    '@timestamp': {
      kind: 'first',
      of: [
        { kind: 'epochTime', from: 'time' },
        { kind: 'isoTime', from: 'time' },
      ],
    },
    'source.ip': { kind: 'first', of: [text('address'), text('peer'), text('old address')] },
    'source.port': { kind: 'first', of: [whole('port', 'integer'), whole('old port', 'integer')] },
    'user.name': text('user'),
    'http.request.method': text('method'),
    'url.domain': text('host'),
    'url.original': text('uri'),
    'http.version': text('version'),
    'http.request.referrer': text('referrer'),
    'user_agent.original': text('agent'),
    'http.request.headers.x_forwarded_for': text('forwarded'),
    'http.request.body.bytes': whole('read', 'long'),
    'http.response.body.bytes': whole('size', 'long'),
    'http.response.status_code': whole('status', 'integer'),
    'event.duration': { kind: 'number', from: 'duration', type: 'double' },
    'tls.client.server_name': text('serverName'),
    'log.level': text('level'),
    'log.logger': text('logger'),
    message: text('message'),
  },
  columns: [
    { name: 'http.request.headers.x_forwarded_for', type: 'keyword', description: '' },
    { name: 'event.duration', type: 'double', description: '' },
    { name: 'tls.client.server_name', type: 'keyword', description: '' },
    { name: 'log.level', type: 'keyword', description: '' },
    { name: 'log.logger', type: 'keyword', description: '' },
    { name: 'message', type: 'keyword', description: '' },
  ],
};
