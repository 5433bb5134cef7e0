import { describe, expect, it } from 'vitest';
import { failuresNeeded, thresholdRandomWalk } from '../../src/stats/threshold-random-walk.ts';

// Jung, Paxson, Berger and Balakrishnan (2004): theta0 0.8, theta1 0.2, alpha 0.01, beta 0.99.
const PAPER = { theta0: 0.8, theta1: 0.2, alpha: 0.01, beta: 0.99 };
const walk = (outcomes: string) =>
  thresholdRandomWalk(
    [...outcomes].map((mark) => mark === '+'),
    PAPER,
  );

describe('a threshold random walk', () => {
  it('needs four failures in a row with the numbers of the paper', () => {
    expect(failuresNeeded(PAPER)).toBe(4);
    expect(walk('---').decidedAt).toBeNull();
    expect(walk('----').decidedAt).toBe(3);
    expect(Math.exp(walk('----').peak)).toBeCloseTo(256, 9);
    expect(Math.exp(walk('').bound)).toBeCloseTo(99, 9);
  });

  it('takes back for every success what a failure gave', () => {
    expect(walk('-+-+-+-+-+').decidedAt).toBeNull();
    expect(walk('+-----').decidedAt).toBe(5);
    expect(walk('--+---').decidedAt).toBe(5);
  });

  it('begins anew after an acquittal, so that the past does not shield', () => {
    expect(walk('++++').acquittals).toBe(1);
    expect(walk('++++++++----').decidedAt).toBe(11);
  });

  it('decides nothing without contacts', () => {
    expect(walk('')).toMatchObject({ decidedAt: null, peak: 0, acquittals: 0 });
  });
});
