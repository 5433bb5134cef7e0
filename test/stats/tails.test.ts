import { describe, expect, it } from 'vitest';
import { betaShare } from '../../src/stats/beta-share.ts';
import { binomialTail } from '../../src/stats/binomial-tail.ts';
import { gammaHead, gammaTail } from '../../src/stats/gamma-tail.ts';
import { logGamma } from '../../src/stats/log-gamma.ts';
import { normalQuantile } from '../../src/stats/normal-quantile.ts';
import { normalTail } from '../../src/stats/normal-tail.ts';
import { poissonTail } from '../../src/stats/poisson-tail.ts';
import { wilsonInterval } from '../../src/stats/wilson-interval.ts';

// Every expected number in this file was computed with scipy 1.17.1.

/** Equal to `digits` significant digits. */
const expectDigits = (actual: number, expected: number, digits = 12): void => {
  const tolerance = Math.max(Math.abs(expected), Number.MIN_VALUE) * 10 ** (1 - digits);
  expect(Math.abs(actual - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(tolerance);
};

describe('special functions', () => {
  it('give the logarithm of the gamma function as scipy.special.gammaln', () => {
    expectDigits(logGamma(0.1), 2.252712651734206);
    expectDigits(logGamma(0.5), 0.5723649429247);
    expectDigits(logGamma(2.5), 0.2846828704729192);
    expectDigits(logGamma(10), 12.801827480081469);
    expectDigits(logGamma(100.5), 361.43554046777757);
    expectDigits(logGamma(1e6), 12815504.569147611);
    expect(Math.abs(logGamma(1))).toBeLessThan(1e-14);
  });

  it('give both incomplete gamma functions as scipy.special.gammaincc and gammainc', () => {
    expectDigits(gammaTail(0.5, 0.1), 0.6547208460185768);
    expectDigits(gammaTail(2, 3), 0.1991482734714558);
    expectDigits(gammaTail(10, 30), 7.121750862815593e-6);
    expectDigits(gammaTail(100, 90), 0.84177901081357);
    expectDigits(gammaTail(1000, 1100), 0.0010593232539299773, 10);
    expectDigits(gammaHead(10, 0.5), 1.709670029348906e-10);
    expectDigits(gammaHead(50, 5), 2.181059214078525e-32);
    expectDigits(gammaHead(1000, 800), 5.501419776179194e-12, 10);
    expect([gammaTail(3, 0), gammaHead(3, 0)]).toEqual([1, 0]);
  });

  it('give the incomplete beta function as scipy.special.betainc', () => {
    expectDigits(betaShare(2, 3, 0.5), 0.6875);
    expectDigits(betaShare(0.5, 0.5, 0.1), 0.20483276469913345);
    expectDigits(betaShare(30, 1, 0.9), 0.04239115827521624);
    expectDigits(betaShare(5, 996, 0.001), 0.003636878029521792, 11);
    expectDigits(betaShare(200, 300, 0.45), 0.9881463456202628, 11);
    expectDigits(betaShare(3, 10_000, 0.0001), 0.08032899086535365, 10);
    expect([betaShare(2, 2, 0), betaShare(2, 2, 1)]).toEqual([0, 1]);
  });
});

describe('tail probabilities', () => {
  it('give the normal tail as scipy.stats.norm.sf, far out too', () => {
    expectDigits(normalTail(-3), 0.9986501019683699);
    expectDigits(normalTail(0.5), 0.3085375387259869);
    expectDigits(normalTail(3), 0.0013498980316300933);
    expectDigits(normalTail(10), 7.61985302416047e-24);
    expectDigits(normalTail(20), 2.7536241186061556e-89);
    expect(normalTail(0)).toBe(0.5);
  });

  it('give the normal quantile as scipy.stats.norm.ppf', () => {
    expectDigits(normalQuantile(1e-12), -7.034483825301131);
    expectDigits(normalQuantile(1e-5), -4.264890793922825);
    expectDigits(normalQuantile(0.024), -1.977368428181947);
    expectDigits(normalQuantile(0.3), -0.5244005127080409);
    expectDigits(normalQuantile(0.75), 0.6744897501960817);
    expectDigits(normalQuantile(0.9999), 3.719016485455709);
    expect(Math.abs(normalQuantile(0.5))).toBeLessThan(1e-15);
    for (const outside of [0, 1, -1, Number.NaN]) {
      expect(() => normalQuantile(outside)).toThrow('lies between 0 and 1');
    }
  });

  it('give the Poisson tail as scipy.stats.poisson.sf(count - 1)', () => {
    expectDigits(poissonTail(1, 0.5), 0.3934693402873665);
    expectDigits(poissonTail(3, 1), 0.08030139707139418);
    expectDigits(poissonTail(10, 2.5), 0.0002773520946208362);
    expectDigits(poissonTail(50, 20), 1.2458926079719434e-8);
    expectDigits(poissonTail(200, 150), 5.709688574208249e-5, 11);
    expectDigits(poissonTail(5, 1e-3), 8.326391864211505e-18);
    expect([poissonTail(0, 7), poissonTail(1, 0), poissonTail(0, 0)]).toEqual([1, 0, 1]);
  });

  it('give the binomial tail as scipy.stats.binom.sf(successes - 1)', () => {
    expectDigits(binomialTail(3, 3, 0.5), 0.125);
    expectDigits(binomialTail(1, 10, 0.1), 0.6513215599000001);
    expectDigits(binomialTail(20, 30, 0.3), 3.687008076878477e-5);
    expectDigits(binomialTail(150, 1000, 0.1), 4.489442859450041e-7, 10);
    expectDigits(binomialTail(10, 10, 0.9), 0.34867844010000004);
    expect([binomialTail(0, 5, 0.1), binomialTail(6, 5, 0.9)]).toEqual([1, 0]);
  });
});

describe('the interval of a share', () => {
  it('is that of scipy.stats.binomtest(...).proportion_ci(method="wilson")', () => {
    const cases = [
      [1, 1, 0.95, 0.20654931437723745, 1],
      [0, 10, 0.95, 0, 0.27753279986288926],
      [7, 10, 0.95, 0.39677814746114526, 0.892208732593699],
      [72, 73, 0.99, 0.8931792779439797, 0.99838965766621],
      [3, 1000, 0.9, 0.0011995624784162675, 0.0074824913019056905],
    ] as const;
    for (const [successes, trials, confidence, lower, upper] of cases) {
      const interval = wilsonInterval(successes, trials, confidence);
      expect(interval.lower).toBeCloseTo(lower, 12);
      expect(interval.upper).toBeCloseTo(upper, 12);
    }
  });

  it('is everything without trials and refuses what is no share', () => {
    expect(wilsonInterval(0, 0)).toEqual({ lower: 0, upper: 1 });
    expect(() => wilsonInterval(3, 2)).toThrow('3 of 2 is no share');
    expect(() => wilsonInterval(1, 2, 1)).toThrow('a confidence lies between 0 and 1, not at 1');
  });
});
