import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/formats/registry.ts';
import { InputError } from '../../src/kernel/errors.ts';
import { raw, sql } from '../../src/sql/sql.ts';
import { RandomSource } from '../../src/stats/random-source.ts';
import { type DuckdbStore, openDuckdbStore } from '../../src/store/duckdb.ts';
import { mutate } from '../formats/mutate.ts';
import { headsOf, realLines } from '../formats/real-lines.ts';
import { fileSource, loadSources, textSource } from '../helpers/log-source.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const folder = temporaryFolder();
const open: DuckdbStore[] = [];
afterAll(async () => {
  for (const store of open) await store.close();
});

const newStore = async (cuts: boolean, adopts = true): Promise<DuckdbStore> => {
  const parts = { folder: mkdtempSync(join(folder, 'parts-')), fromBytes: 0, stretchBytes: 150_000, adopts };
  const store = await openDuckdbStore(cuts ? { parts } : {});
  open.push(store);
  return store;
};

/** Everything that stays of what was read; `log.line` orders it. */
const contents = async (store: DuckdbStore, dataset: string) => ({
  events: await store.query(
    sql`select * exclude ("event.ingested") from ${store.dialect.identifier(dataset)} order by "log.file.path", "log.line"`,
  ),
  rejects: await store.query(raw('select * from rejects order by input, line')),
  ledger: await store.query(raw('select * exclude (ingested, ended) from inputs order by id')),
  datasets: (await store.datasets()).map(({ name, events }) => ({ name, events })),
});

const originals = (store: DuckdbStore) => store.query(raw('select * from originals order by input, line'));

/** Lines the engine may read by itself: real ones, broken ones, blank ones. */
const cleanLog = (format: string, example: string, head: readonly string[], lineEnd: string): string => {
  const random = RandomSource.fromSeed(20_181_101);
  const real = realLines(format, example).slice(-200);
  const mutants = Array.from({ length: 3000 }, () => mutate(real, random));
  const unclean = ['\r', '\0', '\u0001', '\ufeff'];
  const clean = mutants.filter((line) => !unclean.some((sign) => line.includes(sign)));
  return [...head, ...real, '', ...clean, ...real].map((line) => line + lineEnd).join('');
};

describe('a file cut in one pass gives what staging and storing gives', () => {
  const cases = FORMATS.flatMap((format) =>
    headsOf(format.name, format.example).flatMap(({ head }) =>
      format.shapeFor(head)?.strict === undefined ? [] : [{ format, head }],
    ),
  );
  for (const [index, { format, head }] of cases.entries()) {
    it(`${format.name}, head ${index}`, async () => {
      const files = ['\n', '\r\n'].map((lineEnd, turn) => {
        const file = join(folder, `${format.name}-${index}-${turn}.log`);
        writeFileSync(file, cleanLog(format.name, format.example, head, lineEnd));
        return fileSource(file);
      });
      const [stored, cut] = [await newStore(false), await newStore(true)];
      const accounts = await loadSources(stored, files, format);
      expect(await loadSources(cut, files, format)).toEqual(accounts);
      expect(accounts.map(({ status }) => status)).toEqual(['complete', 'complete']);
      expect(await contents(cut, format.dataset)).toEqual(await contents(stored, format.dataset));
      expect(accounts[0]?.parsed).toBeGreaterThan(200);
    });
  }
});

describe('of which only some fields are read', () => {
  const onlyFields = ['url.path', 'source.subnet', 'http.response.status_code'];
  const kept = ['@timestamp', 'source.ip', 'url.original', 'http.response.status_code'];
  const names = (fields: readonly { readonly name: string }[] = []): readonly string[] =>
    fields.map(({ name }) => name);

  it('these are those of the whole, the accounts too; the others are in no view', async () => {
    const format = FORMATS.find(({ name }) => name === 'combined') as (typeof FORMATS)[number];
    const file = join(folder, 'narrow.log');
    writeFileSync(file, cleanLog(format.name, format.example, [], '\n'));
    const [whole, narrow] = [await newStore(true), await newStore(true)];
    const accounts = await loadSources(whole, [fileSource(file)], format, { once: true });
    expect(await loadSources(narrow, [fileSource(file)], format, { once: true, onlyFields })).toEqual(
      accounts,
    );
    const rows = (store: DuckdbStore) =>
      store.query(
        sql`select ${raw(kept.map((name) => `"${name}"`).join(', '))} from web order by "log.line"`,
      );
    expect(await rows(narrow)).toEqual(await rows(whole));
    const [dataset] = await narrow.datasets();
    expect(names(dataset?.fields)).toEqual(expect.arrayContaining(kept));
    expect(names(dataset?.leftOut)).toEqual(expect.arrayContaining(['user_agent.original', 'user.name']));
    await expect(narrow.query(raw('select "user_agent.original" from web'))).rejects.toThrow(/not found/);
  });

  it('all are read where something may have to be recognised later', async () => {
    const file = join(folder, 'twice.log');
    const line = '203.0.113.9 - ann [21/Jun/2021:20:59:55 +0200] "GET /a HTTP/1.1" 200 5 "-" "x"\n';
    writeFileSync(file, line.repeat(5));
    const store = await newStore(true);
    await loadSources(store, [fileSource(file)], undefined, { onlyFields });
    expect(await store.query(raw('select distinct "user.name" as user from web'))).toEqual([{ user: 'ann' }]);
  });
});

describe('a file that only looks clean at its beginning', () => {
  const line = (index: number): string =>
    `203.0.113.9 - - [21/Jun/2021:20:59:${String(index % 60).padStart(2, '0')} +0200] "GET /${index} HTTP/1.1" 200 5 "-" "x"`;
  const clean = Array.from({ length: 8000 }, (_, index) => `${line(index)}\n`).join('');
  const late: Readonly<Record<string, string | Buffer>> = {
    'a lone carriage return': `${line(1)}\r${line(2)}\n`,
    'the other line end': `${line(1)}\r\n`,
    'the delimiter of the engine': `${line(1)}\u0001\n`,
    'a NUL': `${line(1)}\0\n`,
    'invalid UTF-8': Buffer.from([0xff, 0xfe, 0x0a]),
    'a line that is too long': `${'x'.repeat(5_000_000)}\n`,
  };
  for (const [name, odd] of Object.entries(late)) {
    it(`${name} further on: nothing of the first cut is left`, async () => {
      const file = join(folder, `late-${name.replaceAll(' ', '-')}.log`);
      writeFileSync(file, Buffer.concat([clean, odd, clean].map((part) => Buffer.from(part))));
      const [stored, parts] = [await newStore(false), mkdtempSync(join(folder, 'late-'))];
      const cut = await openDuckdbStore({ parts: { folder: parts, fromBytes: 0, adopts: true } });
      open.push(cut);
      const accounts = await loadSources(stored, [fileSource(file)]);
      expect(await loadSources(cut, [fileSource(file)])).toEqual(accounts);
      expect(await contents(cut, 'web')).toEqual(await contents(stored, 'web'));
      const shown = await cut.query(raw("select sql from duckdb_views() where view_name = 'web'"));
      for (const left of readdirSync(parts)) expect(String(shown[0]?.['sql'])).toContain(left);
    });
  }
});

/** The log as bytes with whatever the engine must not read by itself, here and there. */
const uncleanLog = (lines: readonly string[]): Buffer => {
  const random = RandomSource.fromSeed(20_181_102);
  const ends = ['\n', '\n', '\n', '\r\n', '\r\r\n', '\r'];
  const signs = ['\u0001', '\0', '\ufeff', '\r', 'é', ''].map((sign) => Buffer.from(sign));
  const pieces = lines.flatMap((line, index) => {
    // Stretches that are clean, uniform, or neither.
    const wild = Math.floor(index / 300) % 3;
    const end = wild === 0 ? '\n' : wild === 1 ? '\r\n' : random.choice(ends);
    if (wild < 2 || random.below(10) > 0) return [Buffer.from(line + end)];
    const odd = random.below(8) === 0 ? Buffer.from([0xc3, 0x28]) : random.choice(signs);
    return [Buffer.from(line.slice(0, 20)), odd, Buffer.from(line.slice(20) + end)];
  });
  const long = Buffer.alloc(17 * 1024 * 1024, 'x');
  return Buffer.concat([Buffer.from('\ufeff'), ...pieces, long, Buffer.from(lines[0] ?? '')]);
};

describe('a stream cut stretch by stretch gives what staging and storing gives', () => {
  for (const name of ['combined', 'login-csv']) {
    it(`${name}, where it stays, where it is stored, and with the text of its lines`, async () => {
      const format = FORMATS.find((item) => item.name === name) as (typeof FORMATS)[number];
      const { head } = headsOf(name, format.example)[0] as { readonly head: readonly string[] };
      const log = cleanLog(name, format.example, head, '\n').split('\n').slice(-2000);
      const bytes = uncleanLog([...head, ...log]);
      async function* chunks(broken: boolean): AsyncGenerator<Buffer> {
        for (let at = 0; at < bytes.length; at += 50_021) yield Buffer.from(bytes.subarray(at, at + 50_021));
        if (broken) throw new InputError('the line went dead');
      }
      for (const [broken, reopenable] of [
        [false, true],
        [false, false],
        [true, true],
      ] as const) {
        const source = { ...textSource('stream.log', ''), reopenable, bytes: () => chunks(broken) };
        const stored = await newStore(false);
        const [account] = await loadSources(stored, [source], format);
        expect(account?.status).toBe(broken ? 'partial' : 'complete');
        expect(account?.bytes).toBe(bytes.length);
        expect(account?.parsed).toBeGreaterThan(500);
        const expected = [await contents(stored, format.dataset), await originals(stored)];
        for (const adopts of [true, false]) {
          const cut = await newStore(true, adopts);
          expect(await loadSources(cut, [source], format)).toEqual([account]);
          expect([await contents(cut, format.dataset), await originals(cut)]).toEqual(expected);
        }
      }
    });
  }

  it('also when the content is stored already, or has grown', async () => {
    const line = (index: number): string =>
      `203.0.113.9 - - [21/Jun/2021:20:59:${String(index % 60).padStart(2, '0')} +0200] "GET /${index} HTTP/1.1" 200 5 "-" "x"\n`;
    const text = (to: number): string => Array.from({ length: to }, (_, index) => line(index)).join('');
    for (const adopts of [true, false]) {
      const store = await newStore(true, adopts);
      const sources = [
        textSource('a.log', text(5)),
        textSource('b.log', text(5)),
        textSource('c.log', text(9)),
      ];
      const accounts = await loadSources(store, sources);
      expect(accounts.map((account) => account.lines)).toEqual([5, 5, 9]);
      expect(
        await store.query(raw('select count(*) as n, count(distinct "log.line") as l from web')),
      ).toEqual([{ n: 9, l: 9 }]);
    }
  });
});

it('takes the text \\x01, which servers write for a TLS hello, for text', async () => {
  const file = join(folder, 'hello.log');
  const hello = '203.0.113.9 - - [21/Jun/2021:20:59:55 +0200] "\\x16\\x03\\x01\\x02" 400 5 "-" "-"\n';
  writeFileSync(file, hello.repeat(3));
  for (const cuts of [false, true]) {
    const [account] = await loadSources(await newStore(cuts), [fileSource(file)]);
    expect(account).toMatchObject({ status: 'complete', parsed: 3, rejected: 0, notes: [] });
  }
});

it('guarded queries read cut events and nothing else on disk', async () => {
  const file = join(folder, 'guarded.log');
  const line = '203.0.113.9 - - [21/Jun/2021:20:59:55 +0200] "GET /a HTTP/1.1" 200 5 "-" "x"\n';
  writeFileSync(file, line.repeat(5));
  const store = await newStore(true);
  await loadSources(store, [fileSource(file)]);
  expect(await store.queryGuarded(raw('select count(*) as n, max("log.line") as l from web'))).toEqual([
    { n: 5, l: 5 },
  ]);
  const outside = sql`select * from read_text(${store.dialect.literal(file)})`;
  await expect(store.queryGuarded(outside)).rejects.toThrow(/file system operations are disabled/);
});
