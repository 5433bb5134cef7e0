import { describe, expect, it } from 'vitest';
import { clientBehind } from '../../src/enrichment/client-address.ts';
import { counts } from '../../src/explore/counts.ts';
import type { FormatDefinition, LineShape } from '../../src/formats/definition.ts';
import { FORMATS } from '../../src/formats/registry.ts';
import { ingestSource } from '../../src/ingest/ingest-source.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { textSource } from '../helpers/log-source.ts';

const SHAPE: LineShape = {
  parts: [
    { name: 'peer', exact: '[^ ]+' },
    ' "',
    { name: 'forwarded', exact: '[^"]*' },
    '" ',
    { name: 'target', exact: '[^ ]+' },
  ],
  strict: {
    pattern: '[0-9.]+ "[^" ]*" /[a-z]+',
    cuts: {
      peer: [{ split: ' ', part: 1 }],
      forwarded: [{ split: '"', part: 2 }],
      target: [{ split: ' ', part: 3 }],
    },
  },
};
const FORMAT: FormatDefinition = {
  name: 'proxied',
  title: '',
  dataset: 'web',
  example: '',
  shapeFor: () => SHAPE,
  fields: {
    'source.ip': { kind: 'text', from: 'peer' },
    'http.request.referrer': { kind: 'text', from: 'forwarded' },
    'url.original': { kind: 'text', from: 'target' },
  },
};
const LOG = [
  '10.0.0.5 "198.51.100.7" /a',
  '10.0.0.5 "198.51.100.7" /b',
  '10.0.0.5 "198.51.100.8, 10.0.0.9" /c',
  '10.0.0.5 "-" /d',
  '203.0.113.9 "198.51.100.7" /forged',
  '2001:db8::5 "2001:db8:9::1" /e',
].join('\n');

forEachEngine((engine) => {
  describe('logs from behind proxies', () => {
    it('are stored with the client, where a trusted proxy forwarded it', async () => {
      const store = await engine.open();
      await ingestSource(store, textSource('proxied.log', `${LOG}\n`), {
        formats: [FORMAT],
        timeZone: 'UTC',
        now: () => Date.UTC(2026, 0, 15),
        takeLastLine: true,
        client: {
          field: 'http.request.referrer',
          client: clientBehind(['10.0.0.0/8', '2001:db8::5']),
        },
      });
      const { rows } = await counts(store, { field: 'source.ip' });
      expect(rows.map((row) => [row['value'], row['count']])).toEqual([
        ['198.51.100.7', 2],
        ['10.0.0.5', 1],
        ['198.51.100.8', 1],
        ['2001:db8:9::1', 1],
        ['203.0.113.9', 1],
      ]);
    });

    it('are read so with the forwarded addresses of an ordinary access log, before or behind the rest', async () => {
      const store = await engine.open();
      const rest = '- - [10/Mar/2026:06:00:00 +0000] "GET /p HTTP/1.1" 200 5 "-" "agent"';
      const log = [
        `10.0.0.5 ${rest} "198.51.100.7"`,
        `"198.51.100.8, 10.0.0.9" 10.0.0.5 ${rest}`,
        `10.0.0.5 ${rest} "-"`,
      ];
      await ingestSource(store, textSource('access.log', `${log.join('\n')}\n`), {
        formats: FORMATS,
        timeZone: 'UTC',
        now: () => Date.UTC(2026, 0, 15),
        takeLastLine: true,
        client: {
          field: 'http.request.headers.x_forwarded_for',
          client: clientBehind(['10.0.0.0/8']),
        },
      });
      const { rows } = await counts(store, { field: 'source.ip' });
      expect(rows.map((row) => row['value'])).toEqual(['10.0.0.5', '198.51.100.7', '198.51.100.8']);
    });

    it('need a field that the format has', async () => {
      const store = await engine.open();
      const read = ingestSource(store, textSource('proxied.log', `${LOG}\n`), {
        formats: [FORMAT],
        timeZone: 'UTC',
        now: () => Date.UTC(2026, 0, 15),
        takeLastLine: true,
        client: { field: 'url.originl', client: clientBehind(['10.0.0.0/8']) },
      });
      await expect(read).rejects.toThrow(
        /--client-ip field of the proxied format "url.originl": did you mean url.original\?/,
      );
    });
  });
});
