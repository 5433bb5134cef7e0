import type { FormatDefinition } from '../formats/definition.ts';
import type { InputError } from '../kernel/errors.ts';
import type {
  DatasetMaking,
  EventStore,
  FileStaging,
  LineCutting,
  LineStaging,
} from '../store/event-store.ts';
import type { ClientRule } from './behind-proxies.ts';

export interface IngestOptions {
  readonly formats: readonly FormatDefinition[];
  /** Taken instead of what the content looks like. */
  readonly format?: FormatDefinition;
  readonly timeZone: string;
  readonly year?: number;
  /** The clock: milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Whether a last line without line end is read, where the source might still be
   * written. A source that has not grown meanwhile is taken as ended.
   */
  readonly takeLastLine: boolean;
  /** Reads a source again that is stored already. */
  readonly again?: boolean;
  /** The only source of a store that nobody sees again: nothing to recognise it by is needed. */
  readonly once?: boolean;
  /**
   * Nothing else will be asked for: where lines are cut by the engine, other columns than
   * those behind these fields are left out. Only with `once` and without `client`.
   */
  readonly onlyFields?: readonly string[];
  /** Keeps every line's text, for sources that cannot be read a second time. */
  readonly keepOriginals?: boolean;
  /** Finds the client behind proxies. */
  readonly client?: ClientRule;
  readonly onProgress?: (bytes: number, total: number | undefined) => void;
  /** The source broke off; what came before that is stored. */
  readonly onBroken?: (failure: InputError) => void;
  readonly signal?: AbortSignal;
}

export type IngestStore = EventStore &
  LineStaging &
  DatasetMaking &
  Partial<FileStaging> &
  Partial<LineCutting>;
