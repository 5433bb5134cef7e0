import { HOST_LIKE } from './address-pattern.ts';
import type { CaptureStep, Cut, FieldRule, LineShape, PatternPart } from './definition.ts';
import { CLF_TIME_SHAPE } from './time-shapes.ts';

/** Text between quotes: a quote inside is escaped by a backslash. */
export const QUOTED = '(?:[^"\\\\]|\\\\[^\\n])*';

/** The seven columns of the NCSA common log format. */
export const NCSA_PARTS: readonly PatternPart[] = Object.freeze([
  // nginx writes "unix:" for a connection without an address; a broken byte must not hide a request.
  { name: 'host', exact: `(?:${HOST_LIKE}|unix:|[^ ]*[^ -~][^ ]*)` },
  ' ',
  // A user's name may hold blanks, but not beside an identity: so many words are half of another log's line.
  { name: 'names', exact: '(?:- (?:""|[^"]*)|[^ "]+ (?:""|[^ "]*))' },
  ' [',
  { name: 'time', exact: '[^\\]"]*' },
  '] "',
  { name: 'request', exact: QUOTED },
  '" ',
  { name: 'status', exact: '(?:[0-9]{3}|-)' },
  ' ',
  { name: 'size', exact: '(?:[0-9]+|-)' },
]);

export const REFERRER_AND_AGENT: readonly PatternPart[] = Object.freeze([
  ' "',
  { name: 'referrer', exact: QUOTED },
  '" "',
  { name: 'agent', exact: QUOTED },
  '"',
]);

/** Steps behind those columns. */
export const NCSA_STEPS: readonly CaptureStep[] = Object.freeze([
  {
    from: 'names',
    parts: [{ name: 'identity', exact: '[^ ]+' }, ' ', { name: 'user', exact: '[^\\n]*' }],
  },
]);

/** A request line that is one; garbage (a TLS hello, a lone dash) does not fit and is kept whole. */
export const REQUEST_PARTS: readonly PatternPart[] = Object.freeze([
  { name: 'method', exact: '[A-Za-z][A-Za-z0-9_-]*' },
  ' ',
  { name: 'url', exact: '[^\\n]+' },
  ' HTTP/',
  { name: 'version', exact: '[0-9]+(?:[.][0-9]+)?' },
]);

const STRICT_CLIENT = `${HOST_LIKE} [^ "]+ [^ "\\[]+ \\[${CLF_TIME_SHAPE}\\] `;
const STRICT_REQUEST = '[A-Z]+ [^ "\\\\]+ HTTP/[0-9](?:[.][0-9])?';
const STRICT_RESPONSE = ' [0-9]{3} (?:-|[0-9]{1,18})';
const STRICT = `${STRICT_CLIENT}"${STRICT_REQUEST}"${STRICT_RESPONSE}`;

const quote = (part: number): Cut => ({ split: '"', part });
const word = (part: number): Cut => ({ split: ' ', part });

const CUTS: Readonly<Record<string, readonly Cut[]>> = Object.freeze({
  host: [quote(1), word(1)],
  identity: [quote(1), word(2)],
  user: [quote(1), word(3)],
  time: [quote(1), { fromEnd: 28, length: 26 }],
  request: [quote(2)],
  method: [quote(2), word(1)],
  url: [quote(2), word(2)],
  version: [quote(2), word(3), { skip: 5 }],
  status: [quote(3), word(2)],
  size: [quote(3), word(3)],
  referrer: [quote(4)],
  agent: [quote(6)],
});

/**
 * The shape of a log in common format with so many more columns after it, all of them
 * quoted texts.
 */
export const ncsaShape = (more: readonly PatternPart[], quotedColumns: number): LineShape => ({
  parts: [...NCSA_PARTS, ...more],
  inner: [...NCSA_STEPS, { from: 'request', parts: REQUEST_PARTS }],
  strict: {
    pattern: `${STRICT}${' "[^"\\\\]*"'.repeat(quotedColumns)}`,
    cuts: CUTS,
    pieces: {
      separator: '"',
      parts: 3 + 2 * quotedColumns,
      without: ['\\'],
      match: [
        { cuts: [quote(1)], pattern: STRICT_CLIENT },
        { cuts: [quote(2)], pattern: STRICT_REQUEST },
        { cuts: [quote(3)], pattern: `${STRICT_RESPONSE}${quotedColumns === 0 ? '' : ' '}` },
        ...Array.from({ length: quotedColumns }, (_, index) => ({
          cuts: [quote(5 + 2 * index)],
          pattern: index === quotedColumns - 1 ? '' : ' ',
        })),
      ],
    },
  },
});

/** Fields of the common format; CLF's size is the response body. */
export const NCSA_FIELDS: Readonly<Record<string, FieldRule>> = Object.freeze({
  '@timestamp': { kind: 'clfTime', from: 'time' },
  'event.timezone': { kind: 'clfZone', from: 'time' },
  'source.ip': { kind: 'text', from: 'host' },
  'user.name': { kind: 'text', from: 'user', absent: ['-', '""'] },
  'http.request.method': { kind: 'text', from: 'method' },
  'url.original': { kind: 'text', from: 'url', orElse: 'request' },
  'http.version': { kind: 'text', from: 'version' },
  'http.response.status_code': { kind: 'number', from: 'status', type: 'integer' },
  'http.response.body.bytes': { kind: 'number', from: 'size', type: 'long' },
});
