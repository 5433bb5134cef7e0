import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What the workflows take from the world; tests pass their own. */
export interface Effects {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a steady clock. */
  steady(): number;
  sleep(milliseconds: number): Promise<void>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly standardInput: NodeJS.ReadableStream;
  /** A new private folder; it is removed by `removeFolder`, and at the latest when the process ends. */
  makeFolder(): string;
  removeFolder(folder: string): void;
}

const folders = new Set<string>();

const removeAll = (): void => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
};

/** The real world. */
export const systemEffects = (): Effects => ({
  now: () => Date.now(),
  steady: () => performance.now(),
  sleep: async (milliseconds) => {
    await delay(milliseconds);
  },
  environment: process.env,
  standardInput: process.stdin,
  makeFolder: () => {
    if (folders.size === 0) process.once('exit', removeAll);
    const folder = mkdtempSync(join(tmpdir(), 'logfence-'));
    folders.add(folder);
    return folder;
  },
  removeFolder: (folder) => {
    rmSync(folder, { recursive: true, force: true });
    folders.delete(folder);
  },
});
