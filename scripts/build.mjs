// Emits dist/ with plain tsc, then removes what no source makes any more and marks the
// program executable. Nothing is emitted when neither sources nor settings have changed, and
// only what has changed while everything that was emitted before is still there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'dist/cli/main.js');
const stampFile = join(root, 'node_modules/.cache/logfence/build-stamp');
const learnedFile = join(root, 'node_modules/.cache/logfence/build.info');

const fingerprint = () => {
  const hash = createHash('sha256');
  const files = globSync(['src/**/*.ts', 'tsconfig*.json', 'package-lock.json'], { cwd: root });
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
};

const removeLeftovers = () => {
  const emitted = globSync(['dist/**/*.js', 'dist/**/*.d.ts'], { cwd: root, absolute: true });
  for (const file of emitted) {
    const source = file.replace(`${root}dist/`, `${root}src/`).replace(/(\.d\.ts|\.js)$/, '.ts');
    if (!existsSync(source)) rmSync(file);
  }
};

const isComplete = () =>
  globSync('src/**/*.ts', { cwd: root }).every((file) =>
    existsSync(join(root, 'dist', file.slice('src/'.length).replace(/\.ts$/, '.js'))),
  );

const stamp = fingerprint();
const isFresh = existsSync(program) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
if (!isFresh) {
  rmSync(stampFile, { force: true });
  if (!isComplete()) rmSync(learnedFile, { force: true });
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const learned = ['--incremental', '--tsBuildInfoFile', learnedFile];
  const words = [tsc, '-p', 'tsconfig.build.json', ...learned];
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  removeLeftovers();
  if (existsSync(program)) chmodSync(program, 0o755);
  if (status !== 0) process.exit(status ?? 1);
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}
