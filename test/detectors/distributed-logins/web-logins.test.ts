import { describe, expect, it } from 'vitest';
import { distributedLogins } from '../../../src/detectors/distributed-logins/distributed-logins.ts';
import { runDetectors } from '../../../src/detectors/run.ts';
import type { Finding } from '../../../src/schema/finding.ts';
import { RandomState } from '../../../src/stats/mersenne-twister-numpy.ts';
import { forEachEngine, type TestEngine } from '../../helpers/engines.ts';
import { assertExplained, eventsOfFindings } from '../../helpers/finding-checks.ts';
import { insertEvents, type PlainEvent } from '../../helpers/loaded-stores.ts';
import { request } from '../../helpers/web-events.ts';

const HOUR = 3600;
const DETECTORS = { detectors: [distributedLogins.name] };

const post = (address: string, path: string, status: number, seconds: number): PlainEvent =>
  request(address, path, status, seconds, { 'http.request.method': 'POST' });

/** Some twelve logins an hour at one page by forty people, one in ten mistyped; `wrong` is its answer to those. */
const people = (hours: number, path: string, wrong: number): PlainEvent[] => {
  const random = new RandomState(11);
  return Array.from({ length: hours * 12 }, () => {
    const address = `198.51.100.${1 + Math.floor(random.randomSample() * 40)}`;
    const status = random.randomSample() < 0.1 ? wrong : 302;
    return post(address, path, status, random.randomSample() * hours * HOUR);
  });
};

const strangers = (count: number, path: string, status: number): PlainEvent[] =>
  Array.from({ length: count }, (_, index) =>
    post(`203.0.113.${index + 1}`, path, status, 30 * HOUR + index * 20),
  );

const detect = async (engine: TestEngine, events: readonly PlainEvent[]) => {
  const store = await engine.open();
  await insertEvents(store, 'web', events);
  const { findings } = await runDetectors(store, DETECTORS);
  return { store, findings };
};

forEachEngine((engine) => {
  describe('logins of a web server', () => {
    it.each([
      ['/account/login', 401],
      ['/blog/wp-login.php', 200],
    ])('at %s by an address each are found with their exact events', async (path, wrong) => {
      const { store, findings } = await detect(engine, [
        ...people(48, path, wrong),
        ...strangers(90, path, wrong),
      ]);
      expect(findings).toHaveLength(1);
      const [finding] = findings as [Finding];
      expect(finding.title).toBe('90 new addresses failed to log in');
      expect(finding.attack).toEqual(['T1110']);
      expect(finding.severity).toBeGreaterThanOrEqual(50);
      expect((await eventsOfFindings(store, findings)).size).toBe(1);
      expect(await assertExplained(store, findings, DETECTORS)).toBe(1);
    });

    it('are not what strangers ask for elsewhere, nor people who mistype', async () => {
      const { findings } = await detect(engine, [
        ...people(48, '/account/login', 401),
        ...strangers(90, '/search', 404),
      ]);
      expect(findings).toEqual([]);
    });
  });
});
