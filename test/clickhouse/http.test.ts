import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogfenceError } from '../../src/kernel/errors.ts';
import { join, raw, sql } from '../../src/sql/sql.ts';
import { openClickhouseStore } from '../../src/store/clickhouse.ts';
import { parseClickhouseUrl } from '../../src/store/clickhouse-connect.ts';
import { systemEffects } from '../../src/workflows/effects.ts';
import { forgetInput, pruneStore, storeInfo } from '../../src/workflows/store-care.ts';
import { startClickhouseServer, stop, type TestServer } from '../helpers/clickhouse-server.ts';
import { loadSources, textSource } from '../helpers/log-source.ts';

const SECRET = 'p@ss/w0rd?é';
const LOG = Array.from(
  { length: 300 },
  (_, index) =>
    `203.0.113.${index % 7} - - [21/Jun/2021:20:59:${String(index % 60).padStart(2, '0')} +0200] "GET /é?n=${index}&q='\\"x HTTP/1.1" 200 ${index} "-" "tab\tquote'"`,
).join('\n');

const open = (address: string, more: object = {}) =>
  openClickhouseStore({ ...parseClickhouseUrl(address, { CLICKHOUSE_PASSWORD: SECRET }), ...more });

const failure = async (work: Promise<unknown>): Promise<LogfenceError> => {
  try {
    await work;
  } catch (error) {
    expect(error).toBeInstanceOf(LogfenceError);
    return error as LogfenceError;
  }
  throw new Error('it did not fail');
};

describe('over HTTP', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startClickhouseServer({ user: 'ana', password: SECRET });
  });
  afterAll(() => server.close());

  it('loads, asks, streams and keeps parameters apart from SQL', async () => {
    const store = await open(`clickhouse://ana@${server.host}/over_http`);
    const [account] = await loadSources(store, [textSource('http.log', `${LOG}\nrefused\n`)]);
    expect(account).toMatchObject({ lines: 301, parsed: 300, rejected: 1 });
    const value = "tab\tquote'";
    const rows = await store.query(
      sql`select count() as n, max(e.${store.dialect.identifier('@timestamp')}) as last from web as e where e.${store.dialect.identifier('user_agent.original')} = ${value}`,
    );
    expect(rows).toEqual([{ n: 300, last: '2021-06-21T18:59:59.000000Z' }]);
    const lines: unknown[] = [];
    for await (const batch of store.stream(
      sql`select e.${store.dialect.identifier('log.line')} as n from web as e order by 1`,
    )) {
      lines.push(...batch.map((row) => row['n']));
    }
    expect(lines).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
    expect((await store.datasets()).map((dataset) => dataset.events)).toEqual([300]);
    const text = `\\ ' " \` \n \t \u0000 {p1:String} é😀 ${'x'.repeat(1900)}`;
    expect(await store.query(sql`select ${text} as v, ${''} as e, ${'\\N'} as n`)).toEqual([
      { v: text, e: '', n: '\\N' },
    ]);
    await store.close();
  });

  it('puts long texts into the statement, for addresses are short', async () => {
    const store = await open(`clickhouse://ana@${server.host}/over_http`);
    const long = `'\\${'é\n'.repeat(200_000)}`;
    server.longestAddress = 0;
    expect(await store.query(sql`select length(${long}) as n`)).toEqual([{ n: Buffer.byteLength(long) }]);
    const many = Array.from({ length: 500 }, (_, index) => `value ${index} é'\\`);
    const rows = await store.query(sql`select arrayJoin([${join(many.map((item) => sql`${item}`))}]) as v`);
    expect(rows.map((row) => row['v'])).toEqual(many);
    expect(server.longestAddress).toBeLessThan(10_000);
    await store.close();
  });

  it('says one line with the way out when the password is wrong, and never the password', async () => {
    const wrong = 'hunter2-secret';
    const error = await failure(open(`clickhouse://ana:${wrong}@${server.host}/over_http`));
    expect(error.message).toBe(
      `ClickHouse at http://${server.host} refuses the user or the password; set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD or write clickhouse://user@host/database`,
    );
    expect(
      JSON.stringify({ ...error, message: error.message, sql: (error as { sql?: string }).sql }),
    ).not.toContain(wrong);
    expect(error.exitStatus).toBe(3);
  });

  it('says which database is missing, and makes none where only reading was asked for', async () => {
    const error = await failure(open(`clickhouse://ana@${server.host}/typo`, { create: false }));
    expect(error.message).toContain(
      `no database "typo" at http://${server.host}; load something with logfence ingest`,
    );
  });

  it('tells a database without a store apart', async () => {
    const store = await open(`clickhouse://ana@${server.host}/over_http`);
    await store.execute(sql`create database if not exists something_else`);
    const error = await failure(open(`clickhouse://ana@${server.host}/something_else`, { create: false }));
    expect(error.message).toContain('holds no logfence store');
    await store.close();
  });

  it('carries the SQL of a refused query', async () => {
    const store = await open(`clickhouse://ana@${server.host}/over_http`);
    const error = await failure(store.query(sql`select nothing_here from web`));
    expect(error.message).toMatch(/^the engine refused a query \(code 47\): Unknown expression/);
    expect(error.message).not.toContain('\n');
    expect((error as { sql?: string }).sql).toBe('select nothing_here from web');
    await store.close();
  });

  it('lets a guarded query read the store and nothing else', async () => {
    const store = await open(`clickhouse://ana@${server.host}/over_http`);
    expect(await store.queryGuarded(raw('select count() as n from web'))).toEqual([{ n: 300 }]);
    for (const query of [
      "select * from file('/etc/hostname', 'LineAsString')",
      "select * from url('http://127.0.0.1:1/', 'LineAsString')",
      'select 1 settings max_threads = 1',
    ]) {
      expect((await failure(store.queryGuarded(raw(query)))).message).toMatch(
        /only reading statements are allowed|Syntax error/,
      );
    }
    expect(await store.query(raw('select count() as n from web'))).toEqual([{ n: 300 }]);
    await store.close();
  });

  it('prunes, forgets and describes a store, also after a guarded query', async () => {
    const address = `clickhouse://ana:${encodeURIComponent(SECRET)}@${server.host}/cared_for`;
    const store = await open(address);
    await loadSources(store, [
      textSource('old.log', `${LOG}\n`),
      textSource('new.log', `${LOG.replaceAll('/2021:', '/2022:')}\n`),
    ]);
    expect(await store.queryGuarded(raw('select count() as n from web'))).toEqual([{ n: 600 }]);
    await store.close();
    const options = { effects: systemEffects(), store: address };
    expect(await pruneStore({ ...options, before: '2022-01-01' })).toBe(300);
    expect(await forgetInput({ ...options, input: 'new.log' })).toBe(300);
    const info = await storeInfo(options);
    expect(info.find(({ name }) => name === 'path')?.value).toBe(`clickhouse://ana@${server.host}/cared_for`);
    expect(info.find(({ name }) => name === 'inputs')?.value).toBe(1);
    expect(info.some(({ name }) => name.startsWith('events.'))).toBe(false);
  });

  it('says that nothing answers where no server is', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    await stop(silent);
    const error = await failure(open(`clickhouse://ana@127.0.0.1:${port}/logs`));
    expect(error.message).toBe(
      `nothing answers at http://127.0.0.1:${port}; start ClickHouse there or correct host and port of --store`,
    );
  });

  it('says when a name has no host, when TLS is not spoken, when a stranger answers, when the server goes away', async () => {
    const unknown = await failure(open('clickhouse://ana@no-such-host.invalid/logs'));
    expect(unknown.message).toMatch(/no host of that name|name server does not answer/);
    const noTls = await failure(open(`clickhouse://ana@${server.host}/logs?secure=1`));
    expect(noTls.message).toContain('leave ?secure=1 out');
    const stranger = createServer((_request, response) =>
      response.writeHead(404).end('<html>no such page</html>'),
    );
    const gone = createServer((request) => request.socket.destroy());
    for (const [other, says] of [
      [stranger, /ClickHouse at http:\/\/127.* failed: <html>no such page/],
      [gone, /closed the connection; is this the HTTP port/],
    ] as const) {
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const error = await failure(
        open(`clickhouse://ana@127.0.0.1:${(other.address() as AddressInfo).port}/logs`),
      );
      expect(error.message).toMatch(says);
      expect(error.message).not.toContain(SECRET);
      await stop(other);
    }
  });
});

describe('the address of a store', () => {
  it('is read with its parts, and takes user and password from the environment', () => {
    expect(
      parseClickhouseUrl(
        'clickhouse://ana:p%40ss@db.example:9123/logs?secure=1&memory=1000000000&threads=4',
        {},
      ),
    ).toEqual({
      url: 'https://db.example:9123',
      database: 'logs',
      username: 'ana',
      password: 'p@ss',
      memoryLimitBytes: 1_000_000_000,
      threads: 4,
    });
    expect(
      parseClickhouseUrl('clickhouse://db.example', { CLICKHOUSE_USER: 'bob', CLICKHOUSE_PASSWORD: 'x' }),
    ).toEqual({
      url: 'http://db.example:8123',
      database: 'default',
      username: 'bob',
      password: 'x',
    });
    expect(parseClickhouseUrl('clickhouse://[::1]:8123/a%20b', {}).database).toBe('a b');
    expect(parseClickhouseUrl('clickhouse://h?secure=1', {}).url).toBe('https://h:8443');
  });

  it('is refused when it is none, without repeating the password', () => {
    for (const bad of [
      'clickhouse:',
      'clickhouse://',
      'clickhouse://u:hunter2@/db',
      'clickhouse://u:hunter2@h:port/db',
      'clickhouse://u:hunter2@h/a/b',
      'clickhouse://u:hunter2@h/a?nosuch=1',
      'clickhouse://u:hunter2@h/a?memory=lots',
    ]) {
      expect(() => parseClickhouseUrl(bad, {})).toThrow(LogfenceError);
      try {
        parseClickhouseUrl(bad, {});
      } catch (error) {
        expect(String(error)).not.toContain('hunter2');
      }
    }
  });
});
