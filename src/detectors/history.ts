/** A value, or a value of an entity, that a history holds. */
export interface SeenValue {
  /** One text per field of its look. */
  readonly parts: readonly string[];
  readonly events: number;
  /** ISO 8601 with six decimals; null when no event with it has a time. */
  readonly first: string | null;
  readonly last: string | null;
}

/** What was seen of one look; null in place of values when they were more than are kept. */
export type SeenLook = readonly SeenValue[] | null;

/** By dataset, then by the names of a look's fields joined with `+`. */
export type SeenValues = ReadonlyMap<string, ReadonlyMap<string, SeenLook>>;

/** What came before the events that are judged: events of the store, values kept elsewhere, or both. */
export interface History {
  /** A filter for the store's earlier events. */
  readonly where?: string;
  readonly values?: SeenValues;
}

/** Values kept of a look; with more of them a new one says nothing. */
export const MOST_SEEN = 20_000;

const keyOf = (value: SeenValue): string => JSON.stringify(value.parts);

/** Both together: events added, the earlier first and the later last time, in the order of the parts. */
export const joinLooks = (left: SeenLook, right: SeenLook): SeenLook => {
  if (left === null || right === null) return null;
  const joined = new Map(left.map((value) => [keyOf(value), value]));
  for (const value of right) {
    const before = joined.get(keyOf(value));
    joined.set(keyOf(value), before === undefined ? value : joinValues(before, value));
  }
  if (joined.size > MOST_SEEN) return null;
  return [...joined]
    .sort(([one], [other]) => (one < other ? -1 : Number(one > other)))
    .map(([, value]) => value);
};

const joinValues = (left: SeenValue, right: SeenValue): SeenValue => {
  const firsts = [left.first, right.first].filter((time) => time !== null).sort();
  const lasts = [left.last, right.last].filter((time) => time !== null).sort();
  return {
    parts: left.parts,
    events: left.events + right.events,
    first: firsts[0] ?? null,
    last: lasts.at(-1) ?? null,
  };
};

/** Two histories as one. */
export const joinSeen = (left: SeenValues, right: SeenValues): SeenValues => {
  const joined = new Map([...left].map(([dataset, looks]) => [dataset, new Map(looks)]));
  for (const [dataset, looks] of right) {
    const own = joined.get(dataset) ?? new Map<string, SeenLook>();
    joined.set(dataset, own);
    for (const [name, look] of looks) {
      const before = own.get(name);
      own.set(name, before === undefined ? look : joinLooks(before, look));
    }
  }
  return joined;
};
