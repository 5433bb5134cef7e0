import { join } from 'node:path';
import { expect, it } from 'vitest';
import { together } from '../../src/kernel/together.ts';
import { raw, sql } from '../../src/sql/sql.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const count = (to: number) =>
  sql`select count(*) as n from (select 1 as one from numbers where n < ${to}) as t`;

forEachEngine((engine) => {
  it('answers questions asked together, each with its own answer', async () => {
    const store = await engine.open();
    const make =
      engine.name === 'duckdb'
        ? raw('create table numbers as select range as n from range(10000)')
        : raw('create table numbers engine = Memory as select number as n from numbers(10000)');
    await store.execute(make);
    const limits = Array.from({ length: 40 }, (_, index) => 37 * index);
    const answers = await store.sideBySide(() =>
      together(limits.map((limit) => async () => Number((await store.query(count(limit)))[0]?.['n']))),
    );
    expect(answers).toEqual(limits);
    const failing = store.sideBySide(() =>
      together([() => store.query(count(1)), () => store.query(raw('select nothing from nowhere'))]),
    );
    await expect(failing).rejects.toThrow(/nowhere|nothing/);
    expect(await store.query(count(7))).toEqual([{ n: 7 }]);
  });
});

it('runs in UTC on every connection and sees what a transaction has committed', async () => {
  const path = join(temporaryFolder(), 'side.duckdb');
  const store = await openDuckdbStore({ path, readers: 2 });
  await store.sideBySide(async () => {
    const zones = await together(
      Array.from({ length: 6 }, () => () => store.query(raw("select current_setting('timezone') as zone"))),
    );
    expect(new Set(zones.flat().map((row) => row['zone']))).toEqual(new Set(['UTC']));
    await store.transaction(async () => {
      await store.execute(raw('create table late as select 5 as five'));
      expect(await store.query(raw('select five from late'))).toEqual([{ five: 5 }]);
    });
    expect(await store.query(raw('select five from late'))).toEqual([{ five: 5 }]);
  });
  await store.close();
});

it('asks in turn while there are temporary tables, which no other connection sees', async () => {
  const store = await openDuckdbStore();
  await store.keepRows('kept', raw('select 3 as three'));
  const rows = await store.sideBySide(() =>
    together([1, 2].map(() => () => store.query(raw('select three from kept')))),
  );
  expect(rows).toEqual([[{ three: 3 }], [{ three: 3 }]]);
  await store.close();
});

it('interrupts what runs when the signal is raised, and works on afterwards', async () => {
  const store = await openDuckdbStore({ readers: 1 });
  const stop = new AbortController();
  const endless = raw(
    'select sum(a.range * b.range * c.range) as s from range(100000) a, range(100000) b, range(1000) c',
  );
  const started = performance.now();
  const running = store.sideBySide(
    () => together([() => store.query(endless), () => store.query(raw('select 1 as waits'))]),
    stop.signal,
  );
  setTimeout(() => stop.abort(), 50);
  await expect(running).rejects.toThrow(/interrupt|abort/i);
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(await store.sideBySide(() => store.query(raw('select 2 as two')))).toEqual([{ two: 2 }]);
  await store.close();
});
