import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/formats/registry.ts';
import { ingestSource } from '../../src/ingest/ingest-source.ts';
import { raw } from '../../src/sql/sql.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import type { OpenOptions } from '../../src/sources/open.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';
import { hastyClock, openBytes } from '../sources/helpers.ts';
import { type FlakyProxy, flakyProxy } from '../sources/remote/flaky-proxy.ts';
import { fullSize } from './endurance.ts';

const folder = temporaryFolder();
const ROWS = fullSize ? 2_000_000 : 20_000;
const file = join(folder, 'http.log.gz');
let server: S3rver;
let proxy: FlakyProxy;
let environment: Readonly<Record<string, string>> = {};

const HEADER =
  '#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\thttp\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttrans_depth\tmethod\thost\turi\treferrer\tuser_agent\trequest_body_len\tresponse_body_len\tstatus_code\tstatus_msg\n';

/** A row with a quote now and then, which a tab-separated log does not know. */
const row = (index: number): string => {
  const uid = createHash('md5').update(String(index)).digest('base64').slice(0, 17);
  const quote = index % 1999 === 5 ? '"' : '';
  return `${1331901000 + index / 100}\tC${uid}\t192.168.202.${index % 250}\t${1024 + (index % 60_000)}\t192.168.229.101\t80\t1\tGET\thost${index % 40}\t/path/${index % 9973}${quote}?n=${index}\t-\tagent ${index % 17}\t0\t${index % 5000}\t${index % 9 === 0 ? 404 : 200}\tOK\n`;
};

const writeLog = async (): Promise<void> => {
  const gzip = createGzip({ level: 1 });
  const out = createWriteStream(file);
  gzip.pipe(out);
  gzip.write(HEADER);
  for (let start = 0; start < ROWS; start += 5000) {
    let text = '';
    for (let index = start; index < Math.min(ROWS, start + 5000); index += 1) text += row(index);
    if (!gzip.write(text)) await once(gzip, 'drain');
  }
  gzip.end();
  await once(out, 'finish');
};

beforeAll(async () => {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  await writeLog();
  server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: join(folder, 's3') });
  const { port } = await server.run();
  proxy = await flakyProxy(port, Math.floor(statSync(file).size / 5));
  const endpoint = `http://127.0.0.1:${proxy.port}`;
  environment = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER', AWS_S3_ENDPOINT: endpoint };
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  await client.send(new CreateBucketCommand({ Bucket: 'capture' }));
  await client.send(
    new PutObjectCommand({
      Bucket: 'capture',
      Key: 'zeek/http.log.gz',
      Body: createReadStream(file),
      ContentLength: statSync(file).size,
    }),
  );
  client.destroy();
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});

let loads = 0;

/** What a store holds of an input, in two numbers and a sum of hashes over all its rows. */
const load = async (input: string, options: OpenOptions) => {
  const store = await openDuckdbStore({ path: join(folder, `store-${loads}.duckdb`) });
  loads += 1;
  const started = performance.now();
  try {
    const source = await openBytes(input, options);
    const account = await ingestSource(store, source, {
      formats: FORMATS,
      timeZone: 'UTC',
      now: () => Date.UTC(2026, 0, 1),
      takeLastLine: true,
    });
    const [sum] = await store.query(
      raw(
        'select count(*) as events, cast(sum(cast(hash(t) as hugeint)) as varchar) as content from (select * exclude ("log.file.path", "event.ingested") from web) as t',
      ),
    );
    return { account, sum, seconds: (performance.now() - started) / 1000 };
  } finally {
    await store.close();
  }
};

describe('a Zeek log in S3', () => {
  it(`of ${ROWS} rows gives what the local file gives, also when the connection is cut three times`, async () => {
    const local = await load(file, {});
    expect(local.account).toMatchObject({ lines: ROWS + 6, parsed: ROWS, rejected: 0, skipped: 6 });
    const whole = await load('s3://capture/zeek/http.log.gz', { environment });
    proxy.cuts = 3;
    const made = proxy.made;
    const cut = await load('s3://capture/zeek/http.log.gz', { environment, clock: hastyClock() });
    expect(proxy.made - made).toBe(3);
    for (const remote of [whole, cut]) {
      expect(remote.sum).toEqual(local.sum);
      const { path: _, notes: __, ...counted } = remote.account;
      expect(local.account).toMatchObject(counted);
    }
    expect(cut.account.notes).toContain('the connection broke 3 times and was taken up again');
    console.log(
      `${ROWS} rows, ${(statSync(file).size / 1e6).toFixed(1)} MB of gzip: local ${local.seconds.toFixed(1)} s, S3 ${whole.seconds.toFixed(1)} s, cut three times ${cut.seconds.toFixed(1)} s`,
    );
  });
});
