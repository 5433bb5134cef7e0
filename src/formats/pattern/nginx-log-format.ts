import { headerName, long, seconds, text, type Token, type WebValue, whole } from './web-captures.ts';

const value = (fields: WebValue['fields'], more: Partial<WebValue> = {}): Omit<WebValue, 'shown'> => ({
  fields,
  ...more,
});

/** Variables of nginx (nginx.org, ngx_http_core, log, upstream and ssl modules); the others are kept as texts. */
const VARIABLES: Readonly<Record<string, Omit<WebValue, 'shown'>>> = {
  remote_addr: value({ 'source.ip': text }),
  remote_port: value({ 'source.port': whole }),
  remote_user: value({ 'user.name': text }),
  server_addr: value({ 'destination.ip': text }),
  server_port: value({ 'destination.port': whole }),
  host: value({ 'url.domain': text }),
  http_host: value({ 'url.domain': text }),
  server_name: value({ 'url.domain': text }),
  time_local: value(
    {
      '@timestamp': (from) => ({ kind: 'clfTime', from }),
      'event.timezone': (from) => ({ kind: 'clfZone', from }),
    },
    { exact: '[^\\]"\\n]*?' },
  ),
  time_iso8601: value({ '@timestamp': (from) => ({ kind: 'isoTime', from }) }),
  msec: value({ '@timestamp': (from) => ({ kind: 'epochTime', from }) }),
  request: value({}, { isRequest: true }),
  request_method: value({ 'http.request.method': text }),
  request_uri: value({ 'url.original': text }),
  uri: value({ 'url.original': text }),
  args: value({ 'url.query': text }),
  query_string: value({ 'url.query': text }),
  scheme: value({ 'url.scheme': text }),
  status: value({ 'http.response.status_code': whole }),
  body_bytes_sent: value({ 'http.response.body.bytes': long }),
  bytes_sent: value({ 'http.response.bytes': long }),
  request_length: value({ 'http.request.bytes': long }),
  request_time: value({ 'event.duration': seconds() }),
  request_id: value({ 'http.request.id': text }),
  pid: value({ 'process.pid': whole }),
  http_referer: value({ 'http.request.referrer': text }),
  http_user_agent: value({ 'user_agent.original': text }),
  ssl_cipher: value({ 'tls.cipher': text }),
  ssl_protocol: value({ 'tls.version': text }),
  ssl_server_name: value({ 'tls.client.server_name': text }),
};

const VARIABLE = /\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/g;

/** A log_format as tokens. */
export const nginxTokens = (pattern: string): readonly Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  for (const match of pattern.matchAll(VARIABLE)) {
    if (match.index > at) tokens.push(pattern.slice(at, match.index));
    const name = match[1] ?? match[2] ?? '';
    const header = /^http_(.+)$/.exec(name)?.[1];
    const own =
      header === undefined ? `nginx.${headerName(name)}` : `http.request.headers.${headerName(header)}`;
    tokens.push({ ...(VARIABLES[name] ?? value({ [own]: text })), shown: match[0] });
    at = match.index + match[0].length;
  }
  if (at < pattern.length) tokens.push(pattern.slice(at));
  return tokens;
};
