import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoginOptions, simulateLogin } from '../../src/simulators/login/login.ts';
import { numpyArgsort } from '../../src/simulators/login/numpy-argsort.ts';
import {
  daysToMicros,
  hoursToMicros,
  pandasTimes,
  parseStart,
  pythonFloat,
} from '../../src/simulators/login/python-values.ts';
import { parseUserIps } from '../../src/simulators/login/user-base.ts';
import { askOracle, pythonWith } from '../helpers/python-oracle.ts';
import { readShared, sharedDataMissing } from '../helpers/shared-data.ts';

const python = pythonWith(
  'try:\n import numpy, pandas\n ok = tuple(map(int, numpy.__version__.split(".")[:2])) < (1, 25) and pandas.__version__ < "2"\nexcept ImportError:\n ok = False',
);
const november: LoginOptions = { days: 30, start: '2018-11-01', seed: 0, make: true };
const sha = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

describe('simulate login', () => {
  it.skipIf(sharedDataMissing !== undefined)('gives the published November run byte for byte', () => {
    const files = simulateLogin(november);
    expect(files.userBase).toBe(readShared('data/login-attempts/user_base.txt'));
    expect(files.userIps).toBe(readShared('data/login-attempts/user_ips.json'));
    expect(files.log).toBe(readShared('data/login-attempts/log.csv'));
    expect(files.attacks).toBe(readShared('data/login-attempts/attacks.csv'));
  });

  it('gives the same November without the reference at hand, and the December of the exercises', () => {
    const files = simulateLogin(november);
    expect(files.log.split('\n').length - 2).toBe(12_836);
    expect(sha(files.log)).toBe(SHA_NOVEMBER);
    const december = simulateLogin({
      days: 31,
      start: '2018-12-01',
      seed: 27,
      userIps: files.userIps as string,
    });
    expect([december.log.split('\n').length - 2, december.attacks.split('\n').length - 2]).toEqual([
      15_468, 78,
    ]);
    expect(december.userBase).toBeUndefined();
  });

  it('says what the lab says', () => {
    expect(simulateLogin({ ...november, days: 0.5 }).messages).toEqual([
      '[WARNING] [ simulate.py ] Creating new user base and mapping IP addresses to them.',
      '[INFO] [ simulate.py ] Simulating 0.5 days...',
      '[INFO] [ simulate.py ] Saving logs',
      '[INFO] [ simulate.py ] All done!',
    ]);
    const guessed = simulateLogin({ ...november, days: 1, start: '2018-13-01' });
    expect(guessed.messages[1]).toBe(
      '[WARNING] [ simulate.py ] Could not interpret 2018-13-01, using January 1, 2020 at 12AM as start instead',
    );
    expect(guessed.log).toContain('\n2020-01-01 ');
  });

  it('writes header lines alone when nothing happens', () => {
    const files = simulateLogin({ ...november, days: -1 });
    expect(files.log).toBe('datetime,source_ip,username,success,failure_reason\n');
    expect(files.attacks).toBe('start,end,source_ip\n');
    expect(simulateLogin({ ...november, days: 3, attackProbability: 0 }).attacks).toBe(
      'start,end,source_ip\n',
    );
  });

  it('marks every attempt of an attacker, also where the addresses vary and attacks.csv names none of them', () => {
    const files = simulateLogin({ ...november, days: 10, varyAddresses: true });
    const lines = files.log.split('\n');
    const named = files.attacks
      .split('\n')
      .slice(1, -1)
      .map((row) => row.split(',')[2] as string);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((address) => files.log.includes(`,${address},`))).toEqual([]);
    for (const attack of files.truth.attacks) {
      expect(attack.variedAddresses).toBe(true);
      const seen = attack.events.map((line) => (lines[line - 1] as string).split(',')[1]);
      expect(new Set(seen)).toEqual(new Set(attack.entities.map((entity) => entity.value)));
    }
  });

  it('labels with its events exactly the lines of the attackers of the published run', () => {
    const files = simulateLogin(november);
    const attackers = new Set(
      files.attacks
        .split('\n')
        .slice(1, -1)
        .map((row) => row.split(',')[2]),
    );
    const expected = files.log
      .split('\n')
      .flatMap((line, index) => (attackers.has(line.split(',')[1]) ? [index + 1] : []));
    const labelled = files.truth.attacks
      .flatMap((attack) => attack.events)
      .sort((left, right) => left - right);
    expect(labelled).toEqual(expected);
  });

  it.each([
    [{ seed: -1 }, /between 0 and 2\*\*32 - 1/],
    [{ seed: 2 ** 32 }, /between 0 and 2\*\*32 - 1/],
    [{ days: Number.NaN }, /number of days/],
    [{ attackProbability: 1.1 }, /between 0 and 1/],
    [{ start: '2018-11' }, /Start date must be in "YYYY-MM-DD" form/],
    [{ make: false }, /make one with --make/],
    [{ make: false, userIps: '{}' }, /no users/],
    [{ make: false, userIps: '[1]' }, /JSON object/],
    [{ make: false, userIps: 'x' }, /not JSON/],
    [{ make: false, userIps: '{"a":[]}' }, /no list of addresses for "a"/],
  ])('refuses %j in one clear line', (options, message) => {
    expect(() => simulateLogin({ ...november, ...options })).toThrow(message);
  });

  const cases = [
    { seed: 0, baseSeed: 0, days: 30, start: '2018-11-01' },
    { seed: 27, baseSeed: 0, days: 31, start: '2018-12-01' },
    { seed: 4_294_967_295, baseSeed: 4_294_967_295, days: 12.75, start: '2024-02-27-21' },
    { seed: 5, baseSeed: 9, days: 20, start: '2019-06-01', varyAddresses: true, attackProbability: 0.4 },
    { seed: 6, baseSeed: 1, days: 9, start: '2020-01-05', attackProbability: 0 },
    {
      seed: 8,
      baseSeed: 8,
      days: 60,
      start: '2018-11-01',
      validUserSuccess: [0, 0, 0],
      attackerSuccess: [0, 0, 0],
      attackProbability: 0.5,
      tryAllUsersProbability: 1,
    },
    {
      seed: 9,
      baseSeed: 2,
      days: 25,
      start: '2018-03-01',
      validUserSuccess: [0.1, 0.1, 0.1, 0.9],
      attackerSuccess: [0.05, 0.05, 0.05, 0.5],
      attackProbability: 1,
    },
    {
      seed: 10,
      baseSeed: 3,
      days: 15,
      start: '2018-03-01',
      validUserSuccess: [0.5],
      attackerSuccess: [0.9],
      attackProbability: 0.3,
      tryAllUsersProbability: 0.5,
    },
    ...Array.from({ length: 12 }, (_, index) => ({
      seed: 1000 + 77_777 * index,
      baseSeed: index,
      days: 3 + index / 3,
      start: '2021-08-14',
    })),
  ].map((item) => ({
    attackProbability: 0.1,
    tryAllUsersProbability: 0.2,
    varyAddresses: false,
    attackerSuccess: [0.25, 0.45],
    validUserSuccess: [0.87, 0.93, 0.95],
    ...item,
  }));

  it.skipIf(python === undefined)(
    'agrees with a second program in Python over seeds, lengths, chances and lockouts',
    () => {
      const request = cases.map((item) => ({ ...item, start: item.start.split('-').map(Number) }));
      const expected = askOracle(python as string, 'login_simulator.py', { cases: request }) as {
        userIps: string;
        log: string;
        attacks: string;
      }[];
      let ties = 0;
      cases.forEach(({ baseSeed, ...options }, index) => {
        const base = simulateLogin({ ...november, days: -1, seed: baseSeed });
        const files = simulateLogin({ ...options, userIps: base.userIps as string });
        expect(base.userIps, `base of case ${index}`).toBe(expected[index]?.userIps);
        expect(files.attacks, `attacks of case ${index}`).toBe(expected[index]?.attacks);
        expect(sha(files.log), `log of case ${index}`).toBe(sha(expected[index]?.log as string));
        const times = files.log.split('\n').map((line) => line.split(',')[0]);
        ties += times.filter((time, line) => line > 0 && time === times[line - 1]).length;
      });
      expect(ties).toBeGreaterThan(200);
    },
  );
});

describe('numpy argsort', () => {
  it('sorts, whatever the ties', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 300 }), (keys) => {
        const order = numpyArgsort(keys);
        expect([...order].sort((left, right) => left - right)).toEqual(keys.map((_, index) => index));
        expect(order.map((index) => keys[index])).toEqual([...keys].sort((left, right) => left - right));
      }),
    );
  });

  it.skipIf(python === undefined)('orders ties as numpy does, heap sort fallback included', () => {
    const killer = (size: number): number[] => {
      const half = size / 2;
      const keys = new Array<number>(size).fill(0);
      for (let index = 1; index <= half; index += 1) {
        if (index % 2 === 1) {
          keys[index - 1] = index;
          keys[index] = half + index;
        }
        keys[half + index - 1] = 2 * index;
      }
      return keys;
    };
    const lists = [
      ...fc.sample(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 10, maxLength: 400 }), {
        numRuns: 60,
        seed: 1,
      }),
      ...[200, 1000, 5000].flatMap((size) => [killer(size), killer(size).map((key) => Math.floor(key / 4))]),
      new Array<number>(1000).fill(7),
    ];
    const expected = askOracle(python as string, 'login_simulator.py', { sort: lists }) as number[][];
    lists.forEach((keys, index) => {
      expect(numpyArgsort(keys), `list ${index}`).toEqual(expected[index]);
    });
  });
});

describe("Python's values", () => {
  it('prints floats as Python does', () => {
    expect([30, 0.5, 1e-5, 1.5e-7, 1e16, 123456.75, 0, -2, 0.0001].map(pythonFloat)).toEqual([
      '30.0',
      '0.5',
      '1e-05',
      '1.5e-07',
      '1e+16',
      '123456.75',
      '0.0',
      '-2.0',
      '0.0001',
    ]);
  });

  it('rounds times of day as timedelta does (values from CPython 3.11)', () => {
    expect([0.1, 1 / 3, 2.5, 1e-9, 23.999999999].map(hoursToMicros)).toEqual([
      360_000_000, 1_200_000_000, 9_000_000_000, 4, 86_399_999_996,
    ]);
    expect([30, 0.1, -0.5, 12.75].map(daysToMicros)).toEqual([
      2_592_000_000_000, 8_640_000_000, -43_200_000_000, 1_101_600_000_000,
    ]);
  });

  it('reads start dates as the lab does', () => {
    expect(parseStart('2018-11-01')).toBe(Date.UTC(2018, 10, 1) * 1000);
    expect(parseStart('2018-11-01-17')).toBe(Date.UTC(2018, 10, 1, 17) * 1000);
    expect(parseStart(' 2018-1-+2-0-5-6-7')).toBe(Date.UTC(2018, 0, 2, 0, 5, 6) * 1000 + 7);
    expect(['2018-02-30', 'soon', '2018-11-01-24', '-2018-11-01'].map(parseStart)).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(() => parseStart('2018-11')).toThrow(/YYYY-MM-DD/);
  });

  it('chooses the digits of a column of times as pandas does', () => {
    const day = Date.UTC(2018, 10, 1) * 1000;
    expect(pandasTimes([day + 1, day])).toEqual(['2018-11-01 00:00:00.000001', '2018-11-01 00:00:00.000000']);
    expect(pandasTimes([day + 1000])).toEqual(['2018-11-01 00:00:00.001']);
    expect(pandasTimes([day + 1_000_000])).toEqual(['2018-11-01 00:00:01']);
    expect(pandasTimes([day])).toEqual(['2018-11-01']);
  });

  it('keeps the order of users as written, numbers included', () => {
    expect([
      ...parseUserIps('{"zoe": ["1.1.1.1"], "7": ["a:\\"b\\": c", "2"], "amy": ["3"]}').keys(),
    ]).toEqual(['zoe', '7', 'amy']);
  });
});

const SHA_NOVEMBER = 'c1f6990d10b322dd';
