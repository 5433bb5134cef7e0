import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const folder = temporaryFolder();
const cli = (...words: readonly string[]) => runCli(words, { cwd: folder });
const line = (stamp: string): string =>
  `${stamp} gate sshd[812]: Failed password for root from 203.0.113.9 port 4242 ssh2\n`;
writeFileSync(join(folder, 'auth.log'), line('Dec 31 23:59:59') + line('Jan  1 00:00:01'));
utimesSync(join(folder, 'auth.log'), 1_767_300_000, 1_767_300_000);
writeFileSync(
  join(folder, 'dated.csv'),
  'time,user\n2018-11-01 00:36:52.617978,ana\n2018-11-01 00:36:53.617978,ben\nnonsense,eve\n',
);

const NOTE = 'auth.log: stamps carry no year, taken as 2026 from the time of its last change; --year sets it';

describe('a year that had to be guessed', () => {
  it('is said by every command that reads such a log, once', async () => {
    for (const words of [
      ['counts', 'user.name', 'auth.log'],
      ['events', 'auth.log'],
      ['plot', 'bar', 'auth.log', '--x', 'user.name'],
      ['analyze', 'auth.log', '--json'],
    ]) {
      const { stderr, exitCode } = await cli(...words);
      expect([exitCode, stderr.split('\n').filter((each) => each === `note: ${NOTE}`)]).toEqual([
        0,
        [`note: ${NOTE}`],
      ]);
    }
    const screen = await cli('analyze', 'auth.log');
    expect(screen.stderr).toBe('');
    expect(screen.stdout.replaceAll(/\n */g, ' ')).toContain(NOTE);
    expect((await cli('counts', 'user.name', 'auth.log', '--quiet')).stderr).toBe('');
  });

  it('is not claimed of a log whose stamps carry theirs', async () => {
    const { stdout } = await cli('inputs', 'dated.csv', '--json');
    expect(JSON.parse(stdout).rows[0].notes).toEqual([
      'times carry no zone and were read as UTC; --time-zone names another',
    ]);
  });

  it('is not one that no moment can have', async () => {
    const { stderr, exitCode } = await cli('counts', 'user.name', 'auth.log', '--year', '99999');
    expect([exitCode, stderr]).toEqual([2, 'logfence: --year takes 1901 to 2298, not 99999\n']);
  });
});
