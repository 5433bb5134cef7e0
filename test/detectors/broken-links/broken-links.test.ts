import { describe, expect, it } from 'vitest';
import { times } from '../../helpers/denied-packets.ts';
import { forEachEngine } from '../../helpers/engines.ts';
import { findHeld } from '../../helpers/finding-checks.ts';
import type { PlainEvent } from '../../helpers/loaded-stores.ts';
import { request } from '../../helpers/web-events.ts';

const OPTIONS = { detectors: ['broken-links', 'request-errors'] };
const from = (page: string): PlainEvent => ({ 'http.request.referrer': `https://journal.example${page}` });
const reading = times(200, (index) =>
  request(`198.51.100.${index % 50}`, '/style.css', 200, index * 20, from(`/articles/${index % 5}`)),
);
const missed = (path: string, more: PlainEvent = from('/articles/3')): readonly PlainEvent[] =>
  times(30, (index) => request(`198.51.100.${index}`, path, 404, 500 + index * 40, more));

forEachEngine((engine) => {
  const find = (events: readonly PlainEvent[]) => findHeld(engine, 'web', events, OPTIONS);

  describe('a missing path that our own pages link to', () => {
    it('is a broken link of low severity, and no probe', async () => {
      const findings = await find([...reading, ...missed('/img/gone.webp')]);
      expect(findings.map(({ title }) => title)).toEqual([
        'Broken link: 1 page of ours leads to "/img/gone.webp", which is missing',
      ]);
      expect(findings[0]?.severity).toBeLessThan(30);
      expect([findings[0]?.events, findings[0]?.entity.value]).toEqual([30, '/img/gone.webp']);
    });

    it('is known by the host where the log names it', async () => {
      const named = [...reading, ...missed('/img/gone.webp')].map((event) => ({
        ...event,
        'url.domain': 'journal.example',
      }));
      expect(await find(named)).toHaveLength(1);
    });
  });

  describe('no broken link', () => {
    it.each<readonly [string, readonly PlainEvent[]]>([
      ['is what other sites link to', missed('/old', { 'http.request.referrer': 'https://news.example/a' })],
      ['is what nobody links to', missed('/old', { 'http.request.referrer': null })],
      ['is what browsers ask for unasked', missed('/favicon.ico')],
      [
        'is what one address says it found on our page',
        times(14, (index) => request('203.0.113.9', `/x${index}`, 404, 500 + index, from('/'))),
      ],
    ])('%s', async (_, events) => {
      expect((await find([...reading, ...events])).map(({ title }) => title)).toEqual([]);
    });

    it('is known in a log without referrers', async () => {
      expect(await find(times(50, (index) => request(`198.51.100.${index}`, '/gone', 404, index)))).toEqual(
        [],
      );
    });
  });
});
