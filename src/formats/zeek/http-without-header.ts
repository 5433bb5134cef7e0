import type { FieldRule, FormatDefinition } from '../definition.ts';
import { delimitedShape } from '../delimited.ts';
import { zeek } from './format.ts';

/** Columns of a http.log without header, as Zeek 2 wrote them. */
const HEADERLESS_COLUMNS: readonly string[] = [
  ...[
    'ts',
    'uid',
    'id.orig_h',
    'id.orig_p',
    'id.resp_h',
    'id.resp_p',
    'trans_depth',
    'method',
    'host',
    'uri',
  ],
  ...['referrer', 'user_agent', 'request_body_len', 'response_body_len', 'status_code', 'status_msg'],
  ...['info_code', 'info_msg', 'filename', 'tags', 'username', 'password', 'proxied'],
  ...['orig_fuids', 'orig_mime_types', 'resp_fuids', 'resp_mime_types'],
];

const text = (from: string): FieldRule => ({ kind: 'text', from, empty: ['(empty)'], unescape: true });

const FIELDS: Readonly<Record<string, FieldRule>> = {
  '@timestamp': { kind: 'epochTime', from: 'ts' },
  'event.id': text('uid'),
  'source.ip': text('id.orig_h'),
  'source.port': { kind: 'number', from: 'id.orig_p', type: 'integer' },
  'destination.ip': text('id.resp_h'),
  'destination.port': { kind: 'number', from: 'id.resp_p', type: 'integer' },
  'http.request.method': text('method'),
  'url.domain': text('host'),
  'url.original': text('uri'),
  'http.request.referrer': text('referrer'),
  'http.version': text('version'),
  'user_agent.original': text('user_agent'),
  'http.request.body.bytes': { kind: 'number', from: 'request_body_len', type: 'long' },
  'http.response.body.bytes': { kind: 'number', from: 'response_body_len', type: 'long' },
  'http.response.status_code': { kind: 'number', from: 'status_code', type: 'integer' },
  'user.name': text('username'),
};

const SHAPE = delimitedShape({
  delimiter: '\t',
  columns: HEADERLESS_COLUMNS,
  fields: FIELDS,
  escapes: true,
  skip: '#[^\\n]*',
});

/** Lines of Zeek 2's http.log whose header was lost. */
const WITHOUT_HEADER: FormatDefinition = {
  name: 'zeek-http',
  title: 'Zeek http.log',
  dataset: 'web',
  example:
    '1331901000.000000\tCHEt7z3AzG4gyCNgci\t192.168.202.79\t50465\t192.168.229.251\t80\t1\tHEAD\t192.168.229.251\t/DEASLog02.nsf\t-\tMozilla/5.0\t0\t0\t404\tNot Found\t-\t-\t-\t(empty)\t-\t-\t-\t-\t-\t-\t-',
  shapeFor: () => SHAPE,
  fields: FIELDS,
};

const looksHeaderless = (head: readonly string[]): boolean =>
  head.some((line) => line.split('\t').length === HEADERLESS_COLUMNS.length && !line.startsWith('#')) &&
  !head.some((line) => line.startsWith('#fields'));

/** Zeek http.log: with its header or as JSON like any Zeek log, or the 27 columns without a header. */
export const zeekHttp: FormatDefinition = {
  ...WITHOUT_HEADER,
  title: 'Zeek http.log (TSV with or without header, JSON)',
  forLog: (head: readonly string[]) => {
    if (looksHeaderless(head)) return WITHOUT_HEADER;
    const definition = zeek.forLog?.(head) ?? null;
    return definition?.name === WITHOUT_HEADER.name ? definition : null;
  },
};
