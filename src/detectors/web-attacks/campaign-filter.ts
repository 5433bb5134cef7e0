import { allOf, anyOf, type FilterTree } from '../../filter/tree.ts';
import { between, equals } from '../events.ts';
import { isoOf } from '../windows.ts';
import type { Campaign, SentField } from './campaign.ts';
import { SENT_FIELDS } from './campaign.ts';
import { LONGEST_INSPECTED } from './inspect.ts';
import { SCANNER_WORDS } from './patterns/scanner-agents.ts';

/** The events of a campaign: the filter that selects them, their number and their ends. */
export interface CampaignEvents {
  readonly filter: FilterTree;
  readonly events: number;
  readonly start: string | null;
  readonly end: string | null;
  /** The filter selects all requests of the address in the windows, for the attacks are too many to list. */
  readonly whole: boolean;
}

const ECS: Readonly<Record<SentField, string>> = {
  target: 'url.original',
  agent: 'user_agent.original',
  referrer: 'http.request.referrer',
  method: 'http.request.method',
};

/** Texts listed one by one, and their characters together. */
const MOST_LISTED = 20;
const MOST_CHARACTERS = 2_000;
const MOST_FRAGMENTS = 12;

/**
 * Pieces of targets that attacks share. The sieve holds every target back that has one of
 * them (a test says so), hence a filter by a piece selects nothing that was not looked at.
 */
export const FRAGMENTS: readonly string[] = Object.freeze([
  ...[
    "'",
    '%27',
    '%2527',
    '"',
    '%22',
    '%2522',
    '<',
    '%3C',
    '%3c',
    '%253C',
    '%253c',
    '>',
    '%3E',
    '%3e',
    '`',
    '%60',
  ],
  ...[
    '../',
    '..',
    '%2e%2e',
    '%2E%2E',
    '..%2f',
    '..%2F',
    '..%5c',
    '..%5C',
    '%252e',
    '%252E',
    '%5c',
    '%5C',
    '\\',
  ],
  ...[
    '%00',
    '%0a',
    '%0A',
    '%0d',
    '%0D',
    '%c0',
    '%C0',
    '%u00',
    '\\u',
    '&#',
    '%26%23',
    '%24%7B',
    '%24%7b',
    '${',
  ],
  ...['etc/passwd', 'etc%2Fpasswd', 'etc%2fpasswd', 'win.ini', 'boot.ini', 'bin/', 'bin%2F', 'bin%2f'],
  ...[
    'union+',
    'UNION+',
    'union%20',
    'UNION%20',
    'select+',
    'SELECT+',
    'select%20',
    'SELECT%20',
    'SLEEP(',
    'sleep(',
    'SLEEP%28',
    'sleep%28',
  ],
  ...[
    '+AND+',
    '+and+',
    '%20AND%20',
    '%20and%20',
    '+OR+',
    '+or+',
    '%20OR%20',
    '%20or%20',
    '+ORDER+',
    '%20ORDER%20',
  ],
  ...['information_schema', 'INFORMATION_SCHEMA', 'jndi', '169.254.169.254', 'php://', '%28%29', '()'],
]);

/** The filter of a campaign: by its texts where they are few, else by pieces they share, else by its windows. */
export const campaignEvents = (campaign: Campaign): CampaignEvents => {
  const { entity, sent, texts, cut } = campaign;
  const conditions = cut ? undefined : SENT_FIELDS.map((field) => conditionOf(campaign, field, texts[field]));
  if (conditions === undefined || conditions.includes(undefined)) return wholeWindows(campaign);
  const start = isoOf(
    extreme(
      sent.map(({ first }) => first),
      Math.min,
    ),
  );
  const end = isoOf(
    extreme(
      sent.map(({ last }) => last),
      Math.max,
    ),
  );
  const parts = conditions.flatMap((condition) =>
    condition === undefined || condition === 'none' ? [] : [condition],
  );
  return {
    filter: allOf([equals('source.ip', entity), anyOf(parts), during(start, end)]),
    events: sent.reduce((sum, { events }) => sum + events, 0),
    start,
    end,
    whole: false,
  };
};

const wholeWindows = (campaign: Campaign): CampaignEvents => {
  const start = isoOf(campaign.firstRequest);
  const end = isoOf(campaign.lastRequest);
  return {
    filter: allOf([equals('source.ip', campaign.entity), during(start, end)]),
    events: campaign.requests,
    start,
    end,
    whole: true,
  };
};

const during = (start: string | null, end: string | null): FilterTree =>
  start === null || end === null ? equals('@timestamp', null) : between(start, end);

const extreme = (
  times: readonly (number | null)[],
  choose: (...items: number[]) => number,
): number | null => {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : known.reduce((one, two) => choose(one, two));
};

/** Undefined when no short condition selects exactly these texts. */
const conditionOf = (
  campaign: Campaign,
  field: SentField,
  texts: readonly string[],
): FilterTree | 'none' | undefined => {
  if (texts.length === 0) return 'none';
  if (isShort(texts)) return anyOf(texts.map((text) => exactly(field, text)));
  const strangers = new Set(campaign.others.flatMap((requests) => requests[field] ?? []));
  const { pieces, rest } = coveringPieces(texts, [...strangers], piecesFor(field, texts));
  if (!isShort(rest)) return undefined;
  return anyOf([
    ...pieces.map((piece) => holding(field, piece)),
    ...rest.map((text) => exactly(field, text)),
  ]);
};

const isShort = (texts: readonly string[]): boolean =>
  texts.length <= MOST_LISTED && texts.reduce((sum, text) => sum + text.length, 0) <= MOST_CHARACTERS;

const exactly = (field: SentField, text: string): FilterTree =>
  text.length >= LONGEST_INSPECTED
    ? { kind: 'match', field: ECS[field], pieces: [text, ''] }
    : equals(ECS[field], text);

const holding = (field: SentField, piece: string): FilterTree => ({
  kind: 'match',
  field: ECS[field],
  pieces: ['', piece, ''],
});

/** Pieces that are sure to be held back in this field: for agents the tools' names as they are written there. */
const piecesFor = (field: SentField, texts: readonly string[]): readonly string[] => {
  if (field === 'target') return FRAGMENTS;
  if (field !== 'agent') return [];
  const names = texts.flatMap((text) => {
    const lower = text.toLowerCase();
    if (lower.length !== text.length) return [];
    return SCANNER_WORDS.filter((word) => lower.includes(word)).map((word) =>
      text.slice(lower.indexOf(word), lower.indexOf(word) + word.length),
    );
  });
  return [...new Set(names)].sort();
};

/** Greedily, the pieces that stand in most of the texts and in none of the strangers. */
const coveringPieces = (
  texts: readonly string[],
  strangers: readonly string[],
  pieces: readonly string[],
): { readonly pieces: readonly string[]; readonly rest: readonly string[] } => {
  const usable = pieces.filter((piece) => !strangers.some((text) => text.includes(piece)));
  const chosen: string[] = [];
  let rest = texts;
  while (rest.length > 0 && chosen.length < MOST_FRAGMENTS) {
    let best = '';
    let most = 0;
    for (const piece of usable) {
      const covered = rest.filter((text) => text.includes(piece)).length;
      if (covered > most) [best, most] = [piece, covered];
    }
    if (most === 0) break;
    chosen.push(best);
    rest = rest.filter((text) => !text.includes(best));
  }
  return { pieces: chosen, rest };
};
