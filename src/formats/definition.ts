import type { FieldType } from '../kernel/field-type.ts';

/**
 * A piece of a line pattern: fixed text, or a named capture. `exact` is what the
 * capture may be in truth. `strict` is a narrower class that contains none of the
 * delimiters of the split plan, so that a line made of strict captures can be cut
 * on literals instead of by regular expression. Both avoid `\s \d \w` and an
 * unescaped dot so that RE2 and JavaScript agree, and hold no capturing groups.
 */
export type PatternPart = string | { readonly name: string; readonly exact: string; readonly strict: string };

/** How captures become one field; every kind gives null for an absent mark. */
export type FieldRule =
  | { readonly kind: 'text'; readonly from: string; readonly absent?: readonly string[] }
  | {
      readonly kind: 'number';
      readonly from: string;
      readonly type: Extract<FieldType, 'integer' | 'long' | 'double'>;
      readonly absent?: readonly string[];
    }
  /** dd/Mon/yyyy:HH:MM:SS +zzzz */
  | { readonly kind: 'clfTime'; readonly from: string }
  /** The +zzzz of a clfTime as +zz:zz. */
  | { readonly kind: 'clfZone'; readonly from: string }
  /** Seconds since 1970 with a fraction, rounded to microseconds half away from zero. */
  | { readonly kind: 'epochTime'; readonly from: string }
  /** yyyy-mm-dd HH:MM:SS[.ffffff][zone], without zone taken in the time zone of the options. */
  | { readonly kind: 'isoTime'; readonly from: string }
  /** Mon dd HH:MM:SS without year; the year and zone come from the options. */
  | { readonly kind: 'syslogTime'; readonly from: string }
  | { readonly kind: 'constant'; readonly value: string }
  /** Text looked up in a table; what is not in it becomes `otherwise`, or null. */
  | {
      readonly kind: 'lookup';
      readonly from: string;
      readonly table: Readonly<Record<string, string>>;
      readonly otherwise?: string;
    };
