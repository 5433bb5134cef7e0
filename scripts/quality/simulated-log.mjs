import { mkdtempSync, openSync, closeSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEffects } from '../../dist/workflows/effects.js';

const START = '2026-03-02T00:00:00Z';
/** Stamps of sshd and of firewalls carry no year. */
const YEAR = 2026;

/**
 * Writes a simulated log and its truth, and hands `work` what opens it: { effects, inputs, year, labels, truth }.
 * Both files are gone afterwards.
 */
export const withSimulatedLog = async (
  simulator,
  { seed, days, attacks, parameters, start = START },
  work,
) => {
  const folder = mkdtempSync(join(tmpdir(), 'quality-'));
  try {
    const file = join(folder, simulator.fileName);
    const truth = writeLog(file, simulator.simulate({ seed, start, days, attacks, parameters }));
    const labels = join(folder, 'truth.json');
    writeFileSync(labels, JSON.stringify(truth));
    return await work({ data: { effects: systemEffects(), inputs: [file], year: YEAR }, labels, truth });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Block by block, so that a million lines take no more memory than a few. */
const writeLog = (file, run) => {
  const handle = openSync(file, 'w');
  try {
    for (;;) {
      const step = run.next();
      if (step.done === true) return step.value;
      writeSync(handle, step.value);
    }
  } finally {
    closeSync(handle);
  }
};
