import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CLI_FILE, runCli } from '../helpers/run-cli.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const folder = temporaryFolder();
const LINE = '203.0.113.9 - ann [21/Jun/2021:20:59:55 +0200] "GET /a HTTP/1.1" 200 5 "-" "x"\n';

interface Reading {
  readonly child: ChildProcess;
  readonly temporary: string;
  /** What it printed, and how it ended. */
  readonly end: Promise<{ readonly text: string; readonly exitCode: number | null }>;
}

/** A load from standard input that does not end, once it holds its store. */
const readForEver = async (name: string, words: readonly string[]): Promise<Reading> => {
  const temporary = join(folder, `${name}-temporary`);
  mkdirSync(temporary);
  const child = spawn(process.execPath, [CLI_FILE, ...words], {
    env: { ...process.env, TMPDIR: temporary, NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  const end = once(child, 'close').then(([exitCode]) => ({ text, exitCode: exitCode as number | null }));
  child.stdin?.on('error', () => undefined);
  // A private folder is made before anything is read; then the store is opened.
  while (readdirSync(temporary).length === 0 && child.exitCode === null) {
    child.stdin?.write(LINE);
    await sleep(20);
  }
  for (let turn = 0; turn < 20; turn += 1) {
    child.stdin?.write(LINE.repeat(1000));
    await sleep(50);
  }
  return { child, temporary, end };
};

describe('a load that is interrupted', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s leaves nothing behind and says so', async (signal) => {
    const store = join(folder, `${signal}.duckdb`);
    const { child, temporary, end } = await readForEver(signal, ['ingest', '-', '--store', store]);
    child.kill(signal);
    const { text, exitCode } = await end;
    expect(exitCode).toBe(130);
    expect(text).toContain('interrupted; nothing half-read was stored');
    expect(readdirSync(temporary)).toEqual([]);
    const { stdout } = await runCli(['inputs', '--store', store, '--json']);
    expect((JSON.parse(stdout) as { readonly rows: readonly unknown[] }).rows).toEqual([]);
  });
});

it('a store that another process holds is waited for, and then its holder is named', async () => {
  const store = join(folder, 'held.duckdb');
  const { child, end } = await readForEver('held', ['ingest', '-', '--store', store]);
  const asked = await runCli(['inputs', '--store', store]);
  expect(asked.exitCode).toBe(3);
  expect(asked.stderr).toContain('is in use, waiting up to 10 s');
  expect(asked.stderr).toContain(`is in use by process ${child.pid}; wait for it to end, or stop it`);
  child.stdin?.end();
  expect((await end).exitCode).toBe(0);
  const { stdout } = await runCli(['inputs', '--store', store, '--json']);
  const { rows } = JSON.parse(stdout) as { readonly rows: readonly { readonly parsed: number }[] };
  expect(rows.map(({ parsed }) => parsed)).toEqual([expect.any(Number)]);
  expect(rows[0]?.parsed).toBeGreaterThanOrEqual(20_000);
});
