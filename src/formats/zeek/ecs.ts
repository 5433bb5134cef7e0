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
  mac: 'source.mac',
};

export const lookup = (from: string, table: Readonly<Record<string, string>>): FieldRule => ({
  kind: 'lookup',
  from,
  table,
});

const text = (from: string): FieldRule => ({ kind: 'text', from });

/** A column of `bool` as an outcome. */
const outcome = (from: string): FieldRule =>
  lookup(from, { T: 'success', F: 'failure', true: 'success', false: 'failure' });

const OF_LOG: Readonly<Record<string, Readonly<Record<string, Mapping>>>> = {
  conn: {
    service: 'network.protocol',
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
    auth_success: { field: 'event.outcome', rule: outcome('auth_success') },
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
  ftp: {
    user: 'user.name',
    command: 'event.action',
    mime_type: 'file.mime_type',
    file_size: 'file.size',
  },
  smtp: { subject: 'email.subject', msg_id: 'email.message_id', user_agent: 'user_agent.original' },
  dce_rpc: { operation: 'event.action', rtt: 'event.duration' },
  dhcp: {
    client_addr: 'source.ip',
    server_addr: 'destination.ip',
    host_name: 'source.domain',
    server_message: 'event.reason',
  },
  dnp3: { fc_request: 'event.action' },
  dpd: { failure_reason: 'event.reason' },
  irc: { user: 'user.name', command: 'event.action', dcc_file_name: 'file.name', dcc_file_size: 'file.size' },
  kerberos: {
    request_type: 'event.action',
    client: { field: 'user.name', rule: text('client name') },
    success: { field: 'event.outcome', rule: outcome('success') },
    error_msg: 'event.reason',
  },
  ldap: { opcode: 'event.action', result: 'event.reason' },
  modbus: { func: 'event.action', exception: 'event.reason' },
  mysql: {
    cmd: 'event.action',
    success: { field: 'event.outcome', rule: outcome('success') },
    response: 'event.reason',
  },
  ntlm: {
    username: 'user.name',
    domainname: 'user.domain',
    hostname: 'source.domain',
    success: { field: 'event.outcome', rule: outcome('success') },
  },
  quic: { server_name: 'tls.client.server_name' },
  radius: {
    username: 'user.name',
    result: { field: 'event.outcome', rule: lookup('result', { success: 'success', failed: 'failure' }) },
    reply_msg: 'event.reason',
  },
  rdp: { result: 'event.reason' },
  rfb: { auth: { field: 'event.outcome', rule: outcome('auth') } },
  signatures: {
    src_addr: 'source.ip',
    src_port: 'source.port',
    dst_addr: 'destination.ip',
    dst_port: 'destination.port',
    note: 'rule.name',
    sig_id: 'rule.id',
    event_msg: 'message',
    sub_msg: 'rule.description',
  },
  sip: {
    method: 'event.action',
    uri: 'url.original',
    user_agent: 'user_agent.original',
    status_msg: 'event.reason',
  },
  smb_cmd: { command: 'event.action', username: 'user.name', rtt: 'event.duration' },
  smb_files: { action: 'event.action', name: 'file.name', path: 'file.directory', size: 'file.size' },
  socks: { user: 'user.name', 'request.name': 'destination.domain' },
  software: { host: 'host.ip', name: 'service.name', unparsed_version: 'service.version' },
  syslog: { message: 'message', severity: 'log.syslog.severity.name', facility: 'log.syslog.facility.name' },
  traceroute: { src: 'source.ip', dst: 'destination.ip' },
  tunnel: { action: 'event.action' },
  known_certs: {
    host: 'host.ip',
    subject: 'tls.server.subject',
    issuer_subject: 'tls.server.issuer',
  },
  known_hosts: { host: 'host.ip' },
  known_services: { host: 'host.ip', port_proto: 'network.transport' },
  reporter: { level: 'log.level', message: 'message' },
  x509: {
    'certificate.serial': 'file.x509.serial_number',
    'certificate.subject': 'file.x509.subject.distinguished_name',
    'certificate.issuer': 'file.x509.issuer.distinguished_name',
    'certificate.not_valid_before': 'file.x509.not_before',
    'certificate.not_valid_after': 'file.x509.not_after',
    'san.dns': 'file.x509.alternative_names',
  },
};

/** The ECS field of a column; undefined for one that keeps a name of its own. */
export const mappingOf = (path: string, column: string): Mapping | undefined => {
  const own = OF_LOG[path];
  if (own !== undefined && Object.hasOwn(own, column)) return own[column];
  return Object.hasOwn(SHARED, column) ? SHARED[column] : undefined;
};

/** Logs that go to a dataset of another name than `zeek_` and their own. */
const DATASETS: Readonly<Record<string, string>> = { conn: 'network', http: 'web', dns: 'dns' };

export const datasetOf = (path: string): string =>
  Object.hasOwn(DATASETS, path) ? (DATASETS[path] ?? path) : `zeek_${path.replace(/[^A-Za-z0-9]+/g, '_')}`;
