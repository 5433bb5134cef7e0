import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { webLines } from '../endurance/endurance.ts';
import { CLI_FILE, runCli } from '../helpers/run-cli.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';
import { listening } from '../sources/remote/flaky-proxy.ts';

const folder = temporaryFolder();
const file = (name: string): string => join(folder, name);
const SECRETS = ['s3cr3t-pass', 'abcdef0123456789'];

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/** A web server with one log behind a login and a signature. */
const webServer = async (): Promise<number> => {
  const text = webLines(0, 50);
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/a.log')) response.writeHead(404).end();
    else response.writeHead(200, { 'content-length': Buffer.byteLength(text) }).end(text);
  });
  servers.push(server);
  return listening(server);
};

describe('no disk space', () => {
  it('is told in one line, and what was stored before stays', async () => {
    writeFileSync(file('small.log'), webLines(0, 100));
    writeFileSync(file('large.log'), webLines(0, 150_000));
    const store = file('full.duckdb');
    expect((await runCli(['ingest', file('small.log'), '--store', store])).exitCode).toBe(0);
    const words = `ulimit -f 3000; exec "${process.execPath}" "${CLI_FILE}" ingest "${file('large.log')}" --store "${store}"`;
    const failed = await promisify(execFile)('bash', ['-c', words]).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 3, stdout: '' });
    expect(String((failed as { stderr: string }).stderr)).toMatch(
      /^logfence: no disk space left for .*full\.duckdb; free some, .* nothing that was stored is lost\n$/,
    );
    const counts = await runCli(['counts', 'event.dataset', '--store', store, '--json']);
    expect(JSON.parse(counts.stdout).rows).toEqual([{ value: 'web', count: 99, share: 1 }]);
    expect((await runCli(['ingest', file('large.log'), '--store', store])).stdout).toContain(
      'goes on after 100 lines stored before',
    );
  });

  it('is told in one line where a store cannot even be begun', async () => {
    writeFileSync(file('few.log'), webLines(0, 10));
    const words = `ulimit -f 0; exec "${process.execPath}" "${CLI_FILE}" ingest "${file('few.log')}" --store "${file('none.duckdb')}"`;
    const failed = await promisify(execFile)('bash', ['-c', words]).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 3, stdout: '' });
    expect(String((failed as { stderr: string }).stderr)).toMatch(
      /^logfence: no disk space left for .*none\.duckdb; free some, .* nothing that was stored is lost\n$/,
    );
  });
});

describe('a decompression bomb', () => {
  it('is stopped with the option that allows it', async () => {
    const line = webLines(0, 1);
    writeFileSync(file('dense.gz'), gzipSync(line.repeat(Math.ceil(280e6 / line.length))));
    const stopped = await runCli(['inputs', file('dense.gz'), '--json', '--max-expansion', '100']);
    expect(stopped.stdout).toContain(
      'as a decompression bomb does; if it is a log, allow more with --max-expansion',
    );
    expect(JSON.parse(stopped.stdout).rows[0].status).toBe('partial');
    expect(stopped.exitCode).toBe(2);
  });
});

describe('an input that broke off', () => {
  it('is said in one line on standard error, by a question and by what asks the store later', async () => {
    const packed = gzipSync(webLines(0, 20_000));
    writeFileSync(file('cut.log.gz'), packed.subarray(0, packed.length / 2));
    const store = file('cut.duckdb');
    await runCli(['ingest', file('cut.log.gz'), '--store', store]);
    const why =
      'the gzip data is cut off after byte [0-9]+; what stands before the cut was read, fetch or copy';
    const note = 'broke off after [0-9,]+ lines; answers know nothing of what came later\\n$';
    for (const [words, told, status] of [
      [['counts', 'event.dataset', file('cut.log.gz')], `${why} .*; ${note}`, 2],
      [['analyze', file('cut.log.gz'), '--detectors', 'volume'], `cut\\.log\\.gz ${note}`, 2],
      [['parse', file('cut.log.gz')], `${why} .*; gave the complete lines before that\\n$`, 2],
      // What the store holds is answered whole.
      [['counts', 'event.dataset', '--store', store], `^note: .*cut\\.log\\.gz ${note}`, 0],
    ] as const) {
      const { stderr, exitCode } = await runCli([...words]);
      expect(stderr).toMatch(new RegExp(told));
      expect(exitCode).toBe(status);
    }
    expect((await runCli(['counts', 'event.dataset', '--store', store, '--quiet'])).stderr).toBe('');
  });
});

describe('credentials in an address', () => {
  it('are in no output, no ledger and no error', async () => {
    const port = await webServer();
    const [password, signature] = SECRETS as [string, string];
    const good = `http://ana:${password}@127.0.0.1:${port}/a.log?sig=${signature}`;
    const store = file('secret.duckdb');
    const answers = [
      await runCli(['ingest', good, '--store', store]),
      await runCli(['inputs', '--store', store, '--json']),
      await runCli(['sql', 'select path, options, notes from inputs', '--store', store, '--json']),
      await runCli(['analyze', good]),
      await runCli(['inputs', '--list', good]),
      await runCli(['ingest', good.replace('a.log', 'b.log'), '--store', store]),
      await runCli(['counts', 'source.ip', '--store', `clickhuse://ana:${password}@127.0.0.1/logs`]),
      await runCli(['store', 'forget', good.replace('a.log', 'b.log'), '--store', store]),
      await runCli(['store', 'forget', good, '--store', store]),
      await runCli(['analyze', good.replace(String(port), '1')]),
      await runCli(['analyze', `mysql://ana:${password}@127.0.0.1:1/logs?table=t`]),
      await runCli(['analyze', `postgres://ana:${password}@127.0.0.1:1/logs?table=t`]),
      await runCli(['analyze', `mysql:/ana:${password}@127.0.0.1/logs`]),
      await runCli(['analyze', `s3://${password}@bucket/key`], {
        env: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
      }),
    ];
    expect(answers[0]?.exitCode).toBe(0);
    expect(answers[8]?.exitCode).toBe(0);
    for (const { stdout, stderr } of answers)
      for (const secret of SECRETS) expect(`${stdout}${stderr}`).not.toContain(secret);
  });
});
