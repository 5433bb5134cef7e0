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

/** Fields that a log gives beside those of its columns. */
export const extraFields = (path: string): Readonly<Record<string, FieldRule>> => ({
  ...protocolFields(path),
  ...ownExtras(path),
});

const ownExtras = (path: string): Readonly<Record<string, FieldRule>> => {
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
