import { readFile, stat } from 'node:fs/promises';
import { seenInDataset } from '../detectors/first-seen/looks.ts';
import { joinSeen, MOST_SEEN, type SeenLook, type SeenValue, type SeenValues } from '../detectors/history.ts';
import type { RunOptions } from '../detectors/run.ts';
import { InputError, UsageError } from '../kernel/errors.ts';
import type { EventStore } from '../store/event-store.ts';
import { writeWhole } from './write-whole.ts';
import { fileReason } from './file-reason.ts';

/** Of `{"logfence_history": 1, "datasets": {DATASET: {FIELDS: [[VALUE, ..., EVENTS, FIRST, LAST], ...] or null}}}`. */
const VERSION = 1;
/** A file of the largest history is smaller. */
const MOST_BYTES = 256 * 2 ** 20;
const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$/;

/**
 * The values of a history file; undefined where there is no file yet.
 * @throws InputError when it cannot be read, UsageError when it is no history.
 */
export const readHistory = async (file: string): Promise<SeenValues> => {
  const text = await contentOf(file);
  return text === undefined ? new Map() : parseHistory(text, file);
};

const contentOf = async (file: string): Promise<string | undefined> => {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES)
      throw refused(file, `it has ${size} bytes, and a history has ${MOST_BYTES} at most`);
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new InputError(`cannot read the history ${file}: ${fileReason(cause)}`, cause);
  }
};

const refused = (file: string, why: string): UsageError =>
  new UsageError(`${file} is no history that --history can use: ${why}; name another file, or a new one`);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws UsageError when the text is no history of this version. */
export const parseHistory = (text: string, file: string): SeenValues => {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    throw refused(file, 'it is not JSON');
  }
  if (!isRecord(whole) || !isRecord(whole['datasets'])) throw refused(file, 'it has no "datasets"');
  if (whole['logfence_history'] !== VERSION)
    throw refused(file, `"logfence_history" is not ${VERSION}, the version that this program reads`);
  return new Map(
    Object.entries(whole['datasets']).map(([dataset, looks]) => {
      if (!isRecord(looks)) throw refused(file, `"${dataset}" has no fields`);
      return [
        dataset,
        new Map(Object.entries(looks).map(([name, rows]) => [name, lookOf(name, rows, file)])),
      ];
    }),
  );
};

const lookOf = (name: string, rows: unknown, file: string): SeenLook => {
  if (rows === null) return null;
  if (!Array.isArray(rows)) throw refused(file, `"${name}" has no list of values`);
  if (rows.length > MOST_SEEN) throw refused(file, `"${name}" has more than ${MOST_SEEN} values`);
  const width = name.split('+').length;
  return rows.map((row: unknown, index) => {
    const value = Array.isArray(row) && row.length === width + 3 ? seenValueOf(row, width) : undefined;
    if (value === undefined)
      throw refused(file, `value ${index + 1} of "${name}" is not [value, events, first time, last time]`);
    return value;
  });
};

const seenValueOf = (row: readonly unknown[], width: number): SeenValue | undefined => {
  const parts = row.slice(0, width);
  const [events, first, last] = row.slice(width);
  const isTime = (time: unknown): time is string | null =>
    time === null || (typeof time === 'string' && TIME.test(time));
  const right =
    parts.every((part) => typeof part === 'string') &&
    typeof events === 'number' &&
    Number.isSafeInteger(events) &&
    events > 0;
  return right && isTime(first) && isTime(last) ? { parts, events, first, last } : undefined;
};

/** A value to a line, so that two histories can be compared line by line. */
export const historyText = (values: SeenValues): string => {
  const looks = (seen: ReadonlyMap<string, SeenLook>): string =>
    [...seen].map(([name, look]) => `  ${JSON.stringify(name)}: ${lookText(look)}`).join(',\n');
  const datasets = [...values].map(([name, seen]) => ` ${JSON.stringify(name)}: {\n${looks(seen)}\n }`);
  return `{"logfence_history": ${VERSION}, "datasets": {\n${datasets.join(',\n')}\n}}\n`;
};

const lookText = (look: SeenLook): string =>
  look === null
    ? 'null'
    : `[\n${look.map(({ parts, events, first, last }) => `   ${JSON.stringify([...parts, events, first, last])}`).join(',\n')}\n  ]`;

/** Adds the values of the judged events to a history file, which is written anew; gives remarks on it. */
export const learnHistory = async (
  file: string,
  before: SeenValues | undefined,
  store: EventStore,
  { where, signal }: RunOptions,
): Promise<readonly string[]> => {
  const seen = new Map<string, ReadonlyMap<string, SeenLook>>();
  for (const dataset of await store.datasets()) {
    const narrowed = {
      ...(where === undefined ? {} : { where }),
      ...(signal === undefined ? {} : { signal }),
    };
    const looks = await seenInDataset({ store, dataset, settings: {}, ...narrowed });
    if (looks.size > 0) seen.set(dataset.name, looks);
  }
  const known = before ?? new Map();
  await writeWhole(file, historyText(joinSeen(known, seen)));
  return known.size === 0
    ? [`history: ${file} is new; the next log is held against what was seen in this one`]
    : [];
};
