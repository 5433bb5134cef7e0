import type { RandomSource } from '../../stats/random-source.ts';
import type { LineWriter } from '../scene.ts';
import { epochStamp, SECOND } from '../time.ts';
import { zeekColumns, zeekFooter, zeekHeader, zeekIdentifier } from '../zeek/zeek-text.ts';
import type { WebClient, WebEvent } from './web-event.ts';

/** The 27 columns of http.log up to Zeek 2.2, the layout of the well-known public captures. */
const COLUMNS = zeekColumns(
  'ts:time uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port trans_depth:count method:string host:string uri:string referrer:string user_agent:string request_body_len:count response_body_len:count status_code:count status_msg:string info_code:count info_msg:string filename:string tags:table[enum] username:string password:string proxied:table[string] orig_fuids:vector[string] orig_mime_types:vector[string] resp_fuids:vector[string] resp_mime_types:vector[string]',
);

const STATUS_MESSAGES: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

const MIME_TYPES: Readonly<Record<string, string>> = {
  css: 'text/plain',
  js: 'application/javascript',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
  xml: 'application/xml',
  txt: 'text/plain',
};

const mimeType = ({ target, status }: WebEvent): string => {
  if (status !== 200) return 'text/html';
  if (target.startsWith('/api/')) return 'text/json';
  const dot = target.lastIndexOf('.');
  return (dot >= 0 && MIME_TYPES[target.slice(dot + 1)]) || 'text/html';
};

/** A connection is reused until it has been idle for this long. */
const IDLE = 15 * SECOND;

/** Zeek escapes what would break its columns. */
const plain = (text: string): string =>
  /[\t\n\r]/.test(text) ? text.replace(/[\t\n\r]/g, hexadecimal) : text;

const hexadecimal = (character: string): string =>
  `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

interface Connection {
  readonly uid: string;
  readonly port: number;
  depth: number;
  last: number;
}

/** Writes Zeek http.log lines for the web events, with or without the comment lines. */
export const zeekHttpWriter = (
  random: RandomSource,
  server: { readonly host: string; readonly address: string },
  period: { readonly start: number; readonly end: number },
  withHeader: boolean,
): LineWriter<WebEvent> => {
  const connectionOf = connectionKeeper(random);
  return {
    header: withHeader ? zeekHeader('http', COLUMNS, period.start) : '',
    footer: withHeader ? zeekFooter(period.end) : '',
    line(event) {
      const { client, status } = event;
      const connection = connectionOf(client, event.time);
      const asked = `${connection.depth}\t${event.method}\t${server.host}\t${plain(event.target)}\t${plain(event.referrer)}\t${plain(client.agent)}`;
      const proxied = client.forwardedFor === undefined ? '-' : `X-FORWARDED-FOR -> ${client.forwardedFor}`;
      const sent = event.requestBytes === 0 ? '-\t-' : `${zeekIdentifier(random, 'F')}\ttext/plain`;
      const received = event.bytes === 0 ? '-\t-' : `${zeekIdentifier(random, 'F')}\t${mimeType(event)}`;
      return `${epochStamp(event.time)}\t${connection.uid}\t${client.address}\t${connection.port}\t${server.address}\t80\t${asked}\t${event.requestBytes}\t${event.bytes}\t${status}\t${STATUS_MESSAGES[status] ?? '-'}\t-\t-\t-\t(empty)\t-\t-\t${proxied}\t${sent}\t${received}\n`;
    },
  };
};

/**
 * The connection in use by a client. Those not used for two idle spans are forgotten,
 * so that memory follows who is there now and not everybody who ever was.
 */
const connectionKeeper = (random: RandomSource) => {
  let recent = new Map<WebClient, Connection>();
  let older = new Map<WebClient, Connection>();
  let rotated = Number.NEGATIVE_INFINITY;
  return (client: WebClient, time: number): Connection => {
    if (time - rotated >= IDLE) {
      [older, recent, rotated] = [recent, new Map(), time];
    }
    const known = recent.get(client) ?? older.get(client);
    if (known !== undefined && time - known.last < IDLE) {
      known.depth += 1;
      known.last = time;
      recent.set(client, known);
      return known;
    }
    const opened = {
      uid: zeekIdentifier(random, 'C'),
      port: random.integer(1024, 65_535),
      depth: 1,
      last: time,
    };
    recent.set(client, opened);
    return opened;
  };
};
