import { microsToIso } from '../kernel/time.ts';
import type { Row, RowValue } from '../store/event-store.ts';

/** Start of a row's window in microseconds since 1970; null for events without time. */
export const windowOf = (row: Row): number | null => numberOrNull(row['window']);

export const entityOf = (row: Row): string | null => {
  const entity = row['entity'];
  return entity === null || entity === undefined ? null : String(entity);
};

/** A number of a row, 0 where it is missing. Long integers may come as text. */
export const numberOf = (row: Row, name: string): number => numberOrNull(row[name]) ?? 0;

const numberOrNull = (value: RowValue | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

/** A list of texts of a row, empty where it is missing. */
export const textsOf = (row: Row, name: string): readonly string[] => {
  const list = row[name];
  return Array.isArray(list) ? list.map(String) : [];
};

/** Microseconds since 1970 as ISO 8601, null for null. */
export const isoOf = (micros: number | null): string | null =>
  micros === null ? null : microsToIso(BigInt(micros));

/** How fields of mergeable rows join: added up, the smaller, the larger, or sorted sets cut at a size. */
export interface MergeRules {
  readonly sums: readonly string[];
  readonly minima: readonly string[];
  readonly maxima: readonly string[];
  readonly sets: readonly string[];
  readonly setSize: number;
}

/** A merge of two rows of one window and entity; a missing field leaves the other row's. */
export const mergeBy =
  (rules: MergeRules) =>
  (left: Row, right: Row): Row => {
    const merged: Record<string, RowValue> = { ...left, ...right };
    const join = (names: readonly string[], rule: (left: number, right: number) => number): void => {
      for (const name of names) {
        const one = numberOrNull(left[name]);
        const other = numberOrNull(right[name]);
        merged[name] = one === null || other === null ? (one ?? other) : rule(one, other);
      }
    };
    join(rules.sums, (one, other) => one + other);
    for (const name of rules.sums) merged[name] ??= 0;
    join(rules.minima, Math.min);
    join(rules.maxima, Math.max);
    for (const name of rules.sets)
      merged[name] = unitedTexts([textsOf(left, name), textsOf(right, name)], rules.setSize);
    return merged;
  };

/** Sorted union, cut at a size; a cut set says only "at least this many". */
export const unitedTexts = (lists: readonly (readonly string[])[], size: number): readonly string[] => {
  const [first = [], ...others] = lists.filter((list) => list.length > 0);
  return others.length === 0 && first.length < 2
    ? first.slice(0, size)
    : [...new Set(lists.flat())].sort().slice(0, size);
};

/**
 * Joins rows of equal window and entity and sorts by entity, then window; rows about
 * a whole window and rows without window come last in their order.
 */
export const mergeRows = (rows: Iterable<Row>, merge: (left: Row, right: Row) => Row): readonly Row[] => {
  const merged = new Map<string | null, Map<number | null, Row>>();
  for (const row of rows) {
    const entity = entityOf(row);
    const window = windowOf(row);
    const windows = merged.get(entity) ?? new Map<number | null, Row>();
    if (windows.size === 0) merged.set(entity, windows);
    const present = windows.get(window);
    windows.set(window, present === undefined ? row : merge(present, row));
  }
  return [...merged]
    .sort(([left], [right]) => compareNullable(left, right))
    .flatMap(([, windows]) =>
      [...windows].sort(([left], [right]) => compareNullable(left, right)).map(([, row]) => row),
    );
};

const compareNullable = <Value extends string | number>(left: Value | null, right: Value | null): number => {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return left < right ? -1 : Number(left > right);
};

/** The rows of each entity, in window order. */
export const byEntity = (rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const entity = entityOf(row);
    if (entity === null) continue;
    const group = groups.get(entity);
    if (group === undefined) groups.set(entity, [row]);
    else group.push(row);
  }
  return groups;
};

/**
 * Cuts one entity's rows, sorted by window, where nothing happened for longer than the
 * gap. Rows without window are a stretch of their own.
 */
export const stretches = (
  rows: readonly Row[],
  windowSeconds: number,
  gapSeconds: number,
): readonly (readonly Row[])[] => {
  const result: Row[][] = [];
  let previous: number | null = null;
  for (const row of rows) {
    const window = windowOf(row);
    const joined =
      result.length > 0 &&
      (window === null
        ? previous === null
        : previous !== null && window - previous <= (windowSeconds + gapSeconds) * 1e6);
    if (joined) result.at(-1)?.push(row);
    else result.push([row]);
    previous = window;
  }
  return result;
};
