import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything the tests write for the time being lies in one folder that the run removes, whatever became of its processes. */
export default (): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'logfence-tests-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
};
