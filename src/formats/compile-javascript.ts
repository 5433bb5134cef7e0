import { checkedRules } from './address-fields.ts';
import { captureReader } from './captures.ts';
import type { FieldRule, FormatDefinition, LineShape, ParseOptions } from './definition.ts';
import { fieldValue, type ParsedValue } from './field-value.ts';
import { skipPattern } from './shape-pattern.ts';

export type { ParsedValue } from './field-value.ts';

export type ParsedLine =
  | {
      readonly kind: 'event';
      readonly fields: Readonly<Record<string, ParsedValue>>;
      /** What the line holds beside its fields, by the name that the format gives it. */
      readonly unmapped: () => Readonly<Record<string, string>>;
    }
  | { readonly kind: 'skipped' }
  /** The reason is worked out when it is asked for. */
  | { readonly kind: 'rejected'; readonly reason: () => string };

/**
 * The one-line parser of a format: the exact truth that the compiled SQL must equal.
 * @example parser(combined, shape, options)('1.2.3.4 - - [...] ...').kind // 'event'
 */
export const lineParser = (
  format: FormatDefinition,
  shape: LineShape,
  options: ParseOptions,
): ((line: string) => ParsedLine) => {
  const read = captureReader(shape);
  const skip = new RegExp(skipPattern(shape), 'u');
  const rules = Object.entries(checkedRules(format.fields));
  const used = new Set(rules.flatMap(([, rule]) => capturesOf(rule)));
  return (line) => {
    if (skip.test(line)) return { kind: 'skipped' };
    const found = read(line);
    if (typeof found === 'function') return { kind: 'rejected', reason: found };
    const fields = Object.fromEntries(
      rules.map(([name, rule]) => [name, fieldValue(rule, found.captures, options)]),
    );
    return { kind: 'event', fields, unmapped: () => found.unused(used) };
  };
};

/** The captures that a rule reads. */
export const capturesOf = (rule: FieldRule): readonly string[] => {
  if (rule.kind === 'constant') return [];
  if (rule.kind === 'first') return rule.of.flatMap(capturesOf);
  if (rule.kind === 'sum') return rule.of;
  return rule.kind === 'text' && rule.orElse !== undefined ? [rule.from, rule.orElse] : [rule.from];
};

/** Whether a rule, or one inside it, is of a kind. */
export const hasKind = (rule: FieldRule, kind: FieldRule['kind']): boolean =>
  rule.kind === kind || (rule.kind === 'first' && rule.of.some((item) => hasKind(item, kind)));
