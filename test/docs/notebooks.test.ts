import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHARED_FOLDER, sharedDataMissing } from '../helpers/shared-data.ts';
import { checkPage, comparePictures, readPages, runBlocks, shownBlocks } from './pages.ts';
import { Sandbox } from './sandbox.ts';

// Notebooks are pages of commands with what they print and draw. Each makes its own files, in an
// empty folder, as a reader who types along. `npm run notebooks` writes them anew.
const notebooks = readPages('docs/notebooks/*.md');

const sandbox = new Sandbox();
beforeAll(() => {
  if (sharedDataMissing === undefined) symlinkSync(SHARED_FOLDER, join(dirname(sandbox.original), 'shared'));
});
afterAll(() => sandbox.remove());

describe.each(notebooks)('$path', (page) => {
  const blocks = shownBlocks(page);
  const needsShared = blocks.some(({ words }) => words.includes('needs=shared'));

  if (blocks.length > 0)
    it.skipIf(needsShared && sharedDataMissing !== undefined)('prints and draws what it shows', async () => {
      comparePictures(page, await runBlocks(sandbox, page));
      const silent = blocks.flatMap(({ commands }) => commands).filter(({ output }) => output.length === 0);
      expect(silent.length).toBeLessThan(blocks.length);
    });

  checkPage(page);
});
