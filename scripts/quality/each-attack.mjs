// Every attack that a simulator names, planted alone, judged by the detectors meant for it.
import { SIMULATORS } from '../../dist/simulators/registry.js';
import { evaluateInputs } from '../../dist/workflows/evaluate.js';
import { leastSeverityOf, meantFor } from './meant-detectors.mjs';
import { withSimulatedLog } from './simulated-log.mjs';

export const DAYS = 2;
/** Findings below medium are context. */
export const LEAST_SEVERITY = 30;

export const measureAttacks = async (seeds, { progress, only, onlyAttack }) => {
  const results = [];
  for (const simulator of SIMULATORS.filter(({ name }) => only === undefined || only === name)) {
    for (const { name: attack } of simulator.attacks) {
      if (onlyAttack !== undefined && attack !== onlyAttack) continue;
      const detectors = meantFor(simulator.name, attack);
      const result = { simulator: simulator.name, attack, planted: 0, found: [] };
      const found = new Map(detectors.map((detector) => [detector, 0]));
      for (const seed of seeds) {
        const log = { seed, days: DAYS, attacks: [attack] };
        const rows = await judge(simulator, log, {
          detectors,
          leastSeverity: leastSeverityOf(attack, LEAST_SEVERITY),
        });
        if (rows === undefined) continue;
        result.planted += 1;
        for (const { method, detectedAttacks } of rows) {
          if (found.has(method) && detectedAttacks > 0) found.set(method, found.get(method) + 1);
        }
      }
      results.push({ ...result, found: [...found].map(([detector, count]) => ({ detector, count })) });
      const told = [...found].map(([detector, count]) => `${detector} ${count}`).join(', ');
      progress(`${simulator.name} ${attack}: ${told || 'no detector is meant for it'}, of ${result.planted}`);
    }
  }
  return results;
};

/** What the detectors show of the log's attack; undefined where the log holds nothing of it. */
const judge = (simulator, log, options) =>
  withSimulatedLog(simulator, log, async ({ data, labels, truth }) => {
    if (truth.attacks.length === 0) return undefined;
    const answer = await evaluateInputs({ ...data, truth: labels, ...options });
    return answer.results.flatMap(({ rows }) => rows);
  });
