import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { InputError } from '../kernel/errors.ts';
import { fileReason } from './file-reason.ts';

/**
 * Writes a text whole or not at all: beside its place first, then moved there. The file
 * may hold what a log held, so that only its owner may read it.
 * @throws InputError when the place cannot be written
 */
export const writeWhole = async (path: string, text: string | Uint8Array): Promise<void> => {
  const beside = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(beside, text, { flag: 'wx', mode: 0o600 });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw new InputError(`cannot write ${path}: ${fileReason(error)}; choose another place`, error);
  }
};
