import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { once } from 'node:events';
import { type EventsOptions, eventsStatement, streamEvents } from '../explore/events.ts';
import { openScope } from '../explore/scope.ts';
import { InputError, UsageError } from '../kernel/errors.ts';
import type { EventStore, ParquetWriting, Row } from '../store/event-store.ts';
import { fileReason } from './file-reason.ts';

export type ExportFormat = 'parquet' | 'csv' | 'ndjson';

const FORMAT_OF: Readonly<Record<string, ExportFormat>> = {
  '.parquet': 'parquet',
  '.csv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
};

/** @throws UsageError for an ending that is none of ours. */
export const exportFormat = (file: string): ExportFormat => {
  const format = FORMAT_OF[extname(file).toLowerCase()];
  if (format !== undefined) return format;
  throw new UsageError(`--to ${file}: the ending tells the format; use .parquet, .csv or .ndjson`);
};

/** Turns a batch of rows into text; `first` asks for a header, too. */
export type RowWriter = (rows: readonly Row[], first: boolean) => string;

/**
 * Writes the matching events to a file, whole or not at all; gives how many.
 * @throws InputError when the file cannot be written.
 */
export const exportEvents = async (
  store: EventStore & Partial<ParquetWriting>,
  file: string,
  options: EventsOptions,
  writer: RowWriter,
): Promise<number> => {
  const format = exportFormat(file);
  const unfinished = `${file}.unfinished`;
  try {
    const events =
      format === 'parquet'
        ? await writeParquet(store, unfinished, options)
        : await writeText(unfinished, streamEvents(store, options), writer);
    await rename(unfinished, file);
    return events;
  } catch (error) {
    await rm(unfinished, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) throw error;
    throw new InputError(`cannot write ${file}: ${fileReason(error)}; choose another place`, error);
  }
};

const writeParquet = async (
  store: EventStore & Partial<ParquetWriting>,
  file: string,
  options: EventsOptions,
): Promise<number> => {
  if (store.writeParquet === undefined) {
    throw new UsageError('this store cannot write Parquet; export to .csv or .ndjson');
  }
  const scope = await openScope(store, options);
  await store.writeParquet(eventsStatement(scope, options).statement, file);
  const { countEvents } = await import('../explore/events.ts');
  return countEvents(scope);
};

const writeText = async (
  file: string,
  batches: AsyncIterable<readonly Row[]>,
  writer: RowWriter,
): Promise<number> => {
  const stream = createWriteStream(file);
  await once(stream, 'open');
  let events = 0;
  for await (const rows of batches) {
    if (!stream.write(writer(rows, events === 0))) await once(stream, 'drain');
    events += rows.length;
  }
  stream.end();
  await once(stream, 'finish');
  return events;
};
