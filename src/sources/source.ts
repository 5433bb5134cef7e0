import type { FieldType } from '../kernel/field-type.ts';

/** How far a source has been read; the numbers grow while it is iterated. */
export interface SourceProgress {
  /** Bytes taken from where the source is stored (compressed, where it is compressed). */
  readonly storedBytesRead: number;
  /** Bytes given out by `bytes`, or 0 for rows. */
  readonly bytesYielded: number;
  /** Rows taken from a table, or 0 for bytes. */
  readonly rowsYielded: number;
}

interface SourceFacts {
  /** Address as shown to people and stored in `log.file.path`; never holds a password. */
  readonly path: string;
  /**
   * `named`: an address that names exactly this input. `found`: a folder, a glob or a
   * listing gave it, so that the reader may pass over what turns out to be no log.
   */
  readonly origin: 'named' | 'found';
  /** Size as stored (compressed), for progress. */
  readonly storedBytes?: number;
  /** Rows of a table, estimated or counted, for progress. */
  readonly storedRows?: number;
  /** Last change, milliseconds since 1970, where it is known; gives stamps without year their year. */
  readonly modifiedMilliseconds?: number;
  /** A strong mark of the content (an entity tag): equal marks of one path mean equal bytes. */
  readonly version?: string;
  /** False for what flows by once (standard input, a pipe): a second iteration throws InputError. */
  readonly repeatable: boolean;
  /**
   * True where the path, with the same environment, opens the same source again in a
   * later run: not where it flows by, nor where a login in the address was left out of it.
   */
  readonly reopenable: boolean;
  readonly progress: SourceProgress;
  /** One-line remarks for people, complete when the iteration has ended: garbage ignored, reconnections. */
  readonly notes: readonly string[];
  /** Ends connections; safe to call twice, and needed even when nothing was read. */
  close(): Promise<void>;
}

/**
 * Something that yields the bytes of one log, decompressed. The caller iterates and
 * then closes; `bytes` may throw InputError half-way, everything yielded before counts,
 * and its last line may be cut short. An aborted signal throws InterruptedError.
 */
export interface ByteSource extends SourceFacts {
  readonly kind: 'bytes';
  /** True where the lines are the rows of a database table, which is never rotated like a file. */
  readonly isTable?: boolean;
  /** A plain local file that the engine may read by itself; undefined for everything else. */
  readonly file?: string;
  /** Total size of what `bytes` yields (uncompressed), where it is known. */
  readonly sizeBytes?: number;
  /** How the stored bytes are compressed; undefined for plain ones and where only reading will tell. */
  readonly compression?: Compression;
  bytes(signal?: AbortSignal): AsyncIterable<Buffer>;
}

export type Compression = 'gzip' | 'bzip2' | 'zstd' | 'xz';

/** What a column of a table becomes: an ECS field with its type. */
export interface MappedColumn {
  readonly field: string;
  readonly type: FieldType;
}

/**
 * A table of typed columns (databases): rows come in batches, values as text or null.
 * Dates are `YYYY-MM-DD HH:MM:SS[.ffffff]` and carry an offset (`+00:00`) only where
 * the column keeps a zone; booleans are `true` and `false`; binary values that are not
 * UTF-8 text are `\x` and hexadecimal digits.
 */
export interface RowSource extends SourceFacts {
  readonly kind: 'rows';
  readonly columns: readonly string[];
  /** The type each column was declared with (or understood as), in the order of `columns`. */
  readonly types: readonly FieldType[];
  /** Where the schema is known: what each column becomes, by column name. */
  readonly mapping?: Readonly<Record<string, MappedColumn>>;
  /** Where the schema is known: the dataset the rows belong to. */
  readonly dataset?: string;
  /** Name of the known schema (`firewall-log-records`), or `table`. */
  readonly schema: string;
  /** Name of the table. */
  readonly table: string;
  /** True where rows always come in the order of a key, so that new rows come last and a row is never met twice. */
  readonly isOrdered: boolean;
  /** Names of the columns that tell rows apart (the primary key); absent where there are none. */
  readonly key?: readonly string[];
  rows(signal?: AbortSignal): AsyncIterable<readonly (readonly (string | null)[])[]>;
}

export type Source = ByteSource | RowSource;

/** Something in a folder or a listing that was passed over, and why. */
export interface SkippedInput {
  readonly path: string;
  readonly reason: string;
}

/** What one INPUT gave: at least one source, in the order of their paths by UTF-8 bytes. */
export interface OpenedSources {
  readonly sources: readonly Source[];
  readonly skipped: readonly SkippedInput[];
}

/** One line of `inputs --list`. */
export interface ListedInput {
  readonly path: string;
  readonly sizeBytes: number | null;
  /** ISO 8601 UTC, or null where it is not known. */
  readonly modified: string | null;
}
