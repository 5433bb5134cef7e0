import { readFile } from 'node:fs/promises';
import { InputError } from '../kernel/errors.ts';
import { isoToMicros } from '../kernel/time.ts';
import { zonedToUtcMicros } from '../kernel/time-zone.ts';
import { fileReason } from './file-reason.ts';

/** @throws InputError when the file cannot be read. */
export const readTruthText = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new InputError(`cannot read the truth ${file}: ${fileReason(cause)}`, cause);
  }
};

/** How a stamp without zone in a truth file is read: as the log's own stamps are. */
export const localTime =
  (timeZone: string) =>
  (text: string): bigint | null => {
    const micros = isoToMicros(text);
    return micros === null ? null : zonedToUtcMicros(micros, timeZone);
  };
