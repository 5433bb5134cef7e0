import { describe, expect, it } from 'vitest';
import { times } from '../../helpers/denied-packets.ts';
import { forEachEngine } from '../../helpers/engines.ts';
import { findHeld } from '../../helpers/finding-checks.ts';
import type { PlainEvent } from '../../helpers/loaded-stores.ts';
import { request } from '../../helpers/web-events.ts';

const OPTIONS = { detectors: ['overload'] };
const visitor = (index: number): string => `198.51.100.${index % 40}`;
const QUIET = times(1_200, (index) => request(visitor(index), `/pages/${index % 9}`, 200, index * 6));

forEachEngine((engine) => {
  const find = (events: readonly PlainEvent[]) => findHeld(engine, 'web', events, OPTIONS);

  describe('a rise of server errors', () => {
    it('that everybody meets is an overload of the server, and no address is named', async () => {
      const failing = times(400, (index) =>
        request(visitor(index), `/pages/${index % 9}`, index % 5 < 3 ? 503 : 200, 3_000 + index),
      );
      const [finding, ...others] = await find([...QUIET, ...failing]);
      expect(others).toEqual([]);
      expect(finding?.title).toBe('the server failed 240 requests of 24 addresses: overload');
      expect(finding?.entity).toEqual({ field: 'event.dataset', value: 'web' });
      expect(finding?.attack).toEqual(['T1499']);
    });

    it('of one path is told of the path', async () => {
      const failing = times(200, (index) =>
        request(visitor(index), `/search?q=${index}`, index % 2 === 0 ? 500 : 200, 3_000 + index * 3),
      );
      const findings = await find([...QUIET, ...failing]);
      expect(findings.map(({ entity }) => entity)).toEqual([{ field: 'url.path', value: '/search' }]);
      expect(findings[0]?.events).toBe(100);
    });
  });

  describe('no overload', () => {
    it.each<readonly [string, readonly PlainEvent[]]>([
      ['is a quiet server', QUIET],
      [
        'are the errors that one address provokes',
        [
          ...QUIET,
          ...times(300, (index) => request('203.0.113.9', `/item?id=${index}'`, 500, 3_000 + index)),
        ],
      ],
      [
        'is a restart of half a minute',
        [...QUIET, ...times(300, (index) => request(visitor(index), '/pages/1', 502, 3_000 + index / 10))],
      ],
      [
        'is a server that always fails',
        times(1_200, (index) => request(visitor(index), '/old', index % 2 === 0 ? 500 : 200, index * 6)),
      ],
      ['is what has no times', times(300, (index) => request(visitor(index), '/', 503, null))],
      ['is a log of one request', [request('198.51.100.1', '/', 503, 1)]],
    ])('%s', async (_, events) => {
      expect((await find(events)).map(({ title }) => title)).toEqual([]);
    });
  });
});
