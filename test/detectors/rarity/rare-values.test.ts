import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bits, type FieldCounts, rareValues } from '../../../src/detectors/rarity/rare-values.ts';

const countsOf = (values: Readonly<Record<string, number>>, missing = 0): FieldCounts => {
  const entries = Object.entries(values);
  const spectrum = new Map<number, number>();
  for (const [, count] of entries) spectrum.set(count, (spectrum.get(count) ?? 0) + 1);
  return {
    field: 'server.colour',
    events: entries.reduce((sum, [, count]) => sum + count, 0),
    missing,
    spectrum: [...spectrum].sort(([a], [b]) => a - b).map(([count, number]) => ({ count, values: number })),
    rarest: entries.map(([value, count]) => ({ value, count })),
  };
};

const BOUNDS = { minimumBits: 7, maximumEvents: 100 };

describe('rare values', () => {
  it('surprise by the share of events whose value is as rare', () => {
    const [rare] = rareValues(countsOf({ red: 1020, blue: 3, green: 1 }), BOUNDS);
    expect(rare).toEqual({
      value: 'green',
      count: 1,
      surpriseBits: 10,
      tailEvents: 1,
      tailValues: 1,
      tailBits: 10,
      events: 1024,
    });
  });

  it('count what is rarer as well', () => {
    const found = rareValues(countsOf({ red: 1020, blue: 3, green: 1 }), BOUNDS);
    expect(found.map(({ value, tailEvents, tailBits }) => [value, tailEvents, tailBits])).toEqual([
      ['green', 1, 10],
      ['blue', 4, 8],
    ]);
  });

  it('are none where most values stand once', () => {
    const words = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`w${index}`, 1]));
    expect(rareValues(countsOf({ ...words, common: 500 }), BOUNDS)).toEqual([]);
  });

  it('are none in an even field', () => {
    expect(rareValues(countsOf({ a: 100, b: 100, c: 100 }), BOUNDS)).toEqual([]);
  });

  it('include that the field is missing', () => {
    const found = rareValues(countsOf({ GET: 1022 }, 2), BOUNDS);
    expect(found.map(({ value, count, tailBits }) => [value, count, tailBits])).toEqual([[null, 2, 9]]);
  });

  it('have at most as many events as asked for', () => {
    const counts = countsOf({ red: 100_000, blue: 101, green: 100 });
    expect(rareValues(counts, BOUNDS).map(({ value }) => value)).toEqual(['green']);
  });

  it('of no events are none', () => {
    expect(rareValues(countsOf({}), BOUNDS)).toEqual([]);
  });

  it('are never more than the bound allows, rarest first', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer({ min: 1, max: 5000 })), (values) => {
        const counts = countsOf(values);
        const found = rareValues(counts, BOUNDS);
        const events = found.reduce((sum, { count }) => sum + count, 0);
        expect(events * 2 ** BOUNDS.minimumBits).toBeLessThanOrEqual(counts.events);
        const order = found.map(({ count }) => count);
        expect(order).toEqual([...order].sort((a, b) => a - b));
        for (const rare of found) expect(rare.tailBits).toBeLessThanOrEqual(rare.surpriseBits);
      }),
    );
  });
});

describe('bits', () => {
  it('are 0 for everything and 1 for half', () => {
    expect([bits(8, 8), bits(4, 8), bits(1, 8)]).toEqual([0, 1, 3]);
  });

  it('count nothing as half an event and know no events', () => {
    expect([bits(0, 8), bits(0, 0)]).toEqual([4, 0]);
  });
});
