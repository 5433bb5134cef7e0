import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** A log of real-looking lines of one format, with the documents they should become beside it. */
export interface FixtureLog {
  readonly name: string;
  readonly lines: readonly string[];
  readonly expectedFile: string;
}

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** The logs in the test folder of a format: `NAME.log` with `NAME.expected.ndjson`. */
export const fixtureLogs = (format: string): readonly FixtureLog[] => {
  const folder = join(FOLDER, format);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => ({
      name,
      lines: readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1),
      expectedFile: join(folder, name.replace(/\.log$/, '.expected.ndjson')),
    }));
};
