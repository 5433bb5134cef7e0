import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The built program; `npm test` builds it first. */
export const CLI_FILE = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit status; null when a signal ended the program. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface CliOptions {
  /** Working folder; the system's temporary folder unless told. */
  readonly cwd?: string;
  /** Added to the test's own environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What the program reads from standard input; nothing unless told. */
  readonly input?: string | Buffer;
  readonly signal?: AbortSignal;
}

const environment = (added: CliOptions['env'] = {}): NodeJS.ProcessEnv => {
  const { FORCE_COLOR: _force, ...inherited } = process.env;
  return { ...inherited, NO_COLOR: '1', TZ: 'UTC', LC_ALL: 'C.UTF-8', COLUMNS: '100', ...added };
};

/**
 * Runs the built program as a person would, without colour, and gives what it printed.
 * @example const { stdout, exitCode } = await runCli(['counts', 'source.ip', 'access.log', '--json']);
 */
export const runCli = async (words: readonly string[], options: CliOptions = {}): Promise<CliResult> => {
  if (!existsSync(CLI_FILE)) throw new Error(`${CLI_FILE} is not built yet; run "npm run build" first`);
  const child = spawn(process.execPath, [CLI_FILE, ...words], {
    cwd: options.cwd ?? tmpdir(),
    env: environment(options.env),
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A program that ends without reading its input breaks the pipe; that is its right.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) =>
      resolve({
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
        exitCode,
        signal,
      }),
    );
  });
};
