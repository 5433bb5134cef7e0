import type { FieldRule, FormatDefinition } from '../definition.ts';
import { delimitedShape } from '../delimited.ts';

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

const ABSENT = ['-', '(empty)'];
const text = (from: string): FieldRule => ({ kind: 'text', from, absent: ABSENT });

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

const COMMENT = '#[^\\n]*';
const shape = (columns: readonly string[]) =>
  delimitedShape({ delimiter: '\t', columns, fields: FIELDS, skip: COMMENT });

const HEADERLESS = shape(HEADERLESS_COLUMNS);

const headerColumns = (head: readonly string[]): readonly string[] | null => {
  const path = head.find((line) => line.startsWith('#path\t'));
  const columns = head.find((line) => line.startsWith('#fields\t'));
  if (path !== '#path\thttp' || columns === undefined) return null;
  return columns.slice('#fields\t'.length).split('\t');
};

const looksHeaderless = (head: readonly string[]): boolean =>
  head.some((line) => line.split('\t').length === HEADERLESS_COLUMNS.length && !line.startsWith('#'));

/** Zeek http.log, tab-separated, with its header or without. */
export const zeekHttp: FormatDefinition = {
  name: 'zeek-http',
  title: 'Zeek http.log (TSV, with or without header)',
  dataset: 'web',
  example:
    '1331901000.000000\tCHEt7z3AzG4gyCNgci\t192.168.202.79\t50465\t192.168.229.251\t80\t1\tHEAD\t192.168.229.251\t/DEASLog02.nsf\t-\tMozilla/5.0\t0\t0\t404\tNot Found\t-\t-\t-\t(empty)\t-\t-\t-\t-\t-\t-\t-',
  shapeFor: (head: readonly string[]) => {
    const columns = headerColumns(head);
    if (columns !== null) return shape(columns);
    const hasHeader = head.some((line) => line.startsWith('#fields\t'));
    return !hasHeader && looksHeaderless(head) ? HEADERLESS : null;
  },
  fields: FIELDS,
};
