import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median } from '../../src/stats/median.ts';
import { SlidingOrder } from '../../src/stats/sliding-order.ts';
import { tailSurprise } from '../../src/stats/tail-surprise.ts';

describe('numbers in sliding order', () => {
  it('are the sorted latest ones, whatever was added', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 80 }),
        fc.integer({ min: 1, max: 30 }),
        (values, capacity) => {
          const order = new SlidingOrder(capacity);
          for (const value of values) order.add(value);
          const latest = values.slice(-capacity).sort((left, right) => left - right);
          expect(Array.from({ length: order.size }, (_, index) => order.at(index))).toEqual(latest);
          expect(order.below(3)).toBe(latest.filter((value) => value < 3).length);
          if (latest.length > 0) expect(order.median()).toBe(median(latest));
        },
      ),
    );
  });

  it('have no middle when there are none', () => {
    const order = new SlidingOrder(3);
    expect(order.median()).toBeNaN();
    expect(order.at(0)).toBeNaN();
  });
});

describe('the surprise of a large number', () => {
  const past = new SlidingOrder(1000);
  for (let index = 0; index < 1000; index += 1) past.add(-Math.log(1 - (index + 0.5) / 1000));

  it('is the logarithm of the share that is as large, beyond the past too', () => {
    // the past is exponential with mean 1, so the true share above x is exp(-x)
    for (const value of [3, 5, 8]) expect(tailSurprise(past, value)).toBeCloseTo(value / Math.LN10, 0.5);
    expect(tailSurprise(past, 0)).toBe(-0);
    expect(tailSurprise(past, Math.LN2)).toBeCloseTo(Math.log10(2), 2);
    expect(tailSurprise(past, 1e9)).toBe(10);
  });

  it('grows with the number and is nothing for a short or constant past', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (value, more) => {
          expect(tailSurprise(past, value + more)).toBeGreaterThanOrEqual(tailSurprise(past, value));
        },
      ),
    );
    const short = new SlidingOrder(100);
    for (let index = 0; index < 29; index += 1) short.add(index);
    expect(tailSurprise(short, 1e6)).toBe(0);
    const flat = new SlidingOrder(100);
    for (let index = 0; index < 50; index += 1) flat.add(0);
    expect(tailSurprise(flat, 0)).toBe(-0);
    expect(tailSurprise(flat, 1)).toBe(10);
  });
});
