import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { expect, it } from 'vitest';
import { SHARED_FOLDER, sharedDataMissing } from '../helpers/shared-data.ts';
import {
  type ConsoleBlock,
  consoleBlocks,
  relativeLinks,
  shownFiles,
  uncheckedCommands,
} from './console-blocks.ts';
import { keepOpenLines, showsOutput } from './match-output.ts';
import type { Sandbox } from './sandbox.ts';

// CONTRIBUTING.md describes how pages are written. LOGFENCE_UPDATE_DOCS=1 writes what was
// printed and drawn into pages that show something else.
export const ROOT = join(import.meta.dirname, '../..');
const PROGRAMS = /^(logfence|cat|head|tail|wc|grep|sort|printf|echo|ls|gzip|cut|cp|rm|mkdir)\b/;
const updates = process.env['LOGFENCE_UPDATE_DOCS'] === '1' && process.env['CI'] !== 'true';

/** A page by its path from the project's root. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** The pages that match, in order of their paths. */
export const readPages = (...patterns: readonly string[]): readonly Page[] =>
  globSync([...patterns], { cwd: ROOT })
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

/** The page's blocks whose files other pages use. */
export const isRecipe = ({ words }: ConsoleBlock): boolean => words.includes('sandbox');

/** The page's blocks that show what their commands print. */
export const shownBlocks = ({ text }: Page): readonly ConsoleBlock[] =>
  consoleBlocks(text).filter((block) => !isRecipe(block));

/** Puts the reference data beside the folders in which pages run, where it is here. */
export const linkShared = (sandbox: Sandbox): void => {
  if (sharedDataMissing === undefined) symlinkSync(SHARED_FOLDER, join(dirname(sandbox.original), 'shared'));
};

/** Whether the page reads reference data that is not here. */
export const cannotRunHere = (page: Page): boolean =>
  sharedDataMissing !== undefined && shownBlocks(page).some(({ words }) => words.includes('needs=shared'));

interface Correction {
  readonly from: number;
  readonly count: number;
  readonly lines: readonly string[];
}

const correct = ({ path, text }: Page, corrections: readonly Correction[]): void => {
  const lines = text.split('\n');
  for (const { from, count, lines: printed } of [...corrections].reverse())
    lines.splice(from - 1, count, ...printed);
  writeFileSync(join(ROOT, path), lines.join('\n'));
};

/** Runs the blocks of a page one after another in one folder, so that later commands see earlier ones' files. */
export const runBlocks = async (sandbox: Sandbox, page: Page): Promise<string> => {
  const folder = sandbox.copyFor(page.path);
  for (const { name, text } of shownFiles(page.text)) writeFileSync(join(folder, name), text);
  const corrections: Correction[] = [];
  for (const shown of shownBlocks(page).flatMap(({ commands }) => commands)) {
    const { printed, exitCode } = await sandbox.run(shown.command, folder);
    const where = `${page.path}:${shown.line}: ${shown.command}\n${printed.join('\n')}`;
    expect(exitCode, where).toBe(shown.exitCode);
    if (shown.output.length === 0 || showsOutput(shown.output, printed)) continue;
    if (!updates) expect(printed.join('\n'), where).toBe(shown.output.join('\n'));
    const lines = printed.slice(0, printed.findLastIndex((line) => line !== '') + 1);
    corrections.push({
      from: shown.outputLine,
      count: shown.output.length,
      lines: keepOpenLines(shown.output, lines),
    });
  }
  if (corrections.length > 0) correct(page, corrections);
  return folder;
};

/** Pictures of a page that its own commands draw: each must be, byte for byte, the tracked one of that name. */
export const comparePictures = (page: Page, folder: string): void => {
  for (const target of relativeLinks(page.text).filter((link) => link.endsWith('.svg'))) {
    const drawn = join(folder, basename(target));
    expect(existsSync(drawn), `${page.path} shows ${target}, and no command of it draws that file`).toBe(
      true,
    );
    const tracked = join(ROOT, dirname(page.path), target);
    const picture = readFileSync(drawn, 'utf8');
    if (updates) {
      mkdirSync(dirname(tracked), { recursive: true });
      writeFileSync(tracked, picture);
    }
    expect(picture, `${page.path}: ${target}`).toBe(readFileSync(tracked, 'utf8'));
  }
};

/** Tests that need no program: every command of ours is run by one, and every link leads somewhere. */
export const checkPage = (page: Page): void => {
  it('shows no command of ours that nothing runs', () => {
    const foreign = shownBlocks(page).flatMap(({ commands }) =>
      commands.filter(({ command }) => !PROGRAMS.test(command)),
    );
    expect(uncheckedCommands(page.text)).toEqual([]);
    expect(foreign.map(({ line, command }) => `${line}: ${command}`)).toEqual([]);
  });

  it('links to files that are there and tracked', () => {
    const targets = relativeLinks(page.text)
      .map((target) => decodeURIComponent(target.replace(/[?#].*$/, '')))
      .filter((target) => target !== '');
    const files = targets.map((target) => join(dirname(page.path), target));
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    const untracked = files.filter(
      (file) => execFileSync('git', ['ls-files', '--', file], { cwd: ROOT, encoding: 'utf8' }) === '',
    );
    expect(process.env['CI'] === 'true' ? untracked : []).toEqual([]);
  });
};
