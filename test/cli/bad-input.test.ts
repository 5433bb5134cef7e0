import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const folder = temporaryFolder();
const ORACLE = fileURLToPath(new URL('../oracles/add-up-bytes.mjs', import.meta.url));
const GOOD = '203.0.113.4 - - [16/Apr/2019:19:34:42 +0000] "GET /a HTTP/1.1" 200 5 "-" "agent"';

const write = (name: string, ...parts: readonly (string | Buffer)[]): string => {
  const file = join(folder, name);
  writeFileSync(file, Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  return file;
};

interface FileAccount {
  readonly lines: number;
  readonly parsed: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly repaired: number;
  readonly bytes: number;
  readonly parsedBytes: number;
  readonly rejectedBytes: number;
  readonly skippedBytes: number;
  readonly notes: readonly string[];
}

/** The account of one file, after the independent program has added its bytes up again. */
const accountOf = async (file: string): Promise<FileAccount> => {
  const answers = [];
  for (const words of [['inputs'], ['inputs', '--rejects']]) {
    const { stdout, stderr, exitCode } = await runCli([...words, file, '--json', '--quiet']);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    answers.push(stdout);
  }
  const [account = '', rejects = ''] = answers;
  const names = [`${file}.account`, `${file}.rejects`] as const;
  writeFileSync(names[0], account);
  writeFileSync(names[1], rejects);
  const oracle = JSON.parse(execFileSync(process.execPath, [ORACLE, file, ...names], { encoding: 'utf8' }));
  const [own] = JSON.parse(account).inputs.files as readonly FileAccount[];
  if (own === undefined) throw new Error('no account');
  expect(oracle).toMatchObject({ agrees: true, rejectsMatch: true, size: own.bytes, sum: own.bytes });
  expect([own.parsedBytes, own.rejectedBytes, own.skippedBytes]).toEqual([
    oracle.parsed,
    oracle.rejected,
    oracle.skipped,
  ]);
  return own;
};

describe('every line of a bad log is accounted for, to the byte', () => {
  it('reads CRLF as line ends', async () => {
    expect(await accountOf(write('crlf.log', `${GOOD}\r\n${GOOD}\r\n`))).toMatchObject({
      lines: 2,
      parsed: 2,
    });
  });
  it('reads mixed line ends', async () => {
    expect(await accountOf(write('mixed.log', `${GOOD}\r\n${GOOD}\n${GOOD}\r\n`))).toMatchObject({
      lines: 3,
      parsed: 3,
    });
  });
  it('keeps a lone CR inside its line, which is refused', async () => {
    const account = await accountOf(write('lone-cr.log', `${GOOD}\rmore\n${GOOD}\n`));
    expect(account).toMatchObject({ lines: 2, parsed: 1, rejected: 1 });
  });
  it('parses a line with a NUL and a \\x01 byte in its agent', async () => {
    const odd = GOOD.replace('agent', 'a\u0000g\u0001ent');
    expect(await accountOf(write('nul.log', `${odd}\n${GOOD}\n`))).toMatchObject({ lines: 2, parsed: 2 });
  });
  it('repairs and parses invalid UTF-8', async () => {
    const [head, tail] = GOOD.split('agent') as [string, string];
    const file = write('utf8.log', head, Buffer.from([0xff, 0xc3, 0x28]), tail, `\n${GOOD}\n`);
    expect(await accountOf(file)).toMatchObject({ lines: 2, parsed: 2, repaired: 1 });
  });
  it('parses a line of 5 MB', async () => {
    const long = GOOD.replace('/a', `/${'a'.repeat(5_000_000)}`);
    expect(await accountOf(write('long.log', `${GOOD}\n${long}\n${GOOD}\n`))).toMatchObject({
      lines: 3,
      parsed: 3,
    });
  });
  it('refuses a line over 16 MiB and reads on', async () => {
    const account = await accountOf(write('huge.log', `${GOOD}\n${'x'.repeat(17 << 20)}\n${GOOD}\n`));
    expect(account).toMatchObject({ lines: 3, parsed: 2, rejected: 1 });
  });
  it('reads a last line without a line end when the file does not grow', async () => {
    expect(await accountOf(write('no-end.log', `${GOOD}\n${GOOD}`))).toMatchObject({ lines: 2, parsed: 2 });
  });
  it('skips blank lines wherever they stand', async () => {
    const account = await accountOf(write('blank.log', `\n${GOOD}\n\n  \t\n${GOOD}\n`));
    expect(account).toMatchObject({ lines: 5, parsed: 2, skipped: 3 });
  });
  it('counts the bytes of a byte order mark', async () => {
    const account = await accountOf(write('bom.log', `\ufeff${GOOD}\n${GOOD}\n`));
    expect(account).toMatchObject({ lines: 2, parsed: 2 });
  });
  it('takes nothing but blank lines as a log without events', async () => {
    expect(await accountOf(write('only-blank.log', '\n\n\n'))).toMatchObject({ lines: 3, skipped: 3 });
  });
  it('takes an empty file as an empty log', async () => {
    expect(await accountOf(write('empty.log', ''))).toMatchObject({ lines: 0, bytes: 0, notes: ['empty'] });
  });
});

describe('what is no log gets one clear line and exit status 2', () => {
  type Case = readonly [title: string, words: readonly string[], message: RegExp, prepare: () => unknown];
  const ready = () => undefined;
  const cases: Case[] = [
    [
      'names a missing file',
      ['analyze', 'missing.log'],
      /missing\.log.*(no such|does not exist|not found)/i,
      ready,
    ],
    [
      'names a binary file',
      ['analyze', 'image.bin'],
      /image\.bin is a binary file/,
      () => write('image.bin', Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 7) % 31))),
    ],
    [
      'names text of no known format, and the formats',
      ['analyze', 'prose.txt'],
      /fits none of the known formats \(.*combined.*\)/,
      () => write('prose.txt', 'It was a dark and stormy night;\nthe rain fell in torrents\n'),
    ],
    [
      'suggests the nearest format',
      ['analyze', 'no-end.log', '--format', 'combind'],
      /did you mean combined/,
      ready,
    ],
    [
      'suggests a command for an unknown word',
      ['analyse', 'no-end.log'],
      /did you mean the command analyze/,
      ready,
    ],
    [
      'refuses an unknown option',
      ['analyze', 'no-end.log', '--reprot', 'x'],
      /unknown option '--reprot'/,
      ready,
    ],
  ];
  it.each(cases)('%s', async (_title, words, message, prepare) => {
    prepare();
    const { stdout, stderr, exitCode } = await runCli(words, { cwd: folder });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
  it('points at the column of a filter that cannot be read', async () => {
    const { stderr, exitCode } = await runCli(['events', 'no-end.log', '--where', 'source.ip : (a or'], {
      cwd: folder,
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('column');
    expect(stderr).toContain('^');
  });
  it('refuses a store that is no database and leaves it as it is', async () => {
    write('notes.txt', 'my notes\n');
    const { stderr, exitCode } = await runCli(['ingest', 'no-end.log', '--store', 'notes.txt'], {
      cwd: folder,
    });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/notes\.txt is no logfence store/);
  });
});

describe('hostile text of a log never steers the terminal', () => {
  it('shows escape sequences spelled out', async () => {
    const hostile = GOOD.replace('/a', '/\u001b[31mred\u001b]0;title\u0007').replace(' 200 ', ' 404 ');
    const file = write('hostile.log', `${`${GOOD}\n`.repeat(300)}${hostile}\n`);
    for (const words of [
      ['analyze', file],
      ['counts', 'url.original', file],
      ['inputs', file],
    ]) {
      const { stdout, stderr } = await runCli(words);
      const controls = [...`${stdout}${stderr}`].filter((sign) => sign !== '\n' && /\p{Cc}/u.test(sign));
      expect(controls).toEqual([]);
    }
  });
});
