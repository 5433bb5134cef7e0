import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from '../../dist/index.js';

/** Findings of all default detectors for a log's text. */
export const findingsOf = async (text, name = 'log.csv') => {
  const folder = mkdtempSync(join(tmpdir(), 'quality-'));
  try {
    const file = join(folder, name);
    writeFileSync(file, text);
    const data = await open(file);
    const findings = await data.detect();
    await data.close();
    return findings;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Whether a finding names an address as its entity, so severe that somebody may block it. */
export const namesAddress = ({ severity, entity }) => severity >= 50 && entity.field === 'source.ip';
