import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHARED_FOLDER, sharedDataMissing } from '../helpers/shared-data.ts';
import { type ConsoleBlock, consoleBlocks, relativeLinks, uncheckedCommands } from './console-blocks.ts';
import { showsOutput } from './match-output.ts';
import { Sandbox } from './sandbox.ts';

// CONTRIBUTING.md describes how pages are written, and its block "console sandbox" makes the files
// they use. LOGFENCE_UPDATE_DOCS=1 writes what was printed into pages that show something else.
const ROOT = join(import.meta.dirname, '../..');
const PROGRAMS = /^(logfence|cat|head|tail|wc|grep|sort|printf|echo|ls|gzip|cut|cp|rm|mkdir)\b/;
const updates = process.env['LOGFENCE_UPDATE_DOCS'] === '1' && process.env['CI'] !== 'true';

const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT })
  .sort()
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
const isRecipe = ({ words }: ConsoleBlock): boolean => words.includes('sandbox');

interface Correction {
  readonly from: number;
  readonly count: number;
  readonly lines: readonly string[];
}

const correct = (path: string, text: string, corrections: readonly Correction[]): void => {
  const lines = text.split('\n');
  for (const { from, count, lines: printed } of [...corrections].reverse())
    lines.splice(from - 1, count, ...printed);
  writeFileSync(join(ROOT, path), lines.join('\n'));
};

const sandbox = new Sandbox();
beforeAll(async () => {
  if (sharedDataMissing === undefined) symlinkSync(SHARED_FOLDER, join(dirname(sandbox.original), 'shared'));
  const recipe = pages.flatMap(({ text }) => consoleBlocks(text).filter(isRecipe));
  for (const { command } of recipe.flatMap(({ commands }) => commands)) {
    const { printed, exitCode } = await sandbox.run(command, sandbox.original);
    if (exitCode !== 0)
      throw new Error(`the files for the pages were not made; ${command}: ${printed.join('\n')}`);
  }
  // Stamps without a year take theirs from the file's time.
  const made = new Date('2026-03-10T00:00:00Z');
  for (const file of globSync('**/*', { cwd: sandbox.original, absolute: true }))
    utimesSync(file, made, made);
});
afterAll(() => sandbox.remove());

/** Runs the blocks of a page one after another in one folder, so that later commands see earlier ones' files. */
const runBlocks = async (path: string, text: string, blocks: readonly ConsoleBlock[]): Promise<void> => {
  const folder = sandbox.copyFor(path);
  const corrections: Correction[] = [];
  for (const shown of blocks.flatMap(({ commands }) => commands)) {
    const { printed, exitCode } = await sandbox.run(shown.command, folder);
    const where = `${path}:${shown.line}: ${shown.command}\n${printed.join('\n')}`;
    expect(exitCode, where).toBe(shown.exitCode);
    if (shown.output.length === 0 || showsOutput(shown.output, printed)) continue;
    if (!updates) expect(printed.join('\n'), where).toBe(shown.output.join('\n'));
    const lines = printed.slice(0, printed.findLastIndex((line) => line !== '') + 1);
    corrections.push({ from: shown.outputLine, count: shown.output.length, lines });
  }
  if (corrections.length > 0) correct(path, text, corrections);
};

describe.each(pages)('$path', ({ path, text }) => {
  const blocks = consoleBlocks(text).filter((block) => !isRecipe(block));
  const needsShared = blocks.some(({ words }) => words.includes('needs=shared'));

  if (blocks.length > 0)
    it.skipIf(needsShared && sharedDataMissing !== undefined)(
      'shows commands that run and print what it shows',
      async () => {
        await runBlocks(path, text, blocks);
        expect(blocks.length).toBeGreaterThan(0);
      },
    );

  it('shows no command of ours that nothing runs', () => {
    const foreign = blocks.flatMap(({ commands }) =>
      commands.filter(({ command }) => !PROGRAMS.test(command)),
    );
    expect(uncheckedCommands(text)).toEqual([]);
    expect(foreign.map(({ line, command }) => `${line}: ${command}`)).toEqual([]);
  });

  it('links to files that are there and tracked', () => {
    const targets = relativeLinks(text)
      .map((target) => decodeURIComponent(target.replace(/[?#].*$/, '')))
      .filter((target) => target !== '');
    const files = targets.map((target) => join(dirname(path), target));
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    const untracked = files.filter(
      (file) => execFileSync('git', ['ls-files', '--', file], { cwd: ROOT, encoding: 'utf8' }) === '',
    );
    expect(process.env['CI'] === 'true' ? untracked : []).toEqual([]);
  });
});
