import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byEntity, mergeBy, mergeRows, stretches } from '../../src/detectors/windows.ts';
import type { Row } from '../../src/store/event-store.ts';

const merge = mergeBy({ sums: ['n'], minima: ['first'], maxima: ['last'], sets: ['paths'], setSize: 3 });

const row = fc.record({
  window: fc.constantFrom(0, 600_000_000, null),
  entity: fc.constantFrom('10.1.2.3', '10.1.2.4', null),
  n: fc.integer({ min: 0, max: 1000 }),
  first: fc.option(fc.integer(), { nil: null }),
  last: fc.option(fc.integer(), { nil: null }),
  paths: fc.uniqueArray(fc.constantFrom('/a', '/b', '/c', '/d'), { maxLength: 3 }).map((list) => list.sort()),
});

describe('mergeable rows', () => {
  it('give the same however they are split and ordered', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), fc.nat(), (rows, cut) => {
        const whole = mergeRows(rows, merge);
        const at = rows.length === 0 ? 0 : cut % rows.length;
        const parts = [mergeRows(rows.slice(at), merge), mergeRows(rows.slice(0, at), merge)];
        expect(mergeRows(parts.flat(), merge)).toEqual(whole);
      }),
    );
  });

  it('keep what only one of two carries', () => {
    expect(merge({ window: 0, entity: 'a', n: 2 }, { window: 0, entity: 'a', paths: ['/x'] })).toEqual({
      window: 0,
      entity: 'a',
      n: 2,
      first: null,
      last: null,
      paths: ['/x'],
    });
  });
});

describe('stretches', () => {
  const at = (...minutes: readonly (number | null)[]): readonly Row[] =>
    minutes.map((minute) => ({ window: minute === null ? null : minute * 60e6, entity: 'a' }));

  it('join adjoining windows', () => {
    expect(stretches(at(0, 10, 20), 600, 0)).toHaveLength(1);
  });

  it('bridge pauses up to the gap and no longer', () => {
    expect(stretches(at(0, 40), 600, 1800).map((part) => part.length)).toEqual([2]);
    expect(stretches(at(0, 41), 600, 1800).map((part) => part.length)).toEqual([1, 1]);
  });

  it('keep events without time by themselves', () => {
    expect(stretches(at(0, null), 600, 3600).map((part) => part.length)).toEqual([1, 1]);
  });

  it('belong to one entity each', () => {
    const groups = byEntity([...at(0), { window: 0, entity: 'b' }, { window: 0, entity: null }]);
    expect([...groups.keys()]).toEqual(['a', 'b']);
  });
});
