import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/formats/registry.ts';
import { raw, sql } from '../../src/sql/sql.ts';
import { RandomSource } from '../../src/stats/random-source.ts';
import { type DuckdbStore, openDuckdbStore } from '../../src/store/duckdb.ts';
import { mutate } from '../formats/mutate.ts';
import { headsOf, realLines } from '../formats/real-lines.ts';
import { fileSource, loadSources } from '../helpers/log-source.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const folder = temporaryFolder();
const open: DuckdbStore[] = [];
afterAll(async () => {
  for (const store of open) await store.close();
});

const newStore = async (cuts: boolean): Promise<DuckdbStore> => {
  const parts = { folder: mkdtempSync(join(folder, 'parts-')), fromBytes: 0 };
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
