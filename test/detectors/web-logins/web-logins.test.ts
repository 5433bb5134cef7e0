import { describe, expect, it } from 'vitest';
import { times } from '../../helpers/denied-packets.ts';
import { forEachEngine } from '../../helpers/engines.ts';
import { findHeld } from '../../helpers/finding-checks.ts';
import type { PlainEvent } from '../../helpers/loaded-stores.ts';
import { ordinaryVisits, request } from '../../helpers/web-events.ts';

const OPTIONS = { detectors: ['web-logins'] };
const VISITS = ordinaryVisits(30, 4);
const HOUR = 3_600;

const login = (address: string, status: number, seconds: number | null, target = '/login'): PlainEvent =>
  request(address, target, status, seconds, { 'http.request.method': 'POST' });

/** Twelve addresses that share their work: beside each other none has an unusual share of errors. */
const STUFFING = times(600, (index) => login(`203.0.113.${index % 12}`, 401, 1_000 + index));

forEachEngine((engine) => {
  const find = (events: readonly PlainEvent[], settings = {}) =>
    findHeld(engine, 'web', events, {
      ...OPTIONS,
      ...(Object.keys(settings).length === 0 ? {} : { settings: { 'web-logins': settings } }),
    });
  const titles = async (events: readonly PlainEvent[], settings = {}): Promise<readonly string[]> =>
    (await find(events, settings)).map(({ title }) => title);

  describe('refused logins', () => {
    it('of every address that tries stolen pairs are told of that address', async () => {
      const findings = await find([...VISITS, ...STUFFING]);
      expect(new Set(findings.map(({ entity }) => entity.value))).toEqual(
        new Set(times(12, (index) => `203.0.113.${index}`)),
      );
      expect(findings).toHaveLength(12);
      expect(new Set(findings.map(({ events }) => events))).toEqual(new Set([50]));
      expect(findings[0]?.attack).toEqual(['T1110']);
      expect(findings[0]?.title).toMatch(/^203\.0\.113\.\d+: 50 refused logins$/);
      expect(findings[0]?.explanation).toBe(
        '50 logins refused, 100 % of those it tried, within 9.8 minutes; none was let in',
      );
    });

    it('after which one was let in weigh more, and the login is told', async () => {
      const [finding, ...others] = await find([
        ...VISITS,
        ...times(60, (index) => login('203.0.113.9', 401, 1_000 + index)),
        login('203.0.113.9', 302, 1_060),
      ]);
      expect(others).toEqual([]);
      expect(finding?.title).toBe('203.0.113.9: 60 refused logins, and 1 login that was let in');
      expect(finding?.attack).toEqual(['T1110', 'T1078']);
      expect(finding?.explanation).toContain('the last at 2026-03-02T08:17:40.000000Z');
      const [refused] = await find(times(60, (index) => login('203.0.113.9', 401, 1_000 + index)));
      expect(finding?.severity).toBeGreaterThan(refused?.severity ?? 100);
    });

    it('that come every ten minutes for a day are one finding', async () => {
      const slow = times(140, (index) => login('203.0.113.9', 401, index * 600));
      expect(await titles([...VISITS, ...slow])).toEqual(['203.0.113.9: 140 refused logins']);
    });

    it('of WordPress are told by its form that comes again', async () => {
      const guesses = times(40, (index) => login('203.0.113.9', 200, index * 2, '/blog/wp-login.php'));
      expect(await titles([...VISITS, ...guesses])).toEqual(['203.0.113.9: 40 refused logins']);
    });

    it('in one hour are told though the address logged in on the days around', async () => {
      const before = times(200, (index) => login('203.0.113.9', 302, index * 400));
      const guesses = times(90, (index) => login('203.0.113.9', 401, 30 * HOUR + index));
      expect(await titles([...before, ...guesses])).toEqual(['203.0.113.9: 90 refused logins']);
    });
  });

  describe('no finding', () => {
    it.each<readonly [string, readonly PlainEvent[]]>([
      ['are visits without a login', VISITS],
      [
        'is an office behind one address, half of whose logins are mistyped',
        times(200, (index) => login('203.0.113.9', index % 2 === 0 ? 401 : 302, index * 20)),
      ],
      [
        'are people who mistype their password now and then',
        times(300, (index) => login(`198.51.100.${index % 60}`, index % 3 === 0 ? 401 : 302, index * 60)),
      ],
      ['are a few refused logins a day', times(40, (index) => login('203.0.113.9', 401, index * 8 * HOUR))],
      [
        'are programs of which most are refused all day: that is how it is here',
        times(60 * 48, (index) => login(`198.51.100.${index % 60}`, 401, index * 60, '/api/token')),
      ],
      ['is a page that is missing', times(60, (index) => request('203.0.113.9', '/login', 404, index))],
      ['are logins without a time', times(60, () => login('203.0.113.9', 401, null))],
    ])('%s', async (_title, events) => {
      expect(await titles(events)).toEqual([]);
    });

    it('comes of fewer than the setting asks for', async () => {
      const guesses = times(30, (index) => login('203.0.113.9', 401, index));
      expect(await titles(guesses)).toHaveLength(1);
      expect(await titles(guesses, { minimumFailures: 31 })).toEqual([]);
      expect(
        await titles([...guesses, ...times(10, (index) => login('203.0.113.9', 302, index))], {
          minimumShare: 0.9,
        }),
      ).toEqual([]);
    });
  });
});
