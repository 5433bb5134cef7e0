import { describe, expect, it } from 'vitest';
import { MersenneTwister } from '../../src/stats/mersenne-twister.ts';
import { RandomState } from '../../src/stats/mersenne-twister-numpy.ts';
import { PythonRandom } from '../../src/stats/mersenne-twister-python.ts';
import { readShared, sharedDataMissing } from '../helpers/shared-data.ts';

// Expected values without another source named: printed by CPython 3.11.7 and numpy 1.24.2.

describe('the Mersenne Twister', () => {
  it('gives the published first words for the published seed array (mt19937ar.out)', () => {
    const twister = MersenneTwister.fromArray([0x123, 0x234, 0x345, 0x456]);
    const words = Array.from({ length: 5 }, () => twister.uint32());
    expect(words).toEqual([1067595299, 955945823, 477289528, 4107218783, 4228976476]);
  });

  it('gives the ten-thousandth word the C++ standard demands of mt19937', () => {
    const twister = MersenneTwister.fromInteger(5489);
    let word = 0;
    for (let count = 0; count < 10000; count += 1) word = twister.uint32();
    expect(word).toBe(4123659995);
  });

  it.each([-1, 2 ** 32, 0.5, Number.NaN])('refuses %d as a direct seed', (seed) => {
    expect(() => MersenneTwister.fromInteger(seed)).toThrow(/between 0 and 2\*\*32 - 1/);
  });

  it('refuses an empty seed array', () => {
    expect(() => MersenneTwister.fromArray([])).toThrow(/at least one word/);
  });
});

describe('numpy RandomState', () => {
  it('follows numpy for the largest seed through samples, Poisson, exponential and choice', () => {
    const state = new RandomState(4294967295);
    expect(state.randomSample()).toBe(0.0976320289940138);
    expect(Array.from({ length: 8 }, () => state.poisson(4.5))).toEqual([3, 7, 7, 3, 5, 3, 2, 2]);
    const waits = state.exponential(0.5, 3);
    [0.33469025879998254, 1.541149478843062, 0.580214560034605].forEach((wait, index) => {
      expect(waits[index]).toBeCloseTo(wait, 14);
    });
    expect(state.choice(1000, 5)).toEqual([506, 280, 462, 760, 575]);
    expect(state.choice(2 ** 32, 2)).toEqual([1427715235, 3405253685]);
  });

  it('draws nothing for a Poisson mean of zero, no waits and a population of one', () => {
    const state = new RandomState(0);
    expect([state.poisson(0), ...state.exponential(2, 0), ...state.choice(1, 3)]).toEqual([0, 0, 0, 0]);
    expect(state.randomSample()).toBe(0.5488135039273248);
  });

  it('refuses means and populations it does not define', () => {
    const state = new RandomState(1);
    expect(() => state.poisson(10)).toThrow(/below 10/);
    expect(() => state.poisson(Number.NaN)).toThrow(/below 10/);
    expect(() => state.choice(0, 1)).toThrow(/1 to 2\*\*32/);
  });

  it.skipIf(sharedDataMissing !== undefined)(
    'samples the positions pandas samples for every group size',
    () => {
      const reference = JSON.parse(readShared('data/login-attempts/reference/reference.json')) as {
        per_group_sample_positions_RandomState0_choice: Record<string, number[]>;
      };
      const groups = Object.entries(reference.per_group_sample_positions_RandomState0_choice);
      expect(groups.length).toBeGreaterThan(20);
      for (const [size, positions] of groups) {
        expect(new RandomState(0).choice(Number(size), 10), `group of ${size}`).toEqual(positions);
      }
    },
  );
});

describe('Python random', () => {
  it('follows CPython through uniform, Gaussian, integer and triangular draws', () => {
    const random = new PythonRandom(42);
    expect(random.random()).toBe(0.6394267984578837);
    expect(random.gauss(0.35, 0.5)).toBeCloseTo(0.7460723704748955, 14);
    expect(random.gauss(0.35, 0.5)).toBeCloseTo(0.4127591378516303, 14);
    expect(random.randint(0, 255)).toBe(114);
    expect(random.triangular(1.5, 5, 2.75)).toBeCloseTo(2.2813311956510534, 14);
  });

  it('follows CPython through both ways of sampling, a shuffle, a choice and raw bits', () => {
    const random = new PythonRandom(42);
    const people = Array.from({ length: 133 }, (_, index) => index);
    expect(random.sample(people, 5)).toEqual([28, 6, 70, 62, 57]);
    expect(random.sample(people, 21)).toEqual([
      35, 26, 22, 108, 8, 7, 23, 55, 59, 129, 6, 50, 107, 56, 114, 71, 1, 40, 87, 39, 86,
    ]);
    expect(random.sample(people, 22)).toEqual([
      26, 23, 97, 24, 91, 88, 77, 33, 103, 5, 93, 58, 68, 15, 118, 48, 10, 70, 37, 106, 80, 79,
    ]);
    const list = [0, 1, 2, 3, 4, 5, 6, 7];
    random.shuffle(list);
    expect(list).toEqual([7, 3, 2, 6, 0, 1, 4, 5]);
    expect(random.choice(['a', 'b', 'c'])).toBe('b');
    expect(random.getrandbits(32)).toBe(4231494220);
  });

  it('takes seeds of any size and ignores their sign', () => {
    expect(new PythonRandom(-(2n ** 70n) - 5n).random()).toBe(0.46679953776226335);
    const zero = new PythonRandom(0);
    expect(zero.random()).toBe(0.8444218515250481);
    expect(zero.uniform(1, 50)).toBe(38.13976574407482);
  });

  it('refuses draws that cannot be made', () => {
    const random = new PythonRandom(1);
    expect(() => random.choice([])).toThrow(/among 0/);
    expect(() => random.sample([1], 2)).toThrow(/sample of 2/);
    expect(() => random.getrandbits(33)).toThrow(/1 to 32 bits/);
    expect(() => new PythonRandom(0.5)).toThrow(/whole number/);
  });
});
