// Every simulator's log with its default attacks, per detector: attacks shown, findings false; and days without any attack.
import { SIMULATORS } from '../../dist/simulators/registry.js';
import { open } from '../../dist/index.js';
import { evaluateInputs } from '../../dist/workflows/evaluate.js';
import { DAYS, LEAST_SEVERITY } from './each-attack.mjs';
import { withSimulatedLog } from './simulated-log.mjs';

const simulators = (only) => SIMULATORS.filter(({ name }) => only === undefined || only === name);

export const measureLogs = async (seeds, { progress, only }) => {
  const results = [];
  for (const simulator of simulators(only)) {
    const result = { name: simulator.name, days: 0, methods: {} };
    for (const seed of seeds) {
      const rows = await withSimulatedLog(simulator, { seed, days: DAYS }, async ({ data, labels }) => {
        const answer = await evaluateInputs({ ...data, truth: labels, leastSeverity: LEAST_SEVERITY });
        return answer.results.flatMap((each) => each.rows);
      });
      result.days += DAYS;
      for (const row of rows) addRow(result.methods, row);
    }
    progress(`${simulator.name}, default attacks`);
    results.push(result);
  }
  return results;
};

const addRow = (methods, row) => {
  const sum = methods[row.method] ?? { findings: 0, right: 0, attacks: 0, shown: 0 };
  methods[row.method] = {
    findings: sum.findings + row.findings,
    right: sum.right + row.trueFindings,
    attacks: sum.attacks + row.attacks,
    shown: sum.shown + row.detectedAttacks,
  };
};

/** Days on which nobody attacks: whatever is found is false. */
export const measureOrdinary = async (seeds, { progress, only }) => {
  const results = [];
  for (const simulator of simulators(only)) {
    const result = { name: simulator.name, days: 0, findings: {} };
    for (const seed of seeds) {
      await withSimulatedLog(
        simulator,
        { seed, days: DAYS, attacks: [] },
        async ({ data: { inputs, ...rest } }) => {
          const data = await open(inputs, rest);
          countFindings(result.findings, await data.detect());
          await data.close();
        },
      );
      result.days += DAYS;
    }
    progress(`${simulator.name}, ordinary days: ${JSON.stringify(result.findings)}`);
    results.push(result);
  }
  return results;
};

/** Findings by detector, of medium severity and more and of high severity and more. */
export const countFindings = (counts, findings) => {
  for (const { detector, severity } of findings) {
    const own = counts[detector] ?? { low: 0, medium: 0, high: 0 };
    counts[detector] = {
      low: own.low + Number(severity < LEAST_SEVERITY),
      medium: own.medium + Number(severity >= LEAST_SEVERITY),
      high: own.high + Number(severity >= 50),
    };
  }
};
