import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseSettingsFile } from '../config/settings-file.ts';
import { InputError } from '../kernel/errors.ts';
import type { SettingValues } from '../schema/settings.ts';
import { allDetectors } from './rule-detectors.ts';
import { shippedNames } from './rule-files.ts';
import { fileReason } from './file-reason.ts';

/** What a settings file asks for; rule files stand relative to it. */
export interface LoadedSettings {
  readonly rules: readonly string[];
  readonly settings: Readonly<Record<string, SettingValues>>;
}

/**
 * Reads the file of `--config` and checks it against the detectors there are. A shipped
 * rule that it sets something of runs, too.
 * @throws InputError when it cannot be read; UsageError with file, line and column of what is wrong
 */
export const loadSettings = async (file: string, rules: readonly string[] = []): Promise<LoadedSettings> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new InputError(`cannot read the settings ${file}: ${fileReason(cause)}`, cause);
  });
  const read = parseSettingsFile(text, file);
  const shipped = await shippedNames();
  const own = read.rules.map((rule) => (shipped.includes(rule) ? rule : resolve(dirname(file), rule)));
  const named = read.detectors.filter((name) => shipped.includes(name));
  const all = [...new Set([...rules, ...own, ...named])];
  return { rules: all, settings: read.valuesFor(await allDetectors(all)) };
};
