/**
 * Something that yields the bytes of one log. The caller iterates once and then
 * closes; `bytes` may throw InputError half-way, everything yielded before counts.
 */
export interface ByteSource {
  readonly kind: 'bytes';
  /** Address as shown to people and stored in `log.file.path`; never holds a password. */
  readonly path: string;
  /** A plain local file that the engine may read by itself; undefined for everything else. */
  readonly file?: string;
  /** Total size of what `bytes` yields (uncompressed), where it is known. */
  readonly sizeBytes?: number;
  /** Size as stored (compressed), for progress. */
  readonly storedBytes?: number;
  /** Last change, milliseconds since 1970, where it is known; gives stamps without year their year. */
  readonly modifiedMilliseconds?: number;
  bytes(signal?: AbortSignal): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** A table of typed columns (databases): rows come in batches, values as text or null. */
export interface RowSource {
  readonly kind: 'rows';
  readonly path: string;
  readonly columns: readonly string[];
  rows(signal?: AbortSignal): AsyncIterable<readonly (readonly (string | null)[])[]>;
  close(): Promise<void>;
}

export type Source = ByteSource | RowSource;
