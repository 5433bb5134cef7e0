import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonLines, lineSetOf, unionOfLines } from '../../src/evaluation/line-set.ts';
import { shareOfTime } from '../../src/evaluation/time-overlap.ts';

const numbers = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 50 });

describe('sets of event numbers', () => {
  it('behave as sets do', () => {
    fc.assert(
      fc.property(numbers, numbers, (left, right) => {
        const [a, b] = [new Set(left), new Set(right)];
        const [setA, setB] = [lineSetOf(left), lineSetOf(right)];
        expect(setA.size).toBe(a.size);
        expect(commonLines(setA, setB).size).toBe([...a].filter((item) => b.has(item)).length);
        expect(commonLines(setB, setA)).toEqual(commonLines(setA, setB));
        expect(unionOfLines([setA, setB]).size).toBe(new Set([...a, ...b]).size);
        expect(commonLines(unionOfLines([setA, setB]), setA)).toEqual(setA);
      }),
    );
  });

  it('keep neighbours as one range', () => {
    expect(lineSetOf([5, 3, 4, 9, 4])).toEqual({ bounds: [3, 5, 9, 9], size: 4 });
  });
});

describe('the share of time two stretches have in common', () => {
  const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  const share = (a: number, b: number, c: number, d: number): number =>
    shareOfTime({ start: at(a), end: at(b) }, { start: at(c), end: at(d) });

  it('is measured by the shorter one', () => {
    expect(share(0, 60, 50, 70)).toBe(0.5);
    expect(share(0, 60, 10, 20)).toBe(1);
    expect(share(0, 10, 20, 30)).toBe(0);
    expect(share(0, 60, 30, 30)).toBe(1);
    expect(share(0, 60, 90, 90)).toBe(0);
    expect(shareOfTime({ start: null, end: at(1) }, { start: at(0), end: at(1) })).toBe(0);
  });

  it('does not depend on the order and lies between 0 and 1', () => {
    const minute = fc.integer({ min: 0, max: 59 });
    fc.assert(
      fc.property(minute, minute, minute, minute, (a, b, c, d) => {
        const [first, second] = [share(a, a + b, c, c + d), share(c, c + d, a, a + b)];
        expect(first).toBe(second);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(first).toBeLessThanOrEqual(1);
      }),
    );
  });
});
