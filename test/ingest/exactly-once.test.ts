import { appendFileSync, copyFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/formats/registry.ts';
import type { IngestStore } from '../../src/ingest/ingest-options.ts';
import { ingestSource } from '../../src/ingest/ingest-source.ts';
import type { InputAccount } from '../../src/schema/accounting.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { storeContent } from '../helpers/store-content.ts';
import { openBytes } from '../sources/helpers.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
let files = 0;
const file = (name: string): string => {
  files += 1;
  return join(folder, `${files}-${name}`);
};

/** Every tenth line is refused, every eleventh blank, every thirteenth ends in CR LF, some hold bad UTF-8. */
const line = (index: number): Buffer => {
  if (index % 10 === 3) return Buffer.from(`refused ${index} é\n`);
  if (index % 11 === 5) return Buffer.from('\n');
  const bad = index % 17 === 4 ? Buffer.from([0xff]) : Buffer.alloc(0);
  const start = `203.0.113.${index % 250} - - [21/Jun/2021:20:59:${String(index % 60).padStart(2, '0')} +0200] "GET /p/${index}`;
  return Buffer.concat([
    Buffer.from(start),
    bad,
    Buffer.from(` HTTP/1.1" 200 ${index} "-" "agent"${index % 13 === 6 ? '\r' : ''}\n`),
  ]);
};
const log = (from: number, to: number): Buffer =>
  Buffer.concat(Array.from({ length: to - from }, (_, index) => line(from + index)));

let clock = Date.UTC(2026, 0, 15);
const ingest = async (store: IngestStore, path: string, again = false): Promise<InputAccount> =>
  ingestSource(store, await openBytes(path), {
    formats: FORMATS,
    timeZone: 'UTC',
    now: () => (clock += 1000),
    takeLastLine: false,
    again,
  });

const exact = (account: InputAccount): void => {
  const { bytes, parsedBytes, rejectedBytes, skippedBytes, pendingBytes } = account;
  expect(parsedBytes + rejectedBytes + skippedBytes + pendingBytes).toBe(bytes);
  expect(account.parsed + account.rejected + account.skipped).toBe(account.lines);
};

forEachEngine((engine) => {
  /** What a store holds that read the file whole, at once. */
  const whole = async (path: string, paths: readonly string[] = [path]) => {
    const store = await engine.open();
    for (const item of paths) await ingest(store, item);
    return storeContent(store);
  };

  describe('a file that grows', () => {
    it('adds its new lines, read from where it ended before, and holds what one reading would give', async () => {
      const store = await engine.open();
      const path = file('grows.log');
      writeFileSync(path, log(0, 4050));
      exact(await ingest(store, path));
      expect((await ingest(store, path)).status).toBe('unchanged');
      // A piece that ends in the middle of a line, then the rest of it and more.
      const more = log(4050, 4122);
      appendFileSync(path, more.subarray(0, more.length - 20));
      const half = await ingest(store, path);
      exact(half);
      expect(half.lines).toBe(4121);
      expect(half.pendingBytes).toBeGreaterThan(0);
      appendFileSync(path, Buffer.concat([more.subarray(more.length - 20), log(4122, 4300)]));
      const account = await ingest(store, path);
      exact(account);
      expect(account.notes[0]).toBe('goes on after 4,121 lines stored before');
      expect(await storeContent(store)).toEqual(await whole(path));
    });

    it('is not doubled by copies of what it was before', async () => {
      const store = await engine.open();
      const [path, copy] = [file('grows.log'), file('copy.log.gz')];
      writeFileSync(path, log(0, 300));
      await ingest(store, path);
      writeFileSync(copy, gzipSync(log(0, 300)));
      appendFileSync(path, log(300, 400));
      await ingest(store, path);
      const account = await ingest(store, copy);
      expect(account.status).toBe('unchanged');
      expect(account.notes[0]).toContain(`the same content as ${path}`);
      expect(await storeContent(store)).toEqual(await whole(path));
    });

    it('is new content after it was cut and filled anew', async () => {
      const store = await engine.open();
      const [path, old] = [file('cut.log'), file('cut.log.1')];
      writeFileSync(path, log(0, 200));
      await ingest(store, path);
      copyFileSync(path, old);
      truncateSync(path);
      writeFileSync(path, log(200, 300));
      expect((await ingest(store, path)).lines).toBe(100);
      expect((await ingest(store, old)).status).toBe('unchanged');
      expect((await storeContent(store)).inputs.map((row) => row['lines'])).toEqual([100, 200]);
    });
  });

  describe('a rotated or re-compressed copy', () => {
    it('is recognised by content, with what was appended before the rotation, and said', async () => {
      const store = await engine.open();
      const [path, rotated] = [file('app.log'), file('app.log.1')];
      writeFileSync(path, log(0, 300));
      await ingest(store, path);
      appendFileSync(path, log(300, 320));
      renameSync(path, rotated);
      writeFileSync(path, log(320, 330));
      const account = await ingest(store, rotated);
      expect(account.notes[0]).toBe(`goes on after 300 lines stored before as ${path}`);
      await ingest(store, path);
      const compressed = file('app.log.1.gz');
      writeFileSync(compressed, gzipSync(log(0, 320)));
      expect(await ingest(store, compressed)).toMatchObject({ status: 'unchanged' });
      expect(await storeContent(store)).toEqual(await whole(rotated, [rotated, path]));
      await ingest(store, compressed, true);
      expect((await storeContent(store)).inputs).toHaveLength(3);
    });
  });

  describe('a copy that is still being made', () => {
    it('adds nothing of what is stored, and a file that only begins alike adds all of it', async () => {
      const store = await engine.open();
      const [path, half, other] = [file('app.log'), file('app.log-20260310'), file('other.log')];
      writeFileSync(path, log(0, 300));
      await ingest(store, path);
      const before = await storeContent(store);
      writeFileSync(half, log(0, 300).subarray(0, 9000));
      const account = await ingest(store, half);
      expect(account).toMatchObject({ status: 'unchanged', path: half });
      expect(account.notes).toEqual([`the beginning of ${path}, already stored (--again reads it anyway)`]);
      expect(await storeContent(store)).toEqual(before);
      writeFileSync(other, Buffer.concat([log(0, 90), log(500, 510)]));
      expect(await ingest(store, other)).toMatchObject({ status: 'complete', lines: 100 });
    });

    it('is read where the file itself was cut: what begins there alike may end otherwise', async () => {
      const store = await engine.open();
      const path = file('app.log');
      writeFileSync(path, log(0, 300));
      await ingest(store, path);
      writeFileSync(path, Buffer.concat([log(0, 90), log(500, 510)]));
      expect(await ingest(store, path)).toMatchObject({ status: 'complete', lines: 100 });
    });
  });

  describe('a source that breaks off', () => {
    /** A gzip file cut behind so many of its plain bytes, roughly. */
    const cut = (path: string, share: number): void => {
      const packed = gzipSync(log(0, 1600));
      writeFileSync(path, packed.subarray(0, Math.floor(packed.length * share)));
    };

    it('is kept up to its last complete line, resumed by the next run, and never doubled by a shorter one', async () => {
      const store = await engine.open();
      const path = file('cut.log.gz');
      cut(path, 0.7);
      const partial = await ingest(store, path);
      exact(partial);
      expect(partial).toMatchObject({ status: 'partial' });
      expect(partial.notes.join()).toContain('the gzip data is cut off after byte');
      expect(partial.lines).toBeGreaterThan(600);
      const before = await storeContent(store);
      expect(before.events['web']).toHaveLength(partial.parsed);
      // The same again, and less of it.
      expect(await ingest(store, path)).toMatchObject({ status: 'partial', lines: partial.lines });
      cut(path, 0.4);
      const shorter = await ingest(store, path);
      expect(shorter.status).toBe('unchanged');
      expect(shorter.notes[0]).toMatch(/cut off after byte .*; what came before is stored already$/);
      expect(await storeContent(store)).toEqual(before);
      cut(path, 0.9);
      expect((await ingest(store, path)).lines).toBeGreaterThan(partial.lines);
      cut(path, 1);
      exact(await ingest(store, path));
      cut(path, 0.5);
      expect((await ingest(store, path)).status).toBe('unchanged');
      cut(path, 1);
      expect(await ingest(store, path)).toMatchObject({ status: 'unchanged', lines: 1600 });
      expect(await storeContent(store)).toEqual(await whole(path));
    });
  });
});
