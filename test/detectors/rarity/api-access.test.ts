import { beforeAll, describe, expect, it } from 'vitest';
import { runDetectors } from '../../../src/detectors/run.ts';
import type { Finding } from '../../../src/schema/finding.ts';
import type { EventStore, Row } from '../../../src/store/event-store.ts';
import { forEachEngine } from '../../helpers/engines.ts';
import { assertExplained, eventsOfFindings } from '../../helpers/finding-checks.ts';
import { fileSource, loadSources } from '../../helpers/log-source.ts';
import { sharedDataMissing, sharedPath } from '../../helpers/shared-data.ts';

/** What a person found odd in this log (published-numbers.md), as conditions on one event. */
const ODDITIES: Readonly<Record<string, (event: Row) => boolean>> = {
  'the 499s': (event) => event['http.response.status_code'] === 499,
  'the two 301s': (event) => event['http.response.status_code'] === 301,
  'the size of 1,153,005': (event) => event['http.response.body.bytes'] === 1_153_005,
  'the size of 2,056,327': (event) => event['http.response.body.bytes'] === 2_056_327,
  'HiZach!': (event) => event['url.original'] === '/api/V1/HiZach!',
  'I_DIDNT_DO_IT!!!!': (event) => event['url.original'] === '/api/v1/I_DIDNT_DO_IT!!!!',
  next_page: (event) => event['url.original'] === '/api/v1//api/v1/items/next_page',
  'Python-urllib': (event) => event['user_agent.original'] === 'Python-urllib/3.7',
  'the address 95.31.18.119': (event) => event['source.ip'] === '95.31.18.119',
  'the address 95.31.16.121': (event) => event['source.ip'] === '95.31.16.121',
  'the address 97.105.15.120': (event) => event['source.ip'] === '97.105.15.120',
};

describe.skipIf(sharedDataMissing !== undefined)('rarity in the API access lesson', () => {
  const onEngines: (readonly Finding[])[] = [];

  forEachEngine((engine) => {
    let store: EventStore;
    let findings: readonly Finding[];
    let rows: ReadonlyMap<Finding, readonly Row[]>;

    beforeAll(async () => {
      const opened = await engine.open();
      store = opened;
      const files = ['access.log', 'appended.log'].map((name) =>
        fileSource(sharedPath(`data/api-access/${name}`)),
      );
      await loadSources(opened, files);
      findings = (await runDetectors(store, { detectors: ['rarity'] })).findings;
      onEngines.push(findings);
      rows = await eventsOfFindings(store, findings);
    });

    it.each(Object.entries(ODDITIES))('has a finding for %s among the first 20', (_name, isOdd) => {
      const own = findings.slice(0, 20).filter((finding) => {
        const selected = rows.get(finding) ?? [];
        const odd = selected.filter(isOdd).length;
        return odd > 0 && selected.length <= 25 && odd * 2 >= selected.length;
      });
      expect(own.map(({ title }) => title)).not.toEqual([]);
    });

    it('rests no finding on an ordinary page value', () => {
      expect(findings.length).toBeGreaterThan(15);
      for (const { filter } of findings) expect(filter).not.toMatch(/page=[0-9]+"/);
    });

    it('explains a finding as it was found', async () => {
      expect(await assertExplained(store, findings.slice(0, 1))).toBe(1);
    });

    it('says how improbable the 499s are', () => {
      const finding = findings.find(({ entity }) => entity.value === '499');
      const metric = (name: string) => finding?.evidence.metrics.find((item) => item.name === name)?.value;
      expect(metric('events with the value')).toBe(16);
      expect(metric('share')).toBeCloseTo(0.001145, 6);
      expect(metric('surprise')).toBeCloseTo(-Math.log2(16 / 13_978), 12);
      expect(metric('tail surprise')).toBeCloseTo(-Math.log2(18 / 13_978), 12);
    });

    it('finds the same on every engine', () => {
      expect(findings).toEqual(onEngines[0]);
    });
  });
});
