import type { Dirent } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../kernel/errors.ts';
import { compareUtf8 } from '../../kernel/text-order.ts';
import { throwIfAborted } from '../context.ts';
import { fileFailure, oneLine } from '../failure.ts';
import type { SkippedInput } from '../source.ts';

/** The files under a folder, sorted by UTF-8 bytes, and what was passed over on the way. */
export interface FolderFiles {
  readonly files: readonly string[];
  readonly skipped: readonly SkippedInput[];
}

/**
 * Walks a folder with all its folders. Hidden entries, links that lead nowhere, links
 * to folders (they could go in a circle), pipes and devices are skipped with a reason.
 * Throws InputError where the folder itself cannot be read.
 */
export const walkFolder = async (folder: string, signal?: AbortSignal): Promise<FolderFiles> => {
  const files: string[] = [];
  const skipped: SkippedInput[] = [];
  const open: string[] = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    throwIfAborted(signal);
    for (const entry of await entriesOf(next, next === folder, skipped)) {
      const path = join(next, entry.name);
      const reason = await reasonToSkip(path, entry);
      if (reason !== undefined) skipped.push({ path, reason });
      else if (entry.isDirectory()) open.push(path);
      else files.push(path);
    }
  }
  return { files: files.sort(compareUtf8), skipped: skipped.sort((a, b) => compareUtf8(a.path, b.path)) };
};

const entriesOf = async (
  folder: string,
  isTop: boolean,
  skipped: SkippedInput[],
): Promise<readonly Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const failure = fileFailure(folder, error);
    if (isTop || !(failure instanceof InputError)) throw failure;
    skipped.push({ path: folder, reason: failure.message.slice(oneLine(folder).length + 2) });
    return [];
  }
};

const reasonToSkip = async (path: string, entry: Dirent): Promise<string | undefined> => {
  if (entry.name.startsWith('.')) return 'is hidden; name it to read it';
  if (entry.name.includes('\uFFFD') && (await lstat(path).catch(() => undefined)) === undefined)
    return 'has a name that is not UTF-8; rename it to read it';
  if (entry.isSymbolicLink()) return reasonToSkipLink(path);
  if (entry.isFIFO()) return 'is a pipe; name it to read it';
  return entry.isFile() || entry.isDirectory() ? undefined : 'is a device or a socket';
};

const reasonToSkipLink = async (path: string): Promise<string | undefined> => {
  const target = await stat(path).catch(() => undefined);
  if (target === undefined) return 'is a symbolic link that leads nowhere';
  if (target.isDirectory()) return 'is a symbolic link to a folder; name it to read it';
  return target.isFile() ? undefined : 'is a symbolic link to no file';
};
