import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const folder = temporaryFolder();

const write = (name: string, lines: readonly string[]): string => {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
};

interface Reading {
  readonly format: string;
  readonly lines: number;
  readonly parsed: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly withoutTime: number;
  /** Line numbers of what was refused, with the reasons. */
  readonly reasons: Readonly<Record<number, string>>;
}

/** How the program reads a file: never with an error, and every line in one of three sums. */
const reading = async (file: string): Promise<Reading> => {
  const { stdout, stderr, exitCode } = await runCli(['inputs', '--rejects', file, '--json', '--quiet']);
  expect([stderr, exitCode]).toEqual(['', 0]);
  const { inputs, rows } = JSON.parse(stdout);
  const [account] = inputs.files;
  expect(account.parsed + account.rejected + account.skipped).toBe(account.lines);
  expect(account.parsedBytes + account.rejectedBytes + account.skippedBytes).toBe(account.bytes);
  const reasons = Object.fromEntries(
    rows.map((row: { line: number; reason: string }) => [row.line, row.reason]),
  );
  return { ...account, reasons };
};

/** The documents of `parse`, by line. */
const documents = async (file: string): Promise<readonly Record<string, never>[]> => {
  const { stdout, exitCode } = await runCli(['parse', file, '--quiet']);
  expect(exitCode).toBe(0);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};

describe('bad lines are counted and explained', () => {
  const access = (path: string): string =>
    `203.0.113.4 - - [16/Apr/2019:19:34:42 +0000] "GET ${path} HTTP/1.1" 200 5 "-" "agent"`;
  const asa =
    'Jun 21 20:57:47 gate %ASA-4-106023: Deny tcp src outside:198.51.100.7/48751 dst dmz:192.168.24.13/10861 by access-group "x" [0x0, 0x0]';

  it('a line half of one format and half of another', async () => {
    const file = write('half.log', [
      access('/a'),
      `${access('/b').slice(0, 58)}${asa}`,
      `${asa.slice(0, 60)}${access('/c').slice(40)}`,
      `203.0.113.4 - - [{"time":"2026-03-10T06:00:00Z","a":1}`,
      access('/d'),
    ]);
    const { format, parsed, rejected, reasons } = await reading(file);
    expect({ format, parsed, rejected }).toEqual({ format: 'combined', parsed: 2, rejected: 3 });
    expect(Object.keys(reasons)).toEqual(['2', '3', '4']);
    for (const reason of Object.values(reasons))
      expect(reason).toMatch(/^combined: expected .* at column [0-9]+$/);
  });

  it('a header that lies about its columns: Zeek', async () => {
    const file = write('conn.log', [
      '#path\tconn',
      '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto',
      '#types\ttime\tstring\taddr\tport\taddr',
      '1614945600.5\tC1\t192.0.2.1\t1\t192.0.2.2\t80\ttcp',
      '1614945601.5\tC2\t192.0.2.1\tnotaport\t192.0.2.2\t99999999999999999999\ttcp',
      '1614945602.5\tC3\t192.0.2.1',
      '1614945603.5\tC4\t192.0.2.1\t1\t192.0.2.2\t80\ttcp\textra',
    ]);
    expect(await reading(file)).toMatchObject({ parsed: 2, rejected: 2, skipped: 3 });
    const [, second] = await documents(file);
    expect(second).toMatchObject({ source: { ip: '192.0.2.1' }, event: { id: 'C2' } });
    expect(second?.['source']).not.toHaveProperty('port');
  });

  it.each([
    [
      'lie.csv',
      ['when,who', '2026-03-10 06:00:00,a', '2026-03-10 06:00:01,b,more', '"2026', '2026-03-10 06:00:03,c'],
    ],
    [
      'lie.w3c',
      [
        '#Fields: date time c-ip sc-status',
        '2026-03-10 06:00:00 192.0.2.1 200',
        '2026-03-10 06:00:01 192.0.2.1 200 7',
        '2026-03-10 06:00:02',
        '2026-03-10 06:00:03 192.0.2.1 404',
      ],
    ],
    [
      'lie.tsv',
      [
        'when\twho',
        '2026-03-10 06:00:00\ta',
        '2026-03-10 06:00:01\tb\tmore',
        'alone',
        '2026-03-10 06:00:03\tc',
      ],
    ],
  ])('a header that lies about its columns: %s', async (name, lines) => {
    const { parsed, rejected, skipped, reasons } = await reading(write(name, lines));
    expect({ parsed, rejected, skipped }).toEqual({ parsed: 2, rejected: 2, skipped: 1 });
    expect(Object.keys(reasons)).toEqual(['3', '4']);
  });

  it('JSON nested 200 deep is read, and its text kept', async () => {
    const deep = `${'{"x":'.repeat(200)}1${'}'.repeat(200)}`;
    const list = `${'['.repeat(200)}1${']'.repeat(200)}`;
    const file = write('deep.json', [
      '{"time":"2026-03-10T06:00:00Z","a":{"b":1}}',
      `{"time":"2026-03-10T06:00:01Z","a":${deep}}`,
      `{"time":"2026-03-10T06:00:02Z","c":${list}}`,
      `{"time":"2026-03-10T06:00:03Z","a":${deep.slice(0, -1)}}`,
    ]);
    const { parsed, rejected, reasons } = await reading(file);
    expect({ parsed, rejected }).toEqual({ parsed: 3, rejected: 1 });
    expect(reasons[4]).toContain('json: expected');
    expect(JSON.stringify((await documents(file))[1])).toContain('{\\"x\\":{\\"x\\":');
  });

  it('numbers beyond 2^63 keep every digit, and where a column holds numbers, they are missing there', async () => {
    const plain = Array.from({ length: 210 }, (_, n) => `{"time":"2026-03-10T06:00:00Z","n":${n}}`);
    const file = write('late.json', [...plain, '{"time":"2026-03-10T06:00:01Z","n":9223372036854775808}']);
    expect(await reading(file)).toMatchObject({ parsed: 211, rejected: 0 });
    const [early] = await documents(write('early.json', ['{"n":99999999999999999999999999}', '{"n":1}']));
    expect(early).toMatchObject({ n: '99999999999999999999999999' });
    const { stdout } = await runCli(['counts', 'n', file, '--where', 'not n : *', '--json', '--quiet']);
    expect(JSON.parse(stdout).rows).toEqual([{ value: null, count: 1, share: 1 }]);
  });

  it('times in 1601 and 9999 give events without time, which are counted', async () => {
    const file = write('times.json', [
      '{"time":"2026-03-10T06:00:00Z","a":"now"}',
      '{"time":"2026-03-10T06:00:01Z","a":"then"}',
      '{"time":"1601-01-01T00:00:00Z","a":"before"}',
      '{"time":"9999-12-31T23:59:59Z","a":"after"}',
    ]);
    expect(await reading(file)).toMatchObject({ parsed: 4, rejected: 0, withoutTime: 2 });
    const { stdout } = await runCli(['analyze', file]);
    expect(stdout).toContain('2 without a time');
  });

  it('a mapping file with an unknown ECS name is refused in one line', async () => {
    const log = write('own.csv', ['when,who', '2026-03-10 06:00:00,a']);
    for (const [text, message] of [
      ['fields: {who: user.nam}', 'unknown ECS field in '],
      ['fields: {who: 7}', 'fields.who must be the name of an ECS field'],
      ['fields: [who', 'own.yaml, line'],
      ['nothing: here', ''],
    ] as const) {
      const mapping = write('own.yaml', [text]);
      const { stderr, exitCode } = await runCli(['counts', 'who', log, '--mapping', mapping, '--quiet']);
      expect(exitCode).toBe(2);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(stderr).toContain(message);
    }
  });
});

describe('a tab-separated log', () => {
  it('keeps all its lines whatever quotes stray in it, and a column of numbers and dashes has one type', async () => {
    const rows = Array.from(
      { length: 400 },
      (_, n) =>
        `2026-03-10 06:${String(n % 60).padStart(2, '0')}:00\t${n % 3 === 0 ? '"' : 'x"y'}\t${n > 250 || n % 5 === 0 ? '-' : n}`,
    );
    const file = write('quotes.tsv', ['when\tsaid\tbytes', ...rows]);
    expect(await reading(file)).toMatchObject({ format: 'tsv', parsed: 400, rejected: 0, skipped: 1 });
    const { stdout } = await runCli(['fields', file, '--json', '--quiet']);
    const fields = JSON.parse(stdout).rows as readonly { readonly field: string }[];
    const dashes = rows.filter((row) => row.endsWith('\t-')).length;
    expect(fields.find(({ field }) => field === 'bytes')).toMatchObject({
      type: 'long',
      present: 400 - dashes,
      missing: dashes,
    });
    expect(fields.find(({ field }) => field === 'said')).toMatchObject({ present: 400, distinct: 2 });
  });

  it('so does one of Zeek, with and without header', async () => {
    const row = (n: number): string =>
      `${1331901000 + n}.0\tC${n}\t192.0.2.1\t${1024 + n}\t192.0.2.2\t80\t1\tGET\twww.example.org\t/a"${n}\t-\t"agent\t0\t${n % 2 === 0 ? '-' : n}\t${n % 7 === 0 ? '-' : 404}\tNot "Found\t-\t-\t-\t(empty)\t-\t-\t-\t-\t-\t-\t-`;
    const rows = Array.from({ length: 300 }, (_, n) => row(n));
    const fields =
      'ts uid id.orig_h id.orig_p id.resp_h id.resp_p trans_depth method host uri referrer user_agent request_body_len response_body_len status_code status_msg info_code info_msg filename tags username password proxied orig_fuids orig_mime_types resp_fuids resp_mime_types';
    for (const head of [[], ['#path\thttp', `#fields\t${fields.replaceAll(' ', '\t')}`]]) {
      const file = write('http.log', [...head, ...rows]);
      expect(await reading(file)).toMatchObject({ parsed: 300, rejected: 0, skipped: head.length });
      const { stdout } = await runCli(['counts', 'http.response.status_code', file, '--json', '--quiet']);
      expect(JSON.parse(stdout).rows).toEqual([
        { value: 404, count: 257, share: 257 / 300 },
        { value: null, count: 43, share: 43 / 300 },
      ]);
    }
  });
});
