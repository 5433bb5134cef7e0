import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenOptions } from '../../../src/sources/open.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { selfSigned } from '../../helpers/self-signed.ts';
import { expectOneLine, failureOf, hastyClock, openBytes, readBytes, temporaryFolder } from '../helpers.ts';
import { sampleText } from '../sample-text.ts';
import { type FlakyProxy, flakyProxy, listening } from './flaky-proxy.ts';

const folder = temporaryFolder();
const TEXT = sampleText(20_000);
const STORED = gzipSync(TEXT);
const PASSWORD = 'ge:heim/@#%41';
const MODIFIED = 'Wed, 21 Oct 2015 07:28:00 GMT';

interface Seen {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
}

const seen: Seen[] = [];
let changed = 0;
let server: Server;
let other: Server;
let proxy: FlakyProxy;
let port = 0;
let otherPort = 0;

const sendRange = (request: IncomingMessage, answer: ServerResponse, body: Buffer, etag: string): void => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const common = { etag, 'last-modified': MODIFIED, 'content-length': body.length - from };
  if (from > 0 && request.headers['if-match'] !== undefined && request.headers['if-match'] !== etag)
    answer.writeHead(412).end();
  else if (from > 0)
    answer
      .writeHead(206, { ...common, 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` })
      .end(body.subarray(from));
  else answer.writeHead(200, common).end(body);
};

const PLACES: Readonly<Record<string, (request: IncomingMessage, answer: ServerResponse) => void>> = {
  '/access.log': (request, answer) => sendRange(request, answer, TEXT, '"eins"'),
  '/access.log.gz': (request, answer) => sendRange(request, answer, STORED, '"zwei"'),
  '/ohne-bereiche': (_, answer) =>
    void answer.writeHead(200, { etag: '"drei"', 'content-length': TEXT.length }).end(TEXT),
  '/wandel': (request, answer) => {
    if (request.method === 'GET') changed += 1;
    sendRange(request, answer, TEXT, `"${changed > 1 ? 'neu' : 'alt'}"`);
  },
  '/kurz': (_, answer) => {
    answer.writeHead(200, { 'content-length': TEXT.length });
    answer.write(TEXT.subarray(0, 1000));
    setTimeout(() => answer.destroy(), 20);
  },
  '/stumm': (request, answer) =>
    void (request.method === 'HEAD'
      ? answer.writeHead(405).end()
      : answer.writeHead(200).write('eine zeile\n')),
  '/um': (_, answer) => void answer.writeHead(302, { location: '/um2' }).end(),
  '/um2': (_, answer) => void answer.writeHead(307, { location: `http://127.0.0.1:${otherPort}/ziel` }).end(),
  '/kreis': (_, answer) => void answer.writeHead(301, { location: '/kreis' }).end(),
  '/weg': (_, answer) => void answer.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/zu': (request, answer) => {
    const expected = `Basic ${Buffer.from(`leser:${PASSWORD}`).toString('base64')}`;
    if (request.headers.authorization === expected) sendRange(request, answer, TEXT, '"zu"');
    else answer.writeHead(401).end();
  },
  '/verboten': (_, answer) => void answer.writeHead(403).end(),
  '/kaputt': (_, answer) => void answer.writeHead(503).end(),
  '/seltsam': (_, answer) => void answer.writeHead(418).end(),
};

beforeAll(async () => {
  server = createServer((request, answer) => {
    const path = new URL(request.url ?? '', 'http://x').pathname;
    seen.push({ path, method: request.method ?? '', headers: request.headers });
    const place = PLACES[path];
    if (place === undefined) answer.writeHead(404).end();
    else place(request, answer);
  });
  other = createServer((request, answer) => {
    seen.push({ path: '/ziel', method: request.method ?? '', headers: request.headers });
    answer.end('angekommen\n');
  });
  port = await listening(server);
  otherPort = await listening(other);
  proxy = await flakyProxy(port, 100_000);
});
afterAll(async () => {
  await proxy.close();
  for (const one of [server, other]) {
    one.closeAllConnections();
    one.close();
  }
});

const at = (path: string): string => `http://127.0.0.1:${port}${path}`;
const flaky = (path: string): string => `http://127.0.0.1:${proxy.port}${path}`;
const options = (more: Partial<OpenOptions> = {}): OpenOptions => ({ clock: hastyClock(), ...more });

describe('a web address', () => {
  it('gives its bytes, decompressed by content, with size, time and version', async () => {
    for (const path of ['/access.log', '/access.log.gz']) {
      const source = await openBytes(at(path), options());
      expect(source).toMatchObject({
        path: at(path),
        origin: 'named',
        repeatable: true,
        reopenable: true,
        modifiedMilliseconds: Date.parse(MODIFIED),
      });
      expect(source.storedBytes).toBe(path.endsWith('gz') ? STORED.length : TEXT.length);
      expect(source.version).toBe(path.endsWith('gz') ? '"zwei"' : '"eins"');
      expect((await readBytes(source)).bytes.equals(TEXT)).toBe(true);
    }
  });

  it('is taken up again where the connection broke, insisting on the same content', async () => {
    const source = await openBytes(flaky('/access.log'), options());
    proxy.cuts = 3;
    const { bytes, error } = await readBytes(source);
    expect(error).toBeUndefined();
    expect(bytes.equals(TEXT)).toBe(true);
    expect(source.notes).toEqual(['the connection broke 3 times and was taken up again']);
    const resumed = seen.filter(({ path, headers }) => path === '/access.log' && headers.range !== undefined);
    expect(resumed).toHaveLength(3);
    expect(resumed.every(({ headers }) => headers['if-match'] === '"eins"')).toBe(true);
  });

  it('is read from its start again by a server without ranges, and no byte comes twice', async () => {
    const source = await openBytes(flaky('/ohne-bereiche'), options());
    proxy.cuts = 1;
    expect((await readBytes(source)).bytes.equals(TEXT)).toBe(true);
    expect(source.notes).toEqual(['the connection broke once and was taken up again']);
  });

  it('that changes while it is read is noticed', async () => {
    const source = await openBytes(flaky('/wandel'), options());
    proxy.cuts = 1;
    const { bytes, error } = await readBytes(source);
    expect(error?.message).toContain('changed while it was read; run again');
    expect(bytes.length).toBeGreaterThan(0);
  });

  it('follows redirects and gives the login to nobody else', async () => {
    const source = await openBytes(at('/um').replace('//', '//leser:geheim99@'), options());
    expect(source.path).toBe(at('/um'));
    expect((await readBytes(source)).bytes.toString()).toBe('angekommen\n');
    expect(seen.findLast(({ path }) => path === '/um2')?.headers.authorization).toMatch(/^Basic /);
    expect(seen.findLast(({ path }) => path === '/ziel')?.headers.authorization).toBeUndefined();
  });

  it('sends a login with any characters and never shows it', async () => {
    const login = `leser:${encodeURIComponent(PASSWORD)}@`;
    const source = await openBytes(
      at('/zu?tag=1&X-Amz-Signature=abcdef').replace('//', `//${login}`),
      options(),
    );
    expect(source.path).toBe(at('/zu?tag=1&X-Amz-Signature=***'));
    expect(source.reopenable).toBe(false);
    expect((await readBytes(source)).bytes.equals(TEXT)).toBe(true);
    const error = await failureOf(at('/verboten?token=sehrgeheim').replace('//', `//${login}`), options());
    expectOneLine(error, PASSWORD, 'sehrgeheim');
  });
});

describe('what goes wrong on the web', () => {
  it('is one line with the way out', async () => {
    const mute = createTcpServer(() => undefined);
    const mutePort = await listening(mute);
    const limits = { idleMilliseconds: 300, retries: 2 };
    const cases: readonly (readonly [string, RegExp, number])[] = [
      [at('/nichts'), /not found \(status 404\); check the address$/, 2],
      [at('/zu'), /wants a login \(status 401\); write https:/, 2],
      [at('/verboten'), /access is forbidden \(status 403\); check/, 2],
      [at('/kaputt'), /answers with status 503; try again$/, 3],
      [at('/seltsam'), /answers with status 418; check the address$/, 3],
      [at('/kreis'), /redirected more than 5 times; check the address$/, 3],
      [at('/weg'), /redirected to no web address; check the address$/, 3],
      [at('/kurz'), /\(1000 bytes were read before, run again for the rest\)$/, 3],
      [at('/stumm'), /no answer in time; .*\(11 bytes were read before, run again for the rest\)$/, 3],
      ['http://127.0.0.1:1/x', /the connection is refused; check that the server runs/, 3],
      [`https://127.0.0.1:${port}/access.log`, /TLS error: .*; check the port/, 3],
      [`http://127.0.0.1:${mutePort}/x`, /no answer in time; check host/, 3],
      ['http://kein-host.invalid/x', /host/, 3],
      ['https://leser:geheim99@', /cannot be understood; write https:/, 2],
    ];
    for (const [input, expected, exitStatus] of cases) {
      const error = await failureOf(input, options({ limits }));
      expect(error.message).toMatch(expected);
      expect(error).toMatchObject({ exitStatus });
      expectOneLine(error, 'geheim99');
    }
    mute.close();
  });

  it('names a certificate that nobody vouches for, and a port that wants TLS or speaks something else', async () => {
    const { key, cert, file } = selfSigned(folder);
    const secure = createSecureServer({ key, cert }, (_, answer) => void answer.end(TEXT));
    const securePort = await listening(secure);
    const speaking = (text: string) =>
      createTcpServer((socket) => void socket.on('error', () => undefined).end(text));
    const [polite, curt] = [speaking('SSH-2.0-OpenSSH_9.2\r\n'), speaking('')];
    const [politePort, curtPort] = [await listening(polite), await listening(curt)];
    const closes = /the server closes the connection before it answers; check host, port, and http or https/;
    const cases: readonly (readonly [string, RegExp])[] = [
      [
        `https://leser:geheim99@127.0.0.1:${securePort}/x`,
        /TLS error: the certificate is self-signed; name its/,
      ],
      [`http://leser:geheim99@127.0.0.1:${securePort}/x`, closes],
      [`http://leser:geheim99@127.0.0.1:${politePort}/x`, /what answers there is no web server; check host/],
      [`http://leser:geheim99@127.0.0.1:${curtPort}/x`, closes],
      [`https://leser:geheim99@127.0.0.1:${curtPort}/x`, closes],
    ];
    for (const [input, expected] of cases) {
      const error = await failureOf(input, options());
      expect(error.message).toMatch(expected);
      expect(error).toMatchObject({ exitStatus: 3 });
      expectOneLine(error, 'geheim99');
    }
    const words = [
      'inputs',
      `https://127.0.0.1:${securePort}/x`,
      '--pattern',
      '^(?<all>.*)$',
      '--json',
      '--quiet',
    ];
    const told = await runCli(words, { env: { NODE_EXTRA_CA_CERTS: file } });
    expect(JSON.parse(told.stdout).rows[0]).toMatchObject({ lines: 20_000, status: 'complete' });
    for (const one of [secure, polite, curt]) one.close();
  });

  it('gives what came before an answer that ends early every time', async () => {
    const clock = hastyClock();
    const source = await openBytes(at('/kurz'), options({ clock, limits: { retries: 3 } }));
    const { bytes, error } = await readBytes(source);
    expect(bytes.equals(TEXT.subarray(0, 1000))).toBe(true);
    expect(error).toMatchObject({ exitStatus: 3 });
    expect(clock.waits).toEqual([200, 400, 800]);
  });

  it('stops when it is told to, also while it waits', async () => {
    const controller = new AbortController();
    const source = await openBytes(at('/stumm'), options());
    const work = (async () => {
      for await (const _ of source.bytes(controller.signal)) setTimeout(() => controller.abort(), 10);
    })();
    await expect(work).rejects.toMatchObject({ exitStatus: 130 });
  });
});
