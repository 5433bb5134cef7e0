import { expect } from 'vitest';
import { shellWords } from '../../../src/kernel/shell-words.ts';
import { runCli } from '../../helpers/run-cli.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Rows of one command of the built program, typed as a person would, with `--json` added. */
export type Ask = (command: string) => Promise<readonly Row[]>;

/** What a command gives as JSON. It must end well and without a word on standard error. */
export const answerOf = async (command: string, folder: string): Promise<Row> => {
  const words = shellWords(command) ?? [];
  const { stdout, stderr, exitCode } = await runCli([...words, '--json', '--quiet'], { cwd: folder });
  expect([exitCode, stderr], command).toEqual([0, '']);
  return JSON.parse(stdout) as Row;
};

/** Asks in one folder, of the store `events.duckdb` there; the same command is run once. */
export const askIn = (folder: string): Ask => {
  const answers = new Map<string, Promise<Row>>();
  return async (command) => {
    const answer = answers.get(command) ?? answerOf(`${command} --store events.duckdb`, folder);
    answers.set(command, answer);
    return (await answer)['rows'] as readonly Row[];
  };
};

/** Equal to 12 significant digits. */
export const expectClose = (actual: unknown, expected: number, what: string): void => {
  expect(typeof actual, what).toBe('number');
  const difference = Math.abs((actual as number) - expected);
  expect(difference, `${what}: ${actual} is not ${expected}`).toBeLessThanOrEqual(Math.abs(expected) * 1e-12);
};

/** The cells of a table that pandas wrote, by its head. */
export const csvRows = (text: string): readonly Readonly<Record<string, string>>[] => {
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index], cell])));
};
