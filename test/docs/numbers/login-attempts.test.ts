import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../helpers/run-cli.ts';
import { readShared, sharedDataMissing, sharedPath } from '../../helpers/shared-data.ts';
import { temporaryFolder } from '../../ingest/temporary-folder.ts';
import { answerOf, askIn, csvRows, expectClose, type Row } from './ask.ts';

// Every number and table published about the login lab, each as the answer to one command.
const DATA = 'data/login-attempts';
const table = (name: string) => csvRows(readShared(`${DATA}/reference/nov_${name}.csv`));
const reference = () =>
  JSON.parse(readShared(`${DATA}/reference/reference.json`)) as Record<string, Record<string, unknown>>;
const iso = (stamp = ''): string => `${stamp.replace(' ', 'T')}.000000Z`;

const TRUTH = '--truth attacks.csv';
const RATES =
  "--metric 'usernames=distinct(user.name)' --metric 'successes=count(event.outcome : success)' --metric 'failures=count(event.outcome : failure)' --metric 'attempts=count()' --metric 'success_rate=successes / attempts' --metric 'failure_rate=1 - success_rate'";
const METRICS = ['usernames', 'successes', 'failures', 'attempts', 'success_rate', 'failure_rate'];
/** Our names of the metrics, and pandas' columns. */
const PANDAS: Readonly<Record<string, string>> = { usernames: 'username', successes: 'success' };

/** With n - 1, in two passes. */
const standardDeviation = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
};

const expectRow = (row: Row, wanted: Readonly<Record<string, string>>, suffix = ''): void => {
  for (const metric of METRICS)
    expectClose(row[`${metric}${suffix}`], Number(wanted[PANDAS[metric] ?? metric]), `${metric}${suffix}`);
};

describe.skipIf(sharedDataMissing !== undefined)('the login lab, by commands', () => {
  const folder = temporaryFolder();
  const ask = askIn(folder);
  const one = async (command: string): Promise<Row> => (await ask(command))[0] ?? {};

  beforeAll(async () => {
    for (const file of ['log.csv', 'attacks.csv', 'user_ips.json', 'user_base.txt'])
      cpSync(sharedPath(`${DATA}/${file}`), join(folder, file));
    const { exitCode } = await runCli(['ingest', 'log.csv', '--store', 'events.duckdb', '--quiet'], {
      cwd: folder,
    });
    expect(exitCode).toBe(0);
  });

  it('counts attempts, addresses, attackers, names and reasons', async () => {
    const whole = await one(
      `pivot ${TRUTH} --by event.dataset --metric 'attempts=count()' --metric 'addresses=distinct(source.ip)' --metric 'attackers=distinct(source.ip, label.attack : true)' --metric 'share=attackers / addresses' --metric 'names=distinct(user.name)'`,
    );
    expect(whole).toMatchObject({ attempts: 12_836, addresses: 327, attackers: 72, names: 1960 });
    expectClose(whole['share'], 0.22018348623853212, 'share of attackers');
    const reasons = await ask('counts event.reason');
    expect(reasons.map((row) => [row['value'], row['count']])).toEqual([
      ['error_wrong_username', 5370],
      [null, 3850],
      ['error_wrong_password', 3615],
      ['error_account_locked', 1],
    ]);
  });

  it('describes attempts per address, and how often each number of names occurs', async () => {
    const attempts = await one('describe --of-counts source.ip');
    expect(attempts).toMatchObject({ count: 327, min: 1, p25: 5, p50: 10, p75: 22.5, max: 257 });
    const perAddress = table('pivot_per_ip').map((row) => Number(row['attempts']));
    expectClose(attempts['mean'], 12_836 / 327, 'mean');
    expectClose(attempts['std'], standardDeviation(perAddress), 'std');
    expect(attempts['std']).toBeCloseTo(69.27933, 6);
    const names = await one("describe --by source.ip --metric 'distinct(user.name)' --of-counts");
    expect(names).toMatchObject({ count: 53, min: 1, p25: 1, p50: 1, p75: 2, max: 253 });
    expectClose(names['mean'], 327 / 53, 'mean');
    expect(names['std']).toBeCloseTo(34.562505, 6);
  });

  it('tells attackers from others: rank, success, reasons', async () => {
    const rank = await one(`evaluate ${TRUTH} --rank 'count()'`);
    expect(rank).toMatchObject({ top: 72, hits: 64, precision: 0.8888888888888888 });
    const shares = await ask(
      `pivot ${TRUTH} --by label.attack --metric 'share=count(event.outcome : success) / count()' --sort entity`,
    );
    expect(shares.map((row) => [row['entity'], Number(Number(row['share']).toFixed(6))])).toEqual([
      [false, 0.873957],
      [true, 0.168199],
    ]);
    const cells = await ask(`crosstab label.attack event.reason ${TRUTH} --having 'column : *'`);
    expect(cells.map((cell) => [cell['row'], cell['column'], cell['count']])).toEqual([
      [false, 'error_account_locked', 1],
      [false, 'error_wrong_password', 299],
      [false, 'error_wrong_username', 2],
      [true, 'error_account_locked', 0],
      [true, 'error_wrong_password', 3316],
      [true, 'error_wrong_username', 5368],
    ]);
  });

  it('gives the hourly table, empty hours included', async () => {
    expect(await ask('resample --every 1h')).toEqual(
      table('hourly_attempts').map((row) => ({
        start: iso(row['datetime']),
        events: Number(row['attempts']),
      })),
    );
  });

  it('gives the table per address and hour', async () => {
    const rows = await ask(`pivot --by source.ip --every 1h ${RATES}`);
    const expected = table('hourly_ip_logs');
    expect(rows).toHaveLength(1382);
    rows.forEach((row, index) => {
      const wanted = expected[index] ?? {};
      expect([row['entity'], row['start']]).toEqual([wanted['source_ip'], iso(wanted['datetime'])]);
      expectRow(row, wanted);
    });
  });

  it('gives the pivot per address', async () => {
    const reasons = ['account_locked', 'wrong_password', 'wrong_username']
      .map((reason) => `--metric 'error_${reason}=count(event.reason : error_${reason})'`)
      .join(' ');
    const rows = await ask(
      `pivot --by source.ip --metric 'attempts=count()' ${reasons} --metric 'success=count(event.outcome : success)' --metric 'success_rate=success / attempts' --metric 'error_rate=1 - success_rate' --sort attempts:desc`,
    );
    const expected = table('pivot_per_ip');
    expect(rows).toHaveLength(expected.length);
    const attempts = rows.map((row) => row['attempts']);
    expect(attempts).toEqual(expected.map((row) => Number(row['attempts'])));
    const byAddress = new Map(expected.map(({ source_ip, ...cells }) => [source_ip, cells]));
    for (const { entity, ...row } of rows) {
      const wanted = Object.entries(byAddress.get(String(entity)) ?? {});
      expect(wanted).toHaveLength(7);
      for (const [name, cell] of wanted) expectClose(row[name], Number(cell), `${entity} ${name}`);
    }
  });

  it.each([
    ['lab-mean', 'mean_untrimmed', ''],
    ['lab-mean-trimmed', 'mean_trimmed', ''],
    ['lab-median', 'median_untrimmed', ''],
    ['lab-tukey', 'q1_trimmed', '.q1'],
    ['lab-tukey', 'q3_trimmed', '.q3'],
    ['lab-tukey', 'tukey_upper_k3', '.upper_fence'],
    ['lab-z-score', 'std_trimmed', '.std'],
  ])('gives the baseline table of %s as in %s', async (rule, name, suffix) => {
    const rows = await ask(`baseline --rule ${rule} --sort hour`);
    const expected = table(name);
    expect(rows).toHaveLength(24);
    rows.forEach((row, hour) => {
      expect(row['hour']).toBe(hour);
      expectRow(row, expected[hour] ?? {}, suffix);
    });
  });

  it('gives the six hours of the highest failure rate, untrimmed and trimmed', async () => {
    const untrimmed = await ask('baseline --rule lab-mean --sort failure_rate:desc --limit 6');
    expect(untrimmed.map((row) => [row['hour'], Number(Number(row['failure_rate']).toFixed(6))])).toEqual([
      [19, 0.263124],
      [23, 0.208805],
      [3, 0.2],
      [11, 0.183333],
      [14, 0.166599],
      [16, 0.158333],
    ]);
    const trimmed = await ask(
      "baseline --rule lab-mean-trimmed --having 'hour : (19 or 23 or 3 or 11 or 14 or 16)'",
    );
    expect(trimmed.map((row) => [row['hour'], Number(Number(row['failure_rate']).toFixed(6))])).toEqual([
      [3, 0.075],
      [11, 0.066667],
      [14, 0.05],
      [16, 0.075],
      [19, 0.128571],
      [23, 0.033333],
    ]);
  });

  it('gives the rows that trimming keeps, and those that the seeded sample draws', async () => {
    const rows = await ask("baseline --rule lab-mean-trimmed --windows --having 'kept : true'");
    const expected = table('trimmed_hourly_ip_logs');
    expect(rows).toHaveLength(1285);
    rows.forEach((row, index) => {
      const wanted = expected[index] ?? {};
      expect([row['source.ip'], row['start']]).toEqual([wanted['source_ip'], iso(wanted['datetime'])]);
      expectRow(row, wanted);
    });
    const {
      trimmed_rows_per_hour: kept = {},
      per_group_sample_positions_RandomState0_choice: positions = {},
    } = reference();
    for (const [hour, size] of Object.entries(kept)) {
      const drawn = rows.filter((row) => row['hour'] === Number(hour)).map((row) => row['drawn']);
      const wanted = positions[String(size)] as readonly number[];
      expect(drawn).toEqual(drawn.map((_, position) => wanted.filter((each) => each === position).length));
    }
  });

  it('gives the rates of the four methods to all digits', async () => {
    const names = ['means', 'medians', 'Tukey fence', 'Z-scores'];
    const rows = await ask(`evaluate ${TRUTH} --preset lab`);
    expect(rows.map((row) => row['attacks'])).toEqual([72, 72, 72, 72]);
    const expected = names.map((name) => reference()[name] ?? { missing: name });
    expect(rows).toMatchObject(expected);
  });

  it('flags exactly the addresses of each method', async () => {
    const files: Readonly<Record<string, string>> = {
      'lab-mean-trimmed': 'flagged_means',
      'lab-median': 'flagged_medians',
      'lab-tukey': 'flagged_Tukey_fence',
      'lab-z-score': 'flagged_Z_scores',
    };
    const detectors = Object.keys(files).join(',');
    const answer = await answerOf(`detect --detectors ${detectors} --store events.duckdb`, folder);
    const findings = answer['findings'] as readonly { detector: string; entity: { value: string } }[];
    for (const [detector, file] of Object.entries(files)) {
      const flagged = findings.filter((each) => each.detector === detector).map(({ entity }) => entity.value);
      expect(flagged.sort(), detector).toEqual(
        table(file)
          .map((row) => row['source_ip'])
          .sort(),
      );
    }
  });

  it('simulates November byte for byte, and December with the same users', async () => {
    const simulate = (words: string) => runCli(['simulate', 'login', ...words.split(' ')], { cwd: folder });
    expect((await simulate('30 2018-11-01 -ms 0')).exitCode).toBe(0);
    for (const [made, given] of [
      ['logs/log.csv', 'log.csv'],
      ['logs/attacks.csv', 'attacks.csv'],
      ['user_data/user_base.txt', 'user_base.txt'],
      ['user_data/user_ips.json', 'user_ips.json'],
    ] as const)
      expect(readFileSync(join(folder, made)).equals(readFileSync(join(folder, given))), made).toBe(true);
    const december =
      '31 2018-12-01 --seed 27 -u user_base.txt -i user_ips.json -l dec.csv -hl dec_attacks.csv';
    expect((await simulate(december)).exitCode).toBe(0);
    const exercise = await answerOf(
      'evaluate dec.csv --truth dec_attacks.csv --detectors lab-exercise-4',
      folder,
    );
    expect(exercise['inputs']).toMatchObject({ parsed: 15_468 });
    const [row = {}] = exercise['rows'] as readonly Row[];
    expect(row).toMatchObject({ attacks: 78, tp: 77, fn: 1, fp: 18 });
  });
});
