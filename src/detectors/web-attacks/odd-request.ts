import type { AttackHit } from './inspect.ts';
import { type AttackPattern, patternsOf } from './patterns/pattern.ts';

/** Methods of RFC 9110 and PATCH; TRACE and CONNECT are for testing and for proxies. */
export const ORDINARY_METHODS: readonly string[] = Object.freeze([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'PROPFIND',
  'PROPPATCH',
  'MKCOL',
  'COPY',
  'MOVE',
  'LOCK',
  'UNLOCK',
  'REPORT',
  'SEARCH',
]);

/** A longer target is odd by itself. */
export const LONGEST_ORDINARY = 8_192;

/** Requests that are odd by their form; matched on the method or on the length, not on a value. */
const ODD_REQUESTS: readonly AttackPattern[] = patternsOf(
  'odd-request',
  ['T1595.002'],
  [
    [
      'odd-method',
      /^(?!(?:get|head|post|put|patch|delete|options|propfind|proppatch|mkcol|copy|move|lock|unlock|report|search)$)/,
      'RFC 9110, section 9',
      ['trace', 'connect', 'debug', '\\x16\\x03\\x01'],
      ['get', 'options'],
    ],
    [
      'overlong',
      /^[\s\S]{8192}/,
      'RFC 9110, section 4.1: 8,000 octets are to be supported',
      [`/${'x'.repeat(8_200)}`],
      ['/x'],
    ],
    ['wrapped', /%(?:25){9}/, 'CAPEC-120 Double Encoding', [`/a%${'25'.repeat(9)}27`], ['/a%252527']],
  ],
);

const [ODD_METHOD, OVERLONG, WRAPPED] = ODD_REQUESTS as [AttackPattern, AttackPattern, AttackPattern];
export const ODD_PATTERNS = ODD_REQUESTS;

export const oddMethod = (method: string): AttackHit => ({
  pattern: ODD_METHOD,
  excerpt: method.slice(0, 40),
  layers: 0,
});

/** A target longer than servers need to take, or wrapped deeper than is taken off. */
export const oddTarget = (target: string): readonly AttackHit[] =>
  [OVERLONG, WRAPPED]
    .filter(({ expression }) => expression.test(target))
    .map((pattern) => ({ pattern, excerpt: target.slice(0, 40), layers: 0 }));
