import { InputError } from '../kernel/errors.ts';
import type { InputAccount } from '../schema/accounting.ts';
import type { RowSource } from '../sources/source.ts';
import type { IngestStore } from './ingest-source.ts';

export interface RowIngestOptions {
  readonly timeZone: string;
  readonly now: () => number;
  readonly again?: boolean;
  readonly onProgress?: (bytes: number, total: number | undefined) => void;
  readonly signal?: AbortSignal;
}

/** Reads a table of typed columns into the store. */
export const ingestRows = async (
  _store: IngestStore,
  source: RowSource,
  _options: RowIngestOptions,
): Promise<InputAccount> => {
  throw new InputError(
    `${source.path} is a table of typed columns; name its column of raw lines with &line=COLUMN`,
  );
};
