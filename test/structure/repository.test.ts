import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runScript } from './planted-project.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'logfence-repository-'));
  execFileSync('git', ['init', '--quiet'], { cwd: root });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const track = (path: string, content: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  execFileSync('git', ['add', '--force', '--', path], { cwd: root });
};
const check = () => runScript('check-repo.mjs', ['--root', root]);

describe('the repository check', () => {
  it('passes on ordinary files', async () => {
    track('src/a.ts', "export const home = '/home/index.html';\n");
    track('test/a.test.ts', "it.skipIf(missing)('runs where it can', () => undefined);\n");
    const { exitCode, stdout } = await check();
    expect(exitCode).toBe(0);
    expect(stdout).toBe('repository: 2 files, 0 problems\n');
  });

  // Written in halves, so that this file does not hold what it plants.
  it.each([
    ['src/a.ts', () => `const path = '${root}/data';`, 'src/a.ts:1: names a folder of a machine'],
    ['docs/a.md', () => `\nsee ${'/work'}/main/src`, 'docs/a.md:2: names a folder of a machine'],
    ['.npmrc', () => `x=https://${'registry'}.npmjs.org/`, '.npmrc:1: names a package registry'],
    [
      'web/package-lock.json',
      () => '{ "resolved": "https://example.org/a-1.0.0.tar.gz" }',
      'web/package-lock.json:1: holds a download address in a lock file',
    ],
    ['test/a.test.ts', () => `${'it'}.only('x', run);`, 'test/a.test.ts:1: switches a test on alone or off'],
    [
      'test/a.test.ts',
      () => `${'describe'}.skip('x', run);`,
      'test/a.test.ts:1: switches a test on alone or off',
    ],
    [
      'test/a.test.ts',
      () => `${'test'}.concurrent.todo('x');`,
      'test/a.test.ts:1: switches a test on alone or off',
    ],
    ['src/a.ts', () => `${'<<<<'}<<< HEAD`, 'src/a.ts:1: holds a mark of an unresolved merge'],
    ['dist/index.js', () => 'export {};', 'dist/index.js: is generated'],
    ['web/vendor.min.js', () => 'export {};', 'web/vendor.min.js: is generated'],
    ['test/fixtures/big.log', () => 'x'.repeat(1024 * 1024 + 1), 'test/fixtures/big.log: is 1048577 bytes'],
  ])('is caught by a planted %s', async (path, content, problem) => {
    track(path, content());
    const { exitCode, stderr } = await check();
    expect(stderr).toContain(problem);
    expect(exitCode).toBe(1);
  });

  it('refuses a symbolic link', async () => {
    symlinkSync('/etc/hostname', join(root, 'link'));
    execFileSync('git', ['add', 'link'], { cwd: root });
    const { exitCode, stderr } = await check();
    expect(stderr).toContain('link: is a symbolic link');
    expect(exitCode).toBe(1);
  });

  it('fails where nothing is tracked instead of passing blindly', async () => {
    const { exitCode, stderr } = await check();
    expect(stderr).toContain('nothing was checked');
    expect(exitCode).toBe(1);
  });
});

describe('the lock file', () => {
  const lock = (packages: object): string => {
    const file = join(root, 'package-lock.json');
    writeFileSync(file, JSON.stringify({ lockfileVersion: 3, packages }));
    return file;
  };
  const engine = {
    version: '2.0.0',
    dev: true,
    optionalDependencies: { '@engine/bin-darwin-arm64': '2.0.0', '@engine/bin-linux-x64-musl': '2.0.0' },
  };

  it('is given the optional packages of platforms that npm left out', async () => {
    const file = lock({ '': { name: 'x' }, 'node_modules/engine': engine });
    expect((await runScript('complete-lock.mjs', ['--check', file])).exitCode).toBe(1);
    expect((await runScript('complete-lock.mjs', [file])).exitCode).toBe(0);
    const { packages } = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(packages)).toEqual([
      '',
      'node_modules/@engine/bin-darwin-arm64',
      'node_modules/@engine/bin-linux-x64-musl',
      'node_modules/engine',
    ]);
    expect(packages['node_modules/@engine/bin-linux-x64-musl']).toEqual({
      version: '2.0.0',
      cpu: ['x64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    });
    expect((await runScript('complete-lock.mjs', ['--check', file])).exitCode).toBe(0);
  });

  it('is not completed by guessing', async () => {
    const file = lock({ 'node_modules/engine': { version: '1.0.0', optionalDependencies: { fast: '1' } } });
    const { exitCode, stderr } = await runScript('complete-lock.mjs', [file]);
    expect(stderr).toContain('fast does not tell its platform');
    expect(exitCode).toBe(1);
  });
});

describe('the count of tests', () => {
  const report = (results: readonly unknown[]): string => {
    const file = join(root, 'report.json');
    writeFileSync(file, JSON.stringify({ testResults: results }));
    return file;
  };
  const tests = (...statuses: string[]) =>
    statuses.map((status) => ({ status, fullName: `a ${status} test` }));

  it('adds up passed, failed and skipped ones, and a file that could not be loaded', async () => {
    const file = report([
      { status: 'passed', assertionResults: tests('passed', 'passed', 'skipped') },
      { status: 'failed', assertionResults: tests('passed', 'failed') },
      { status: 'failed', assertionResults: [] },
    ]);
    expect((await runScript('count-tests.mjs', [file])).stdout).toBe('3 2 1\n');
  });

  it('names skipped tests and fails where none may be', async () => {
    const file = report([{ status: 'passed', assertionResults: tests('passed', 'pending') }]);
    const { exitCode, stdout } = await runScript('count-tests.mjs', ['--fail-on-skipped', file]);
    expect(stdout).toBe('skipped: a pending test\n');
    expect(exitCode).toBe(1);
  });

  it('does not take no test at all for success', async () => {
    expect((await runScript('count-tests.mjs', ['--fail-on-skipped', report([])])).exitCode).toBe(1);
  });
});
