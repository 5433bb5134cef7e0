import { describe, expect, it } from 'vitest';
import {
  exponentialDensity,
  loginDistributions,
  normalDensity,
  poissonMass,
  triangularDensity,
  uniformDensity,
} from '../../src/simulators/login/distributions.ts';
import { RandomState } from '../../src/stats/mersenne-twister-numpy.ts';
import { PythonRandom } from '../../src/stats/mersenne-twister-python.ts';

const DRAWS = 20_000;
const python = new PythonRandom(5);
const numpy = new RandomState(5);

/** Greatest distance between the share of draws below a point and the area of the density below it. */
const distance = (draw: () => number, density: (x: number) => number, low: number, high: number): number => {
  const draws = Float64Array.from({ length: DRAWS }, draw).sort();
  const steps = 2000;
  let [area, index, furthest] = [0, 0, 0];
  for (let step = 0; step < steps; step += 1) {
    const x = low + ((high - low) * (step + 0.5)) / steps;
    area += (density(x) * (high - low)) / steps;
    while (index < DRAWS && (draws[index] as number) <= low + ((high - low) * (step + 1)) / steps) index += 1;
    furthest = Math.max(furthest, Math.abs(index / DRAWS - area));
  }
  return furthest;
};

describe('the distributions of the login simulator', () => {
  it.each([
    ['triangular', () => python.triangular(1.5, 5, 2.75), triangularDensity(1.5, 5, 2.75), 1, 6],
    ['uniform', () => python.uniform(1.5, 4.25), uniformDensity(1.5, 4.25), 1, 5],
    ['normal of users', () => python.gauss(1.01, 0.01), normalDensity(1.01, 0.01), 0.9, 1.1],
    ['normal of attackers', () => python.gauss(0.35, 0.5), normalDensity(0.35, 0.5), -3, 4],
    ['exponential', () => numpy.exponential(1 / 2.75, 1)[0] as number, exponentialDensity(2.75), 0, 8],
  ])('%s: what its generator draws has the density that is drawn', (_name, draw, density, low, high) => {
    // Kolmogorov's bound for 20,000 draws is 0.0115 at 1 %.
    expect(distance(draw, density, low, high)).toBeLessThan(0.0115);
  });

  it('Poisson: each count comes as often as its mass says', () => {
    const counts = new Map<number, number>();
    for (let index = 0; index < DRAWS; index += 1) {
      const drawn = numpy.poisson(2.75);
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    }
    for (let count = 0; count <= 8; count += 1) {
      const mass = poissonMass(2.75)(count);
      const share = (counts.get(count) ?? 0) / DRAWS;
      expect(Math.abs(share - mass), String(count)).toBeLessThan(4 * Math.sqrt((mass * (1 - mass)) / DRAWS));
    }
  });

  it('are seven, none of them empty', () => {
    const all = loginDistributions();
    expect(all.map(({ kind }) => kind).filter((kind) => kind === 'mass')).toHaveLength(1);
    expect(all).toHaveLength(7);
    for (const { points } of all) expect(Math.max(...points.map(({ y }) => y))).toBeGreaterThan(0.1);
  });
});
