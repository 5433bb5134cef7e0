import { describe, expect, it } from 'vitest';
import { explainFinding } from '../../../src/detectors/explain.ts';
import { type DetectionRun, runDetectors } from '../../../src/detectors/run.ts';
import type { Finding } from '../../../src/schema/finding.ts';
import { sql } from '../../../src/sql/sql.ts';
import type { EventStore } from '../../../src/store/event-store.ts';
import { eventTable } from '../../../src/store/tables.ts';
import { forEachEngine, type TestEngine } from '../../helpers/engines.ts';
import { assertExplained, eventsOfFindings } from '../../helpers/finding-checks.ts';
import { insertEvents, type PlainEvent } from '../../helpers/loaded-stores.ts';
import { moment, ordinaryVisits, request } from '../../helpers/web-events.ts';

const ATTACKER = '203.0.113.66';
const OPTIONS = { detectors: ['request-errors'] };

const detectIn = async (store: EventStore): Promise<DetectionRun> => runDetectors(store, OPTIONS);

const loaded = async (engine: TestEngine, events: readonly PlainEvent[]): Promise<EventStore> => {
  const store = await engine.open();
  await insertEvents(store, 'web', events);
  return store;
};

const guesses = (count: number, every = 2, start = 600): readonly PlainEvent[] =>
  Array.from({ length: count }, (_, index) =>
    request(ATTACKER, `/guess-${index}.php`, 404, start + index * every),
  );

const metric = (finding: Finding | undefined, name: string): unknown =>
  finding?.evidence.metrics.find((item) => item.name === name)?.value;

forEachEngine((engine) => {
  describe('an address that guesses paths', () => {
    it('is found with its numbers', async () => {
      const store = await loaded(engine, [...ordinaryVisits(20, 15), ...guesses(90)]);
      const { findings } = await detectIn(store);
      expect(findings.map(({ entity }) => entity)).toEqual([{ field: 'source.ip', value: ATTACKER }]);
      const [finding] = findings;
      expect([finding?.events, finding?.start, finding?.end]).toEqual([90, moment(600), moment(778)]);
      expect(metric(finding, 'distinct missing paths')).toBe(90);
      expect(metric(finding, 'requests')).toBe(90);
      expect(metric(finding, 'error share')).toBe(1);
      expect(finding?.severity).toBeGreaterThanOrEqual(50);
      expect((await eventsOfFindings(store, findings)).size).toBe(1);
      expect(await assertExplained(store, findings, OPTIONS)).toBe(1);
    });

    it('weighs more the more it guesses', async () => {
      const severities: number[] = [];
      for (const count of [15, 60, 400]) {
        const { findings } = await detectIn(
          await loaded(engine, [...ordinaryVisits(20, 15), ...guesses(count)]),
        );
        severities.push(findings[0]?.severity ?? 0);
      }
      expect(severities).toEqual([...new Set(severities)].sort((a, b) => a - b));
      expect(severities[0]).toBeGreaterThanOrEqual(30);
    });

    it('is one finding over adjoining windows and two after a long pause', async () => {
      const slow = guesses(60, 60);
      const later = guesses(40, 5, 30_000).map((event, index) => ({
        ...event,
        'url.original': `/late-${index}`,
      }));
      const store = await loaded(engine, [...ordinaryVisits(20, 15, 36_000), ...slow, ...later]);
      const { findings } = await detectIn(store);
      expect(findings.map(({ events }) => events).sort()).toEqual([40, 60]);
      expect((await eventsOfFindings(store, findings)).size).toBe(2);
    });

    it('is seen behind an address that many others share', async () => {
      const office = Array.from({ length: 4000 }, (_, index) =>
        request(ATTACKER, `/articles/${index % 9}`, index % 100 === 0 ? 404 : 200, index * 9),
      );
      const store = await loaded(engine, [...office, ...guesses(200, 2, 12_000)]);
      const { findings } = await detectIn(store);
      expect(findings).toHaveLength(1);
      expect(Date.parse(findings[0]?.end ?? '')).toBeLessThan(Date.parse(moment(14_000)));
      expect((await eventsOfFindings(store, findings)).size).toBe(1);
    });

    it('is found without times', async () => {
      const timeless = guesses(50).map((event) => ({ ...event, '@timestamp': null }));
      const store = await loaded(engine, [...ordinaryVisits(9, 9), ...timeless]);
      const { findings } = await detectIn(store);
      expect(findings.map(({ events, start, end }) => [events, start, end])).toEqual([[50, null, null]]);
      expect((await eventsOfFindings(store, findings)).size).toBe(1);
    });

    it('is found with the most hostile paths in its filter and texts', async () => {
      const hostile = [
        '"',
        '\\',
        "' or 1=1 --",
        '*',
        '\u001b[31m',
        '\u202e',
        '</script>',
        '\n',
        ')',
        'a"b*c\\',
      ];
      const events = Array.from({ length: 40 }, (_, index) =>
        request('2001:db8::bad', `/${hostile[index % hostile.length]}${index}`, 404, index),
      );
      const store = await loaded(engine, [...ordinaryVisits(9, 9), ...events]);
      const { findings } = await detectIn(store);
      expect(findings.map(({ entity, events: count }) => [entity.value, count])).toEqual([
        ['2001:db8::bad', 40],
      ]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the absence of them is the point
      expect(JSON.stringify(findings[0]?.explanation)).not.toMatch(/[\u0000-\u001f\u202e]/);
      expect((await eventsOfFindings(store, findings)).size).toBe(1);
    });
  });

  describe('what is no attack', () => {
    const quiet = async (events: readonly PlainEvent[]): Promise<readonly string[]> => {
      const { findings } = await detectIn(await loaded(engine, events));
      return findings.filter(({ severity }) => severity >= 30).map(({ title }) => title);
    };

    it('is a favicon that everybody misses', async () => {
      expect(await quiet(ordinaryVisits(200, 4))).toEqual([]);
    });

    it('is a visitor who follows broken links of our pages', async () => {
      const links = Array.from({ length: 30 }, (_, index) =>
        request('192.0.2.40', `/old-${index}`, 404, index * 20, {
          'http.request.referrer': `https://journal.example/articles/${index}`,
        }),
      );
      expect(await quiet([...ordinaryVisits(20, 15), ...links])).toEqual([]);
    });

    it('is a monitor whose check has long been failing', async () => {
      const checks = Array.from({ length: 300 }, (_, index) =>
        request('192.0.2.41', '/status/legacy', 404, index * 60),
      );
      expect(await quiet([...ordinaryVisits(20, 15), ...checks])).toEqual([]);
    });

    it('is an outage that everybody meets', async () => {
      const outage = Array.from({ length: 900 }, (_, index) =>
        request(`198.51.100.${(index % 9) + 1}`, `/articles/${index % 40}`, 503, index),
      );
      expect(await quiet([...ordinaryVisits(20, 15), ...outage])).toEqual([]);
    });

    it('is a crawler that meets a few dead pages among many', async () => {
      const crawl = Array.from({ length: 600 }, (_, index) =>
        request('192.0.2.42', `/page/${index}`, index % 20 === 0 ? 404 : 200, index * 5),
      );
      expect(await quiet([...ordinaryVisits(20, 15), ...crawl])).toEqual([]);
    });
  });

  describe('an attacker with one referrer for everything', () => {
    it('does not pass as a reader of broken links', async () => {
      const events = guesses(60).map((event) => ({
        ...event,
        'http.request.referrer': 'https://journal.example/',
      }));
      const store = await loaded(engine, [...ordinaryVisits(20, 15), ...events]);
      expect((await detectIn(store)).findings.map(({ entity }) => entity.value)).toEqual([ATTACKER]);
    });
  });

  describe('an attacker with made-up referrers', () => {
    it('does not pass as a reader of broken links: only our own pages count', async () => {
      const events = guesses(60).map((event, index) => ({
        ...event,
        'http.request.referrer': `https://search${index}.example/?q=${index}`,
      }));
      const store = await loaded(engine, [...ordinaryVisits(20, 15), ...events]);
      const [finding] = (await detectIn(store)).findings;
      expect(finding?.entity.value).toBe(ATTACKER);
      expect(
        finding?.evidence.metrics.find(({ name }) => name === 'share of failing paths that pages link to')
          ?.value,
      ).toBe(0);
    });
  });

  describe('passwords guessed at one path', () => {
    it('are found as refusals', async () => {
      const tries = Array.from({ length: 120 }, (_, index) =>
        request(ATTACKER, '/login', 401, index * 3, { 'http.request.method': 'POST' }),
      );
      const store = await loaded(engine, [...ordinaryVisits(20, 15), ...tries]);
      const { findings } = await detectIn(store);
      expect(findings.map(({ attack, events }) => [attack, events])).toEqual([[['T1110'], 120]]);
    });
  });

  describe('an explanation', () => {
    it('changes with the store', async () => {
      const store = await loaded(engine, [...ordinaryVisits(20, 15), ...guesses(90)]);
      const [finding] = (await detectIn(store)).findings as [Finding];
      const name = (text: string) => store.dialect.identifier(text);
      await store.execute(
        sql`delete from ${name(eventTable('web'))} where ${name('url.original')} = '/guess-7.php'`,
      );
      const { changes, current, steps } = await explainFinding(store, finding, OPTIONS);
      expect(current?.id).toBe(finding.id);
      expect(changes).toContain('events was 90 and is 89 now');
      expect(changes).toContain('distinct missing paths was 90 and is 89 now');
      expect(steps).toContain('error share = 89 errors / 89 requests = 100 %');
      await store.execute(
        sql`delete from ${name(eventTable('web'))} where ${name('source.ip')} = ${ATTACKER}`,
      );
      const gone = await explainFinding(store, finding, OPTIONS);
      expect(gone.current).toBeUndefined();
      expect(gone.changes).toEqual([
        'the finding no longer stands: its filter selected 90 events then and 0 now',
      ]);
    });
  });

  describe('a run', () => {
    it('narrowed by a filter gives findings whose filters hold for the whole store', async () => {
      const store = await loaded(engine, [...ordinaryVisits(20, 15), ...guesses(200)]);
      await insertEvents(store, 'network', [
        {
          '@timestamp': moment(650),
          'source.ip': ATTACKER,
          'event.type': 'denied',
          'destination.ip': '10.0.0.1',
        },
      ]);
      const { findings } = await runDetectors(store, { ...OPTIONS, where: 'url.original : /guess-1*' });
      expect(findings.map(({ events }) => events)).toEqual([1 + 10 + 100]);
      expect((await eventsOfFindings(store, findings)).size).toBe(1);
    });

    it('names an unknown detector and the nearest one', async () => {
      const store = await loaded(engine, []);
      await expect(runDetectors(store, { detectors: ['request-eror'] })).rejects.toThrow(/request-errors/);
      await expect(runDetectors(store, { settings: { rarty: {} } })).rejects.toThrow(/rarity/);
    });

    it('stops when its caller asks for it', async () => {
      const store = await loaded(engine, guesses(90));
      await expect(runDetectors(store, { ...OPTIONS, signal: AbortSignal.abort() })).rejects.toThrow(
        'interrupted',
      );
    });

    it('times its steps by the clock it is given', async () => {
      const store = await loaded(engine, guesses(90));
      const steps: string[] = [];
      let now = 0;
      await runDetectors(store, {
        ...OPTIONS,
        now: () => (now += 5),
        onTiming: ({ detectors, step, milliseconds }) => steps.push(`${detectors} ${step} ${milliseconds}`),
      });
      expect(steps).toEqual(['request-errors aggregate 5', 'request-errors judge 5']);
    });
  });
});

/** `count` wrong passwords each from a few addresses at once, while ordinary visitors come by. */
const stuffing = (addresses: readonly string[], count: number): readonly PlainEvent[] =>
  addresses.flatMap((address, place) =>
    Array.from({ length: count }, (_, index) =>
      request(address, '/enter', 401, 1_200 + index * 3 + place, { 'http.request.method': 'POST' }),
    ),
  );

forEachEngine((engine) => {
  describe('a few addresses that fail side by side', () => {
    const addresses = ['203.0.113.70', '203.0.113.71', '203.0.113.72'];

    it('are each found: most requests of the others fail, but hardly any other address does', async () => {
      const store = await loaded(engine, [...ordinaryVisits(40, 15), ...stuffing(addresses, 300)]);
      const { findings } = await detectIn(store);
      expect(findings.map(({ entity }) => entity.value).sort()).toEqual(addresses);
      expect(findings[0]?.title).toMatch(/was refused 300 times$/);
      expect(findings[0]?.explanation).toContain('of the other addresses at that time');
      expect((await eventsOfFindings(store, findings)).size).toBe(3);
      expect(await assertExplained(store, findings, OPTIONS)).toBe(3);
    });

    it('are no finding where every address fails alike', async () => {
      const everybody = Array.from({ length: 40 }, (_, index) => `198.51.100.${index + 1}`);
      const { findings } = await detectIn(await loaded(engine, stuffing(everybody, 60)));
      expect(findings).toEqual([]);
    });
  });
});
