import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of reference data beside the project; a fresh clone does not have it. */
export const SHARED_FOLDER = fileURLToPath(new URL('../../../shared/', import.meta.url));

/**
 * Why tests that need ../shared cannot run here, or undefined when they can. With
 * CI=true they always run, so that a missing folder fails instead of skipping.
 */
export const sharedDataMissing: string | undefined =
  existsSync(SHARED_FOLDER) || process.env['CI'] === 'true'
    ? undefined
    : 'the reference data in ../shared is not here';

/** Path of a file under ../shared, e.g. `data/apache/access.log`. */
export const sharedPath = (relative: string): string => `${SHARED_FOLDER}${relative}`;

/** Text of a file under ../shared. */
export const readShared = (relative: string): string => readFileSync(sharedPath(relative), 'utf8');
