import type { FieldRule, FormatDefinition, LineShape } from '../definition.ts';
import { readJsonObject } from '../json-reader.ts';

const member = (name: string): readonly [string, readonly string[]] => [name, [name]];

const SHAPE: LineShape = {
  parts: [],
  json: Object.fromEntries(
    [
      ...['StartUTC', 'time', 'ClientHost', 'ClientPort', 'ClientUsername', 'RequestMethod', 'RequestHost'],
      ...['RequestPath', 'RequestProtocol', 'RequestScheme', 'RequestContentSize', 'DownstreamStatus'],
      ...['DownstreamContentSize', 'OriginStatus', 'Duration', 'RouterName', 'ServiceName', 'ServiceAddr'],
      ...[
        'request_User-Agent',
        'request_Referer',
        'request_X-Forwarded-For',
        'TLSVersion',
        'TLSCipher',
        'level',
      ],
    ].map(member),
  ),
  inner: [{ from: 'RequestProtocol', parts: ['HTTP/', { name: 'version', exact: '[0-9.]+' }] }],
};

const text = (from: string): FieldRule => ({ kind: 'text', from });
const whole = (from: string, type: 'integer' | 'long'): FieldRule => ({ kind: 'number', from, type });

const isTraefik = (line: string): boolean => {
  const document = readJsonObject(line);
  return (
    document.kind === 'object' &&
    document.members.has('DownstreamStatus') &&
    document.members.has('RequestMethod')
  );
};

/** Access log of Traefik as JSON; times of a request are in nanoseconds there. */
export const traefik: FormatDefinition = {
  name: 'traefik',
  title: 'Traefik access log (JSON)',
  dataset: 'web',
  example:
    '{"ClientAddr":"203.0.113.9:52144","ClientHost":"203.0.113.9","ClientPort":"52144","ClientUsername":"-","DownstreamContentSize":2105,"DownstreamStatus":200,"Duration":5374914,"RequestAddr":"shop.example","RequestHost":"shop.example","RequestMethod":"GET","RequestPath":"/cart?id=7","RequestPort":"-","RequestProtocol":"HTTP/1.1","RequestScheme":"https","RouterName":"shop@docker","ServiceName":"shop@docker","StartUTC":"2021-06-21T18:59:55.152325873Z","request_User-Agent":"Mozilla/5.0","level":"info","msg":"","time":"2021-06-21T18:59:55Z"}',
  shapeFor: (head) => (head.some((line) => line.startsWith('{') && isTraefik(line)) ? SHAPE : null),
  fields: {
    '@timestamp': {
      kind: 'first',
      of: [
        { kind: 'isoTime', from: 'StartUTC' },
        { kind: 'isoTime', from: 'time' },
      ],
    },
    'source.ip': text('ClientHost'),
    'source.port': whole('ClientPort', 'integer'),
    'user.name': text('ClientUsername'),
    'http.request.method': text('RequestMethod'),
    'url.domain': text('RequestHost'),
    'url.original': text('RequestPath'),
    'url.scheme': text('RequestScheme'),
    'http.version': text('version'),
    'http.request.referrer': text('request_Referer'),
    'user_agent.original': text('request_User-Agent'),
    'http.request.headers.x_forwarded_for': text('request_X-Forwarded-For'),
    'http.request.body.bytes': whole('RequestContentSize', 'long'),
    'http.response.status_code': whole('DownstreamStatus', 'integer'),
    'http.response.body.bytes': whole('DownstreamContentSize', 'long'),
    'event.duration': { kind: 'number', from: 'Duration', type: 'double', scale: 1e-9 },
    'service.name': text('ServiceName'),
    'rule.name': text('RouterName'),
    'tls.cipher': text('TLSCipher'),
    'tls.version': text('TLSVersion'),
  },
  columns: [
    { name: 'url.scheme', type: 'keyword', description: '' },
    { name: 'http.request.headers.x_forwarded_for', type: 'keyword', description: '' },
    { name: 'event.duration', type: 'double', description: '' },
    { name: 'service.name', type: 'keyword', description: '' },
    { name: 'rule.name', type: 'keyword', description: '' },
    { name: 'tls.cipher', type: 'keyword', description: '' },
    { name: 'tls.version', type: 'keyword', description: '' },
  ],
};
