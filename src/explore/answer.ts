import type { FieldType } from '../kernel/field-type.ts';
import type { Row } from '../store/event-store.ts';

/** One column of an answer. `share` is a double between 0 and 1 that people like to see as a bar. */
export interface Column {
  readonly name: string;
  readonly type: FieldType | 'share' | 'any';
}

/** What a question gives: plain rows, their columns in order, and how many rows there are before `limit`. */
export interface Answer {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly total: number;
  /** One-line remarks for people, such as events that have no time. */
  readonly notes: readonly string[];
}

/** What every question takes. */
export interface QuestionOptions {
  /** Filter on the events, in the filter language. */
  readonly where?: string;
  /** ISO 8601 (see `parseTimeSpan`): events from the start of `since` up to but not including the start of `until`. */
  readonly since?: string;
  readonly until?: string;
  /** Only these datasets; all that hold events when absent. */
  readonly datasets?: readonly string[];
  /** Column of the result, with `:desc` or `:asc` behind it. */
  readonly sort?: string;
  /** Filter on the columns of the result. */
  readonly having?: string;
  /** Columns of the result to keep, in this order. */
  readonly fields?: readonly string[];
  /** At most this many rows; all when absent. */
  readonly limit?: number;
  /** Whether events that stand for several (`event.occurrences`) count as that many; true when absent. */
  readonly weigh?: boolean;
  readonly signal?: AbortSignal;
}
