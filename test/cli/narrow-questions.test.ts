import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { open } from '../../src/index.ts';
import { runCli } from '../helpers/run-cli.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const folder = temporaryFolder();
const [large, store] = [join(folder, 'large.log'), join(folder, 'large.duckdb')];
/** Large enough to be cut by the engine, which then reads no more columns than a question needs. */
const LEAST_BYTES = 17 * 1024 * 1024;

beforeAll(async () => {
  const day = join(folder, 'day.log');
  const made = await runCli(['simulate', 'web', '--seed', '7', '--days', '1', '--out', day]);
  expect(made.exitCode).toBe(0);
  const text = readFileSync(day, 'utf8');
  writeFileSync(large, text.repeat(Math.ceil(LEAST_BYTES / text.length)));
  const stored = await runCli(['ingest', large, '--store', store, '--quiet']);
  expect(stored.exitCode).toBe(0);
});

const rowsOf = async (words: readonly string[], input: readonly string[]): Promise<unknown> => {
  const { stdout, stderr, exitCode } = await runCli([...words, ...input, '--json', '--quiet']);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const { rows } = JSON.parse(stdout) as { readonly rows: readonly unknown[] };
  expect(rows.length).toBeGreaterThan(0);
  return rows;
};

describe('a question that reads only the fields it needs is answered as from a store that has them all', () => {
  it.each([
    ['counts', ['counts', 'user_agent.name', '--where', 'url.path : /static*']],
    [
      'counts of a network, given what an address is',
      ['counts', 'source.ip', '--by-prefix', '16', '--given', 'source.range'],
    ],
    ['counts of a looked-up field', ['counts', 'source.geo.country_iso_code', '--since', '2026-03-02T06:00']],
    [
      'crosstab',
      ['crosstab', 'event.outcome', 'http.request.method', '--where', 'not user_agent.original : *bot*'],
    ],
    [
      'resample',
      [
        'resample',
        '--every',
        '6h',
        '--mode',
        'http.response.status_code',
        '--metric',
        'kinds=distinct(url.extension)',
      ],
    ],
    [
      'pivot',
      [
        ...['pivot', '--by', 'source.subnet', '--limit', '50', '--sort', 'failed:desc'],
        ...[
          '--metric',
          'failed=count(event.outcome : failure)',
          '--metric',
          'mean(http.response.body.megabytes)',
        ],
      ],
    ],
  ])('%s', async (_title, words) => {
    expect(await rowsOf(words, [large])).toEqual(await rowsOf(words, ['--store', store]));
  });

  it('a mistyped field is told with those near it, whether it is read or not', async () => {
    const { stderr, exitCode } = await runCli(['counts', 'user_agent.orignal', large]);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('user_agent.original');
  });
});

it('the library reads what it is told and knows no other field, in small files too', async () => {
  const small = join(folder, 'small.log');
  writeFileSync(small, '203.0.113.9 - ann [21/Jun/2021:20:59:55 +0200] "GET /a?b HTTP/1.1" 200 5 "-" "x"\n');
  for (const input of [small, large]) {
    await using data = await open(input, { onlyFields: ['url.path', 'source.ip'] });
    expect((await data.counts({ field: 'url.path', limit: 1 })).length).toBe(1);
    await expect(data.counts({ field: 'user.name' })).rejects.toThrow(/user\.name was not read/);
  }
});
