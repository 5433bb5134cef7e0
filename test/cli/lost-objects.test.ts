import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countText } from '../../src/kernel/number-text.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import { webLines } from '../endurance/endurance.ts';
import { runCli } from '../helpers/run-cli.ts';
import { storeContent } from '../helpers/store-content.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';
import { type FlakyProxy, flakyProxy } from '../sources/remote/flaky-proxy.ts';

const folder = temporaryFolder();
const SECRET = 'S3RVER';
const LINES = 4000;
let server: S3rver;
let proxy: FlakyProxy;
let port = 0;

const run = async (...words: readonly string[]) => {
  const answer = await runCli(words, {
    env: {
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
    },
  });
  expect(`${answer.stdout}${answer.stderr}`).not.toContain(SECRET);
  return { ...answer, stdout: answer.stdout.replaceAll(/\n +/g, ' ') };
};

const put = async (key: string, body: string | Buffer): Promise<void> => {
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: SECRET },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  await client.send(new CreateBucketCommand({ Bucket: 'flaschen' })).catch(() => undefined);
  await client.send(new PutObjectCommand({ Bucket: 'flaschen', Key: key, Body: body }));
  client.destroy();
};

const contentOf = async (path: string) => {
  const store = await openDuckdbStore({ path });
  try {
    return await storeContent(store);
  } finally {
    await store.close();
  }
};

beforeAll(async () => {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: join(folder, 's3') });
  const inner = await server.run();
  proxy = await flakyProxy(inner.port, 100_000);
  port = proxy.port;
});
afterAll(async () => {
  await proxy?.close();
  await server?.close();
});

describe('an object in S3', () => {
  it('that grows adds its new lines once, also when it is compressed; one that is replaced is another log', async () => {
    const store = join(folder, 'growing.duckdb');
    const input = 's3://flaschen/app.log';
    await put('app.log', webLines(0, 300));
    expect(await run('ingest', input, '--store', store)).toMatchObject({ exitCode: 0 });
    await put('app.log', webLines(0, 420));
    expect((await run('ingest', input, '--store', store)).stdout).toContain(
      'goes on after 300 lines stored before',
    );
    await put('app.log', gzipSync(webLines(0, 450)));
    expect((await run('ingest', input, '--store', store)).stdout).toContain(
      'goes on after 420 lines stored before',
    );
    await put('app.log.1', webLines(0, 450));
    expect((await run('ingest', 's3://flaschen/app.log.1', '--store', store)).stdout).toContain(
      `the same content as ${input}, already stored`,
    );
    await put('app.log', webLines(450, 500));
    expect((await run('ingest', input, '--store', store)).stdout).toContain('50 lines');
    const { events, inputs } = await contentOf(store);
    expect(inputs.map((row) => row['lines'])).toEqual([50, 450]);
    const targets = (events['web'] ?? []).map((event) => JSON.parse(event)['url.original']);
    expect(new Set(targets).size).toBe(targets.length);
    const refused = webLines(0, 500)
      .split('\n')
      .filter((line) => line.startsWith('refused')).length;
    expect(targets).toHaveLength(500 - refused);
  });

  it('whose server is lost for good is kept in part, and completed when the server is back', async () => {
    const [store, whole] = [join(folder, 'lost.duckdb'), join(folder, 'whole.duckdb')];
    const input = 's3://flaschen/zeit/*';
    await put('zeit/access.log', webLines(0, LINES));
    proxy.cuts = Number.POSITIVE_INFINITY;
    // Not even the first byte of what is asked for again comes through.
    proxy.instead = async () => {
      proxy.isDown = true;
      return 'end';
    };
    const lost = await run('ingest', input, '--store', store);
    expect(lost.exitCode).toBe(3);
    expect(lost.stderr).toMatch(/^note: .* broke off after [0-9,]+ lines; .*\n$/);
    expect(lost.stdout).toMatch(/partial .*\([0-9]+ bytes were read before, run again for the rest\)/);
    const part = (await contentOf(store)).inputs[0];
    expect(part).toMatchObject({ status: 'partial' });
    expect(part?.['lines']).toBeGreaterThan(0);
    expect(part?.['lines']).toBeLessThan(LINES);

    proxy.cuts = 0;
    proxy.isDown = false;
    const rest = await run('ingest', input, '--store', store);
    expect(rest).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rest.stdout).toContain(
      `goes on after ${countText(Number(part?.['lines']), 'line')} stored before`,
    );
    await run('ingest', input, '--store', whole);
    expect(await contentOf(store)).toEqual(await contentOf(whole));
  });
});
