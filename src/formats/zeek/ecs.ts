import type { FieldRule } from '../definition.ts';

/** How a column becomes an ECS field: the field alone where the column's type says the rest. */
export type Mapping = string | { readonly field: string; readonly rule: FieldRule };

/** Columns that mean the same in every log. */
const SHARED: Readonly<Record<string, Mapping>> = {
  ts: '@timestamp',
  uid: 'event.id',
  'id.orig_h': 'source.ip',
  'id.orig_p': 'source.port',
  'id.resp_h': 'destination.ip',
  'id.resp_p': 'destination.port',
  proto: 'network.transport',
  duration: 'event.duration',
};

const lookup = (from: string, table: Readonly<Record<string, string>>): FieldRule => ({
  kind: 'lookup',
  from,
  table,
});

const text = (from: string): FieldRule => ({ kind: 'text', from });

/** States of a connection (docs.zeek.org, conn.log): established or answered, or not. */
const OUTCOMES: Readonly<Record<string, string>> = {
  S1: 'success',
  S2: 'success',
  S3: 'success',
  SF: 'success',
  RSTO: 'success',
  RSTR: 'success',
  S0: 'failure',
  REJ: 'failure',
  RSTOS0: 'failure',
  RSTRH: 'failure',
  SH: 'failure',
  SHR: 'failure',
};

/** DNS answers that are none: RFC 1035 and those after it. */
const RESPONSES: Readonly<Record<string, string>> = {
  NOERROR: 'success',
  FORMERR: 'failure',
  SERVFAIL: 'failure',
  NXDOMAIN: 'failure',
  NOTIMP: 'failure',
  REFUSED: 'failure',
};

const OF_LOG: Readonly<Record<string, Readonly<Record<string, Mapping>>>> = {
  conn: {
    service: 'network.protocol',
    orig_bytes: 'source.bytes',
    resp_bytes: 'destination.bytes',
    orig_pkts: 'source.packets',
    resp_pkts: 'destination.packets',
  },
  dns: {
    trans_id: { field: 'dns.id', rule: { kind: 'text', from: 'trans_id' } },
    query: 'dns.question.name',
    qclass_name: 'dns.question.class',
    qtype_name: 'dns.question.type',
    rcode_name: 'dns.response_code',
    answers: 'dns.answers.data',
    rtt: 'event.duration',
  },
  http: {
    method: 'http.request.method',
    host: 'url.domain',
    uri: 'url.original',
    referrer: 'http.request.referrer',
    version: 'http.version',
    user_agent: 'user_agent.original',
    request_body_len: 'http.request.body.bytes',
    response_body_len: 'http.response.body.bytes',
    status_code: 'http.response.status_code',
    username: 'user.name',
  },
  ssh: {
    auth_success: {
      field: 'event.outcome',
      rule: lookup('auth_success', { T: 'success', F: 'failure', true: 'success', false: 'failure' }),
    },
  },
  ssl: {
    cipher: 'tls.cipher',
    curve: 'tls.curve',
    server_name: 'tls.client.server_name',
    resumed: 'tls.resumed',
    established: 'tls.established',
    next_protocol: 'tls.next_protocol',
    subject: 'tls.server.subject',
    issuer: 'tls.server.issuer',
    issuer_subject: 'tls.server.issuer',
    client_subject: 'tls.client.subject',
    client_issuer: 'tls.client.issuer',
    client_issuer_subject: 'tls.client.issuer',
    ja3: 'tls.client.ja3',
    ja3s: 'tls.server.ja3s',
    version: {
      field: 'tls.version',
      rule: {
        kind: 'first',
        of: [
          lookup('version', {
            SSLv2: '2.0',
            SSLv3: '3.0',
            TLSv10: '1.0',
            TLSv11: '1.1',
            TLSv12: '1.2',
            TLSv13: '1.3',
          }),
          { kind: 'text', from: 'version' },
        ],
      },
    },
  },
  notice: {
    note: 'rule.name',
    msg: 'message',
    sub: 'rule.description',
    'id.orig_h': { field: 'source.ip', rule: { kind: 'first', of: [text('id.orig_h'), text('src')] } },
    'id.resp_h': { field: 'destination.ip', rule: { kind: 'first', of: [text('id.resp_h'), text('dst')] } },
    file_mime_type: 'file.mime_type',
    'remote_location.country_code': 'source.geo.country_iso_code',
    'remote_location.city': 'source.geo.city_name',
  },
  weird: { name: 'rule.name', addl: 'rule.description' },
  files: {
    mime_type: 'file.mime_type',
    filename: 'file.name',
    total_bytes: 'file.size',
    md5: 'file.hash.md5',
    sha1: 'file.hash.sha1',
    sha256: 'file.hash.sha256',
  },
  ftp: { user: 'user.name' },
  smtp: { subject: 'email.subject', user_agent: 'user_agent.original' },
};

/** The ECS field of a column; undefined for one that keeps a name of its own. */
export const mappingOf = (path: string, column: string): Mapping | undefined => {
  const own = OF_LOG[path];
  if (own !== undefined && Object.hasOwn(own, column)) return own[column];
  return Object.hasOwn(SHARED, column) ? SHARED[column] : undefined;
};

/** Fields that a log gives beside those of its columns. */
export const extraFields = (path: string): Readonly<Record<string, FieldRule>> => {
  switch (path) {
    case 'conn':
      return {
        'event.type': { kind: 'constant', value: 'connection' },
        'event.outcome': lookup('conn_state', OUTCOMES),
        'icmp.type': { kind: 'number', from: 'icmp type', type: 'integer' },
        'icmp.code': { kind: 'number', from: 'icmp code', type: 'integer' },
      };
    case 'dns':
      return { 'event.outcome': lookup('rcode_name', RESPONSES) };
    default:
      return {};
  }
};

/** Logs that go to a dataset of another name than `zeek_` and their own. */
const DATASETS: Readonly<Record<string, string>> = { conn: 'network', http: 'web', dns: 'dns' };

export const datasetOf = (path: string): string =>
  Object.hasOwn(DATASETS, path) ? (DATASETS[path] ?? path) : `zeek_${path.replace(/[^A-Za-z0-9]+/g, '_')}`;
