import type { CaptureStep, FieldRule } from '../definition.ts';
import { lookup } from './ecs.ts';

const text = (from: string): FieldRule => ({ kind: 'text', from });
const constant = (value: string): FieldRule => ({ kind: 'constant', value });

/** Logs of one protocol: what carries it (where Zeek reads it over one only) and its name in ECS. */
const PROTOCOLS: Readonly<Record<string, readonly [transport: string | undefined, protocol: string]>> = {
  dce_rpc: ['tcp', 'dce_rpc'],
  dhcp: ['udp', 'dhcp'],
  dnp3: ['tcp', 'dnp3'],
  ftp: ['tcp', 'ftp'],
  http: ['tcp', 'http'],
  irc: ['tcp', 'irc'],
  kerberos: [undefined, 'kerberos'],
  ldap: [undefined, 'ldap'],
  ldap_search: [undefined, 'ldap'],
  modbus: ['tcp', 'modbus'],
  mysql: ['tcp', 'mysql'],
  ntlm: ['tcp', 'ntlm'],
  ntp: ['udp', 'ntp'],
  quic: ['udp', 'quic'],
  radius: ['udp', 'radius'],
  rdp: ['tcp', 'rdp'],
  rfb: ['tcp', 'rfb'],
  sip: ['udp', 'sip'],
  smb_cmd: ['tcp', 'smb'],
  smb_files: ['tcp', 'smb'],
  smb_mapping: ['tcp', 'smb'],
  smtp: ['tcp', 'smtp'],
  snmp: ['udp', 'snmp'],
  socks: ['tcp', 'socks'],
  ssh: ['tcp', 'ssh'],
  ssl: ['tcp', 'tls'],
};

const protocolFields = (path: string): Readonly<Record<string, FieldRule>> => {
  if (!Object.hasOwn(PROTOCOLS, path)) return path === 'dns' ? { 'network.protocol': constant('dns') } : {};
  const [transport, protocol] = PROTOCOLS[path] ?? [];
  return {
    ...(transport === undefined ? {} : { 'network.transport': constant(transport) }),
    ...(protocol === undefined ? {} : { 'network.protocol': constant(protocol) }),
  };
};

/** Captures that are taken further apart before the fields are made. */
export const stepsOf = (path: string): readonly CaptureStep[] => {
  switch (path) {
    case 'kerberos':
      return [{ from: 'client', search: { 'client name': '^([^/\n]+)' } }];
    case 'dhcp':
      // Zeek leaves the ports of DHCP (RFC 2131) out.
      return [
        { name: 'client port', join: ['68'] },
        { name: 'server port', join: ['67'] },
      ];
    case 'modbus':
      return [{ name: 'refusal', join: [{ capture: 'exception' }] }];
    case 'sip':
      return [
        { from: 'uri', search: { 'uri host': '^[sS][iI][pP][sS]?:(?:[^@\n]*@)?([^:;?>@\n]+)' } },
        { from: 'status_code', search: { class: '^([1-6])[0-9][0-9]$' } },
      ];
    default:
      return [];
  }
};

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

/** Replies of a SOCKS proxy that refuses (RFC 1928), as Zeek names them. */
const SOCKS_FAILURES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'general SOCKS server failure',
    'connection not allowed by ruleset',
    'Network unreachable',
    'Host unreachable',
    'Connection refused',
    'TTL expired',
    'Command not supported',
    'Address type not supported',
  ].map((status) => [status, 'failure']),
);

/** Exceptions of the Modbus application protocol (V1.1b3, 7), as Zeek names them; an acknowledgement refuses nothing. */
const MODBUS_EXCEPTIONS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'ILLEGAL_FUNCTION',
    'ILLEGAL_DATA_ADDRESS',
    'ILLEGAL_DATA_VALUE',
    'SLAVE_DEVICE_FAILURE',
    'SLAVE_DEVICE_BUSY',
    'MEMORY_PARITY_ERROR',
    'GATEWAY_PATH_UNAVAILABLE',
    'GATEWAY_TARGET_DEVICE_FAILED_TO_RESPOND',
  ].map((name) => [name, 'failure']),
);

/** Fields that a log gives beside those of its columns. */
export const extraFields = (path: string): Readonly<Record<string, FieldRule>> => ({
  ...protocolFields(path),
  ...ownExtras(path),
});

const sides = (column: (side: string) => string): readonly string[] => ['orig', 'resp'].map(column);
/**
 * What crossed the wire. Zeek infers the payload (`orig_bytes`) of TCP from sequence numbers, which
 * lost or forged packets put far off, and leaves it out for what it could not follow.
 */
const bytesOf = (side: string): FieldRule => ({
  kind: 'first',
  of: [`${side}_ip_bytes`, `${side}_bytes`].map((from) => ({ kind: 'number', from, type: 'long' })),
});
const BYTES: Readonly<Record<string, FieldRule>> = {
  'source.bytes': bytesOf('orig'),
  'destination.bytes': bytesOf('resp'),
  'network.bytes': {
    kind: 'first',
    of: [(side: string) => `${side}_ip_bytes`, (side: string) => `${side}_bytes`].map((column) => ({
      kind: 'sum',
      of: sides(column),
    })),
  },
};

const ownExtras = (path: string): Readonly<Record<string, FieldRule>> => {
  switch (path) {
    case 'conn':
      return {
        ...BYTES,
        'event.type': { kind: 'constant', value: 'connection' },
        'event.outcome': lookup('conn_state', OUTCOMES),
        'icmp.type': { kind: 'number', from: 'icmp type', type: 'integer' },
        'icmp.code': { kind: 'number', from: 'icmp code', type: 'integer' },
      };
    case 'dhcp':
      return {
        'source.port': { kind: 'number', from: 'client port', type: 'integer' },
        'destination.port': { kind: 'number', from: 'server port', type: 'integer' },
      };
    case 'modbus':
      return { 'event.outcome': lookup('refusal', { '': 'success', '-': 'success', ...MODBUS_EXCEPTIONS }) };
    case 'dns':
      return { 'event.outcome': lookup('rcode_name', RESPONSES) };
    case 'sip':
      return {
        'url.domain': text('uri host'),
        'event.outcome': lookup('class', {
          2: 'success',
          3: 'success',
          4: 'failure',
          5: 'failure',
          6: 'failure',
        }),
      };
    case 'smb_cmd':
      return {
        'event.outcome': lookup('status', {
          SUCCESS: 'success',
          ACCESS_DENIED: 'failure',
          LOGON_FAILURE: 'failure',
        }),
      };
    case 'socks':
      return { 'event.outcome': lookup('status', { succeeded: 'success', ...SOCKS_FAILURES }) };
    default:
      return {};
  }
};
