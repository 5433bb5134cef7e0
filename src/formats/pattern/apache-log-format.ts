import { CLF_TIME_SHAPE } from '../time-shapes.ts';
import { headerName, long, seconds, text, type Token, type WebValue, whole } from './web-captures.ts';

const value = (fields: WebValue['fields'], more: Partial<WebValue> = {}): Omit<WebValue, 'shown'> => ({
  fields,
  ...more,
});

/** Directives of mod_log_config and mod_logio (httpd.apache.org, version 2.4); the others are kept as texts. */
const DIRECTIVES: Readonly<Record<string, Omit<WebValue, 'shown'>>> = {
  a: value({ 'source.ip': text }),
  h: value({ 'source.ip': text }),
  A: value({ 'destination.ip': text }),
  l: value({}),
  u: value(
    { 'user.name': (from) => ({ kind: 'text', from, absent: ['-', '""'] }) },
    { exact: '(?:""|[^"\\[\\n]*?)' },
  ),
  r: value({}, { isRequest: true }),
  m: value({ 'http.request.method': text }),
  U: value({ 'url.original': text }),
  q: value({ 'url.query': text }),
  H: value({ 'network.protocol': text }),
  s: value({ 'http.response.status_code': whole }),
  b: value({ 'http.response.body.bytes': long }),
  B: value({ 'http.response.body.bytes': long }),
  O: value({ 'http.response.bytes': long }),
  I: value({ 'http.request.bytes': long }),
  S: value({ 'network.bytes': long }),
  D: value({ 'event.duration': seconds(0.000001) }),
  T: value({ 'event.duration': seconds() }),
  v: value({ 'url.domain': text }),
  V: value({ 'url.domain': text }),
  p: value({ 'destination.port': whole }),
  P: value({ 'process.pid': whole }),
  f: value({ 'file.path': text }),
  L: value({ 'event.id': text }),
  k: value({}),
  X: value({}),
  R: value({}),
};

const TIME = value(
  {
    '@timestamp': (from) => ({ kind: 'clfTime', from }),
    'event.timezone': (from) => ({ kind: 'clfZone', from }),
  },
  { exact: '[^\\]"\\n]*' },
);

const HEADERS: Readonly<Record<string, Omit<WebValue, 'shown'>>> = {
  referer: value({ 'http.request.referrer': text }),
  'user-agent': value({ 'user_agent.original': text }),
  host: value({ 'url.domain': text }),
};

/** Stamps of strftime that are ISO 8601, and the words of mod_log_config. */
const timeValue = (format: string): Omit<WebValue, 'shown'> => {
  const epoch = (unit: 'seconds' | 'milliseconds' | 'microseconds') =>
    value({ '@timestamp': (from) => ({ kind: 'epochTime', from, unit }) });
  const plain = format.replace(/^(?:begin|end):/, '');
  if (plain === 'sec') return epoch('seconds');
  if (plain === 'msec') return epoch('milliseconds');
  if (plain === 'usec') return epoch('microseconds');
  if (/^(?:%F|%Y-%m-%d)[T ](?:%T|%H:%M:%S)(?:\.?%z|Z)?$/.test(plain))
    return value({ '@timestamp': (from) => ({ kind: 'isoTime', from }) }, { exact: '[^\\]"\\n]*?' });
  if (/^%d\/%b\/%Y:(?:%T|%H:%M:%S) %z$/.test(plain)) return { ...TIME, exact: CLF_TIME_SHAPE };
  return value({ 'apache.time': text }, { exact: '[^\\]"\\n]*?' });
};

const argumentValue = (argument: string, letter: string): Omit<WebValue, 'shown'> | undefined => {
  switch (letter) {
    case 't':
      return timeValue(argument);
    case 'T':
      return value({ 'event.duration': seconds({ us: 1e-6, ms: 1e-3 }[argument] ?? 1) });
    case 'p':
      return argument === 'remote' ? value({ 'source.port': whole }) : DIRECTIVES['p'];
    case 'P':
      return argument === 'pid' ? DIRECTIVES['P'] : value({ [`apache.${headerName(argument)}`]: text });
    case 'i':
      return (
        HEADERS[argument.toLowerCase()] ?? value({ [`http.request.headers.${headerName(argument)}`]: text })
      );
    case 'o':
      return value({ [`http.response.headers.${headerName(argument)}`]: text });
    case 'x':
    case 'C':
    case 'e':
    case 'n':
      return value({ [`apache.${headerName(argument)}`]: text });
    default:
      return DIRECTIVES[letter];
  }
};

const DIRECTIVE = /%(?:[!0-9,]*)([<>]?)(?:\{([^}]*)\})?(\^?[A-Za-z]{1,2}|%)/y;

/** A LogFormat as tokens; gives the place of a directive that is none. */
export const apacheTokens = (pattern: string): readonly Token[] | { readonly unknown: string } => {
  const tokens: Token[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') tokens.push(literal);
    literal = '';
  };
  for (let at = 0; at < pattern.length; ) {
    if (pattern[at] === '\\' && '"\\nt'.includes(pattern[at + 1] ?? ' ')) {
      literal += { n: '\n', t: '\t' }[pattern[at + 1] ?? ''] ?? pattern[at + 1];
      at += 2;
      continue;
    }
    if (pattern[at] !== '%') {
      literal += pattern[at];
      at += 1;
      continue;
    }
    DIRECTIVE.lastIndex = at;
    const match = DIRECTIVE.exec(pattern);
    if (match === null) return { unknown: pattern.slice(at, at + 8) };
    let [shown, , argument, letter = ''] = match;
    if (letter.length === 2 && !letter.startsWith('^')) {
      // The second letter is text: "%hx".
      letter = letter.slice(0, 1);
      shown = shown.slice(0, -1);
    }
    at += shown.length;
    if (letter === '%') {
      literal += '%';
      continue;
    }
    const known =
      argument === undefined ? (letter === 't' ? TIME : DIRECTIVES[letter]) : argumentValue(argument, letter);
    if (known === undefined) return { unknown: shown };
    if (letter === 't' && argument === undefined) literal += '[';
    flush();
    tokens.push({ ...known, shown });
    if (letter === 't' && argument === undefined) literal += ']';
  }
  flush();
  return tokens;
};
