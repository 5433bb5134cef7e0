import { spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { CLI_FILE } from '../helpers/run-cli.ts';

export interface ShellAnswer {
  /** What a terminal would have shown: standard output and standard error in their order. */
  readonly printed: readonly string[];
  readonly exitCode: number | null;
}

/** Folders in which the commands of pages run, and a `logfence` on the path that is the built program. */
export class Sandbox {
  readonly #root = mkdtempSync(join(tmpdir(), 'logfence-docs-'));
  readonly #original = join(this.#root, 'original');

  constructor() {
    for (const folder of ['original', 'bin', 'home']) mkdirSync(join(this.#root, folder));
    const program = join(this.#root, 'bin/logfence');
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${CLI_FILE}" "$@"\n`);
    chmodSync(program, 0o755);
  }

  /** The folder whose content every page starts with. */
  get original(): string {
    return this.#original;
  }

  /** A copy of the original for one page. */
  copyFor(name: string): string {
    const folder = join(this.#root, name.replace(/[^a-z0-9]+/gi, '-'));
    cpSync(this.#original, folder, { recursive: true, preserveTimestamps: true });
    return folder;
  }

  /** Runs one command line as a person's shell would, without colour, in a folder. */
  async run(command: string, folder: string): Promise<ShellAnswer> {
    const file = join(this.#root, 'printed');
    const descriptor = openSync(file, 'w');
    const child = spawn('bash', ['-c', command], {
      cwd: folder,
      env: this.#environment(),
      stdio: ['ignore', descriptor, descriptor],
    });
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    closeSync(descriptor);
    return { printed: readFileSync(file, 'utf8').split('\n'), exitCode };
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  #environment(): NodeJS.ProcessEnv {
    const path = `${join(this.#root, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`;
    const fixed = { NO_COLOR: '1', TZ: 'UTC', LC_ALL: 'C.UTF-8', COLUMNS: '100' };
    return { PATH: path, HOME: join(this.#root, 'home'), TMPDIR: tmpdir(), ...fixed };
  }
}
