import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raw, sql } from '../../src/sql/sql.ts';
import { type ClickhouseStore, openClickhouseStore } from '../../src/store/clickhouse.ts';
import { chdbConnection, openChdbStore } from '../helpers/engines.ts';
import { loadSources, textSource } from '../helpers/log-source.ts';

const line = (second: number): string =>
  `203.0.113.7 - - [21/Jun/2021:20:59:${String(second).padStart(2, '0')} +0200] "GET /${second} HTTP/1.1" 200 ${second} "-" "x"`;

describe('a ClickHouse store', () => {
  let store: ClickhouseStore;
  beforeAll(async () => {
    store = await openChdbStore();
  });
  afterAll(() => store.close());

  const count = async (table: string): Promise<unknown> =>
    (await store.query(sql`select count() as n from ${store.dialect.identifier(table)}`))[0]?.['n'];

  it('never shows what a dead writer left, and sweeps it away before the next load', async () => {
    await store.execute(raw('insert into web_events (`log.input`, `log.line`) values (1, 1), (1, 2)'));
    await store.execute(raw("insert into rejects (input, line, text) values (1, 3, 'left')"));
    expect(await count('web_events')).toBe(2);
    expect(await count('web')).toBe(0);
    await loadSources(store, [textSource('a.log', `${line(1)}\n`)]);
    expect(await count('web_events')).toBe(1);
    expect(await count('web')).toBe(1);
    expect(await count('rejects')).toBe(0);
  });

  it('keeps nothing in the database but the store once a load is over', async () => {
    const tables = await store.query(
      sql`select t.name as found from system.tables as t where t.database = ${store.database} order by 1`,
    );
    expect(tables.map((row) => row['found'])).toEqual([
      'agents',
      'auth',
      'auth_events',
      'findings',
      'hosts',
      'inputs',
      'names',
      'network',
      'network_events',
      'originals',
      'rejects',
      'store_meta',
      'web',
      'web_events',
    ]);
  });

  it('lets one writer in at a time and names the other', async () => {
    const impatient = await openClickhouseStore({
      connection: chdbConnection(),
      database: store.database,
      lockWaitSeconds: 1,
    });
    const order: string[] = [];
    await store.transaction(async () => {
      order.push('first');
      await expect(impatient.transaction(() => Promise.resolve())).rejects.toThrow(
        new RegExp(`process ${process.pid} on .+ is writing to this store; wait for it to end or stop it`),
      );
      order.push('still first');
    });
    await impatient.transaction(async () => {
      order.push('second');
    });
    expect(order).toEqual(['first', 'still first', 'second']);
    await impatient.close();
  });

  it('gives the lock back when the work throws', async () => {
    await expect(store.transaction(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(store.transaction(() => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('takes values that are too long for an address, and never reads them as SQL', async () => {
    const long = `'\\'; drop table inputs; -- \u0000\n${'é'.repeat(5000)}`;
    const rows = await store.query(
      sql`select ${long} as a, ${"short ' \\ \u0000"} as b, length(${long}) as n`,
    );
    expect(rows).toEqual([{ a: long, b: "short ' \\ \u0000", n: Buffer.byteLength(long) }]);
    expect(await count('inputs')).toBe(1);
  });

  it('refuses a database that does not exist when it may not make it', async () => {
    await expect(
      openClickhouseStore({ connection: chdbConnection(), database: 'nowhere', create: false }),
    ).rejects.toThrow(
      'no database "nowhere" at this process; load something with logfence ingest, or correct the name in --store',
    );
  });

  it('refuses a store of another version', async () => {
    const other = await openClickhouseStore({ connection: chdbConnection(), database: 'newer' });
    await other.execute(raw("alter table store_meta update value = '99' where name = 'schema_version'"));
    await other.close();
    await expect(openClickhouseStore({ connection: chdbConnection(), database: 'newer' })).rejects.toThrow(
      /holds a store of version 99, this program knows [0-9]+; use another database/,
    );
  });
});
