import { beforeAll, describe, expect, it } from 'vitest';
import { runDetectors } from '../../src/detectors/run.ts';
import type { Finding } from '../../src/schema/finding.ts';
import type { Truth } from '../../src/schema/truth.ts';
import { SIMULATORS } from '../../src/simulators/registry.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { assertExplained, eventsOfFindings } from '../helpers/finding-checks.ts';
import { loadSources, textSource } from '../helpers/log-source.ts';

interface Simulated {
  readonly text: string;
  readonly truth: Truth;
}

const simulated = (name: string, seed: number, attacks?: readonly string[]): Simulated => {
  const simulator = SIMULATORS.find((item) => item.name === name);
  if (simulator === undefined) throw new Error(`no simulator ${name}`);
  const run = simulator.simulate({
    seed,
    start: '2026-01-05T00:00:00Z',
    days: 2,
    ...(attacks === undefined ? {} : { attacks }),
  });
  const parts: string[] = [];
  for (let step = run.next(); ; step = run.next()) {
    if (step.done === true) return { text: parts.join(''), truth: step.value };
    parts.push(step.value);
  }
};

interface LogChoice {
  readonly name: string;
  readonly seed: number;
  readonly attacks?: readonly string[];
}

const LOGS: readonly LogChoice[] = [
  { name: 'web', seed: 4 },
  { name: 'asa', seed: 11 },
  { name: 'asa', seed: 12, attacks: ['icmp-sweep'] },
];

describe.each(LOGS)('the attacks of simulated $name with seed $seed', ({ name, seed, attacks }) => {
  const { text, truth } = simulated(name, seed, attacks);
  const onEngines: (readonly Finding[])[] = [];
  const attackers = new Set(truth.attacks.flatMap(({ entities }) => entities.map(({ value }) => value)));

  forEachEngine((engine) => {
    let store: EventStore;
    let findings: readonly Finding[];

    beforeAll(async () => {
      const opened = await engine.open();
      store = opened;
      await loadSources(opened, [textSource(`${name}.log`, text)]);
      findings = (await runDetectors(store)).findings;
      onEngines.push(findings);
    });

    it('are all found, and nobody else is accused', () => {
      // A spike of the whole log, such as the shop's sale, accuses nobody.
      const severe = findings.filter(
        ({ severity, entity }) => severity >= 45 && entity.field.endsWith('.ip'),
      );
      const accused = new Set(severe.map(({ entity }) => entity.value));
      expect([...accused].sort()).toEqual([...attackers].sort());
    });

    it('stand before everything else', () => {
      const first = findings.slice(0, attackers.size).map(({ entity }) => entity.value);
      expect(new Set(first)).toEqual(attackers);
    });

    it('have findings whose filters select their events', async () => {
      expect((await eventsOfFindings(store, findings)).size).toBe(findings.length);
    });

    it('are explained as they were found', async () => {
      expect(await assertExplained(store, findings.slice(0, 1))).toBe(1);
    });

    it('are the same findings on every engine', () => {
      expect(findings).toEqual(onEngines[0]);
    });
  });
});
