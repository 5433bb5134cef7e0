import { describe, expect, it } from 'vitest';
import { runDetectors } from '../../src/detectors/run.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { eventsOfFindings } from '../helpers/finding-checks.ts';
import { fileSource, loadSources } from '../helpers/log-source.ts';
import { sharedDataMissing, sharedPath } from '../helpers/shared-data.ts';

const OWN = ['rarity', 'request-errors', 'port-scan'];

const LOGS = [
  { file: 'apache/access.log', most: 30, mostNotable: 20 },
  { file: 'zeek/http.log', most: 10, mostNotable: 0 },
  { file: 'login-attempts/log.csv', most: 20, mostNotable: 0 },
];

describe.skipIf(sharedDataMissing !== undefined).each(LOGS)(
  'findings in $file',
  ({ file, most, mostNotable }) => {
    const onEngines: unknown[] = [];

    forEachEngine((engine) => {
      it('are few, select their events and are the same on every engine', async () => {
        const store = await engine.open();
        await loadSources(store, [fileSource(sharedPath(`data/${file}`))]);
        const { findings } = await runDetectors(store, { detectors: OWN });
        onEngines.push(findings);
        expect(findings.length).toBeGreaterThan(0);
        expect(findings.length).toBeLessThanOrEqual(most);
        expect(findings.filter(({ severity }) => severity >= 30).length).toBeLessThanOrEqual(mostNotable);
        expect((await eventsOfFindings(store, findings)).size).toBe(findings.length);
        expect(findings).toEqual(onEngines[0]);
      });
    });
  },
);
