import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

export interface Violation {
  readonly rule: string;
  readonly file: string;
  readonly detail: string;
}

export interface StructureAnswer {
  readonly exitCode: number;
  readonly stderr: string;
  readonly modules: number;
  readonly violations: readonly Violation[];
}

export interface Rules {
  readonly may: Readonly<Record<string, readonly string[]>>;
  readonly purePackages: Readonly<Record<string, readonly string[]>>;
  readonly default: { readonly forbidden: readonly { readonly name: string }[] };
}

/** The rule set as the checks read it. */
export const loadRules = async (): Promise<Rules> =>
  (await import(pathToFileURL(join(PROJECT, 'dependency-rules.mjs')).href)) as Rules;

/** A temporary copy of the product's sources that files may be planted in; `remove` deletes it. */
export const copyProject = (
  options: { readonly withSources?: boolean } = {},
): { readonly root: string; remove(): void } => {
  const root = mkdtempSync(join(tmpdir(), 'logfence-structure-'));
  for (const file of ['dependency-rules.mjs', 'tsconfig.json', 'package.json'])
    cpSync(join(PROJECT, file), join(root, file));
  if (options.withSources ?? true) cpSync(join(PROJECT, 'src'), join(root, 'src'), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(root, 'node_modules'));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
};

/** Writes files, given as path and text, into a copy. */
export const plant = (root: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
};

/** Runs the structure check, as `npm run structure` does, on a copy. */
export const checkStructure = (root: string): Promise<StructureAnswer> =>
  new Promise((resolve) => {
    const script = join(PROJECT, 'scripts/check-structure.mjs');
    const options = { maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [script, '--root', root, '--json'], options, (error, stdout, stderr) => {
      const answer = stdout === '' ? { modules: 0, violations: [] } : JSON.parse(stdout);
      resolve({ ...answer, stderr, exitCode: error === null ? 0 : Number(error.code) });
    });
  });
