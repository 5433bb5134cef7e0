import { utimesSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleBlocks } from './console-blocks.ts';
import {
  cannotRunHere,
  checkPage,
  comparePictures,
  isRecipe,
  linkShared,
  readPages,
  runBlocks,
  shownBlocks,
} from './pages.ts';
import { Sandbox } from './sandbox.ts';

// The block "console sandbox" of CONTRIBUTING.md makes the files that pages use. The notebooks
// make their own, and have a test of their own beside this one.
const pages = readPages('*.md', 'docs/**/*.md', '!docs/notebooks/**');

const sandbox = new Sandbox();
beforeAll(async () => {
  linkShared(sandbox);
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

describe.each(pages)('$path', (page) => {
  const blocks = shownBlocks(page);

  if (blocks.length > 0)
    it.skipIf(cannotRunHere(page))('shows commands that run and print what it shows', async () => {
      const folder = await runBlocks(sandbox, page);
      if (page.path.startsWith('docs/detectors/')) comparePictures(page, folder);
      expect(blocks.length).toBeGreaterThan(0);
    });

  checkPage(page);
});
