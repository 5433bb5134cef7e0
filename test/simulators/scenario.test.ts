import { describe, expect, it } from 'vitest';
import { SIMULATORS } from '../../src/simulators/registry.ts';
import { parseScenario } from '../../src/simulators/scenario.ts';
import type { SimulationOptions, Simulator } from '../../src/simulators/simulator.ts';
import { collect } from './collect.ts';

const find = (name: string): Simulator =>
  SIMULATORS.find((simulator) => simulator.name === name) as Simulator;

describe('a scenario file', () => {
  it('mixes logs that share seed, start and days', () => {
    const logs = parseScenario(`
seed: 11
start: 2026-05-04
days: 2
logs:
  - simulator: web
    parameters: { requestsPerDay: 700, users: 40 }
    attacks:
      - sql-injection
      - { name: path-traversal, start: 2026-05-05T04:00:00Z, rate: 2, duration: 1m }
  - simulator: asa
    file: firewall.log
    days: 3
`);
    expect(logs).toEqual([
      {
        simulator: 'web',
        options: {
          seed: 11,
          start: '2026-05-04',
          days: 2,
          parameters: { requestsPerDay: 700, users: 40 },
          attacks: [
            'sql-injection',
            { name: 'path-traversal', start: '2026-05-05T04:00:00Z', ratePerSecond: 2, durationSeconds: 60 },
          ],
        },
      },
      { simulator: 'asa', file: 'firewall.log', options: { seed: 11, start: '2026-05-04', days: 3 } },
    ]);
    const { truth } = collect(find('web'), logs[0]?.options as SimulationOptions);
    expect(truth.attacks.map((attack) => attack.name).sort()).toEqual(['path-traversal', 'sql-injection']);
    expect(truth.attacks.find((attack) => attack.name === 'path-traversal')?.events.length).toBe(120);
  });

  it('reads one log, also as JSON', () => {
    expect(parseScenario('{"simulator": "sshd", "seed": 3, "attacks": ["all"]}')).toEqual([
      { simulator: 'sshd', options: { seed: 3, attacks: ['all'] } },
    ]);
  });

  it.each([
    ['simulator: web\nsede: 3\n', /mix.yaml, line 2, column 7: unknown key "sede": did you mean seed/],
    ['simulator: web\nseed: soon\n', /line 2, column 7: seed must be a number/],
    ['seed: 1\n', /line 1, column 1: which simulator/],
    ['logs: []\n', /line 1, column 7: logs must be a list/],
    ['simulator: web\nattacks:\n  - rate: 2\n', /line 3, column 5: which attack/],
    [
      'simulator: web\nattacks:\n  - { name: x, duration: 10 }\n',
      /line 3, column 26: duration must be a text/,
    ],
    [
      'simulator: web\nattacks:\n  - { name: x, duration: long }\n',
      /line 3, column 26: "long" is no duration/,
    ],
    ['simulator: [web\n', /mix.yaml, line/],
    ['just words\n', /expected keys and values/],
    ['simulator: web\nlogs: [{ simulator: asa }]\n', /either logs or one simulator/],
  ])('names the place of what is wrong in %j', (text, message) => {
    expect(() => parseScenario(text, 'mix.yaml')).toThrow(message);
  });
});

/** What nobody does on purpose has no technique. */
const FAULTS = new Set(['broken-links']);

describe('every simulator', () => {
  it.each(SIMULATORS.map((simulator) => [simulator.name, simulator] as const))(
    '%s is seeded, lists its attacks in full and plants its default mix',
    (_, simulator) => {
      const options = { days: 2, seed: 21 };
      const first = collect(simulator, options);
      expect(collect(simulator, options).text).toBe(first.text);
      expect(first.text.endsWith('\n')).toBe(true);
      const usual = simulator.attacks.filter((attack) => attack.byDefault).map((attack) => attack.name);
      expect(first.truth.attacks.map((attack) => attack.name).sort()).toEqual([...usual].sort());
      expect(
        first.truth.attacks.every(
          ({ start, end }) => start <= end && start >= '2026-03-02' && end < '2026-03-05',
        ),
      ).toBe(true);
      for (const attack of simulator.attacks) {
        expect(attack.attack.length > 0, attack.name).toBe(!FAULTS.has(attack.name));
        expect(attack.summary.length).toBeGreaterThan(20);
      }
      for (const parameter of simulator.parameters) {
        expect(parameter.default).toBeGreaterThanOrEqual(parameter.minimum);
        expect(parameter.default).toBeLessThanOrEqual(parameter.maximum);
      }
    },
  );

  it.each(SIMULATORS.map((simulator) => [simulator.name, simulator] as const))(
    '%s writes a log of minutes as well',
    (_, simulator) => {
      const { truth, lines } = collect(simulator, { days: 0.01, attacks: ['all'] });
      expect(truth.lines).toBe(lines.length);
      for (const attack of truth.attacks) expect(attack.end <= '2026-03-02T00:14:25').toBe(true);
    },
  );
});
