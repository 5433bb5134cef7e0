/** A column of a Zeek log and its type as `#types` names it. */
export interface ZeekColumn {
  readonly name: string;
  readonly type: string;
}

const ENDPOINTS = 'uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port';
const LOCATION =
  'remote_location.country_code:string remote_location.region:string remote_location.city:string remote_location.latitude:double remote_location.longitude:double';

/**
 * Columns that Zeek 2 to 7 writes by default (docs.zeek.org, log reference). JSON lines leave
 * unset columns out, so a JSON log takes these together with what its lines show.
 */
const STANDARD: Readonly<Record<string, string>> = {
  conn: `ts:time ${ENDPOINTS} proto:enum service:string duration:interval orig_bytes:count resp_bytes:count
    conn_state:string local_orig:bool local_resp:bool missed_bytes:count history:string orig_pkts:count
    orig_ip_bytes:count resp_pkts:count resp_ip_bytes:count tunnel_parents:set[string]`,
  dns: `ts:time ${ENDPOINTS} proto:enum trans_id:count rtt:interval query:string qclass:count qclass_name:string
    qtype:count qtype_name:string rcode:count rcode_name:string AA:bool TC:bool RD:bool RA:bool Z:count
    answers:vector[string] TTLs:vector[interval] rejected:bool`,
  http: `ts:time ${ENDPOINTS} trans_depth:count method:string host:string uri:string referrer:string version:string
    user_agent:string origin:string request_body_len:count response_body_len:count status_code:count
    status_msg:string info_code:count info_msg:string filename:string tags:set[enum] username:string
    password:string proxied:set[string] orig_fuids:vector[string] orig_filenames:vector[string]
    orig_mime_types:vector[string] resp_fuids:vector[string] resp_filenames:vector[string]
    resp_mime_types:vector[string]`,
  ssh: `ts:time ${ENDPOINTS} version:count auth_success:bool auth_attempts:count direction:enum client:string
    server:string cipher_alg:string mac_alg:string compression_alg:string kex_alg:string host_key_alg:string
    host_key:string ${LOCATION}`,
  ssl: `ts:time ${ENDPOINTS} version:string cipher:string curve:string server_name:string resumed:bool
    last_alert:string next_protocol:string established:bool ssl_history:string cert_chain_fuids:vector[string]
    client_cert_chain_fuids:vector[string] cert_chain_fps:vector[string] client_cert_chain_fps:vector[string]
    subject:string issuer:string client_subject:string client_issuer:string sni_matches_cert:bool
    validation_status:string`,
  notice: `ts:time ${ENDPOINTS} fuid:string file_mime_type:string file_desc:string proto:enum note:enum msg:string
    sub:string src:addr dst:addr p:port n:count peer_descr:string actions:set[enum] email_dest:set[string]
    suppress_for:interval dropped:bool ${LOCATION}`,
  weird: `ts:time ${ENDPOINTS} name:string addl:string notice:bool peer:string source:string`,
  files: `ts:time fuid:string uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port
    tx_hosts:set[addr] rx_hosts:set[addr] conn_uids:set[string] source:string depth:count analyzers:set[string]
    mime_type:string filename:string duration:interval local_orig:bool is_orig:bool seen_bytes:count
    total_bytes:count missing_bytes:count overflow_bytes:count timedout:bool parent_fuid:string md5:string
    sha1:string sha256:string extracted:string extracted_cutoff:bool extracted_size:count`,
};

const COLUMNS: Readonly<Record<string, readonly ZeekColumn[]>> = Object.fromEntries(
  Object.entries(STANDARD).map(([path, text]) => [
    path,
    text.split(/\s+/).map((column): ZeekColumn => {
      const at = column.indexOf(':');
      return { name: column.slice(0, at), type: column.slice(at + 1) };
    }),
  ]),
);

/** The default columns of a log; none for one that is not known. */
export const standardColumns = (path: string): readonly ZeekColumn[] =>
  Object.hasOwn(COLUMNS, path) ? (COLUMNS[path] ?? []) : [];

/** Keys that only lines of one log have: what tells a JSON log that does not name itself. */
export const TELLING_KEYS: Readonly<Record<string, readonly string[]>> = {
  conn: ['conn_state'],
  dns: ['qclass', 'rcode', 'trans_id', 'qtype'],
  http: ['trans_depth', 'status_code', 'request_body_len'],
  ssh: ['auth_success', 'auth_attempts', 'host_key', 'kex_alg'],
  ssl: ['cipher', 'established', 'cert_chain_fps', 'cert_chain_fuids'],
  notice: ['note', 'suppress_for'],
  weird: ['name'],
  files: ['fuid', 'seen_bytes', 'tx_hosts'],
};
