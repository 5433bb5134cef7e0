import { expect, it } from 'vitest';
import type { Knowledge } from '../../../src/enrichment/knowledge.ts';
import { runDetectors } from '../../../src/detectors/run.ts';
import { knownStore } from '../../../src/workflows/known-store.ts';
import { forEachEngine } from '../../helpers/engines.ts';
import { eventsOfFindings } from '../../helpers/finding-checks.ts';
import { insertEvents } from '../../helpers/loaded-stores.ts';

const LISTED: Readonly<Record<string, string>> = {
  '203.0.113.7': 'ours: 203.0.113.0/24',
  'probe/1': 'ours: probe',
  'evil.example': 'ours: evil.example',
};

const knowledge = (versions: Readonly<Record<string, string>>): Knowledge => ({
  versions,
  lookUp: (_table, entity) => (LISTED[entity] === undefined ? {} : { indicator: LISTED[entity] as string }),
});

const request = (minute: number, source: string, agent: string | null, domain: string | null) => ({
  '@timestamp': `2026-01-05T00:0${minute}:00.000000Z`,
  'source.ip': source,
  'user_agent.original': agent,
  'url.domain': domain,
});

const REQUESTS = [
  request(1, '203.0.113.7', 'browser', 'shop.example'),
  request(2, '203.0.113.7', null, 'shop.example'),
  request(3, '198.51.100.4', 'probe/1', 'evil.example'),
  request(4, '198.51.100.5', 'browser', 'evil.example'),
  request(5, '198.51.100.6', 'browser', null),
];

forEachEngine((engine) => {
  it('tells every address, agent and name that a list names, with all its events', async () => {
    const store = await engine.open();
    await insertEvents(store, 'web', REQUESTS);
    const known = knownStore(store, knowledge({ indicators: '1' }));
    const { findings } = await runDetectors(known, { detectors: ['indicators'] });
    expect(
      findings.map(({ entity, severity, events }) => [entity.field, entity.value, severity, events]),
    ).toEqual([
      ['url.domain', 'evil.example', 53, 2],
      ['source.ip', '203.0.113.7', 51, 2],
      ['user_agent.original', 'probe/1', 35, 1],
    ]);
    expect(findings[0]?.explanation).toBe(
      'the list\'s entry "ours: evil.example" matches url.domain in 2 events of 2 sources',
    );
    expect((await eventsOfFindings(known, findings)).size).toBe(3);
  });

  it('does not run where no list was named, and knows one that was named when events were stored', async () => {
    const store = await engine.open();
    await insertEvents(store, 'web', REQUESTS);
    const options = { detectors: ['indicators'] };
    expect((await runDetectors(knownStore(store, knowledge({})), options)).ran).toEqual([]);
    await runDetectors(knownStore(store, knowledge({ indicators: '1' })), options);
    const later = await runDetectors(knownStore(store, knowledge({})), options);
    expect(later.findings).toHaveLength(3);
  });
});
