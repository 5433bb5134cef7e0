import { beforeAll, describe, expect, it } from 'vitest';
import { sqlRows } from '../../src/explore/sql.ts';
import { checkReadOnly } from '../../src/explore/sql-guard.ts';
import { EngineError } from '../../src/kernel/errors.ts';
import { raw } from '../../src/sql/sql.ts';
import type { EventStore, GuardedQueries } from '../../src/store/event-store.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';
import { LOGINS } from './small-log.ts';

describe('a query that people wrote', () => {
  it.each([
    ['insert into auth values (1)', 'only SELECT is allowed'],
    ['', 'the query is empty'],
    ['-- nothing', 'the query is empty'],
    ['select 1; drop table auth', 'one statement at a time'],
    ["select * from read_csv('/etc/passwd')", '"read_csv" is not allowed'],
    ["select * from read_text /* x */ ('/etc/passwd')", '"read_text" is not allowed'],
    ['select * from "read_text"(\'/etc/passwd\')', '"read_text" is not allowed'],
    ["select * from '/etc/passwd'", 'reading from a file'],
    ['select * from "/tmp/x.csv"', 'looks like a file'],
    ["select getenv('HOME')", '"getenv" is not allowed'],
    ["select * from url('http://example.org')", '"url" is not allowed'],
    ["select * from query('select 1')", '"query" is not allowed'],
    ['with x as (select 1) insert into auth select * from x', '"insert" is not allowed'],
    ["select e'x'", 'texts with a prefix'],
    ['select $$x$$', 'dollar-quoted'],
    ["select '", 'a quote may not be closed'],
    ['select /* /* */ 1', 'comments inside comments'],
    ["attach 'x' as y", 'only SELECT is allowed'],
    ['pragma database_list', 'only SELECT is allowed'],
    ["select 1 into outfile 'x'", 'outfile'],
  ])('is refused unless it only reads loaded tables: %s', (query, words) => {
    for (const engine of ['duckdb', 'clickhouse'] as const) {
      expect(() => checkReadOnly(query, engine)).toThrow(words);
    }
  });

  it('cannot hide a function behind what the engine takes for a closed text', () => {
    // for DuckDB a backslash is an ordinary character, so the text ends before the comma
    expect(() => checkReadOnly("select '\\', read_text('x'), '\\'", 'duckdb')).toThrow('read_text');
    expect(checkReadOnly("select '\\', read_text(', 1", 'clickhouse')).toContain('read_text');
  });

  it('may hold refused words as texts, columns and quoted names', () => {
    const query = `select "set" as update, count(load), 'drop; table' from (select 1 as "set", 2 as load)`;
    expect(checkReadOnly(`${query}\n;`, 'duckdb')).toBe(`${query}`);
  });
});

forEachEngine((engine) => {
  describe('sql', () => {
    let store: EventStore & Partial<GuardedQueries>;
    beforeAll(async () => {
      store = await engine.open();
      await insertEvents(store, 'auth', LOGINS);
    });

    it('gives rows of a view whose columns have ECS names', async () => {
      const answer = await sqlRows(store, {
        query: 'select "user.name", count(*) as n from auth group by 1 order by n desc, 1 limit 2;',
      });
      expect(answer.rows).toEqual([
        { 'user.name': 'ana', n: 3 },
        { 'user.name': 'bob', n: 2 },
      ]);
      expect(answer.columns).toEqual([
        { name: 'user.name', type: 'keyword' },
        { name: 'n', type: 'double' },
      ]);
    });

    it('says what the engine did not understand, with the query', async () => {
      const error = await sqlRows(store, { query: 'select nothing from auth' }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(EngineError);
      expect((error as EngineError).sql).toContain('select nothing from auth');
    });

    // ClickHouse locks its session at the server, which its tests over HTTP show.
    if (engine.name === 'duckdb') {
      it('is locked away from files and from writing even past the first check', async () => {
        const guarded = (text: string): Promise<unknown> =>
          store.queryGuarded?.(raw(text)) ?? Promise.reject(new Error('no guard'));
        await expect(guarded("select * from read_text('/etc/hostname')")).rejects.toThrow(/disabled/);
        await expect(guarded('delete from auth_events')).rejects.toThrow(/read-only/);
        await expect(guarded('set enable_external_access = true')).rejects.toThrow(EngineError);
        expect((await sqlRows(store, { query: 'select count(*) as n from auth' })).rows).toEqual([{ n: 10 }]);
      });
    }
  });
});
