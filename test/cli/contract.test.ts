import { appendFileSync, copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const folder = temporaryFolder();
const cli = (words: readonly string[]) => runCli(words, { cwd: folder });

/** Runs a command that must work and gives its JSON. */
const json = async (words: readonly string[]) => {
  const { stdout, stderr, exitCode } = await cli([...words, '--json', '--quiet']);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
};

beforeAll(async () => {
  const { exitCode } = await cli(['simulate', 'web', '--seed', '11', '--days', '2', '--out', 'access.log']);
  expect(exitCode).toBe(0);
});

describe('the command line keeps its contract', () => {
  it('takes an input without a command as analyze', async () => {
    const named = await json(['analyze', 'access.log']);
    const bare = await json(['access.log']);
    expect(bare).toEqual({ ...named, inputs: bare.inputs });
    expect(named.command).toBe('analyze');
    expect(named.findings.length).toBeGreaterThan(0);
  });

  it('gives one object with command, inputs and rows', async () => {
    const answer = await json(['counts', 'http.response.status_code', 'access.log']);
    const { lines, parsed, rejected, skipped, repaired, files } = answer.inputs;
    expect(answer.command).toBe('counts');
    expect(lines).toBe(parsed + rejected + skipped);
    expect(repaired).toBe(0);
    expect(files[0]).toMatchObject({ path: 'access.log', format: 'combined', status: 'complete', lines });
    expect(answer.rows.reduce((sum: number, row: { count: number }) => sum + row.count, 0)).toBe(parsed);
  });

  it('shows exactly the events of every finding by its filter, and the findings repeat', async () => {
    const { findings } = await json(['analyze', 'access.log']);
    await cli(['ingest', 'access.log', '--store', 'filters.duckdb']);
    // A few of each rank; every detector's own tests hold its filters to its events.
    for (const finding of findings.filter((_: unknown, rank: number) => rank % 7 === 0)) {
      const { stdout } = await cli([
        'events',
        '--store',
        'filters.duckdb',
        '--where',
        finding.filter,
        '--quiet',
      ]);
      expect(stdout.split('\n').filter((line) => line !== '')).toHaveLength(finding.events);
    }
    expect((await json(['detect', 'access.log'])).findings).toEqual(findings);
  });

  it('shapes the rows of sql and baseline as those of any question, and refuses a filter that sql would ignore', async () => {
    const query = 'select "http.response.status_code" as status, count(*) as n from web group by 1';
    const shape = ['--sort', 'status:desc', '--having', 'status < 500', '--fields', 'status', '--limit', '2'];
    const { rows } = await json(['sql', query, 'access.log', ...shape]);
    const counted = await json(['counts', 'http.response.status_code', 'access.log', '--sort', 'value:desc']);
    const below = counted.rows
      .map((row: { value: number }) => row.value)
      .filter((code: number) => code < 500);
    expect(rows).toEqual(below.slice(0, 2).map((status: number) => ({ status })));
    const refused = await cli(['sql', query, 'access.log', '--where', 'source.ip : *']);
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringContaining("unknown option '--where'"),
    ]);
  });

  it('prints raw lines that stand in the source, byte for byte', async () => {
    const { stdout } = await cli([
      'events',
      'access.log',
      '--where',
      'http.response.status_code >= 500',
      '--original',
      '--quiet',
    ]);
    const lines = stdout.split('\n').filter((line) => line !== '');
    const source = new Set(readFileSync(join(folder, 'access.log'), 'utf8').split('\n'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every((line) => source.has(line))).toBe(true);
  });

  it('gives each line as one document with parse, equal to the stored event', async () => {
    const { stdout } = await cli(['parse', 'access.log', '--limit', '50', '--quiet']);
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const events = (await cli(['events', 'access.log', '--where', 'log.line <= 50', '--quiet'])).stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const byLine = new Map(events.map((event) => [event['log.line'], event]));
    expect(documents).toHaveLength(50);
    for (const document of documents) {
      const event = byLine.get(document.log.line);
      expect(event['@timestamp']).toBe(document['@timestamp']);
      expect(event['source.ip']).toBe(document.source.ip);
      expect(event['http.response.body.bytes'] ?? undefined).toBe(document.http.response.body?.bytes);
    }
  });

  it('ends with exit status 1 only when asked to fail', async () => {
    expect((await cli(['analyze', 'access.log', '--quiet', '--fail-on', 'low'])).exitCode).toBe(1);
    expect((await cli(['analyze', 'access.log', '--quiet', '--fail-on', '100'])).exitCode).toBe(0);
    expect((await cli(['analyze', 'access.log', '--quiet', '--fail-on', 'dire'])).exitCode).toBe(2);
  });

  it('ends human answers with commands to type next', async () => {
    const { stdout } = await cli(['analyze', 'access.log']);
    const [, next = ''] = stdout.split('\nNext:\n');
    const commands = next
      .trimEnd()
      .split('\n')
      .map((line) => line.trim());
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.every((command) => command.startsWith('logfence '))).toBe(true);
    const id = /explain ([0-9a-f]+)/.exec(next)?.[1] ?? '';
    const explained = await cli(['explain', id, 'access.log']);
    expect(explained.exitCode).toBe(0);
    expect(explained.stdout).toContain('Next:');
  });
});

describe('nothing is stored twice', () => {
  const stored = async (): Promise<number> =>
    Number((await json(['sql', 'select count(*) as n from web', '--store', 'once.duckdb'])).rows[0].n);

  it('adds nothing for the same file, the new lines for a grown one, and knows copies by content', async () => {
    const text = readFileSync(join(folder, 'access.log'), 'utf8').split('\n').slice(0, 1000);
    const file = join(folder, 'grow.log');
    writeFileSync(file, `${text.slice(0, 600).join('\n')}\n`);
    await json(['ingest', 'grow.log', '--store', 'once.duckdb']);
    expect(await stored()).toBe(600);

    const again = await json(['ingest', 'grow.log', '--store', 'once.duckdb']);
    expect(again.rows[0].status).toBe('unchanged');
    expect(await stored()).toBe(600);

    appendFileSync(file, `${text.slice(600, 900).join('\n')}\n${text[900]?.slice(0, 30)}`);
    await json(['ingest', 'grow.log', '--store', 'once.duckdb']);
    expect(await stored()).toBe(900);

    renameSync(file, `${file}.1`);
    const rest = text.slice(900).join('\n');
    appendFileSync(`${file}.1`, `${text[900]?.slice(30)}\n`);
    writeFileSync(file, `${rest.split('\n').slice(1).join('\n')}\n`);
    await json(['ingest', 'grow.log', 'grow.log.1', '--store', 'once.duckdb']);
    expect(await stored()).toBe(1000);

    writeFileSync(`${file}.2.gz`, gzipSync(readFileSync(`${file}.1`)));
    copyFileSync(file, join(folder, 'copy.log'));
    const copies = await json(['ingest', 'grow.log.2.gz', 'copy.log', '--store', 'once.duckdb']);
    expect(copies.rows.map((row: { status: string }) => row.status)).toEqual(['unchanged', 'unchanged']);
    expect(await stored()).toBe(1000);

    await json(['ingest', 'copy.log', '--again', '--store', 'once.duckdb']);
    expect(await stored()).toBe(1099);
  });

  it('says how to make a store that does not exist', async () => {
    const { stderr, exitCode } = await cli(['fields', '--store', 'absent.duckdb']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('logfence ingest INPUT --store absent.duckdb');
  });
});
