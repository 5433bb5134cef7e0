import { describe, expect, it } from 'vitest';
import { explainFinding } from '../../../src/detectors/explain.ts';
import { runDetectors } from '../../../src/detectors/run.ts';
import type { Finding } from '../../../src/schema/finding.ts';
import { sql } from '../../../src/sql/sql.ts';
import type { EventStore } from '../../../src/store/event-store.ts';
import { eventTable } from '../../../src/store/tables.ts';
import { forEachEngine, type TestEngine } from '../../helpers/engines.ts';
import { assertExplained, eventsOfFindings } from '../../helpers/finding-checks.ts';
import { insertEvents, type PlainEvent } from '../../helpers/loaded-stores.ts';
import { request } from '../../helpers/web-events.ts';

const OPTIONS = { detectors: ['rarity'] };

/** Ten addresses, four pages, two sizes each: nothing in it is rare. */
const ORDINARY: readonly PlainEvent[] = Array.from({ length: 1200 }, (_, index) =>
  request(
    `198.51.100.${(index % 10) + 1}`,
    `/shelf/${['tea', 'rice', 'salt', 'oil'][index % 4]}?page=${index % 50}`,
    200,
    index,
    {
      'http.response.body.bytes': 4000 + (index % 4) * 100 + (index % 7),
    },
  ),
);

const detectIn = async (
  engine: TestEngine,
  events: readonly PlainEvent[],
): Promise<{ readonly store: EventStore; readonly findings: readonly Finding[] }> => {
  const store = await engine.open();
  await insertEvents(store, 'web', events);
  const { findings } = await runDetectors(store, OPTIONS);
  expect((await eventsOfFindings(store, findings)).size).toBe(findings.length);
  return { store, findings };
};

forEachEngine((engine) => {
  describe('an ordinary log', () => {
    it('has nothing rare, whatever the page numbers', async () => {
      expect((await detectIn(engine, ORDINARY)).findings).toEqual([]);
    });

    it('of a few events is not judged, and it is said what it needs', async () => {
      const store = await engine.open();
      await insertEvents(store, 'web', ORDINARY.slice(0, 40));
      const { findings, notes } = await runDetectors(store, OPTIONS);
      expect(findings).toEqual([]);
      expect(notes).toEqual(['rarity: not enough data to judge web, needs 100 events and has 40']);
    });

    it('with one address, one moment and constant columns gives no finding', async () => {
      const same = ORDINARY.map(() => request('198.51.100.1', '/', 200, 0));
      expect((await detectIn(engine, same)).findings).toEqual([]);
    });

    it('without any time gives findings without times', async () => {
      const odd = request('198.51.100.1', '/shelf/tea?page=1', 418, null);
      const { findings } = await detectIn(engine, [
        ...ORDINARY.map((event) => ({ ...event, '@timestamp': null })),
        odd,
      ]);
      expect(findings.map(({ start, end }) => [start, end])).toContainEqual([null, null]);
    });
  });

  describe('a rare event', () => {
    it('that is rare in several ways is one finding', async () => {
      const odd = request('203.0.113.5', '/shelf/tea?page=3', 418, 600, {
        'user_agent.original': 'kettle/1.0',
      });
      const { findings } = await detectIn(engine, [...ORDINARY, odd]);
      const [finding] = findings;
      expect(findings).toHaveLength(1);
      for (const part of ['203.0.113.5', '418', 'kettle/1.0']) expect(finding?.filter).toContain(part);
    });

    it('is found by a value of a parameter that is no number', async () => {
      const { findings } = await detectIn(engine, [
        ...ORDINARY,
        request('198.51.100.2', '/shelf/tea?page=up', 200, 9),
      ]);
      expect(findings.map(({ filter }) => filter)).toEqual(['url.path_template : "/shelf/tea?page={text}"']);
    });

    it('is found by its size', async () => {
      const large = request('198.51.100.2', '/shelf/salt?page=2', 200, 9, {
        'http.response.body.bytes': 900_000,
      });
      const { findings } = await detectIn(engine, [...ORDINARY, large]);
      expect(findings.map(({ entity }) => entity)).toEqual([
        { field: 'http.response.body.bytes', value: '900000' },
      ]);
    });

    it('is found by a field that is missing', async () => {
      const { findings } = await detectIn(engine, [
        ...ORDINARY,
        request('198.51.100.2', '/shelf/tea?page=1', 200, 9, { 'http.request.method': null }),
      ]);
      expect(findings.map(({ filter }) => filter)).toEqual(['not http.request.method : *']);
    });

    it('keeps the worst text harmless and its filter exact', async () => {
      const hostile = [
        '" or 1=1',
        '\\',
        "';drop table web;--",
        '*',
        '\u202e\u0007',
        '10.0.0.0/8',
        '\n',
        '%27%00',
        ')(',
      ];
      const events = hostile.map((text, index) =>
        request('198.51.100.2', `/shelf/tea?page=${index}`, 200, index, { 'user_agent.original': text }),
      );
      const { findings } = await detectIn(engine, [
        ...ORDINARY,
        ...ORDINARY,
        ...ORDINARY,
        ...ORDINARY,
        ...events,
      ]);
      expect(findings.length).toBeGreaterThanOrEqual(5);
      for (const { title, explanation } of findings)
        expect(title + explanation).not.toMatch(/[\p{Cc}\u202e]/u);
    });

    it('lets the fields take turns', async () => {
      const visits = Array.from({ length: 8 }, (_, index) =>
        request(`203.0.113.${index}`, '/shelf/oil?page=4', 200, index),
      );
      const { findings } = await detectIn(engine, [
        ...ORDINARY,
        ...ORDINARY,
        ...visits,
        request('198.51.100.3', '/shelf/rice?page=4', 503, 77),
      ]);
      const turns = findings.map(({ entity }) => entity.field);
      expect(turns.slice(0, 2).sort()).toEqual(['http.response.status_code', 'source.ip']);
    });
  });

  describe('characters that hardly anybody sends', () => {
    const injections = (address: string) =>
      Array.from({ length: 40 }, (_, index) =>
        request(
          address,
          `/shelf/tea?page=${index}%27%20or%20(select(${index}))%3D${index}--`,
          index % 3 === 0 ? 500 : 200,
          index * 4,
        ),
      );

    it('betray an address that probes, and nobody else', async () => {
      const { findings, store } = await detectIn(engine, [...ORDINARY, ...injections('203.0.113.9')]);
      const [first] = findings;
      expect([first?.entity.value, first?.events, first?.attack[0]]).toEqual(['203.0.113.9', 40, 'T1190']);
      expect(first?.severity).toBeGreaterThanOrEqual(30);
      expect(await assertExplained(store, findings.slice(0, 1), OPTIONS)).toBe(1);
    });

    it('are ordinary where everybody sends them', async () => {
      const quoted = ORDINARY.map((event) => ({
        ...event,
        'url.original': `/find?q=(%27${event['log.line'] ?? 'x'}%27)`,
      }));
      expect((await detectIn(engine, quoted)).findings).toEqual([]);
    });
  });

  describe('an explanation', () => {
    it('changes when one of the events is deleted', async () => {
      const odd = [7, 8].map((second) => request('198.51.100.2', '/shelf/tea?page=1', 418, second));
      const { store, findings } = await detectIn(engine, [...ORDINARY, ...odd]);
      const finding = findings[0] as Finding;
      const name = (text: string) => store.dialect.identifier(text);
      await store.execute(
        sql`delete from ${name(eventTable('web'))} where ${name('http.response.status_code')} = 418 and ${name('@timestamp')} = (select max(e.${name('@timestamp')}) from ${name(eventTable('web'))} as e where e.${name('http.response.status_code')} = 418)`,
      );
      const { current, changes, steps } = await explainFinding(store, finding, OPTIONS);
      expect(current?.events).toBe(1);
      expect(changes).toContain('events with the value was 2 and is 1 now');
      expect(steps).toContain(`surprise = -log2(1 / 1,201) = ${Number(Math.log2(1201).toFixed(3))} bits`);
    });
  });
});
