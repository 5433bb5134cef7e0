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

export interface ScriptAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the project's scripts. */
export const runScript = (name: string, words: readonly string[]): Promise<ScriptAnswer> =>
  new Promise((resolve) => {
    const options = { maxBuffer: 64 * 1024 * 1024 };
    const script = join(PROJECT, 'scripts', name);
    execFile(process.execPath, [script, ...words], options, (error, stdout, stderr) =>
      resolve({ stdout, stderr, exitCode: error === null ? 0 : Number(error.code) }),
    );
  });

/** Runs the structure check, as `npm run structure` does, on a copy. */
export const checkStructure = async (root: string): Promise<StructureAnswer> => {
  const { exitCode, stdout, stderr } = await runScript('check-structure.mjs', ['--root', root, '--json']);
  const answer = stdout === '' ? { modules: 0, violations: [] } : JSON.parse(stdout);
  return { ...answer, stderr, exitCode };
};
