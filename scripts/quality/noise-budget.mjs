// The noise budget: an ordinary day of a million web requests, docs/simulators.md names the scenario.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { analyze } from '../../dist/workflows/analyze.js';
import { parseScenario } from '../../dist/simulators/scenario.js';
import { SIMULATORS } from '../../dist/simulators/registry.js';
import { withSimulatedLog } from './simulated-log.mjs';
import { countFindings } from './simulated-logs.mjs';

const SCENARIO = fileURLToPath(new URL('ordinary-day.yaml', import.meta.url));
const ALLOWED = fileURLToPath(new URL('ordinary-day-allowed.yaml', import.meta.url));

/** One ordinary day; `factor` makes it smaller. */
const ordinaryDay = async (seed, factor = 1) => {
  const [{ simulator: name, options }] = parseScenario(readFileSync(SCENARIO, 'utf8'), SCENARIO);
  const simulator = SIMULATORS.find((each) => each.name === name);
  const parameters = { ...options.parameters };
  parameters.requestsPerDay = Math.round(parameters.requestsPerDay * factor);
  return withSimulatedLog(simulator, { ...options, parameters, seed }, async ({ data, truth }) => {
    const analysis = await analyze({ ...data, allow: ALLOWED });
    const { findings, allowed } = analysis;
    await analysis.data.close();
    return { lines: truth.lines, findings, hidden: allowed?.hidden?.length ?? 0 };
  });
};

export const measureBudget = async (seeds, { progress }) => {
  const result = { days: [], findings: {} };
  for (const seed of seeds) {
    const { lines, findings, hidden } = await ordinaryDay(seed);
    countFindings(result.findings, findings);
    const high = findings.filter(({ severity }) => severity >= 50).length;
    const medium = findings.filter(({ severity }) => severity >= 30).length;
    result.days.push({ seed, lines, high, medium, low: findings.length - medium, hidden });
    progress(`ordinary day ${seed}: ${lines} lines, ${high} of 50 and more, ${medium} of 30 and more`);
    for (const { severity, detector, title } of findings.filter((each) => each.severity >= 30))
      progress(`  ${severity} ${detector} ${title}`);
  }
  return result;
};
