import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '../kernel/errors.ts';

const require = createRequire(import.meta.url);

/** The folder of a package; not every package lets its package.json be resolved, so the main file leads there, too. */
const folderOf = (name: string): string => {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return dirname(require.resolve(name));
  }
};

/** Bytes of a file in one of the npm packages with look-up data. */
export const packageFile = (name: string, file: string): Buffer => readFileSync(join(folderOf(name), file));

/** Version of such a package: its data change with it. */
export const packageVersionOf = (name: string): string => {
  const { version } = JSON.parse(packageFile(name, 'package.json').toString('utf8')) as {
    readonly version: string;
  };
  return version;
};

const LIMIT_BYTES = 2 ** 31 - 1;

/**
 * Bytes of a file that the user named.
 * @throws InputError in one line when it cannot be read.
 */
export const userFile = (path: string, what: string): Buffer => {
  try {
    const bytes = readFileSync(path);
    if (bytes.length <= LIMIT_BYTES) return bytes;
  } catch (cause) {
    const { code } = cause as { readonly code?: string };
    const reason =
      code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
    throw new InputError(`${what} ${path} ${reason}; name a file that can be read`, cause);
  }
  throw new InputError(`${what} ${path} is larger than 2 GiB; name a smaller file`);
};
