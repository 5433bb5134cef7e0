import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const folder = temporaryFolder();
const cli = (...words: readonly string[]) => runCli(words, { cwd: folder });

beforeAll(async () => {
  const files = [
    '--userbase',
    'users.txt',
    '--ip',
    'ips.json',
    '--log',
    'log.csv',
    '--hacklog',
    'attacks.csv',
  ];
  const { exitCode } = await cli('simulate', 'login', '3', '2018-11-01', '--make', '--seed', '0', ...files);
  expect(exitCode).toBe(0);
});

describe('plot on the command line', () => {
  it('writes SVG and PNG by the ending, and nothing beside them', async () => {
    const words = [
      'scatter',
      'log.csv',
      '--by',
      'source.ip',
      '--x',
      'attempts=count()',
      '--y',
      'distinct(user.name)',
    ];
    for (const file of ['one.svg', 'one.png']) {
      const { stdout, stderr, exitCode } = await cli('plot', ...words, '--to', file);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).toContain(file);
    }
    const svg = readFileSync(join(folder, 'one.svg'), 'utf8');
    for (const words of [
      'attempts',
      'distinct(user.name)',
      'distinct(user.name) against attempts per source.ip',
    ])
      expect(svg).toContain(`>${words}<`);
    const png = readFileSync(join(folder, 'one.png'));
    expect([png.readUInt32BE(16), png.subarray(1, 4).toString()]).toEqual([1520, 'PNG']);
  });

  it('gives what it draws as rows', async () => {
    const { stdout } = await cli(
      'plot',
      'bar',
      'log.csv',
      '--x',
      'event.outcome',
      '--truth',
      'attacks.csv',
      '--color',
      'label.attack',
      '--json',
    );
    const { command, rows } = JSON.parse(stdout);
    expect(command).toBe('plot');
    const counted = JSON.parse((await cli('counts', 'event.outcome', 'log.csv', '--json')).stdout).rows;
    for (const { value, count } of counted) {
      const pieces = rows.filter((row: { x: string }) => row.x === value);
      expect(pieces.reduce((sum: number, row: { y: number }) => sum + row.y, 0)).toBe(count);
    }
    expect(new Set(rows.map((row: { color: string }) => row.color))).toEqual(new Set(['true', 'false']));
  });

  it('refuses what does not go together in one line, exit status 2', async () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['pie', 'log.csv'], /there are line, bar, box, histogram, scatter/],
      [['bar', 'log.csv', '--x', 'user.name', '--to', 'x.gif'], /use \.svg or \.png/],
      [
        ['bar', 'log.csv', '--x', 'user.name', '--panel', 'histogram --bin 5'],
        /unknown option '--bin' \(Did you mean --bins\?\)/,
      ],
      [['bar', 'log.csv', '--x', 'user.name', '--panel', "histogram 'x"], /a quote is not closed/],
      [['scatter', 'log.csv', '--x', 'event.hour', '--y', 'event.hour'], /needs a file: --to/],
      [['bar', 'log.csv', '--x', 'user.name', '--width', '5'], /--width takes 200 to 10000 pixels/],
    ];
    for (const [words, message] of wrong) {
      const { stderr, exitCode } = await cli('plot', ...words);
      expect([exitCode, stderr.trim().split('\n').length], words.join(' ')).toEqual([2, 1]);
      expect(stderr).toMatch(message);
    }
  });
});

describe('exploring on the command line', () => {
  it('shows a crosstab as a table with sums, and its largest cells where that is too wide', async () => {
    const { stdout } = await cli('crosstab', 'event.outcome', 'event.reason', 'log.csv');
    expect(stdout.split('\n').map((line) => line.split(/ +/))).toEqual([
      ['event.outcome', 'error_wrong_password', 'error_wrong_username', '·', 'all'],
      ['failure', '317', '445', '0', '762'],
      ['success', '0', '0', '360', '360'],
      [''],
    ]);
    const wide = await cli('crosstab', 'user.name', 'source.ip', 'log.csv', '--truth', 'attacks.csv');
    expect(wide.stdout.split('\n')).toHaveLength(22);
    expect(wide.stderr).toMatch(/empty cells not shown; --json gives all\n20 of [0-9]+ rows; --limit/);
  });

  it('sorts events by a field, lists derived fields, narrows to datasets', async () => {
    const { stdout } = await cli(
      'events',
      'log.csv',
      '--sort',
      'user.name:desc',
      '--limit',
      '3',
      '--fields',
      'user.name',
    );
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)['user.name']);
    const all = (await cli('events', 'log.csv', '--fields', 'user.name')).stdout.trim().split('\n');
    expect(names).toEqual(
      all
        .map((line) => JSON.parse(line)['user.name'])
        .sort()
        .reverse()
        .slice(0, 3),
    );
    const derived = JSON.parse((await cli('fields', 'log.csv', '--derived', '--json')).stdout).rows;
    expect(derived.find((row: { field: string }) => row.field === 'event.since_previous')).toMatchObject({
      type: 'double',
      expression: 'since_previous(source.ip)',
    });
    const other = await cli('counts', 'user.name', 'log.csv', '--dataset', 'web');
    expect([other.exitCode, other.stderr]).toEqual([2, 'logfence: unknown dataset "web": loaded are auth\n']);
  });

  it('weighs the records of a probe database by how often each happened, unless told not to', async () => {
    expect((await cli('simulate', 'asa', '--seed', '7', '--out', 'probes.db')).exitCode).toBe(0);
    const sum = async (...words: readonly string[]): Promise<number> => {
      const { rows } = JSON.parse(
        (await cli('counts', 'network.transport', 'probes.db', '--json', ...words)).stdout,
      );
      return rows.reduce((total: number, row: { count: number }) => total + row.count, 0);
    };
    const records = JSON.parse((await cli('fields', 'probes.db', '--json')).stdout).inputs.parsed;
    expect(await sum('--no-weigh')).toBe(records);
    const { stdout } = await cli(
      'sql',
      'select sum("event.occurrences") as n from network',
      'probes.db',
      '--json',
    );
    expect(await sum()).toBe(Number(JSON.parse(stdout).rows[0].n));
    expect(await sum()).toBeGreaterThan(records);
  });
});
