// Every simulator's log with its default attacks, per detector: attacks shown, findings false.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SIMULATORS } from '../../dist/simulators/registry.js';
import { systemEffects } from '../../dist/workflows/effects.js';
import { evaluateInputs } from '../../dist/workflows/evaluate.js';

const DAYS = 2;

export const measureLogs = async (seeds, progress) => {
  const results = [];
  for (const simulator of SIMULATORS) {
    const result = { name: simulator.name, days: 0, methods: new Map(), kinds: new Map() };
    for (const seed of seeds) {
      const answer = await measureOne(simulator, seed);
      if (answer === undefined) break;
      result.days += DAYS;
      for (const row of answer.rows) addRow(result, row, answer.kinds);
    }
    progress(`${simulator.name}${result.days === 0 ? ' cannot be read' : ''}`);
    if (result.days > 0) results.push(result);
  }
  return results;
};

const measureOne = async (simulator, seed) => {
  const folder = mkdtempSync(join(tmpdir(), 'quality-'));
  try {
    const { text, truth } = simulated(simulator, seed);
    const file = join(folder, simulator.fileName);
    const labels = join(folder, 'truth.json');
    writeFileSync(file, text);
    writeFileSync(labels, JSON.stringify(truth));
    const options = { effects: systemEffects(), inputs: [file], truth: labels };
    // a note that no format fits is no reason to stop measuring the others
    const low = await evaluateInputs({ ...options, leastSeverity: 30 }).catch(() => undefined);
    if (low === undefined) return undefined;
    return { rows: low.results.flatMap(({ rows }) => rows), kinds: truth.attacks.map(({ name }) => name) };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const simulated = (simulator, seed) => {
  const run = simulator.simulate({ seed, start: '2026-03-02T00:00:00Z', days: DAYS });
  const parts = [];
  for (;;) {
    const step = run.next();
    if (step.done === true) return { text: parts.join(''), truth: step.value };
    parts.push(step.value);
  }
};

const addRow = (result, row, kinds) => {
  const sum = result.methods.get(row.method) ?? { findings: 0, right: 0, attacks: 0, shown: 0 };
  result.methods.set(row.method, {
    findings: sum.findings + row.findings,
    right: sum.right + row.trueFindings,
    attacks: sum.attacks + row.attacks,
    shown: sum.shown + row.detectedAttacks,
  });
  if (row.method !== 'all together') return;
  const missed = new Map();
  for (const { title } of row.missed) missed.set(title, (missed.get(title) ?? 0) + 1);
  for (const name of new Set(kinds)) {
    const own = result.kinds.get(name) ?? { attacks: 0, missed: 0 };
    result.kinds.set(name, {
      attacks: own.attacks + kinds.filter((kind) => kind === name).length,
      missed: own.missed + (missed.get(name) ?? 0),
    });
  }
};
