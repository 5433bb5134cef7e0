import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/library.md');
const page = readFileSync(PAGE, 'utf8');
const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)].map(
  ([, program = '', printed = '']) => ({ program, printed }),
);

// A project of its own that knows the package by its name only, as a stranger's does.
const folder = temporaryFolder();
const run = promisify(execFile);
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

const SETTINGS = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
  },
  include: ['*.ts'],
};

/** What a stranger may get wrong, which the types must tell. */
const MISTAKES = `import { open } from 'logfence';
const data = await open('x.log');
// @ts-expect-error a field is needed
data.counts({});
// @ts-expect-error no such option
data.pivot({ by: 'source.ip', metric: 'count()' });
// @ts-expect-error a plain count has no probability
(await data.counts({ field: 'source.ip' }))[0]?.probability;
// @ts-expect-error no such kind
data.plot({ panels: [{ kind: 'pie' }] });
const share: number | undefined = (await data.counts({ field: 'source.ip' }))[0]?.share;
const lift: number | undefined = (await data.counts({ field: 'source.ip', given: 'user.name' }))[0]?.lift;
const start: string | undefined = (await data.resample({ every: '1h' }))[0]?.start;
console.log(share, lift, start);
`;

beforeAll(async () => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/logfence'));
  symlinkSync(join(ROOT, 'node_modules/@types'), join(folder, 'node_modules/@types'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS));
  blocks.forEach(({ program }, index) => {
    writeFileSync(join(folder, `example${index}.ts`), `${program}export {};\n`);
  });
  writeFileSync(join(folder, 'mistakes.ts'), MISTAKES);
  mkdirSync(join(folder, 'login'));
  const files = ['--userbase', 'login/users.txt', '--ip', 'login/ips.json', '--log', 'login/log.csv'];
  const { exitCode } = await runCli(
    [
      'simulate',
      'login',
      '3',
      '2018-11-01',
      '--make',
      '--seed',
      '0',
      ...files,
      '--hacklog',
      'login/attacks.csv',
    ],
    { cwd: folder },
  );
  expect(exitCode).toBe(0);
});

describe('The page on the library', () => {
  it('shows programs that compile outside of the package, and mistakes do not', async () => {
    expect(blocks.length).toBeGreaterThan(3);
    const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch((error) => error);
    expect(stdout).toBe('');
  });

  it('shows what its programs print', async () => {
    const printed: string[] = [];
    for (const index of blocks.keys()) {
      const { stdout } = await run(process.execPath, [`example${index}.js`], { cwd: folder });
      printed.push(stdout);
    }
    if (process.env['LOGFENCE_UPDATE_DOCS'] === '1' && process.env['CI'] !== 'true') {
      let index = 0;
      const text = page.replaceAll(
        /(```ts\n[\s\S]*?```\n\n```text\n)[\s\S]*?```/g,
        (_all, before: string) => {
          index += 1;
          return `${before}${printed[index - 1] ?? ''}\`\`\``;
        },
      );
      writeFileSync(PAGE, text);
    }
    expect(printed.map((text) => text.trimEnd())).toEqual(blocks.map((block) => block.printed.trimEnd()));
    expect(readFileSync(join(folder, 'attempts.png')).subarray(1, 4).toString()).toBe('PNG');
  });
});
