/** A column of a Zeek log and its type as `#types` names it. */
export interface ZeekColumn {
  readonly name: string;
  readonly type: string;
}

const ENDPOINTS = 'uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port';
const LOCATION =
  'remote_location.country_code:string remote_location.region:string remote_location.city:string remote_location.latitude:double remote_location.longitude:double';

/**
 * Columns that Zeek 2 to 7 writes by default (docs.zeek.org, log reference), those of older versions at the
 * end. JSON lines leave unset columns out, so a JSON log takes these together with what its lines show.
 */
const STANDARD: Readonly<Record<string, string>> = {
  analyzer: `ts:time cause:string analyzer_kind:string analyzer_name:string ${ENDPOINTS} fuid:string
    proto:enum failure_reason:string failure_data:string`,
  capture_loss: 'ts:time ts_delta:interval peer:string gaps:count acks:count percent_lost:double',
  cluster: 'ts:time node:string message:string',
  conn: `ts:time ${ENDPOINTS} proto:enum service:string duration:interval orig_bytes:count resp_bytes:count
    conn_state:string local_orig:bool local_resp:bool missed_bytes:count history:string orig_pkts:count
    orig_ip_bytes:count resp_pkts:count resp_ip_bytes:count tunnel_parents:set[string]`,
  dce_rpc: `ts:time ${ENDPOINTS} rtt:interval named_pipe:string endpoint:string operation:string`,
  dhcp: `ts:time uids:set[string] client_addr:addr server_addr:addr mac:string host_name:string client_fqdn:string
    domain:string requested_addr:addr assigned_addr:addr lease_time:interval client_message:string
    server_message:string msg_types:vector[string] duration:interval ${ENDPOINTS} assigned_ip:addr trans_id:count`,
  dnp3: `ts:time ${ENDPOINTS} fc_request:string fc_reply:string iin:count`,
  dns: `ts:time ${ENDPOINTS} proto:enum trans_id:count rtt:interval query:string qclass:count qclass_name:string
    qtype:count qtype_name:string rcode:count rcode_name:string AA:bool TC:bool RD:bool RA:bool Z:count
    answers:vector[string] TTLs:vector[interval] rejected:bool`,
  dpd: `ts:time ${ENDPOINTS} proto:enum analyzer:string failure_reason:string`,
  files: `ts:time fuid:string uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port
    tx_hosts:set[addr] rx_hosts:set[addr] conn_uids:set[string] source:string depth:count analyzers:set[string]
    mime_type:string filename:string duration:interval local_orig:bool is_orig:bool seen_bytes:count
    total_bytes:count missing_bytes:count overflow_bytes:count timedout:bool parent_fuid:string md5:string
    sha1:string sha256:string extracted:string extracted_cutoff:bool extracted_size:count`,
  ftp: `ts:time ${ENDPOINTS} user:string password:string command:string arg:string mime_type:string file_size:count
    reply_code:count reply_msg:string data_channel.passive:bool data_channel.orig_h:addr
    data_channel.resp_h:addr data_channel.resp_p:port fuid:string`,
  http: `ts:time ${ENDPOINTS} trans_depth:count method:string host:string uri:string referrer:string version:string
    user_agent:string origin:string request_body_len:count response_body_len:count status_code:count
    status_msg:string info_code:count info_msg:string filename:string tags:set[enum] username:string
    password:string proxied:set[string] orig_fuids:vector[string] orig_filenames:vector[string]
    orig_mime_types:vector[string] resp_fuids:vector[string] resp_filenames:vector[string]
    resp_mime_types:vector[string]`,
  intel: `ts:time ${ENDPOINTS} seen.indicator:string seen.indicator_type:enum seen.where:enum seen.node:string
    matched:set[enum] sources:set[string] fuid:string file_mime_type:string file_desc:string`,
  irc: `ts:time ${ENDPOINTS} nick:string user:string command:string value:string addl:string dcc_file_name:string
    dcc_file_size:count dcc_mime_type:string fuid:string`,
  kerberos: `ts:time ${ENDPOINTS} request_type:string client:string service:string success:bool error_msg:string
    from:time till:time cipher:string forwardable:bool renewable:bool client_cert_subject:string
    client_cert_fuid:string server_cert_subject:string server_cert_fuid:string`,
  known_certs: 'ts:time host:addr port_num:port subject:string issuer_subject:string serial:string',
  known_hosts: 'ts:time host:addr',
  known_services: 'ts:time host:addr port_num:port port_proto:enum service:set[string]',
  ldap: `ts:time ${ENDPOINTS} message_id:int version:int opcode:string result:string diagnostic_message:string
    object:string argument:string`,
  ldap_search: `ts:time ${ENDPOINTS} message_id:int scope:string deref_aliases:string base_object:string
    result_count:count result:string diagnostic_message:string filter:string attributes:vector[string]`,
  modbus: `ts:time ${ENDPOINTS} tid:count unit:count func:string pdu_type:string exception:string`,
  mysql: `ts:time ${ENDPOINTS} cmd:string arg:string success:bool rows:count response:string`,
  notice: `ts:time ${ENDPOINTS} fuid:string file_mime_type:string file_desc:string proto:enum note:enum msg:string
    sub:string src:addr dst:addr p:port n:count peer_descr:string actions:set[enum] email_dest:set[string]
    suppress_for:interval dropped:bool ${LOCATION}`,
  ntlm: `ts:time ${ENDPOINTS} username:string hostname:string domainname:string server_nb_computer_name:string
    server_dns_computer_name:string server_tree_name:string success:bool`,
  ntp: `ts:time ${ENDPOINTS} version:count mode:count stratum:count poll:interval precision:interval
    root_delay:interval root_disp:interval ref_id:string ref_time:time org_time:time rec_time:time
    xmt_time:time num_exts:count`,
  ocsp: `ts:time id:string hashAlgorithm:string issuerNameHash:string issuerKeyHash:string serialNumber:string
    certStatus:string revoketime:time revokereason:string thisUpdate:time nextUpdate:time`,
  packet_filter: 'ts:time node:string filter:string init:bool success:bool failure_reason:string',
  pe: `ts:time id:string machine:string compile_ts:time os:string subsystem:string is_exe:bool is_64bit:bool
    uses_aslr:bool uses_dep:bool uses_code_integrity:bool uses_seh:bool has_import_table:bool
    has_export_table:bool has_cert_table:bool has_debug_data:bool section_names:vector[string]`,
  quic: `ts:time ${ENDPOINTS} version:string client_initial_dcid:string client_scid:string server_scid:string
    server_name:string client_protocol:string history:string`,
  radius: `ts:time ${ENDPOINTS} username:string mac:string framed_addr:addr tunnel_client:string connect_info:string
    reply_msg:string result:string ttl:interval remote_ip:addr`,
  rdp: `ts:time ${ENDPOINTS} cookie:string result:string security_protocol:string client_channels:vector[string]
    keyboard_layout:string client_build:string client_name:string client_dig_product_id:string
    desktop_width:count desktop_height:count requested_color_depth:string cert_type:string cert_count:count
    cert_permanent:bool encryption_level:string encryption_method:string ssl:bool`,
  reporter: 'ts:time level:enum message:string location:string',
  rfb: `ts:time ${ENDPOINTS} client_major_version:string client_minor_version:string server_major_version:string
    server_minor_version:string authentication_method:string auth:bool share_flag:bool desktop_name:string
    width:count height:count`,
  signatures: `ts:time uid:string src_addr:addr src_port:port dst_addr:addr dst_port:port note:enum sig_id:string
    event_msg:string sub_msg:string sig_count:count host_count:count`,
  sip: `ts:time ${ENDPOINTS} trans_depth:count method:string uri:string date:string request_from:string
    request_to:string response_from:string response_to:string reply_to:string call_id:string seq:string
    subject:string request_path:vector[string] response_path:vector[string] user_agent:string status_code:count
    status_msg:string warning:string request_body_len:count response_body_len:count content_type:string`,
  smb_cmd: `ts:time ${ENDPOINTS} command:string sub_command:string argument:string status:string rtt:interval
    version:string username:string tree:string tree_service:string referenced_file.ts:time
    referenced_file.uid:string referenced_file.id.orig_h:addr referenced_file.id.orig_p:port
    referenced_file.id.resp_h:addr referenced_file.id.resp_p:port referenced_file.fuid:string
    referenced_file.action:enum referenced_file.path:string referenced_file.name:string
    referenced_file.size:count referenced_file.prev_name:string referenced_file.times.modified:time
    referenced_file.times.accessed:time referenced_file.times.created:time
    referenced_file.times.changed:time`,
  smb_files: `ts:time ${ENDPOINTS} fuid:string action:enum path:string name:string size:count prev_name:string
    times.modified:time times.accessed:time times.created:time times.changed:time`,
  smb_mapping: `ts:time ${ENDPOINTS} path:string service:string native_file_system:string share_type:string`,
  smtp: `ts:time ${ENDPOINTS} trans_depth:count helo:string mailfrom:string rcptto:set[string] date:string from:string
    to:set[string] cc:set[string] reply_to:string msg_id:string in_reply_to:string subject:string
    x_originating_ip:addr first_received:string second_received:string last_reply:string path:vector[addr]
    user_agent:string tls:bool fuids:vector[string] is_webmail:bool`,
  snmp: `ts:time ${ENDPOINTS} duration:interval version:string community:string get_requests:count
    get_bulk_requests:count get_responses:count set_requests:count display_string:string up_since:time`,
  socks: `ts:time ${ENDPOINTS} version:count user:string password:string status:string request.host:addr
    request.name:string request_p:port bound.host:addr bound.name:string bound_p:port`,
  software: `ts:time host:addr host_p:port software_type:enum name:string version.major:count version.minor:count
    version.minor2:count version.minor3:count version.addl:string unparsed_version:string`,
  ssh: `ts:time ${ENDPOINTS} version:count auth_success:bool auth_attempts:count direction:enum client:string
    server:string cipher_alg:string mac_alg:string compression_alg:string kex_alg:string host_key_alg:string
    host_key:string ${LOCATION}`,
  ssl: `ts:time ${ENDPOINTS} version:string cipher:string curve:string server_name:string resumed:bool
    last_alert:string next_protocol:string established:bool ssl_history:string cert_chain_fuids:vector[string]
    client_cert_chain_fuids:vector[string] cert_chain_fps:vector[string] client_cert_chain_fps:vector[string]
    subject:string issuer:string client_subject:string client_issuer:string sni_matches_cert:bool
    validation_status:string session_id:string issuer_subject:string not_valid_before:time not_valid_after:time
    client_issuer_subject:string cert_hash:string`,
  stats: `ts:time peer:string mem:count pkts_proc:count bytes_recv:count pkts_dropped:count pkts_link:count
    pkt_lag:interval pkts_filtered:count events_proc:count events_queued:count active_tcp_conns:count
    active_udp_conns:count active_icmp_conns:count tcp_conns:count udp_conns:count icmp_conns:count timers:count
    active_timers:count files:count active_files:count dns_requests:count active_dns_requests:count
    reassem_tcp_size:count reassem_file_size:count reassem_frag_size:count reassem_unknown_size:count`,
  syslog: `ts:time ${ENDPOINTS} proto:enum facility:string severity:string message:string`,
  traceroute: 'ts:time src:addr dst:addr proto:string',
  tunnel: `ts:time ${ENDPOINTS} tunnel_type:enum action:enum`,
  weird: `ts:time ${ENDPOINTS} name:string addl:string notice:bool peer:string source:string`,
  x509: `ts:time fingerprint:string certificate.version:count certificate.serial:string certificate.subject:string
    certificate.issuer:string certificate.not_valid_before:time certificate.not_valid_after:time
    certificate.key_alg:string certificate.sig_alg:string certificate.key_type:string
    certificate.key_length:count certificate.exponent:string certificate.curve:string san.dns:vector[string]
    san.uri:vector[string] san.email:vector[string] san.ip:vector[addr] basic_constraints.ca:bool
    basic_constraints.path_len:count host_cert:bool client_cert:bool id:string`,
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

/** Keys that logs of other programs hardly have. */
const TELLING = ['_path', 'uid', 'uids', 'id.orig_h', 'fuid', 'conn_uids', 'certificate.serial'];
/** Keys that tell Zeek where the other keys are of one of its logs, too. */
const HINTING = ['peer', 'note', 'section_names', 'port_num', 'hashAlgorithm', 'software_type'];

/** Whether an object with these keys is a line of Zeek's. */
export const isZeekLine = (keys: ReadonlySet<string>): boolean => {
  if (!keys.has('ts')) return false;
  if (TELLING.some((key) => keys.has(key)) || isTraceroute(keys)) return true;
  return HINTING.some((key) => keys.has(key)) && pathOfKeys(keys) !== 'log';
};

const isTraceroute = (keys: ReadonlySet<string>): boolean =>
  keys.size === 4 && ['src', 'dst', 'proto'].every((key) => keys.has(key));

/** Columns of most logs: they tell none. */
const OF_MANY = new Set(['ts', 'uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p', '_write_ts']);

/**
 * The log whose default columns hold most of these keys, and of such the one with the fewest others;
 * `log` when none holds two thirds of them.
 */
export const pathOfKeys = (keys: ReadonlySet<string>): string => {
  const telling = [...keys].filter((key) => !OF_MANY.has(key));
  let best = { path: 'log', held: 2 / 3, filled: 0 };
  for (const [path, columns] of Object.entries(COLUMNS)) {
    const names = new Set(columns.map(({ name }) => name));
    const held = telling.filter((key) => names.has(key)).length / telling.length;
    const filled = [...keys].filter((key) => names.has(key)).length / names.size;
    if (held > best.held || (held === best.held && filled > best.filled)) best = { path, held, filled };
  }
  return best.path;
};
