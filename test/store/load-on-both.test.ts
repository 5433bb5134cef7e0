import { describe, expect, it } from 'vitest';
import { ingestSource } from '../../src/ingest/ingest-source.ts';
import { FORMATS } from '../../src/formats/registry.ts';
import { raw, sql } from '../../src/sql/sql.ts';
import type { ByteSource } from '../../src/sources/source.ts';
import type { DatasetMaking, EventStore, FileStaging, LineStaging } from '../../src/store/event-store.ts';
import { engines, forEachEngine } from '../helpers/engines.ts';
import { loadSources, textSource } from '../helpers/log-source.ts';
import { rowDifferences } from '../sql/on-both.ts';

type Store = EventStore & LineStaging & DatasetMaking & Partial<FileStaging>;

const line = (second: number, target: string): string =>
  `203.0.113.${second % 250} - - [21/Jun/2021:20:59:${String(second % 60).padStart(2, '0')} +0200] "GET ${target} HTTP/1.1" 200 ${second} "-" "agent ${second}"`;

/** Plain lines, refused ones, blank ones, CR before LF, escaped quotes, NUL, a byte order mark and invalid UTF-8. */
const LOG = Buffer.concat([
  Buffer.from(`${line(1, '/a')}\n${line(2, '/b c')}\r\n\nnot a line at all\n`),
  Buffer.from(`${line(3, '/quo\\"te')}\n${line(4, '/nul\u0000')}\n\ufeff${line(5, '/bom')}\n`),
  Buffer.from([0xff, 0xfe]),
  Buffer.from(`${line(6, '/bad')}\n \t \n"\n${line(7, '/é😀')}\n`),
]);

const bytesSource = (path: string, bytes: Buffer): ByteSource => ({
  ...textSource(path, ''),
  async *bytes() {
    yield bytes;
  },
});

const contents = async (store: Store): Promise<Record<string, readonly Record<string, unknown>[]>> => ({
  web: await store.query(
    sql`select * from web order by ${raw(store.dialect.identifier('log.line').parts.join(''))}`,
  ),
  rejects: await store.query(
    sql`select input, line, byte_offset, byte_length, reason, text from rejects order by line`,
  ),
});

const load = (store: Store, source: ByteSource) => loadSources(store, [source]);
const count = async (store: EventStore, table: string): Promise<unknown> =>
  (await store.query(sql`select count(*) as n from ${store.dialect.identifier(table)}`))[0]?.['n'];

forEachEngine((engine) => {
  it('accounts for every line and byte of a log that holds all sorts of them', async () => {
    const store = (await engine.open()) as Store;
    const [account] = await load(store, bytesSource('all-sorts.log', LOG));
    expect(account).toMatchObject({
      path: 'all-sorts.log',
      format: 'combined',
      status: 'complete',
      lines: 11,
      parsed: 7,
      rejected: 2,
      skipped: 2,
      repaired: 1,
      bytes: LOG.length,
    });
    const { parsedBytes = 0, rejectedBytes = 0, skippedBytes = 0 } = account ?? {};
    expect(parsedBytes + rejectedBytes + skippedBytes).toBe(LOG.length);
    const { rejects } = await contents(store);
    expect(rejects?.map((row) => [row['line'], row['text']])).toEqual([
      [4, 'not a line at all'],
      [10, '"'],
    ]);
    for (const row of rejects ?? []) {
      const start = Number(row['byte_offset']);
      const bytes = LOG.subarray(start, start + Number(row['byte_length']));
      expect(bytes.toString()).toBe(`${row['text']}\n`);
    }
  });

  it('adds nothing when the same content comes again, and only new lines when it has grown', async () => {
    const store = (await engine.open()) as Store;
    const first = Buffer.from(`${line(1, '/a')}\n${line(2, '/b')}\n`);
    const grown = Buffer.concat([first, Buffer.from(`${line(3, '/c')}\nrefused\n`)]);
    await load(store, bytesSource('growing.log', first));
    const [again] = await load(store, bytesSource('growing.log', first));
    expect(again?.status).toBe('unchanged');
    expect(await count(store, 'web')).toBe(2);
    await load(store, bytesSource('growing.log', grown));
    expect(await count(store, 'web')).toBe(3);
    expect(await count(store, 'rejects')).toBe(1);
    expect(await count(store, 'inputs')).toBe(1);
    const rows = await store.query(sql`select lines, parsed, rejected from inputs`);
    expect(rows).toEqual([{ lines: 4, parsed: 3, rejected: 1 }]);
  });

  it('shows nothing of a load that breaks before the ledger, and the next load completes it', async () => {
    const store = (await engine.open()) as Store;
    const log = bytesSource('broken.log', LOG);
    await load(store, bytesSource('before.log', Buffer.from(`${line(9, '/kept')}\n`)));
    const options = {
      formats: FORMATS,
      timeZone: 'UTC',
      now: () => Date.UTC(2026, 0, 15),
      takeLastLine: true,
    };
    const putInput = store.putInput;
    store.putInput = () => Promise.reject(new Error('the process dies here'));
    await expect(ingestSource(store, log, options)).rejects.toThrow('the process dies here');
    expect(await count(store, 'web')).toBe(1);
    expect(await count(store, 'rejects')).toBe(0);
    store.putInput = putInput;
    await load(store, log);
    expect(await count(store, 'web')).toBe(8);
    expect(await count(store, 'rejects')).toBe(2);
  });
});

describe.skipIf(engines.length < 2)('both engines', () => {
  it('hold the same events and rejects of the same log', async () => {
    const found = [];
    for (const engine of engines) {
      const store = (await engine.open()) as Store;
      await load(store, bytesSource('all-sorts.log', LOG));
      found.push(await contents(store));
      await store.close();
    }
    expect(rowDifferences([found[0]?.['web'] as never, found[1]?.['web'] as never])).toEqual([]);
    expect(found[0]?.['web']).toHaveLength(7);
    expect(found[1]?.['rejects']).toEqual(found[0]?.['rejects']);
  });
});
