import { createServer as createHttpServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listInputs } from '../../../src/sources/list.ts';
import { type OpenOptions, openSources } from '../../../src/sources/open.ts';
import { keyPattern } from '../../../src/sources/remote/key-pattern.ts';
import { selfSigned } from '../../helpers/self-signed.ts';
import { expectOneLine, failureOf, hastyClock, openBytes, readBytes, temporaryFolder } from '../helpers.ts';
import { sampleText } from '../sample-text.ts';
import { type FlakyProxy, flakyProxy, listening } from './flaky-proxy.ts';

const folder = temporaryFolder();
const TEXT = sampleText(60_000);
const STORED = gzipSync(TEXT);
const SECRET = 'S3RVER';
const BUCKET = 'besenkammer';
const silent: Server[] = [];

let server: S3rver;
let proxy: FlakyProxy;
let client: S3Client;
let endpoint = '';
let serverPort = 0;

const environment = (more: Readonly<Record<string, string>> = {}) => ({
  AWS_ACCESS_KEY_ID: 'S3RVER',
  AWS_SECRET_ACCESS_KEY: SECRET,
  AWS_S3_ENDPOINT: endpoint,
  ...more,
});
const options = (more: Partial<OpenOptions> = {}): OpenOptions => ({
  environment: environment(),
  clock: hastyClock(),
  ...more,
});
const put = (key: string, body: Buffer | string) =>
  client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));

beforeAll(async () => {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: folder });
  const { port } = await server.run();
  serverPort = port;
  proxy = await flakyProxy(port, 200_000);
  endpoint = `http://127.0.0.1:${proxy.port}`;
  client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: SECRET },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await put('zeek/2012/http.log.gz', STORED);
  await put('zeek/2012/http.log', TEXT);
  await put('zeek/2012/leer.log', '');
  await put('zeek/2012/.verdeckt', 'x');
  await put('zeek/2013/http.log', 'eine zeile\n');
  await put('zeek/a b+ü%41?.log', 'sonderbar\n');
});
afterAll(async () => {
  client.destroy();
  await proxy.close();
  await server.close();
  for (const one of silent) one.close();
});

describe('an S3 object', () => {
  it('gives its bytes, decompressed by content', async () => {
    for (const key of ['zeek/2012/http.log', 'zeek/2012/http.log.gz']) {
      const source = await openBytes(`s3://${BUCKET}/${key}`, options());
      expect(source).toMatchObject({ path: `s3://${BUCKET}/${key}`, origin: 'named', repeatable: true });
      expect(source.storedBytes).toBe(key.endsWith('gz') ? STORED.length : TEXT.length);
      expect(source.version).toMatch(/^"[0-9a-f]{32}"$/);
      expect(source.modifiedMilliseconds).toBeGreaterThan(1.6e12);
      const { bytes, error } = await readBytes(source);
      expect(error).toBeUndefined();
      expect(bytes.equals(TEXT)).toBe(true);
      expect(source.notes).toEqual([]);
      expect(source.progress.storedBytesRead).toBe(source.storedBytes);
      await source.close();
    }
  });

  it('may have a key with any characters', async () => {
    const source = await openBytes(`s3://${BUCKET}/zeek/a b+ü%41?.log`, options());
    expect((await readBytes(source)).bytes.toString()).toBe('sonderbar\n');
  });

  it('is taken up again where the connection broke, three times, with growing waits', async () => {
    const clock = hastyClock();
    const source = await openBytes(`s3://${BUCKET}/zeek/2012/http.log.gz`, options({ clock }));
    proxy.cuts = 3;
    const before = proxy.made;
    const { bytes, error } = await readBytes(source);
    expect(error).toBeUndefined();
    expect(proxy.made - before).toBe(3);
    expect(bytes.equals(TEXT)).toBe(true);
    expect(source.notes).toEqual(['the connection broke 3 times and was taken up again']);
    expect(clock.waits).toHaveLength(3);
  });

  it('that changes while it is read is noticed', async () => {
    await put('wandel.log', TEXT);
    const source = await openBytes(
      `s3://${BUCKET}/wandel.log`,
      options({
        clock: {
          now: () => 0,
          sleep: async () => void (await put('wandel.log', Buffer.from(TEXT).fill('x', 0, 9))),
        },
      }),
    );
    proxy.cuts = 1;
    const { bytes, error } = await readBytes(source);
    expect(error?.message).toContain('changed while it was read; run again');
    expect(bytes.equals(TEXT.subarray(0, bytes.length))).toBe(true);
  });

  it('is given up where nothing helps, with what came before and how much it was', async () => {
    const clock = hastyClock();
    const own = await flakyProxy(serverPort, 200_000);
    const given = environment({ AWS_S3_ENDPOINT: `http://127.0.0.1:${own.port}` });
    const input = `s3://${BUCKET}/zeek/2012/http.log`;
    const source = await openBytes(input, { environment: given, clock, limits: { retries: 4 } });
    const pieces: Buffer[] = [];
    const work = async () => {
      for await (const piece of source.bytes()) {
        pieces.push(piece);
        await own.close();
      }
    };
    const error = await work().catch((caught: Error) => caught);
    const bytes = Buffer.concat(pieces);
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.length).toBeLessThan(TEXT.length);
    expect(bytes.equals(TEXT.subarray(0, bytes.length))).toBe(true);
    expect(error).toMatchObject({
      exitStatus: 3,
      message: `${input}: the connection is refused; check that the server runs and that host and port are right (${bytes.length} bytes were read before, run again for the rest)`,
    });
    expect(clock.waits).toEqual([200, 400, 800, 1600]);
  });
});

describe('a prefix', () => {
  const paths = async (key: string) =>
    (await openSources(`s3://${BUCKET}/${key}`, options())).sources.map(({ path }) =>
      path.slice(`s3://${BUCKET}/`.length),
    );

  it('gives every object below it, in order, and names what is passed over', async () => {
    expect(await paths('zeek/2012/*')).toEqual(['zeek/2012/http.log', 'zeek/2012/http.log.gz']);
    expect(await paths('zeek/20*')).toEqual([
      'zeek/2012/http.log',
      'zeek/2012/http.log.gz',
      'zeek/2013/http.log',
    ]);
    expect(await paths('zeek/2013/')).toEqual(['zeek/2013/http.log']);
    expect(await paths('zeek/2013')).toEqual(['zeek/2013/http.log']);
    expect(await paths('zeek/*/http.log')).toEqual(['zeek/2012/http.log', 'zeek/2013/http.log']);
    expect(await paths('')).toHaveLength(5);
    const { sources, skipped } = await openSources(`s3://${BUCKET}/zeek/2012/`, options());
    expect(sources.every((source) => source.origin === 'found')).toBe(true);
    expect(skipped).toEqual([
      { path: `s3://${BUCKET}/zeek/2012/.verdeckt`, reason: 'is hidden; name it to read it' },
      { path: `s3://${BUCKET}/zeek/2012/leer.log`, reason: 'is empty' },
    ]);
  });

  it('is listed with sizes and times', async () => {
    const listed = await listInputs(`s3://${BUCKET}/zeek/`, options());
    expect(listed).toHaveLength(6);
    expect(listed.find(({ path }) => path.endsWith('.gz'))).toMatchObject({
      path: `s3://${BUCKET}/zeek/2012/http.log.gz`,
      sizeBytes: STORED.length,
    });
    expect(listed[0]?.modified).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('matches as it reads', () => {
    const matching = (pattern: string, keys: readonly string[]) => keys.filter(keyPattern(pattern).matches);
    expect(matching('a/*.log', ['a/x.log', 'a/b/x.log', 'a/.log', 'b/x.log'])).toEqual(['a/x.log', 'a/.log']);
    expect(matching('a/**.log', ['a/x.log', 'a/b/x.log'])).toEqual(['a/x.log', 'a/b/x.log']);
    expect(matching('a/?.log', ['a/x.log', 'a/xx.log'])).toEqual(['a/x.log']);
    expect(matching('a.b+(c)*', ['a.b+(c)1', 'aXb+(c)'])).toEqual(['a.b+(c)1']);
  });
});

describe('what goes wrong with S3', () => {
  it('is one line with the way out and without the keys', async () => {
    const mute = createTcpServer(() => undefined);
    silent.push(mute);
    const mutePort = await listening(mute);
    const at = (more: Readonly<Record<string, string>>) =>
      options({ environment: environment(more), limits: { idleMilliseconds: 300 } });
    const secret = 'gehe/im+Schl=üssel';
    // s3rver does not check signatures of version 4; this is what AWS answers.
    const refusing = createHttpServer((_, answer) => {
      answer.writeHead(403, { 'content-type': 'application/xml' });
      answer.end(
        `<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>${secret}</Message></Error>`,
      );
    });
    silent.push(refusing);
    const refusingPort = await listening(refusing);
    const elsewhere = createHttpServer((_, answer) => void answer.end('a page\n'));
    const { key, cert } = selfSigned(folder);
    const secure = createSecureServer({ key, cert });
    silent.push(elsewhere, secure);
    const [elsewherePort, securePort] = [await listening(elsewhere), await listening(secure)];
    const cases: readonly (readonly [string, OpenOptions, RegExp, number])[] = [
      [
        `s3://${BUCKET}/zeek/*`,
        at({ AWS_SECRET_ACCESS_KEY: secret, AWS_S3_ENDPOINT: `http://127.0.0.1:${elsewherePort}` }),
        /what answers there is no S3 service; check the endpoint$/,
        3,
      ],
      [
        `s3://${BUCKET}/zeek/*`,
        at({ AWS_SECRET_ACCESS_KEY: secret, AWS_S3_ENDPOINT: `https://127.0.0.1:${securePort}` }),
        /TLS error: the certificate is self-signed; name its authority in NODE_EXTRA_CA_CERTS$/,
        3,
      ],
      [
        `s3://${BUCKET}/zeek/*`,
        at({ AWS_SECRET_ACCESS_KEY: secret, AWS_S3_ENDPOINT: `http://127.0.0.1:${securePort}` }),
        /the server closes the connection before it answers; check host, port, and http or https/,
        3,
      ],
      [`s3://gibtsnicht/x`, at({}), /no such bucket; check its name/, 2],
      [
        `s3://${BUCKET}/zeek/2012/http.lug`,
        at({}),
        /no such object; did you mean s3:\/\/besenkammer\/zeek\/2012\/http\.log\?/,
        2,
      ],
      [`s3://${BUCKET}/nichts/*`, at({}), /no object matches; see what there is/, 2],
      [`s3://${BUCKET}/zeek/2012/l*`, at({}), /no logs there; .*leer\.log is empty$/, 2],
      [
        `s3://${BUCKET}/zeek/*`,
        at({ AWS_SECRET_ACCESS_KEY: secret, AWS_S3_ENDPOINT: `http://127.0.0.1:${refusingPort}` }),
        /the secret key is wrong; check AWS_SECRET_ACCESS_KEY/,
        2,
      ],
      [
        `s3://${BUCKET}/zeek/2012/http.log`,
        at({ AWS_ACCESS_KEY_ID: 'KEINER' }),
        /the access key is not known there; check AWS_ACCESS_KEY_ID/,
        2,
      ],
      [
        `s3://${BUCKET}/x`,
        at({ AWS_S3_ENDPOINT: 'http://127.0.0.1:1' }),
        /the connection is refused; check that the server runs/,
        3,
      ],
      [
        `s3://${BUCKET}/x`,
        at({ AWS_S3_ENDPOINT: `127.0.0.1:${new URL(endpoint).port}` }),
        /TLS error: .*; check the port/,
        3,
      ],
      [`s3://${BUCKET}/x`, at({ AWS_S3_ENDPOINT: 'http://kein-host.invalid' }), /host/, 3],
      [
        `s3://${BUCKET}/x`,
        at({ AWS_S3_ENDPOINT: `http://127.0.0.1:${mutePort}` }),
        /no answer in time; check host/,
        3,
      ],
      [`s3://${BUCKET}/x`, at({ AWS_S3_ENDPOINT: 'http://[' }), /is no address; write https:/, 2],
      ['s3://', at({}), /wants a bucket; write s3:/, 2],
    ];
    for (const [input, given, expected, exitStatus] of cases) {
      const error = await failureOf(input, given);
      expect(error.message).toMatch(expected);
      expect(error).toMatchObject({ exitStatus });
      expectOneLine(error, secret, SECRET);
    }
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const source = await openBytes(`s3://${BUCKET}/zeek/2012/http.log`, options());
    const work = (async () => {
      for await (const _ of source.bytes(controller.signal)) controller.abort();
    })();
    await expect(work).rejects.toMatchObject({ exitStatus: 130 });
  });

  it('reads the endpoint from either variable, with https where it says nothing', async () => {
    const { endpointOf } = await import('../../../src/sources/remote/s3-client.ts');
    expect(endpointOf({ AWS_S3_ENDPOINT: 'minio.example.org' })).toBe('https://minio.example.org');
    expect(endpointOf({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000' })).toBe('http://127.0.0.1:9000');
    expect(endpointOf({})).toBeUndefined();
  });
});
