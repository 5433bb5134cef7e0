import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSources } from '../../../src/sources/open.ts';
import { mariadb, postgres, type TestDatabase } from '../../helpers/services.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { expectOneLine, failureOf, openBytes, openRows, readBytes, readRows } from '../helpers.ts';
import { sampleText } from '../sample-text.ts';
import { plainServer } from './plain-server.ts';
import { mariadbShell, postgresShell, type ServerShell } from './server-shells.ts';

const HOSTILE = `p@ss:w/o?rd#%41&"'\\ ü;--`;
const LINES = sampleText(2500).toString();

interface Kind {
  readonly name: string;
  readonly service: TestDatabase;
  readonly shell: () => Promise<ServerShell>;
  readonly passwordVariable: string;
}

const KINDS: readonly Kind[] = [
  {
    name: 'MariaDB',
    service: mariadb,
    shell: () => mariadbShell(mariadb.address()),
    passwordVariable: 'MYSQL_PWD',
  },
  {
    name: 'PostgreSQL',
    service: postgres,
    shell: () => postgresShell(postgres.address()),
    passwordVariable: 'PGPASSWORD',
  },
];

for (const kind of KINDS)
  describe.skipIf(kind.service.missing !== undefined)(
    `${kind.name}${kind.service.missing === undefined ? '' : ` (${kind.service.missing})`}`,
    () => {
      let server: ServerShell;
      let base = '';

      beforeAll(async () => {
        server = await kind.shell();
        base = server.address({ user: 'leser', password: HOSTILE });
        await server.createUser('leser', HOSTILE);
        await server.execute('create table api_access (entry text)');
        await server.insert(
          'api_access',
          LINES.trimEnd()
            .split('\n')
            .map((line) => [line]),
        );
        await server.execute(
          `create table ereignisse (nummer int primary key, src_addr bigint, zeit ${server.types.zonedTime}, ohne_zone ${server.types.plainTime}, dauer decimal(8,3), ok boolean, land varchar(20), wort varchar(20))`,
        );
        await server.execute(`insert into ereignisse values
        (3, 3232242186, '2021-06-21 20:55:54.123456+00:00', '2021-06-21 20:55:54.5', 1.500, true, '', null),
        (1, 1547683146, '2021-06-21 20:55:54+00:00', null, -0.250, false, 'Österreich', 'tab\there'),
        (2, null, null, '1999-12-31 23:59:59', null, null, 'RU', 'NULL')`);
        await server.grant('leser');
      });
      afterAll(async () => {
        await server?.drop();
      });

      it('gives the lines of a table with one column as they are', async () => {
        const source = await openBytes(`${base}?table=api_access`);
        expect(source.path).toBe(`${server.shown}?table=api_access&line=entry`);
        const { bytes, error } = await readBytes(source);
        expect(error).toBeUndefined();
        expect(bytes.toString()).toBe(LINES);
        expect(source.progress.rowsYielded).toBe(2500);
        expect(source).toMatchObject({ repeatable: true, reopenable: false });
        expect(source.notes.join()).toContain('no primary key');
        expect((await readBytes(source)).bytes.toString()).toBe(LINES);
        await source.close();
      });

      it('takes the password from the environment', async () => {
        const input = server.address({ user: 'leser' });
        const source = await openBytes(`${input}?table=api_access`, {
          environment: { [kind.passwordVariable]: HOSTILE },
        });
        expect((await readBytes(source)).bytes.length).toBe(Buffer.byteLength(LINES));
      });

      it('gives typed columns in the order of the primary key, with zones, addresses and missing values kept', async () => {
        const source = await openRows(`${base}?table=ereignisse`);
        expect(source.columns).toEqual([
          'nummer',
          'src_addr',
          'zeit',
          'ohne_zone',
          'dauer',
          'ok',
          'land',
          'wort',
        ]);
        expect(source.types.slice(0, 5)).toEqual(['integer', 'ip', 'date', 'date', 'double']);
        expect(source.notes).toEqual(['integers in src_addr were read as IPv4 addresses']);
        const [truth, untruth] = server.types.booleans;
        expect(await readRows(source)).toEqual([
          [
            '1',
            '92.63.197.74',
            server.types.time('2021-06-21 20:55:54'),
            null,
            '-0.250',
            untruth,
            'Österreich',
            'tab\there',
          ],
          ['2', null, null, server.types.plain('1999-12-31 23:59:59'), null, null, 'RU', 'NULL'],
          [
            '3',
            '192.168.26.10',
            server.types.time('2021-06-21 20:55:54.123456'),
            server.types.plain('2021-06-21 20:55:54.5'),
            '1.500',
            truth,
            null,
            null,
          ],
        ]);
      });

      it('reads a table with a key and one text column as lines in the order of the key', async () => {
        await server.execute('create table mit_schluessel (id int primary key, zeile text)');
        await server.execute(
          `insert into mit_schluessel values (2, 'zwei'), (1, ${server.text('eins\nnoch eins\r\n')}), (3, null), (10, ${server.text('zehn\n')})`,
        );
        await server.grant('leser');
        const source = await openBytes(`${base}?table=mit_schluessel`);
        expect((await readBytes(source)).bytes.toString()).toBe('eins\\nnoch eins\nzwei\n\nzehn\n');
        expect(source.notes).toEqual([
          '1 rows without a line (null) were read as empty lines',
          '1 rows with line feeds inside were read as one line each, with \\n in their place',
        ]);
      });

      it('reads bytes that are no UTF-8 from a binary column', async () => {
        await server.execute(`create table roh (zeile ${server.types.bytes})`);
        await server.execute(`insert into roh values (${server.bytes('ff00fe41')})`);
        await server.grant('leser');
        const { bytes } = await readBytes(await openBytes(`${base}?table=roh&line=zeile`));
        expect(bytes.toString('hex')).toBe('ff00fe410a');
      });

      it('reads names that need quoting', async () => {
        const [table, column] = ['drop table; "x` --', 'ein "wort` '];
        await server.execute(`create table ${server.quoted(table)} (${server.quoted(column.trim())} text)`);
        await server.insert(table, [['hallo']], column.trim());
        await server.grant('leser');
        const source = await openBytes(
          `${base}?table=${encodeURIComponent(table)}&line=${encodeURIComponent(column.trim())}`,
        );
        expect((await readBytes(source)).bytes.toString()).toBe('hallo\n');
      });

      it('names what is wrong with one line and the way out, and never the password', async () => {
        const cases: readonly (readonly [string, RegExp])[] = [
          [`${base}?table=api_acces`, /no table "api_acces"; did you mean "api_access"\?$/],
          [`${base}?table=api_access&line=entri`, /no column "entri"; did you mean "entry"\?$/],
          [`${base}?table=zzzzzzzzzzzz`, /no table "zzzzzzzzzzzz"; there are the tables .*api_access/],
          [base, /holds the tables .*api_access.*; choose one with \?table=/],
          [
            `${server.address({ user: 'leser', password: `${HOSTILE}x` })}?table=api_access`,
            /user "leser" is refused; check user and password/,
          ],
          [
            `${server.address({ user: 'leser', password: HOSTILE, port: 1 })}?table=t`,
            /the connection is refused; check that the server runs/,
          ],
          [
            `${server.address({ user: 'leser', password: HOSTILE, host: 'kein-host.invalid' })}?table=t`,
            /host/,
          ],
          [`${base}?tabel=api_access`, /no parameter "tabel"; it takes table, line, sslmode$/],
        ];
        for (const [input, expected] of cases) {
          const error = await failureOf(input, { environment: {} });
          expect(error.message).toMatch(expected);
          expectOneLine(error, HOSTILE, `${HOSTILE}x`);
          expect([2, 3]).toContain(error.exitStatus);
        }
      });

      it('is read over TLS, its certificate looked at only with sslmode=verify-full', async () => {
        const { bytes } = await readBytes(await openBytes(`${base}?table=api_access&sslmode=require`));
        expect(bytes.toString()).toBe(LINES);
        const strict = `${base}?table=api_access&sslmode=verify-full`;
        const error = await failureOf(strict);
        expect(error.message).toMatch(
          /TLS error: the certificate is .*; name its authority in NODE_EXTRA_CA_CERTS/,
        );
        expect(error.exitStatus).toBe(3);
        expectOneLine(error, HOSTILE);
        const words = ['inputs', strict, '--pattern', '^(?<all>.*)$', '--json', '--quiet'];
        const told = await runCli(words, { env: { NODE_EXTRA_CA_CERTS: kind.service.authority() } });
        expect(JSON.parse(told.stdout).rows[0]).toMatchObject({ lines: 2500, status: 'complete' });
      });

      it('is not read at all where TLS is asked for and the server has none', async () => {
        const plain = await plainServer(Number(new URL(kind.service.address()).port));
        const address = server.address({ user: 'leser', password: HOSTILE, port: plain.port });
        const { bytes } = await readBytes(await openBytes(`${address}?table=api_access`));
        expect(bytes.toString()).toBe(LINES);
        for (const mode of ['require', 'verify-full']) {
          const error = await failureOf(`${address}?table=api_access&sslmode=${mode}`);
          expect(error.message).toMatch(/the server does not speak TLS; leave out sslmode, or switch TLS on/);
          expectOneLine(error, HOSTILE);
        }
        await plain.close();
      });

      it('suggests the nearest database', async () => {
        const input = server.adminAddress.replace(/\/[^/]*$/, `/${server.database.slice(0, -1)}`);
        const error = await failureOf(`${input}?table=t`, { environment: {} });
        expect(error.message).toContain(`did you mean "${server.database}"?`);
        expectOneLine(error);
      });

      it('gives up on a server that takes the connection and says nothing', async () => {
        const silent = createServer(() => undefined);
        await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
        const { port } = silent.address() as { port: number };
        const error = await failureOf(
          `${server.address({ user: 'leser', password: HOSTILE, port })}?table=t`,
          { limits: { idleMilliseconds: 200 } },
        );
        silent.close();
        expectOneLine(error, HOSTILE);
        expect(error.message).toMatch(/in time/);
        expect(error.exitStatus).toBe(3);
      });

      it('says that something else answers there', async () => {
        const web = createServer((socket) =>
          socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
        );
        await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
        const { port } = web.address() as { port: number };
        const others = KINDS.filter(
          ({ service }) => service !== kind.service && service.missing === undefined,
        );
        for (const other of [port, ...others.map(({ service }) => Number(new URL(service.address()).port))]) {
          const error = await failureOf(
            `${server.address({ user: 'leser', password: HOSTILE, port: other })}?table=t`,
            { limits: { idleMilliseconds: 1000 } },
          );
          expect(error.message).toMatch(/the server .* (is|is not) (MySQL or MariaDB|PostgreSQL)(;|$)/);
          expect(error.exitStatus).toBe(3);
          expectOneLine(error, HOSTILE);
        }
        web.close();
      });

      it('gives every row before the server went away, then an error with their number', async () => {
        await server.execute('create table viele (id int primary key, zeile text)');
        await server.fill('viele', 60_000);
        await server.grant('leser');
        const { sources } = await openSources(`${base}?table=viele`);
        const source = sources[0];
        if (source?.kind !== 'bytes') throw new Error('lines expected');
        let lines = 0;
        let failure: Error | undefined;
        try {
          for await (const piece of source.bytes()) {
            lines += piece.toString().split('\n').length - 1;
            await server.killOthers('leser');
          }
        } catch (error) {
          failure = error as Error;
        }
        expect(lines).toBeGreaterThan(0);
        expect(lines).toBeLessThan(60_000);
        expect(failure?.message).toContain(`(${lines} rows were read before, run again for the rest)`);
        expect((failure as { exitStatus?: number }).exitStatus).toBe(3);
        expect(failure?.message).not.toContain(HOSTILE);
      });

      it('stops when it is told to', async () => {
        const controller = new AbortController();
        const source = await openBytes(`${base}?table=viele`);
        const work = (async () => {
          for await (const _ of source.bytes(controller.signal)) controller.abort();
        })();
        await expect(work).rejects.toMatchObject({ exitStatus: 130 });
      });
    },
  );
