import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** Everything the tests write for the time being lies in one folder that the run removes, whatever became of its processes. */
export const setup = (): void => {
  folder = mkdtempSync(join(tmpdir(), 'logfence-tests-'));
  process.env['TMPDIR'] = folder;
};

export const teardown = (): void => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
};
