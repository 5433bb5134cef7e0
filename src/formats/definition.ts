import type { FieldType } from '../kernel/field-type.ts';
import type { FieldDefinition } from '../schema/fields.ts';
import type { ColumnMapping } from './column-mapping.ts';

/** Fixed text, or a named capture with the pattern of what it may hold (no groups that capture). */
export type PatternPart = string | { readonly name: string; readonly exact: string };

/** One step of taking a capture out of a line that is known to be strict. */
export type Cut =
  | { readonly split: string; readonly part: number }
  /** Drops characters at the start and keeps `length` of them (all when absent). */
  | { readonly skip: number; readonly length?: number }
  /** `length` characters that begin `fromEnd` characters before the end. */
  | { readonly fromEnd: number; readonly length: number }
  | { readonly skipEnd: number };

/** One piece of a strict line: `cuts` give it, `pattern` matches the whole of it. */
export interface StrictPiece {
  readonly cuts: readonly Cut[];
  readonly pattern: string;
}

/** See `LineShape`. */
export interface StrictShape {
  readonly pattern: string;
  readonly cuts: Readonly<Record<string, readonly Cut[]>>;
  /** Numbers and times may have any shape: each field checks its own, as on the exact way. */
  readonly checked?: boolean;
  /** Captures with a fixed text. */
  readonly set?: Readonly<Record<string, string>>;
  /**
   * The same test as `pattern`, piece by piece, for an engine that cuts the line anyway:
   * `separator` parts the line into exactly `parts` pieces, none of the texts in
   * `without` stands in the line, and every piece matches. The fields of such a format must
   * be made of any line without an error (of the times, counts of less than a second are not).
   */
  readonly pieces?: {
    readonly separator: string;
    readonly parts: number;
    readonly without: readonly string[];
    readonly match: readonly StrictPiece[];
  };
}

/**
 * One of several shapes that a message may have. `when` is a cheap test of captures that are
 * known already (such as a message number); `set` gives captures of this alternative a fixed text.
 */
export interface Alternative {
  readonly when?: Readonly<Record<string, string>>;
  readonly parts: readonly PatternPart[];
  readonly set?: Readonly<Record<string, string>>;
}

/** A piece of a text that is put together: fixed, or a capture, looked up where there is a table. */
export type JoinPart =
  | string
  | { readonly capture: string; readonly table?: Readonly<Record<string, string>> };

/**
 * What is taken out of captures after the line itself; steps run in order and later ones see
 * the captures of earlier ones. A capture that a step does not find is empty.
 * - `parts`: the capture taken further apart; when it does not fit, all are empty.
 * - `oneOf`: the first alternative that fits the whole capture gives its captures.
 * - `search`: each pattern is looked for anywhere in the capture and gives its one group.
 * - `join`: a text made of pieces, such as a stamp out of columns for date and time.
 */
export type CaptureStep =
  | { readonly from: string; readonly parts: readonly PatternPart[] }
  | { readonly from: string; readonly oneOf: readonly Alternative[] }
  | { readonly from: string; readonly search: Readonly<Record<string, string>> }
  | { readonly name: string; readonly join: readonly JoinPart[] };

/** Keys (text) and places in lists (numbers from 0) that lead to a value of a JSON document. */
export type JsonPath = readonly (string | number)[];

/**
 * How a line of one kind is taken apart. `parts` in a row are the exact truth: a line
 * fits when they match from its start to its end. Patterns avoid `\s \d \w` and an
 * unescaped dot so that RE2 and JavaScript agree.
 *
 * With `json` in place of parts a line is one JSON object (RFC 8259; of a key that stands
 * twice the first counts) and each capture the value at its path: texts as they are, numbers
 * as written, `true` and `false`, lists and objects as JSON text, null like a missing value.
 *
 * `strict` is a faster way to the same answer: a narrower pattern whose captures hold
 * none of the separators, the cuts that give each capture, and numbers and times only
 * in their exact shapes; `set` gives captures a fixed text. A line that matches it is cut;
 * all others go through `parts`.
 */
export interface LineShape {
  readonly parts: readonly PatternPart[];
  readonly json?: Readonly<Record<string, JsonPath>>;
  /** Captures may stand in double quotes, doubled quotes inside (RFC 4180). */
  readonly quoted?: boolean;
  readonly inner?: readonly CaptureStep[];
  readonly strict?: StrictShape;
  /** Lines that are no events: comments, headers. Blank lines are always skipped. */
  readonly skip?: string;
}

type NumberType = Extract<FieldType, 'integer' | 'long' | 'double'>;
/**
 * What is done to each element of a list: `escaped` has `\xHH` for bytes; of `decimal`
 * numbers zeros at the end of the decimals are dropped, so that 36.000000 equals 36.0.
 */
export type ElementKind = 'escaped' | 'decimal';
export type EpochUnit = 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds';

/**
 * How one field comes from captures. An empty capture and the marks in `absent`
 * (default `-`) give null, and so does a value that is not of the field's kind.
 */
export type FieldRule =
  | {
      readonly kind: 'text';
      readonly from: string;
      readonly absent?: readonly string[];
      /** Marks of a text that is there and empty; with it an empty capture is the empty text, too. */
      readonly empty?: readonly string[];
      /** Capture to take when `from` is empty; a strict line always has `from`. */
      readonly orElse?: string;
      readonly lower?: boolean;
      /** `\xHH` stands for a byte; a strict line holds none. Bytes that are no UTF-8 stay as written. */
      readonly unescape?: boolean;
      /** Every occurrence of the first text becomes the second one. */
      readonly replace?: readonly [string, string];
      /** Pattern of the whole text; another is no value. A strict line holds none, unless its fields are checked. */
      readonly only?: string;
    }
  | {
      readonly kind: 'number';
      readonly from: string;
      readonly type: NumberType;
      readonly absent?: readonly string[];
      /** The number times this; only for doubles. */
      readonly scale?: number;
    }
  /** The sum of those captures that are whole numbers of at most 17 digits; null without any. */
  | { readonly kind: 'sum'; readonly of: readonly string[] }
  | {
      readonly kind: 'boolean';
      readonly from: string;
      readonly yes: readonly string[];
      readonly no: readonly string[];
    }
  /** A list: the capture cut at `separator`; the marks in `empty` are a list without elements. */
  | {
      readonly kind: 'list';
      readonly from: string;
      readonly separator: string;
      readonly absent?: readonly string[];
      readonly empty?: readonly string[];
      readonly elements?: ElementKind;
    }
  /** A list that a JSON document holds; any other value is a list of one. */
  | { readonly kind: 'jsonList'; readonly from: string; readonly elements?: ElementKind }
  /** `dd/Mon/yyyy:HH:MM:SS +zzzz` */
  | { readonly kind: 'clfTime'; readonly from: string }
  /** The zone of a clfTime as `+zz:zz`. */
  | { readonly kind: 'clfZone'; readonly from: string }
  /** A count since 1970, in seconds unless `unit` says otherwise; only seconds may have decimals, six are kept. */
  | { readonly kind: 'epochTime'; readonly from: string; readonly unit?: EpochUnit }
  /** `yyyy-mm-dd HH:MM:SS[.f][zone]`; without zone in the zone of the options. */
  | { readonly kind: 'isoTime'; readonly from: string }
  /** `Mon dd HH:MM:SS`; year and zone come from the options. */
  | { readonly kind: 'syslogTime'; readonly from: string }
  | { readonly kind: 'constant'; readonly value: string }
  /** Text looked up in a table; what is not in it becomes null. */
  | { readonly kind: 'lookup'; readonly from: string; readonly table: Readonly<Record<string, string>> }
  /** The first of these rules (of one type) that gives a value. */
  | { readonly kind: 'first'; readonly of: readonly FieldRule[] };

/** What stamps without year or zone take from outside the line. */
export interface ParseOptions {
  /** IANA name; `UTC` unless the user names another. */
  readonly timeZone: string;
  /**
   * Newest possible moment for stamps without year, microseconds since 1970: each
   * stamp gets the latest year that does not put it after this.
   */
  readonly newestMicros: bigint;
}

/** A format: what its lines look like and which fields they give. Never opens anything. */
export interface FormatDefinition {
  readonly name: string;
  readonly title: string;
  readonly dataset: string;
  /** One real line. */
  readonly example: string;
  /** The shape for a log that starts with these lines; null when they cannot be this format. */
  shapeFor(head: readonly string[]): LineShape | null;
  readonly fields: Readonly<Record<string, FieldRule>>;
  /** Columns of a dataset that is not built in, or that a built-in one lacks. */
  readonly columns?: readonly FieldDefinition[];
  /** The same format with a mapping of the log's own columns; only where columns have names of their own. */
  withMapping?(mapping: ColumnMapping): FormatDefinition;
  /** Fits nearly anything: detected only when no other format does. */
  readonly general?: boolean;
  /**
   * For a format whose fields depend on the log (a header that names the columns): the
   * definition for a log that starts with these lines, null when it cannot be this format.
   */
  forLog?(head: readonly string[]): FormatDefinition | null;
  /** Columns that a mapping names and the log does not have. */
  readonly absentColumns?: readonly string[];
  /**
   * For a format whose lines name their columns one by one: replacements (pattern, text) that leave
   * of a line little but those names. Lines that differ then may have columns of their own.
   */
  readonly skeleton?: readonly (readonly [pattern: string, replacement: string])[];
}
