import type { Row } from '../../store/event-store.ts';
import { mergeBy, numberOf, textsOf } from '../windows.ts';

/** Different requests kept per window and address; beyond that a finding tells of all requests in its windows. */
export const SENT_KEPT = 20_000;
/** Paths whose usual answers are kept. */
export const USUAL_KEPT = 5_000;
/** Paths kept that an address was given after its attacks. */
export const LATER_KEPT = 5;
/** Programs kept among them. */
export const PROGRAMS_KEPT = 20;

/**
 * Requests of one address that are alike in status and in what may be an attack; a text
 * that the sieve let go is null.
 */
export interface SentRequests {
  readonly target: string | null;
  readonly agent: string | null;
  readonly referrer: string | null;
  readonly method: string | null;
  readonly status: number | null;
  readonly events: number;
  /** Microseconds since 1970; null for events without time. */
  readonly first: number | null;
  readonly last: number | null;
  /** Least and most bytes of the answer's body. */
  readonly least: number | null;
  readonly most: number | null;
}

/** Between the lengths of the texts, and between the numbers; see `packedSent` of the aggregate. */
export const SEPARATOR = '|';
const MISSING = -1;

const numberOrNull = (text: string | undefined): number | null =>
  text === undefined || text === '' ? null : Number(text);

/**
 * Reads `target|agent|referrer|method` (lengths in bytes, -1 for null), the status, the
 * texts themselves, and at the end the events, first, last, least and most.
 */
export const unpackSent = (packed: string): SentRequests => {
  const bytes = Buffer.from(packed);
  let position = 0;
  const number = (): number => {
    const end = bytes.indexOf(SEPARATOR, position);
    const value = Number(bytes.toString('latin1', position, end));
    position = end + 1;
    return value;
  };
  const lengths = [number(), number(), number(), number()];
  const status = number();
  const texts = lengths.map((length) => {
    if (length === MISSING) return null;
    const text = bytes.toString('utf8', position, position + length);
    position += length;
    return text;
  });
  const [, events, first, last, least, most] = bytes.toString('latin1', position).split(SEPARATOR);
  const [target = null, agent = null, referrer = null, method = null] = texts;
  return {
    target,
    agent,
    referrer,
    method,
    status: status === MISSING ? null : status,
    events: Number(events),
    first: numberOrNull(first),
    last: numberOrNull(last),
    least: numberOrNull(least),
    most: numberOrNull(most),
  };
};

/** Where the numbers begin, which are no part of what makes two packed requests the same. */
const numbersStart = (packed: string): number => {
  let position = packed.length;
  for (let field = 0; field < 5; field += 1) position = packed.lastIndexOf(SEPARATOR, position - 1);
  return position;
};

const smaller = (left: string, right: string): string => (Number(left) <= Number(right) ? left : right);
const joinedNumbers = (left: string, right: string): string => {
  const [, events = '', first = '', last = '', least = '', most = ''] = left.split(SEPARATOR);
  const [, events2 = '', first2 = '', last2 = '', least2 = '', most2 = ''] = right.split(SEPARATOR);
  const low = (one: string, two: string): string =>
    one === '' || two === '' ? one + two : smaller(one, two);
  const high = (one: string, two: string): string =>
    one === '' || two === '' ? one + two : smaller(one, two) === one ? two : one;
  return [
    '',
    Number(events) + Number(events2),
    low(first, first2),
    high(last, last2),
    low(least, least2),
    high(most, most2),
  ].join(SEPARATOR);
};

const joinSent = (lists: readonly (readonly string[])[]): readonly string[] => {
  const numbers = new Map<string, string>();
  for (const packed of lists.flat()) {
    const start = numbersStart(packed);
    const key = packed.slice(0, start);
    const before = numbers.get(key);
    const own = packed.slice(start);
    numbers.set(key, before === undefined ? own : joinedNumbers(before, own));
  }
  return [...numbers]
    .map(([key, text]) => key + text)
    .sort()
    .slice(0, SENT_KEPT);
};

const mergeNumbers = mergeBy({
  sums: ['requests', 'answered', 'later', 'laterAnswered', 'laterPosts'],
  minima: ['first'],
  maxima: ['last'],
  sets: ['usual', 'laterPaths', 'laterPrograms'],
  setSize: USUAL_KEPT,
});

/** How two rows of one window and address join. */
export const mergeSentRows = (left: Row, right: Row): Row => ({
  ...mergeNumbers(left, right),
  sent: joinSent([textsOf(left, 'sent'), textsOf(right, 'sent')]),
  cut: Math.max(numberOf(left, 'cut'), numberOf(right, 'cut')),
});

/** Whether a row's list was cut, so that it does not hold all that was sent. */
export const isCut = (row: Row): boolean => textsOf(row, 'sent').length >= SENT_KEPT;
