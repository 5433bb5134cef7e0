import { beforeAll, describe, expect, it } from 'vitest';
import { sharedDataMissing, sharedPath } from '../../helpers/shared-data.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../ingest/temporary-folder.ts';
import { askIn, expectClose, type Row } from './ask.ts';

// Every number published about the API access log, each as the answer to one command.
const LINES = 13_978;

describe.skipIf(sharedDataMissing !== undefined)('the API access log, by commands', () => {
  const folder = temporaryFolder();
  const ask = askIn(folder);

  beforeAll(async () => {
    const files = ['access.log', 'appended.log'].map((file) => sharedPath(`data/api-access/${file}`));
    const words = ['ingest', ...files, '--store', 'events.duckdb', '--json', '--quiet'];
    const { stdout, exitCode } = await runCli(words, { cwd: folder });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ inputs: { lines: LINES, parsed: LINES } });
  });

  /** Values and counts; each share must be the count by all lines. */
  const counted = async (command: string): Promise<readonly unknown[]> =>
    (await ask(`counts ${command}`)).map((row: Row) => {
      expectClose(row['share'], Number(row['count']) / LINES, `share of ${row['value']}`);
      return [row['value'], row['count']];
    });

  it('counts addresses and status codes', async () => {
    expect(await counted('source.ip --top 6')).toEqual([
      ['97.105.19.58', 11_999],
      ['173.173.113.51', 1059],
      ['72.181.113.170', 613],
      ['72.181.105.81', 246],
      ['24.26.242.9', 21],
      ['68.201.219.223', 21],
    ]);
    expect(await counted('http.response.status_code')).toEqual([
      [200, 13_960],
      [499, 16],
      [301, 2],
    ]);
  });

  it('gives P(status given address)', async () => {
    const rows = await ask(
      "counts http.response.status_code --given source.ip --having 'not value : 200' --sort given",
    );
    expect(rows.map((row) => [row['given'], row['value'], row['count'], row['givenCount']])).toEqual([
      ['72.181.113.170', 499, 2, 613],
      ['95.31.16.121', 301, 1, 1],
      ['97.105.15.120', 301, 1, 1],
      ['97.105.19.58', 499, 14, 11_999],
    ]);
    for (const row of rows)
      expectClose(row['probability'], Number(row['count']) / Number(row['givenCount']), 'probability');
  });

  it('counts paths with and without the page', async () => {
    expect(await counted('url.original --top 5')).toEqual([
      ['/api/v1/sales?page=2', 709],
      ['/api/v1/items', 464],
      ['/api/v1/items?page=2', 291],
      ['/api/v1/items?page=3', 219],
      ['/api/v1/stores', 162],
    ]);
    // 12,403 and 3 in the table, and 3 appended lines whose page ends in a slash.
    const sales = "counts url.path --where 'url.path : /api/v1/sales*'";
    expect((await ask(sales)).map((row) => [row['value'], row['count']])).toEqual([
      ['/api/v1/sales', 12_406],
      ['/api/v1/sales/', 3],
    ]);
    const appended = await ask(`counts url.path --where 'url.original : "/api/v1/sales?page=79/"'`);
    expect(appended).toMatchObject([{ value: '/api/v1/sales', count: 3 }]);
  });

  it('counts agents, methods and versions', async () => {
    const agents = await counted('user_agent.original');
    expect(agents).toEqual([
      ['python-requests/2.21.0', 12_005],
      ['python-requests/2.20.1', 1911],
      [expect.stringMatching(/10_14_4.*Chrome\/73/), 34],
      [expect.stringMatching(/Firefox\/66/), 8],
      [expect.stringMatching(/^Slackbot-LinkExpanding/), 7],
      [expect.stringMatching(/^Slackbot /), 6],
      [expect.stringMatching(/10_14_3.*Chrome\/73/), 4],
      [expect.stringMatching(/Chrome\/72/), 2],
      [expect.stringMatching(/^Python-urllib/), 1],
    ]);
    expect(await counted('http.request.method')).toEqual([['GET', LINES]]);
    expect(await counted('http.version')).toEqual([['1.1', LINES]]);
  });

  it('finds the two sizes above a megabyte, and when 72.181.113.170 came', async () => {
    const large = await ask(
      "counts http.response.body.bytes --where 'http.response.body.megabytes >= 1' --sort value",
    );
    expect(large.map((row) => row['value'])).toEqual([1_153_005, 2_056_327]);
    const [night] = await ask(
      "pivot --by source.ip --where 'source.ip : 72.181.113.170' --metric 'from=min(event.hour)' --metric 'to=max(event.hour)' --metric 'first=first(@timestamp)' --metric 'last=last(@timestamp)'",
    );
    expect(night).toMatchObject({ from: 2, to: 3 });
    expect(String(night?.['first'])).toMatch(/^2019-04-17T02:12:07/);
    expect(String(night?.['last'])).toMatch(/^2019-04-17T03:52:06/);
  });
});
