import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cannotRunHere,
  checkPage,
  comparePictures,
  linkShared,
  readPages,
  runBlocks,
  shownBlocks,
} from './pages.ts';
import { Sandbox } from './sandbox.ts';

// Notebooks are pages of commands with what they print and draw. Each makes its own files, in an
// empty folder, as a reader who types along. `npm run notebooks` writes them anew.
const notebooks = readPages('docs/notebooks/*.md');

const sandbox = new Sandbox();
beforeAll(() => linkShared(sandbox));
afterAll(() => sandbox.remove());

describe.each(notebooks)('$path', (page) => {
  const blocks = shownBlocks(page);

  if (blocks.length > 0)
    it.skipIf(cannotRunHere(page))('prints and draws what it shows', async () => {
      comparePictures(page, await runBlocks(sandbox, page));
      const silent = blocks.flatMap(({ commands }) => commands).filter(({ output }) => output.length === 0);
      expect(silent.length).toBeLessThan(blocks.length);
    });

  checkPage(page);
});
