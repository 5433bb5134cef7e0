import { type Decoded, decode, withoutComments } from './decode.ts';
import type { AttackPattern } from './patterns/pattern.ts';
import { PAIR_PATTERNS, PATH_PROBES } from './patterns/probes.ts';
import { AGENT_PATTERNS, VALUE_PATTERNS } from './patterns/registry.ts';

/** Characters of a target, agent or referrer that are looked at. */
export const LONGEST_INSPECTED = 16_384;
/** Parameters of one request that are looked at one by one; the rest is looked at as one text. */
const MOST_PARAMETERS = 200;

/** One pattern that a request matched. */
export interface AttackHit {
  readonly pattern: AttackPattern;
  /** The decoded text around the match, at most 80 characters. */
  readonly excerpt: string;
  /** Layers of encoding that were taken off. */
  readonly layers: number;
}

/** One word, which no pattern matches: the most frequent value of all. */
const ONE_WORD = /^[\w.,+@~!-]{0,99}$/;
/** What makes one word suspicious. */
const TELLING_WORD =
  /\.\.|--|schema|sys|mysql|sqlite|pg_|syscat|\.(?:ini|env|git|svn|hg|ht|ssh|aws|conf|sql|asa|log|iconv|base64)|_log|id_rsa|169\.254|metadata|java|class\.|spring\.|process|proto|0x|ro0ab|aced|\dor\d|\dand\d|\dxor\d|script|document|local|xmlhttp|null|domain|master|li4v|l2v0|phnjc|ognl|memberaccess|pearcmd|config|adw-|freemarker|select|cat$|who|dump|dsa$|ed25519$|credentials|whoami|entries|index|head|actuator|npmrc|netrc|pgpass/;

const DISGUISED_CLIMB = /(?:^|[\\/=])\.\.[\\/]/;

const searchText = (
  text: string,
  layers: number,
  found: Map<string, AttackHit>,
  patterns: readonly AttackPattern[] = VALUE_PATTERNS,
): void => {
  for (const pattern of patterns) {
    if (found.has(pattern.id)) continue;
    const match = pattern.expression.exec(text);
    if (match !== null) found.set(pattern.id, { pattern, excerpt: around(text, match), layers });
  }
};

/** Characters before a match, as far as the beginning of a word. */
const BEFORE = 12;
const LONGEST_WORD = 24;

const around = (text: string, match: RegExpExecArray): string => {
  let start = Math.max(0, match.index - BEFORE);
  const farthest = Math.max(0, start - LONGEST_WORD);
  while (start > farthest && /^\w\w$/.test(text.slice(start - 1, start + 1))) start -= 1;
  return text.slice(start, start + 80);
};

/** Quotes and signs within words, which a shell takes away: c'a't, w\ho$@ami. */
const SCATTERED = /(?:[;|&`$(]|etc|bin\/)[\s\S]{0,200}[a-z/]['"\\^$][@*'"]?[a-z/]/;
const SHELL_PATTERNS: readonly AttackPattern[] = VALUE_PATTERNS.filter(({ id }) =>
  ['command-after-separator', 'program-path', 'system-file', 'command-with-arguments'].includes(id),
);

const climbing = VALUE_PATTERNS.find(({ id }) => id === 'climbing') as AttackPattern;

const searchDecoded = (decoded: Decoded, found: Map<string, AttackHit>): void => {
  const { text, layers, disguised } = decoded;
  if (ONE_WORD.test(text) && !TELLING_WORD.test(text)) return;
  searchText(text, layers, found);
  for (const other of withoutComments(text)) searchText(other, layers, found);
  if (SCATTERED.test(text)) searchText(text.replaceAll(/['"\\^]|\$[@*]/g, ''), layers, found, SHELL_PATTERNS);
  if (disguised && !found.has(climbing.id)) {
    const match = DISGUISED_CLIMB.exec(text);
    if (match !== null) found.set(climbing.id, { pattern: climbing, excerpt: around(text, match), layers });
  }
};

/** What a request target (path and query, as written) matches, each pattern once. */
export const inspectTarget = (target: string): readonly AttackHit[] => {
  const found = new Map<string, AttackHit>();
  const text = target.slice(0, LONGEST_INSPECTED);
  const question = text.indexOf('?');
  const path = question === -1 ? text : text.slice(0, question);
  const place = decode(withoutHost(path), false);
  searchDecoded(place, found);
  searchText(place.text, place.layers, found, PATH_PROBES);
  if (question === -1) return [...found.values()];
  const parameters = text
    .slice(question + 1)
    .replaceAll(/&(?:amp;)+/gi, '&')
    .split('&');
  const whole =
    parameters.length > MOST_PARAMETERS || /&(?:#|(?!amp;)\w{2,10};|(?:lt|gt|quot)\b|&)/i.test(text);
  for (const parameter of parameters.slice(0, MOST_PARAMETERS)) {
    const equals = parameter.indexOf('=');
    const value = decode(equals === -1 ? parameter : parameter.slice(equals + 1), true);
    searchDecoded(value, found);
    if (equals <= 0) continue;
    const name = decode(parameter.slice(0, equals), true);
    searchDecoded(name, found);
    searchText(`${name.text}=${value.text}`, Math.max(name.layers, value.layers), found, PAIR_PATTERNS);
  }
  if (whole) searchDecoded(decode(text.slice(question + 1), true), found);
  return [...found.values()];
};

/** A target may be a whole address, as to a proxy; its host and scheme are no path. */
const withoutHost = (path: string): string => path.replace(/^[a-z]{3,5}:\/\/[^/]{0,255}/i, '');

/** What an agent or a referrer, as written, matches; an agent also by the tool it names. */
export const inspectHeader = (value: string, field: 'agent' | 'referrer'): readonly AttackHit[] => {
  const text = value.slice(0, LONGEST_INSPECTED);
  if (field === 'referrer') return inspectTarget(withoutHost(text));
  const found = new Map<string, AttackHit>();
  const decoded = decode(text, false);
  for (const pattern of AGENT_PATTERNS) {
    const match = pattern.expression.exec(decoded.text);
    if (match !== null)
      found.set(pattern.id, { pattern, excerpt: around(decoded.text, match), layers: decoded.layers });
  }
  // Agents are full of brackets and semicolons: only what no agent says counts.
  if (AGENT_GATE.test(decoded.text)) searchText(decoded.text, decoded.layers, found);
  return [...found.values()].filter(
    ({ pattern }) => pattern.family === 'scanner-agent' || AGENT_FAMILIES.has(pattern.id),
  );
};

const AGENT_GATE = /\$\{|\(\)[\s]*\{|<|\bunion\b|\bsleep\b|select\b|passwd|\bbin\/|'|"|\.\.\/|@@|\{\{/;

/** Patterns that make sense inside an agent's text. */
const AGENT_FAMILIES: ReadonlySet<string> = new Set([
  'jndi',
  'function-definition',
  'active-tag',
  'union-select',
  'waiting',
  'compared-numbers',
  'compared-texts',
  'system-file',
  'program-path',
  'climbing',
  'computed-template',
  'dialog-call',
  'select-expression',
]);
