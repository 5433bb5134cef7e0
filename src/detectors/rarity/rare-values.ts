import { compareUtf8 } from '../../kernel/text-order.ts';

/** How often values of one field occur. */
export interface FieldCounts {
  readonly field: string;
  /** Events that have the field: what shares are shares of. */
  readonly events: number;
  /** Events without the field. */
  readonly missing: number;
  /** The frequency of frequencies: `values` different values occur `count` times each, ascending by count. */
  readonly spectrum: readonly { readonly count: number; readonly values: number }[];
  /** The rarest values, as many as were asked for. */
  readonly rarest: readonly ValueCount[];
}

export interface ValueCount {
  readonly value: string | null;
  readonly count: number;
}

export interface RareValue extends ValueCount {
  /** -log2 of the value's share of the events. */
  readonly surpriseBits: number;
  /** Events whose value is this rare or rarer. */
  readonly tailEvents: number;
  /** Different values that are this rare or rarer. */
  readonly tailValues: number;
  /** -log2 of their share: how surprising it is to meet a value as rare as this one at all. */
  readonly tailBits: number;
  /** The events that the shares are shares of: those with the field, or all for the missing value. */
  readonly events: number;
}

/**
 * -log2 of a share; 0 bits for everything, 1 bit for half. A count of 0 counts as half an event.
 * @example bits(1, 8) // 3
 */
export const bits = (count: number, events: number): number =>
  events <= 0 ? 0 : Math.max(0, -Math.log2(Math.max(count, 0.5) / events));

export interface RareValueBounds {
  readonly minimumBits: number;
  readonly maximumEvents: number;
}

/**
 * The values that are surprising by the discrete tail probability: the share of all
 * events whose value occurs at most as often as this one. In a field where most values
 * occur once (addresses, words) that share is large and nothing is rare; in a closed
 * field it is hardly more than the value's own share. Shares are among the events that
 * have the field; that the field is missing is judged among all. Rarest first, ties by
 * UTF-8 bytes, the missing value last. No events give no rare values.
 */
export const rareValues = (counts: FieldCounts, bounds: RareValueBounds): readonly RareValue[] => {
  const tails = tailSums(counts);
  const all = counts.events + counts.missing;
  const missing: readonly RareValue[] =
    counts.missing === 0 ? [] : [toRareValue({ value: null, count: counts.missing }, all, undefined)];
  const values = counts.rarest.map((item) => toRareValue(item, counts.events, tails.get(item.count)));
  return [...values, ...missing]
    .filter(({ count }) => count <= bounds.maximumEvents)
    .filter(({ tailBits }) => tailBits >= bounds.minimumBits)
    .sort((left, right) => left.count - right.count || compareValues(left.value, right.value));
};

interface Tail {
  readonly events: number;
  readonly values: number;
}

const tailSums = (counts: FieldCounts): ReadonlyMap<number, Tail> => {
  const tails = new Map<number, Tail>();
  let events = 0;
  let values = 0;
  for (const entry of counts.spectrum) {
    events += entry.count * entry.values;
    values += entry.values;
    tails.set(entry.count, { events, values });
  }
  return tails;
};

const toRareValue = (item: ValueCount, events: number, tail: Tail | undefined): RareValue => ({
  ...item,
  surpriseBits: bits(item.count, events),
  tailEvents: tail?.events ?? item.count,
  tailValues: tail?.values ?? 1,
  tailBits: bits(tail?.events ?? item.count, events),
  events,
});

/** UTF-8 bytes, null last. */
const compareValues = (left: string | null, right: string | null): number => {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return compareUtf8(left, right);
};
