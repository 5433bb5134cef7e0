import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSimulator, writeSimulation } from '../../src/workflows/simulate.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';
import { openRows, readRows } from '../sources/helpers.ts';

const folder = temporaryFolder();
const OPTIONS = {
  seed: 11,
  start: '2026-03-02T00:00:00Z',
  days: 0.2,
  attacks: ['vertical-scan', 'icmp-sweep'],
};
const simulate = (out: string, kind = 'asa') =>
  writeSimulation(findSimulator(kind), OPTIONS, { out, write: async () => undefined });

describe('a simulated database of denied packets', () => {
  it('counts as many packets as the log has lines, and its truth names the records of the attackers', async () => {
    const text = await simulate(join(folder, 'asa.log'));
    const { truth } = await simulate(join(folder, 'asa.db'));
    const source = await openRows(join(folder, 'asa.db'));
    const at = (name: string): number => source.columns.indexOf(name);
    const rows = await readRows(source);
    const packets = rows.reduce((sum, row) => sum + Number(row[at('event.occurrences')]), 0);
    expect(packets).toBe(text.truth.lines);
    expect(truth.lines).toBe(rows.length);
    expect(rows.length).toBeLessThan(packets);
    for (const attack of truth.attacks) {
      const attacker = attack.entities[0]?.value;
      const own = rows.flatMap((row, index) => (row[at('source.ip')] === attacker ? [index + 1] : []));
      expect(own.length).toBeGreaterThan(10);
      expect(attack.events).toEqual(own);
    }
    expect(rows.some((row) => row[at('source.geo.country_iso_code')] === null)).toBe(true);
  });

  it('is refused for logs of other kinds', async () => {
    await expect(simulate(join(folder, 'web.db'), 'web')).rejects.toThrow(
      /only simulate asa writes an SQLite file/,
    );
  });
});
