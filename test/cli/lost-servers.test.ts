import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countText, numberText } from '../../src/kernel/number-text.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import type { Row } from '../../src/store/event-store.ts';
import { webLines } from '../endurance/endurance.ts';
import { runCli } from '../helpers/run-cli.ts';
import { mariadb, postgres, type TestService } from '../helpers/services.ts';
import { storeContent } from '../helpers/store-content.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';
import { type FlakyProxy, flakyProxy } from '../sources/remote/flaky-proxy.ts';
import { mariadbShell, postgresShell, type ServerShell } from '../sources/tables/server-shells.ts';

const folder = temporaryFolder();
const PASSWORD = 'gut-gehütet';
const AFTER_BYTES = 1_000_000;
const ROWS = 5000;

interface Kind {
  readonly name: string;
  readonly service: TestService;
  readonly shell: (address: string) => Promise<ServerShell>;
  /** What the program says when the server ends its connection. */
  readonly ended: RegExp;
}

const KINDS: readonly Kind[] = [
  {
    name: 'MariaDB',
    service: mariadb,
    shell: mariadbShell,
    ended: /the server (ended the connection; try again|went away or closed the connection; start it again)/,
  },
  {
    name: 'PostgreSQL',
    service: postgres,
    shell: postgresShell,
    ended: /the server went away; start it again/,
  },
];

let stores = 0;
const freshStore = (): string => {
  stores += 1;
  return join(folder, `store-${stores}.duckdb`);
};
const copyOf = (path: string): string => {
  const copy = freshStore();
  copyFileSync(path, copy);
  return copy;
};

const contentOf = async (path: string) => {
  const store = await openDuckdbStore({ path });
  try {
    const content = await storeContent(store);
    expect(content.inputs).toHaveLength(1);
    return { ...content, input: content.inputs[0] as Row };
  } finally {
    await store.close();
  }
};

/** Runs the program and gives what a person reads, lines joined where they were broken for the terminal. */
const run = async (...words: readonly string[]) => {
  const answer = await runCli(words);
  for (const text of [answer.stdout, answer.stderr])
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) expect(text).not.toContain(secret);
  return { ...answer, stdout: answer.stdout.replaceAll(/\n +/g, ' ') };
};

for (const { name, service, shell, ended } of KINDS)
  describe.skipIf(service.missing !== undefined)(
    `a table in ${name}${service.missing === undefined ? '' : ` (${service.missing})`}`,
    () => {
      let server: ServerShell;
      let proxy: FlakyProxy;
      const address = (table: string): string =>
        `${server.address({ user: 'wartet', password: PASSWORD, port: proxy.port })}?table=${table}`;

      const insert = (table: string, rows: readonly string[]): Promise<void> =>
        server.execute(`insert into ${table} values ${rows.map((row) => `(${row})`).join(', ')}`);
      /** Rows whose ids leave gaps. */
      const lines = (from: number, to: number): readonly string[] =>
        webLines(from, to)
          .trimEnd()
          .split('\n')
          .map(
            (text, index) =>
              `${(from + index) * 7 + 3}, ${server.text(text.replace('agent/', `agent/${'x'.repeat(200)}/`))}`,
          );
      const visits = (from: number, to: number): readonly string[] =>
        Array.from({ length: to - from }, (_, index) => {
          const id = from + index;
          const time = new Date(Date.UTC(2026, 2, 10) + id * 1000).toISOString().slice(0, 19);
          return `${id * 5}, '${time.replace('T', ' ')}', '203.0.113.${id % 250}', '${'note '.repeat(60)}${id}'`;
        });
      /** Ends the connection at the server; MariaDB has sent its rows ahead, PostgreSQL says that it ends. */
      const kill = async (): Promise<'go on' | 'end'> => {
        await server.killOthers('wartet');
        return name === 'MariaDB' ? 'end' : 'go on';
      };
      const wholes = new Map<string, string>();
      /** A store that read a table at once. */
      const whole = async (table: string): Promise<string> => {
        const known = wholes.get(table);
        if (known !== undefined) return known;
        const store = freshStore();
        expect(await run('ingest', address(table), '--store', store)).toMatchObject({ exitCode: 0 });
        wholes.set(table, store);
        return store;
      };

      beforeAll(async () => {
        server = await shell(service.address());
        await server.createUser('wartet', PASSWORD);
        await server.execute('create table log (id int primary key, entry text)');
        await server.execute(
          `create table visits (id int primary key, seen ${server.types.plainTime}, client varchar(40), note text)`,
        );
        await server.execute(
          `create table bare (id int, seen ${server.types.plainTime}, client varchar(40), note text)`,
        );
        await insert('bare', visits(0, ROWS));
        await insert('log', lines(0, ROWS));
        await insert('visits', visits(0, ROWS));
        await server.grant('wartet');
        proxy = await flakyProxy(Number(new URL(service.address()).port), AFTER_BYTES);
      });
      afterAll(async () => {
        await proxy?.close();
        await server?.drop();
      });

      const CASES = [
        { table: 'log', way: 'ended' },
        { table: 'log', way: 'cut' },
        { table: 'visits', way: 'ended' },
        { table: 'visits', way: 'cut' },
        { table: 'bare', way: 'cut' },
      ];
      it.each(CASES)(
        'named $table, its connection $way, is kept in part and completed by the next run',
        async ({ table, way }) => {
          const store = freshStore();
          proxy.instead = way === 'ended' ? kill : undefined;
          proxy.cuts = 1;
          const broken = await run('ingest', address(table), '--store', store);
          expect(proxy.cuts).toBe(0);
          expect(broken.exitCode).toBe(3);
          expect(broken.stdout).toContain('partial');
          expect(broken.stdout).toMatch(
            way === 'ended' ? ended : /the server (broke|went away or closed) the connection; /,
          );
          expect(broken.stdout).toMatch(/\([0-9]+ rows were read before, run again for the rest\); kept the/);
          expect(broken.stderr).toMatch(/^note: .* broke off after [0-9,]+ lines; .*\n$/);
          const { input } = await contentOf(store);
          expect(input).toMatchObject({ status: 'partial', pending_bytes: 0 });
          expect(input['lines']).toBeGreaterThan(0);
          expect(input['lines']).toBeLessThan(ROWS);

          const rest = await run('ingest', address(table), '--store', store);
          expect(rest).toMatchObject({ exitCode: 0, stderr: '' });
          expect(rest.stdout).toMatch(
            new RegExp(`goes on after ${numberText(Number(input['lines']))} (lines|rows) stored before`),
          );
          expect(await contentOf(store)).toEqual(await contentOf(await whole(table)));
        },
      );

      it('that a question reads while the server is lost is answered in part, with the status of a failed service', async () => {
        proxy.instead = kill;
        proxy.cuts = 1;
        const { exitCode, stdout, stderr } = await run('counts', 'event.dataset', address('log'));
        expect(exitCode).toBe(3);
        expect(stdout).toMatch(/^web +[0-9,]+/m);
        expect(stderr).toMatch(ended);
        expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      });

      it('of lines that grows adds each new row once, also behind gaps', async () => {
        const store = copyOf(await whole('log'));
        await insert('log', lines(ROWS + 100, ROWS + 150));
        const grown = await run('ingest', address('log'), '--store', store);
        expect(grown.stdout).toContain(`goes on after ${countText(ROWS, 'line')} stored before`);
        const { input } = await contentOf(store);
        expect(input).toMatchObject({ lines: ROWS + 50, status: 'complete' });
        const again = await run('ingest', address('log'), '--store', store);
        expect(again.stdout).toContain('nothing new in it');
        expect((await contentOf(store)).input).toEqual(input);
      });

      it('of typed columns that grows and changes adds each new row once, and refuses one whose every row was changed', async () => {
        const store = copyOf(await whole('visits'));
        await insert('visits', visits(ROWS + 100, ROWS + 150));
        await server.execute("update visits set note = 'changed' where id = 500");
        const grown = await run('ingest', address('visits'), '--store', store);
        expect(grown.exitCode).toBe(0);
        expect(grown.stdout).toContain(
          `stay as they were stored; told by its key, 50 of ${countText(ROWS + 50, 'row')} were new`,
        );
        const content = await contentOf(store);
        expect(content.input['lines']).toBe(ROWS + 50);
        const ids = (content.events['visits'] ?? []).map((event) => JSON.parse(event).id);
        expect(ids).toHaveLength(ROWS + 50);
        expect(new Set(ids).size).toBe(ROWS + 50);

        await server.execute(`update visits set note = 'changed' where id = ${(ROWS + 149) * 5}`);
        await insert('visits', ["1, null, '203.0.113.1', 'between'"]);
        await run('ingest', address('visits'), '--store', store);
        expect((await contentOf(store)).input['lines']).toBe(ROWS + 51);

        await server.execute("update visits set note = 'all changed'");
        const told = await contentOf(store);
        const refused = await run('ingest', address('visits'), '--store', store);
        expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
        expect(refused.stderr).toMatch(/were changed, so new ones cannot be told .* --again\n$/);
        expect(await contentOf(store)).toEqual(told);
      });
    },
  );
