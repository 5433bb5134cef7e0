import { createReadStream } from 'node:fs';
import { statSync } from 'node:fs';
import { ingestSource } from '../../src/ingest/ingest-source.ts';
import type { IngestOptions } from '../../src/ingest/ingest-options.ts';
import type { FormatDefinition } from '../../src/formats/definition.ts';
import { FORMATS } from '../../src/formats/registry.ts';
import type { InputAccount } from '../../src/schema/accounting.ts';
import type { ByteSource } from '../../src/sources/source.ts';
import type { DatasetMaking, EventStore, FileStaging, LineStaging } from '../../src/store/event-store.ts';

const NOTHING = { storedBytesRead: 0, bytesYielded: 0, rowsYielded: 0 };

/** A log held in memory. */
export const textSource = (path: string, text: string): ByteSource => ({
  kind: 'bytes',
  path,
  origin: 'named',
  repeatable: true,
  reopenable: true,
  progress: NOTHING,
  notes: [],
  async *bytes() {
    yield Buffer.from(text, 'utf8');
  },
  close: async () => {},
});

/** A plain file that the engine may read by itself. */
export const fileSource = (file: string): ByteSource => ({
  kind: 'bytes',
  path: file,
  file,
  origin: 'named',
  repeatable: true,
  reopenable: true,
  sizeBytes: statSync(file).size,
  progress: NOTHING,
  notes: [],
  async *bytes() {
    yield* createReadStream(file) as AsyncIterable<Buffer>;
  },
  close: async () => {},
});

/** Reads sources into a store as the product does; stamps without zone are UTC. */
export const loadSources = async (
  store: EventStore & LineStaging & DatasetMaking & Partial<FileStaging>,
  sources: readonly ByteSource[],
  format?: FormatDefinition,
  more: Pick<IngestOptions, 'once' | 'onlyFields'> = {},
): Promise<readonly InputAccount[]> => {
  const accounts: InputAccount[] = [];
  for (const source of sources) {
    accounts.push(
      await ingestSource(store, source, {
        formats: FORMATS,
        timeZone: 'UTC',
        now: () => Date.UTC(2026, 0, 15),
        takeLastLine: true,
        ...(format === undefined ? {} : { format }),
        ...more,
      }),
    );
  }
  return accounts;
};
