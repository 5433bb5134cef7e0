import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PROJECT = join(import.meta.dirname, '../..');
const long = (lines: number): string => 'count += 1;\n'.repeat(lines);

/** Files that break one rule of the linter each. */
const PLANTS: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['noImportCycles', 'src/a.ts', "import type { B } from './b.ts';\nexport type A = B | 1;\n"],
  ['noImportCycles', 'src/b.ts', "import type { A } from './a.ts';\nexport type B = A | 2;\n"],
  [
    'noFloatingPromises',
    'src/floating.ts',
    'const later = async (): Promise<number> => 1;\nexport const start = (): void => {\n  later();\n};\n',
  ],
  ['noDefaultExport', 'src/default.ts', 'export default 1;\n'],
  ['useFilenamingConvention', 'src/camelCase.ts', 'export const one = 1;\n'],
  ['useImportExtensions', 'src/extension.ts', "export { one } from './camelCase';\n"],
  ['useImportType', 'src/type.ts', "import { A } from './a.ts';\nexport type C = A;\n"],
  ['noDoubleEquals', 'src/equals.ts', 'export const same = (a: unknown, b: unknown) => a == b;\n'],
  ['noExcessiveLinesPerFunction', 'src/function.ts', `export const f = (count = 0) => {\n${long(61)}};\n`],
  ['noExcessiveLinesPerFile', 'src/file.ts', `let count = 0;\n${long(401)}export const sum = count;\n`],
  ['useExpect', 'test/a.test.ts', "import { it } from 'vitest';\nit('x', () => undefined);\n"],
  [
    'noSkippedTests',
    'test/b.test.ts',
    `import { expect, it } from 'vitest';\n${'it'}.skip('x', () => expect(1).toBe(1));\n`,
  ],
];

interface Diagnostic {
  readonly category: string;
  readonly severity: string;
  readonly location: { readonly path: string | { readonly file: string } };
}

const lint = (root: string): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
    const words = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
    execFile(
      process.execPath,
      words,
      { cwd: root, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => {
        if (stdout === '') return reject(new Error(stderr));
        const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Diagnostic[] };
        return resolve(
          diagnostics
            .filter(({ severity }) => severity === 'error')
            .map(
              ({ category, location: { path } }) =>
                `${category.split('/').at(-1)} ${typeof path === 'string' ? path : path.file}`,
            ),
        );
      },
    );
  });

describe('the linter', () => {
  const root = mkdtempSync(join(tmpdir(), 'logfence-lint-'));
  let found: readonly string[] = [];

  beforeAll(async () => {
    const config = JSON.parse(readFileSync(join(PROJECT, 'biome.json'), 'utf8'));
    writeFileSync(
      join(root, 'biome.json'),
      JSON.stringify({ ...config, $schema: undefined, vcs: undefined }),
    );
    cpSync(join(PROJECT, 'tsconfig.json'), join(root, 'tsconfig.json'));
    for (const [, path, text] of PLANTS) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    found = await lint(root);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each(PLANTS)('sees %s broken in %s', (rule, path) => {
    expect(found).toContain(`${rule} ${path}`);
  });
});
