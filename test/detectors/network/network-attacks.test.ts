import { describe, expect, it } from 'vitest';
import { runDetectors } from '../../../src/detectors/run.ts';
import type { Finding } from '../../../src/schema/finding.ts';
import type { Truth } from '../../../src/schema/truth.ts';
import { SIMULATORS } from '../../../src/simulators/registry.ts';
import { forEachEngine } from '../../helpers/engines.ts';
import { assertExplained, eventsOfFindings } from '../../helpers/finding-checks.ts';
import { loadSources, textSource } from '../../helpers/log-source.ts';

interface Simulated {
  readonly text: string;
  readonly truth: Truth;
}

const simulated = (name: string, seed: number, attacks: readonly string[]): Simulated => {
  const simulator = SIMULATORS.find((item) => item.name === name);
  if (simulator === undefined) throw new Error(`no simulator ${name}`);
  const run = simulator.simulate({ seed, start: '2026-01-05T00:00:00Z', days: 3, attacks });
  const parts: string[] = [];
  for (let step = run.next(); ; step = run.next()) {
    if (step.done === true) return { text: parts.join(''), truth: step.value };
    parts.push(step.value);
  }
};

const CASES = [
  { simulator: 'zeek-conn', attack: 'beaconing', detector: 'beacons' },
  { simulator: 'zeek-conn', attack: 'exfiltration', detector: 'exfiltration' },
  { simulator: 'zeek-dns', attack: 'beaconing', detector: 'beacons' },
  { simulator: 'zeek-dns', attack: 'dns-exfiltration', detector: 'dns-names' },
];
const OWN = ['beacons', 'exfiltration', 'dns-names'];

describe.each(CASES)('$attack in simulated $simulator', ({ simulator, attack, detector }) => {
  const onEngines: (readonly Finding[])[] = [];

  forEachEngine((engine) => {
    it(`is found by ${detector}, and nobody else is accused`, async () => {
      const { text, truth } = simulated(simulator, 5, [attack]);
      const store = await engine.open();
      await loadSources(store, [textSource('sensor.log', text)]);
      const { findings } = await runDetectors(store, { detectors: OWN });
      const attackers = truth.attacks.flatMap(({ entities }) => entities.map(({ value }) => value));
      const severe = findings.filter(({ severity }) => severity >= 50);
      expect([...new Set(severe.map(({ entity }) => entity.value))]).toEqual(attackers);
      expect(severe.some((finding) => finding.detector === detector)).toBe(true);
      expect((await eventsOfFindings(store, findings)).size).toBe(findings.length);
      expect(await assertExplained(store, severe.slice(0, 1))).toBe(1);
      onEngines.push(findings);
      expect(findings).toEqual(onEngines[0]);
    });
  });
});
