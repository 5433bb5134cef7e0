import { utcOffsetMicros } from './time-zone.ts';

/**
 * What a zone's wall clock is ahead of UTC, as a step function of local time in
 * microseconds: `offsets[i]` holds from `starts[i]` on (the first from the beginning of
 * time). It says the same as `zonedToUtcMicros`: a time that occurs twice is the second
 * one, a skipped one is read with the offset before the change.
 */
export interface ZoneTable {
  readonly starts: readonly bigint[];
  readonly offsets: readonly bigint[];
}

const SECOND = 1_000_000n;
/** No zone changed its mind and back within a week in the years that stamps may have. */
const STEP = 7n * 86_400n * SECOND;
const tables = new Map<string, ZoneTable>();

/** First second in (low, high] whose offset is that of `high`. */
const changeBetween = (timeZone: string, low: bigint, high: bigint): bigint => {
  const after = utcOffsetMicros(high, timeZone);
  let [left, right] = [low, high];
  while (right - left > SECOND) {
    const middle = left + ((right - left) / 2n / SECOND) * SECOND;
    if (utcOffsetMicros(middle, timeZone) === after) right = middle;
    else left = middle;
  }
  return right;
};

/** The table of a zone between two moments (microseconds since 1970); remembered, for it takes some 100 ms. */
export const zoneTable = (timeZone: string, fromMicros: bigint, toMicros: bigint): ZoneTable => {
  const key = `${timeZone} ${fromMicros} ${toMicros}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const starts = [fromMicros];
  const offsets = [utcOffsetMicros(fromMicros, timeZone)];
  for (let moment = fromMicros; moment < toMicros; moment += STEP) {
    const offset = utcOffsetMicros(moment + STEP, timeZone);
    if (offset === offsets.at(-1)) continue;
    starts.push(changeBetween(timeZone, moment, moment + STEP) + offset);
    offsets.push(offset);
  }
  const table = Object.freeze({ starts: Object.freeze(starts), offsets: Object.freeze(offsets) });
  tables.set(key, table);
  return table;
};
