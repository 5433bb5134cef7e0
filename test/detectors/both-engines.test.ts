import { describe, expect, it } from 'vitest';
import { runDetectors } from '../../src/detectors/run.ts';
import type { Finding } from '../../src/schema/finding.ts';
import { asaSimulator } from '../../src/simulators/asa/asa.ts';
import { webSimulator } from '../../src/simulators/web/web.ts';
import type { ByteSource } from '../../src/sources/source.ts';
import type { DatasetMaking, EventStore, FileStaging, LineStaging } from '../../src/store/event-store.ts';
import { allDetectors } from '../../src/workflows/rule-detectors.ts';
import { shippedNames } from '../../src/workflows/rule-files.ts';
import { engines } from '../helpers/engines.ts';
import { fileSource, loadSources, textSource } from '../helpers/log-source.ts';
import { sharedDataMissing, sharedPath } from '../helpers/shared-data.ts';
import { bothEngines } from '../sql/on-both.ts';

type Store = EventStore & LineStaging & DatasetMaking & Partial<FileStaging>;

const simulated = (name: string, blocks: Iterable<string>): ByteSource =>
  textSource(name, [...blocks].join(''));
const options = { seed: 5, start: '2026-03-02T00:00:00Z', days: 1, attacks: ['all'] };

/** Logs by name; each goes into a store of its own. */
const LOGS: Readonly<Record<string, () => readonly ByteSource[]>> = {
  'a simulated web log': () => [
    simulated('web.log', webSimulator.simulate({ ...options, attacks: ['all'] })),
  ],
  'a simulated firewall log': () => [
    simulated('asa.log', asaSimulator.simulate({ ...options, attacks: ['all'] })),
  ],
};
const SHARED: Readonly<Record<string, readonly string[]>> = {
  'api-access': ['data/api-access/access.log', 'data/api-access/appended.log'],
  apache: ['data/apache/access.log'],
  'login attempts': ['data/login-attempts/log.csv'],
  'zeek http': ['data/zeek/http.log'],
};

/** Numbers rounded to the stated tolerance: 12 significant digits. */
const rounded = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(12));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item)]));
};

const findingsOf = async (
  engine: (typeof engines)[number],
  sources: readonly ByteSource[],
): Promise<readonly Finding[]> => {
  const store = (await engine.open()) as Store;
  try {
    await loadSources(store, sources);
    // The lab's rules too, not the default ones alone.
    const available = await allDetectors([], await shippedNames());
    return (await runDetectors(store, { available })).findings;
  } finally {
    await store.close();
  }
};

describe.skipIf(!bothEngines)('the same findings on DuckDB and ClickHouse', () => {
  const findingsOfBoth = async (sources: readonly ByteSource[]): Promise<readonly (readonly Finding[])[]> => {
    const found: (readonly Finding[])[] = [];
    for (const engine of engines) found.push(await findingsOf(engine, sources));
    return found;
  };

  for (const [name, sources] of Object.entries(LOGS)) {
    it(`of ${name}`, async () => {
      const [duckdb = [], clickhouse = []] = await findingsOfBoth(sources());
      expect(clickhouse.map(rounded)).toEqual(duckdb.map(rounded));
      expect(duckdb.length).toBeGreaterThanOrEqual(3);
    });
  }
  for (const [name, files] of Object.entries(SHARED)) {
    it.skipIf(sharedDataMissing !== undefined)(
      `of ${name} (${sharedDataMissing ?? 'in ../shared'})`,
      async () => {
        const [duckdb = [], clickhouse = []] = await findingsOfBoth(
          files.map((file) => fileSource(sharedPath(file))),
        );
        expect(clickhouse.map(rounded)).toEqual(duckdb.map(rounded));
        expect(duckdb.length).toBeGreaterThanOrEqual(1);
      },
    );
  }
});
