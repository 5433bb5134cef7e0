import type { RandomSource } from '../../stats/random-source.ts';
import type { LineWriter } from '../scene.ts';
import { epochStamp } from '../time.ts';
import { zeekColumns, zeekFooter, zeekHeader, zeekIdentifier, zeekInterval } from '../zeek/zeek-text.ts';
import type { Connection, NetworkEvent } from './network-event.ts';

interface Period {
  readonly start: number;
  readonly end: number;
}

const CONNECTION_COLUMNS = zeekColumns(
  'ts:time uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port proto:enum service:string duration:interval orig_bytes:count resp_bytes:count conn_state:string local_orig:bool local_resp:bool missed_bytes:count history:string orig_pkts:count orig_ip_bytes:count resp_pkts:count resp_ip_bytes:count tunnel_parents:set[string]',
);
const QUERY_COLUMNS = zeekColumns(
  'ts:time uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port proto:enum trans_id:count rtt:interval query:string qclass:count qclass_name:string qtype:count qtype_name:string rcode:count rcode_name:string AA:bool TC:bool RD:bool RA:bool Z:count answers:vector[string] TTLs:vector[interval] rejected:bool',
);

const HISTORIES: Readonly<Record<Connection['state'], string>> = {
  SF: 'ShADadFf',
  S0: 'S',
  REJ: 'Sr',
  RSTO: 'ShADadR',
  RSTRH: '^r',
  OTH: 'C',
};
const SEGMENT = 1448;

const isLocal = (address: string): string => (address.startsWith('10.') ? 'T' : 'F');
const orUnset = (value: number | null): string => (value === null ? '-' : String(value));

/** Packets and their bytes with headers, for payload bytes of one direction. */
const packets = (connection: Connection, payload: number | null): readonly [number, number] => {
  const header = connection.transport === 'tcp' ? 40 : 28;
  const isSilent = payload === null || (payload === 0 && connection.transport !== 'tcp');
  if (isSilent) return [payload === null ? 1 : 0, payload === null ? header : 0];
  const count =
    Math.ceil(payload / SEGMENT) + (connection.transport === 'tcp' ? (connection.state === 'SF' ? 4 : 1) : 0);
  return [count, payload + count * header];
};

/** Writes conn.log lines; name queries appear as the connections that carried them. */
export const zeekConnWriter = (
  random: RandomSource,
  period: Period,
  withHeader: boolean,
): LineWriter<NetworkEvent> => ({
  header: withHeader ? zeekHeader('conn', CONNECTION_COLUMNS, period.start) : '',
  footer: withHeader ? zeekFooter(period.end) : '',
  line(event) {
    const connection = event.kind === 'connection' ? event : carrierOf(event);
    const [sentPackets, sentBytes] = packets(connection, connection.sent);
    const [receivedPackets, receivedBytes] =
      connection.state === 'S0' ? [0, 0] : packets(connection, connection.received);
    const history = historyOf(connection);
    const ends = `${connection.source}\t${connection.sourcePort}\t${connection.destination}\t${connection.destinationPort}`;
    const duration =
      connection.duration === null ? '-' : zeekInterval(Math.round(connection.duration * 1_000_000));
    return `${epochStamp(event.time)}\t${zeekIdentifier(random, 'C')}\t${ends}\t${connection.transport}\t${connection.service}\t${duration}\t${orUnset(connection.sent)}\t${orUnset(connection.received)}\t${connection.state}\t${isLocal(connection.source)}\t${isLocal(connection.destination)}\t0\t${history}\t${sentPackets}\t${sentBytes}\t${receivedPackets}\t${receivedBytes}\t-\n`;
  },
});

const historyOf = ({ transport, state, history }: Connection): string => {
  if (history !== undefined) return history;
  if (transport === 'tcp') return HISTORIES[state];
  return state === 'S0' ? 'D' : 'Dd';
};

const carrierOf = (query: Extract<NetworkEvent, { kind: 'query' }>): Connection => ({
  kind: 'connection',
  transport: 'udp',
  service: 'dns',
  source: query.source,
  sourcePort: query.sourcePort,
  destination: query.destination,
  destinationPort: 53,
  duration: 0.002,
  sent: 18 + query.name.length,
  received: 34 + query.name.length + 16 * query.answers.length,
  state: 'SF',
});

const QUERY_TYPES = { A: 1, AAAA: 28, TXT: 16, PTR: 12 } as const;
const ANSWER_CODES = { 0: 'NOERROR', 2: 'SERVFAIL', 3: 'NXDOMAIN' } as const;

/** Writes dns.log lines; connections do not appear. */
export const zeekDnsWriter = (
  random: RandomSource,
  period: Period,
  withHeader: boolean,
): LineWriter<NetworkEvent> => ({
  header: withHeader ? zeekHeader('dns', QUERY_COLUMNS, period.start) : '',
  footer: withHeader ? zeekFooter(period.end) : '',
  line(event) {
    if (event.kind !== 'query') return '';
    const ends = `${event.source}\t${event.sourcePort}\t${event.destination}\t53`;
    const delay = zeekInterval(400 + random.below(30_000));
    const answers = event.answers.length === 0 ? '-' : event.answers.join(',');
    const lifetimes = event.answers.length === 0 ? '-' : event.answers.map(() => '300.000000').join(',');
    return `${epochStamp(event.time)}\t${zeekIdentifier(random, 'C')}\t${ends}\tudp\t${event.transactionId}\t${delay}\t${event.name}\t1\tC_INTERNET\t${QUERY_TYPES[event.type]}\t${event.type}\t${event.code}\t${ANSWER_CODES[event.code]}\tF\tF\tT\tT\t0\t${answers}\t${lifetimes}\tF\n`;
  },
});
