import type { Row } from '../../store/event-store.ts';
import { numberOf, textsOf, windowOf } from '../windows.ts';
import { type AttackHit, inspectHeader, inspectTarget } from './inspect.ts';
import { oddMethod, oddTarget } from './odd-request.ts';
import type { AttackFamily } from './patterns/pattern.ts';
import { isCut, type SentRequests, unpackSent } from './sent.ts';

export type SentField = 'target' | 'agent' | 'referrer' | 'method';
export const SENT_FIELDS: readonly SentField[] = ['target', 'agent', 'referrer', 'method'];

/** What one address sent of one family in adjoining windows. */
export interface Campaign {
  readonly entity: string;
  readonly family: AttackFamily;
  /** Microseconds since 1970; null for events without time. */
  readonly firstWindow: number | null;
  /** Requests of the family. */
  readonly sent: readonly SentRequests[];
  /** What the sieve held back of the address and is not of the family. */
  readonly others: readonly SentRequests[];
  /** Matched texts by field. */
  readonly texts: Readonly<Record<SentField, readonly string[]>>;
  /** One hit per pattern, in the patterns' order. */
  readonly hits: readonly AttackHit[];
  /** Whether a window sent more than is kept. */
  readonly cut: boolean;
  /** All requests of the address in these windows. */
  readonly requests: number;
  readonly firstRequest: number | null;
  readonly lastRequest: number | null;
}

/** Remembers what a text matches: floods repeat themselves. */
export type Inspector = (field: SentField, text: string) => readonly AttackHit[];

/** Different texts that one judgement looks at; texts beyond it are let go, and the judgement says so. */
const MOST_INSPECTED = 300_000;
/** The same in characters: a flood of long texts ends sooner. */
const MOST_CHARACTERS = 50_000_000;

export interface Inspection {
  readonly inspect: Inspector;
  /** How many texts were not looked at. */
  leftOut(): number;
}

export const inspection = (): Inspection => {
  const seen = new Map<string, readonly AttackHit[]>();
  let left = 0;
  let characters = 0;
  const look = (field: SentField, text: string): readonly AttackHit[] => {
    if (field === 'method') return [oddMethod(text)];
    return field === 'target' ? [...inspectTarget(text), ...oddTarget(text)] : inspectHeader(text, field);
  };
  return {
    inspect: (field, text) => {
      const key = `${field} ${text}`;
      const known = seen.get(key);
      if (known !== undefined) return known;
      if (seen.size >= MOST_INSPECTED || characters >= MOST_CHARACTERS) {
        left += 1;
        return [];
      }
      characters += text.length;
      const hits = look(field, text);
      seen.set(key, hits);
      return hits;
    },
    leftOut: () => left,
  };
};

/** The campaigns in one address's adjoining rows, one per family; `rows` holds all its rows of these windows. */
export const campaignsOf = (
  entity: string,
  rows: readonly Row[],
  inspect: Inspector,
): readonly Campaign[] => {
  const sent = rows.flatMap((row) => textsOf(row, 'sent').map(unpackSent));
  const matched = sent.map((requests) => ({ requests, hits: hitsOf(requests, inspect) }));
  const families = new Set(matched.flatMap(({ hits }) => hits.map(({ hit }) => hit.pattern.family)));
  const withRequests = rows.filter((row) => numberOf(row, 'requests') > 0);
  const times = (name: string): readonly number[] =>
    withRequests.flatMap((row) =>
      row[name] === null || row[name] === undefined ? [] : [numberOf(row, name)],
    );
  return [...families].sort().map((family) => {
    const isOwn = ({ hits }: (typeof matched)[number]): boolean =>
      hits.some(({ hit }) => hit.pattern.family === family);
    const own = matched.filter(isOwn);
    const ownHits = own.flatMap(({ hits }) => hits.filter(({ hit }) => hit.pattern.family === family));
    const texts = (field: SentField): readonly string[] =>
      [...new Set(ownHits.filter((item) => item.field === field).map(({ text }) => text))].sort();
    const byPattern = new Map<string, AttackHit>();
    for (const { hit } of ownHits) {
      const before = byPattern.get(hit.pattern.id);
      if (before === undefined || hit.layers > before.layers) byPattern.set(hit.pattern.id, hit);
    }
    return {
      entity,
      family,
      firstWindow: windowOf(rows[0] as Row),
      sent: own.map(({ requests }) => requests),
      others: matched.filter((item) => !isOwn(item)).map(({ requests }) => requests),
      texts: {
        target: texts('target'),
        agent: texts('agent'),
        referrer: texts('referrer'),
        method: texts('method'),
      },
      hits: [...byPattern.values()],
      cut: rows.some(isCut),
      requests: withRequests.reduce((sum, row) => sum + numberOf(row, 'requests'), 0),
      firstRequest: times('first').length === 0 ? null : Math.min(...times('first')),
      lastRequest: times('last').length === 0 ? null : Math.max(...times('last')),
    };
  });
};

interface FieldHit {
  readonly field: SentField;
  readonly text: string;
  readonly hit: AttackHit;
}

const hitsOf = (requests: SentRequests, inspect: Inspector): readonly FieldHit[] =>
  SENT_FIELDS.flatMap((field) => {
    const text = requests[field];
    return text === null ? [] : inspect(field, text).map((hit) => ({ field, text, hit }));
  });
