import { QUOTED, REQUEST_PARTS } from '../ncsa.ts';
import type { CaptureStep, FieldRule, PatternPart } from '../definition.ts';

/** A piece of a server's log pattern: fixed text, or a value with the fields that it gives. */
export type Token = string | WebValue;

export interface WebValue {
  /** As it stands in the pattern, for messages. */
  readonly shown: string;
  readonly fields: Readonly<Record<string, (capture: string) => FieldRule>>;
  /** What the value may hold; else it depends on what stands around it. */
  readonly exact?: string;
  readonly isRequest?: boolean;
}

type RuleMaker = (capture: string) => FieldRule;
export const text: RuleMaker = (from) => ({ kind: 'text', from });
export const whole: RuleMaker = (from) => ({ kind: 'number', from, type: 'integer' });
export const long: RuleMaker = (from) => ({ kind: 'number', from, type: 'long' });
export const seconds =
  (scale = 1): RuleMaker =>
  (from) => ({ kind: 'number', from, type: 'double', ...(scale === 1 ? {} : { scale }) });

/** A header as a field: X-Forwarded-For is x_forwarded_for. */
export const headerName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '_');

const classOf = (before: string, after: string | undefined): string => {
  if (before.endsWith('"') && after?.startsWith('"') === true) return QUOTED;
  const next = after?.[0];
  if (next === undefined) return '[^\\n]*';
  return `[^${/[\\^\]-]/.test(next) ? `\\${next}` : next}\\n]*`;
};

export interface WebPattern {
  readonly parts: readonly PatternPart[];
  readonly inner: readonly CaptureStep[];
  readonly fields: Readonly<Record<string, FieldRule>>;
}

/** Parts and fields of a row of tokens; gives the two that stand side by side where nothing parts them. */
export const webPattern = (
  tokens: readonly Token[],
): WebPattern | { readonly touching: readonly [string, string] } => {
  const parts: PatternPart[] = [];
  const inner: CaptureStep[] = [];
  const fields: Record<string, FieldRule> = {};
  for (const [index, token] of tokens.entries()) {
    if (typeof token === 'string') {
      parts.push(token);
      continue;
    }
    const after = tokens[index + 1];
    if (after !== undefined && typeof after !== 'string') return { touching: [token.shown, after.shown] };
    const before = tokens[index - 1];
    const capture = `value ${index}`;
    parts.push({
      name: capture,
      exact: token.exact ?? classOf(typeof before === 'string' ? before : '', after),
    });
    if (token.isRequest === true) {
      inner.push({ from: capture, parts: REQUEST_PARTS });
      fields['http.request.method'] ??= text('method');
      fields['url.original'] = { kind: 'text', from: 'url', orElse: capture };
      fields['http.version'] ??= text('version');
    }
    for (const [name, rule] of Object.entries(token.fields)) fields[name] ??= rule(capture);
  }
  return { parts, inner, fields };
};
