import type { FieldType } from '../kernel/field-type.ts';
import type { FieldDefinition } from '../schema/fields.ts';

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

/**
 * How a line of one kind is taken apart. `parts` in a row are the exact truth: a line
 * fits when they match from its start to its end. Patterns avoid `\s \d \w` and an
 * unescaped dot so that RE2 and JavaScript agree.
 *
 * `strict` is a faster way to the same answer: a narrower pattern whose captures hold
 * none of the separators, the cuts that give each capture, and numbers and times only
 * in their exact shapes. A line that matches it is cut; all others go through `parts`.
 */
export interface LineShape {
  readonly parts: readonly PatternPart[];
  /** Captures may stand in double quotes, doubled quotes inside (RFC 4180). */
  readonly quoted?: boolean;
  /** Captures taken further apart; when the inner pattern does not fit, its captures are empty. */
  readonly inner?: readonly { readonly from: string; readonly parts: readonly PatternPart[] }[];
  readonly strict?: { readonly pattern: string; readonly cuts: Readonly<Record<string, readonly Cut[]>> };
  /** Lines that are no events: comments, headers. Blank lines are always skipped. */
  readonly skip?: string;
}

type NumberType = Extract<FieldType, 'integer' | 'long' | 'double'>;

/**
 * How one field comes from captures. An empty capture and the marks in `absent`
 * (default `-`) give null, and so does a value that is not of the field's kind.
 */
export type FieldRule =
  | {
      readonly kind: 'text';
      readonly from: string;
      readonly absent?: readonly string[];
      /** Capture to take when `from` is empty; a strict line always has `from`. */
      readonly orElse?: string;
      readonly lower?: boolean;
    }
  | {
      readonly kind: 'number';
      readonly from: string;
      readonly type: NumberType;
      readonly absent?: readonly string[];
    }
  /** `dd/Mon/yyyy:HH:MM:SS +zzzz` */
  | { readonly kind: 'clfTime'; readonly from: string }
  /** The zone of a clfTime as `+zz:zz`. */
  | { readonly kind: 'clfZone'; readonly from: string }
  /** Seconds since 1970, at most six decimals kept. */
  | { readonly kind: 'epochTime'; readonly from: string }
  /** `yyyy-mm-dd HH:MM:SS[.f][zone]`; without zone in the zone of the options. */
  | { readonly kind: 'isoTime'; readonly from: string }
  /** `Mon dd HH:MM:SS`; year and zone come from the options. */
  | { readonly kind: 'syslogTime'; readonly from: string }
  | { readonly kind: 'constant'; readonly value: string }
  /** Text looked up in a table; what is not in it becomes null. */
  | { readonly kind: 'lookup'; readonly from: string; readonly table: Readonly<Record<string, string>> };

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
  /** Columns of a dataset that is not built in. */
  readonly columns?: readonly FieldDefinition[];
}
