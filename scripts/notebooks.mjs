// Writes the pages of docs/notebooks anew: their commands are run, and what they print and draw replaces what
// the pages show. Lines that stand under "..." stay as they are. Read the difference before you keep it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { CI: _ci, ...environment } = process.env;
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', 'test/docs/notebooks.test.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...environment, LOGFENCE_UPDATE_DOCS: '1' },
});
process.exit(status ?? 1);
