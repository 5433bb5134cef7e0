// Type-checks the product and its tests, and the ClickHouse tests where their own packages are installed.
// What a check learned is kept, so that the next one looks at what has changed since.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const projects = ['tsconfig.json'];
const hasTests = globSync('test/clickhouse/*.ts', { cwd: root }).length > 0;
if (hasTests && existsSync(join(root, 'test/clickhouse/node_modules')))
  projects.push('tsconfig.clickhouse.json');

const check = (project) => {
  const learned = ['--incremental', '--tsBuildInfoFile', `node_modules/.cache/logfence/${project}.info`];
  const words = [tsc, '--noEmit', '-p', project, ...learned];
  return spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' }).status;
};
const statuses = projects.map(check);
process.exitCode = statuses.every((status) => status === 0) ? 0 : 1;
