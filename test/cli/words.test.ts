import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { EXAMPLES } from '../../src/cli/help-examples.ts';
import { shellWords } from '../../src/kernel/shell-words.ts';
import { webLines } from '../endurance/endurance.ts';
import { runCli } from '../helpers/run-cli.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'access.log'), webLines(0, 40));
const cli = (...words: readonly string[]) => runCli(words, { cwd: folder });

describe('a person who types little or wrongly', () => {
  it('is shown the help for nothing at all', async () => {
    const { stdout, stderr, exitCode } = await cli();
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: logfence/);
  });

  const mistakes: readonly (readonly [words: string, message: string])[] = [
    ['acess.log', '"acess.log" is neither a command nor a file; did you mean the file access.log?'],
    ['store', 'store what? info, prune, forget; logfence store --help tells more'],
    ['rules', 'rules what? list, check, test; logfence rules --help tells more'],
    ['store infoo', "unknown command 'infoo': did you mean info?"],
    ['counts event.dataset access.log --stor x', "unknown option '--stor': did you mean --store?"],
    [
      'counts event.dataset access.log --limit -1',
      "option '--limit <n>' argument '-1' is invalid; it takes a whole number",
    ],
    ['counts event.dataset access.log --json --csv', "option '--csv' cannot be used with option '--json'"],
    ['analyze access.log --again', '--again goes with --store: without one nothing is stored yet'],
    [
      'counts event.dataset --store s.duckdb --format combined',
      '--format says how an input is read, and only a store is named',
    ],
    [
      'analyze access.log --since soon',
      '--since "soon" is no time; write it like 2012-03-16, 2012-03-16T18:00Z or 2012-03-16T18:00:05+01:00',
    ],
    ['analyze access.log --since 2026 --until 2025', '--since lies after --until; swap the two times'],
    [
      'counts user.agent access.log',
      'unknown field "user.agent": did you mean user_agent.bot, user_agent.kind or user_agent.name?',
    ],
    ['counts access.log', 'counts takes a field before its inputs, and "access.log" is a file'],
    [
      'crosstab source.ip access.log',
      'crosstab takes two fields, one for the rows and one for the columns, before its inputs, and "access.log" is a file',
    ],
    ['evaluate access.log --truth no.csv', 'cannot read the truth no.csv: there is no such file or folder'],
    [
      'analyze access.log --report no/where.html --quiet',
      'cannot write no/where.html: there is no such file or folder; choose another place',
    ],
  ];
  it.each(mistakes)('is told what is wrong with "%s"', async (words, message) => {
    const { stdout, stderr, exitCode } = await cli(...words.split(' '));
    expect({ stdout, stderr, exitCode }).toEqual({
      stdout: '',
      stderr: `logfence: ${message}\n`,
      exitCode: 2,
    });
  });

  it('may put an input behind --of-counts of a metric, which takes no field there', async () => {
    const words = ['describe', '--by', 'source.ip', '--metric', 'count()', '--of-counts'];
    const before = await cli(...words, 'access.log', '--json');
    const behind = await cli('describe', 'access.log', ...words.slice(1), '--json');
    expect(before.exitCode).toBe(0);
    expect(JSON.parse(before.stdout).rows).toEqual(JSON.parse(behind.stdout).rows);
  });
});

describe('doctor', () => {
  it('shows each remark whole', async () => {
    const { stdout } = await cli('doctor');
    expect(stdout).toContain('large logs need about their own size (TMPDIR names another place)');
  });
});

describe('the help of a command', () => {
  const program = buildProgram({} as Parameters<typeof buildProgram>[0]);
  it('shows examples that name only options which exist', () => {
    for (const [name, lines] of Object.entries(EXAMPLES)) {
      const command = program.commands.find((each) => each.name() === name);
      const known = command?.options.map((option) => option.long) ?? [];
      for (const line of lines)
        for (const word of (shellWords(line.replace(/^.*logfence /, '')) ?? []).filter((each) =>
          /^--[a-z]/.test(each),
        ))
          expect(known, line).toContain(word);
    }
  });
  it('begins with the options that the command alone has', async () => {
    const { stdout } = await cli('counts', '--help');
    const headings = stdout.split('\n').filter((line) => /^[A-Z].*:$/.test(line));
    expect(headings).toEqual([
      'Options:',
      'Which events:',
      'Rows of the answer:',
      'Output:',
      'Reading:',
      'What is known about addresses:',
      'Examples:',
    ]);
    expect(stdout.split('\n\n')[2]).toContain('--given');
  });
});
