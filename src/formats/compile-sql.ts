import type { Dialect } from '../sql/dialect.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import { checkedRules } from './address-fields.ts';
import { capturesOf } from './compile-javascript.ts';
import type { Cut, FieldRule, FormatDefinition, LineShape, ParseOptions, StrictShape } from './definition.ts';
import { fieldValue } from './field-value.ts';
import { skipPattern } from './shape-pattern.ts';
import { type CaptureOf, exactCaptures, fitsExactly, joined, type Layers } from './sql-captures.ts';
import { exactField, strictField, typeOfRule } from './sql-fields.ts';

export { withLayers } from './sql-captures.ts';

/** SQL for one format in one dialect; every expression reads the text expression `line`. */
export interface CompiledFormat {
  /** Field names in the order of both expression lists. */
  readonly fields: readonly string[];
  /** For lines that match the strict pattern; null when the format has none. */
  readonly strict: readonly Sql[] | null;
  /** Fields that are the same for all lines that match the strict pattern, as constants. */
  readonly constants: ReadonlyMap<string, Sql>;
  /** For lines that match the exact pattern; they read the layers. */
  readonly exact: readonly Sql[];
  /** What is computed once a line, in order (see `withLayers`). */
  readonly layers: Layers;
  readonly isExact: Sql;
  readonly isSkipped: Sql;
  /** Whether a line matches the strict pattern, in terms of the cuts that `strict` makes; null when the format has none. */
  readonly isStrict: Sql | null;
}

/** Compiles a definition; `line` is the text of a line. */
export const compileFormat = (
  dialect: Dialect,
  format: FormatDefinition,
  shape: LineShape,
  options: ParseOptions,
  line: Sql = raw('line'),
): CompiledFormat => {
  const fieldRules = checkedRules(format.fields);
  const rules = Object.values(fieldRules);
  const { layers, captureOf } = exactCaptures(dialect, shape, line);
  const fast = shape.strict === undefined ? null : strictCaptures(dialect, shape, line);
  const fromCuts = shape.strict?.checked === true ? exactField : strictField;
  return {
    fields: Object.keys(format.fields),
    strict: fast === null ? null : rules.map((rule) => fromCuts(dialect, rule, fast, options)),
    constants: new Map(
      Object.entries(fieldRules).flatMap(([field, rule]) => {
        const value = shape.strict === undefined ? undefined : fixedValue(rule, shape, options);
        if (value === undefined) return [];
        return [[field, value === null ? dialect.nullOf(typeOfRule(rule)) : dialect.literal(value)]];
      }),
    ),
    exact: rules.map((rule) => exactField(dialect, rule, captureOf, options)),
    layers,
    isExact: fitsExactly(dialect, shape, line),
    isSkipped: dialect.matches(line, skipPattern(shape)),
    isStrict: shape.strict === undefined ? null : isStrict(dialect, shape.strict, line),
  };
};

/** What a rule gives for every strict line, where it reads nothing of the line and gives a text or nothing; undefined elsewhere. */
const fixedValue = (rule: FieldRule, shape: LineShape, options: ParseOptions): string | null | undefined => {
  const { cuts = {}, set = {} } = shape.strict ?? {};
  const joined = (shape.inner ?? []).flatMap((step) => ('join' in step ? [step.name] : []));
  const varies = (name: string): boolean =>
    set[name] === undefined && (cuts[name] !== undefined || joined.includes(name));
  if (capturesOf(rule).some(varies)) return undefined;
  const value = fieldValue(rule, set, options);
  return value === null || typeof value === 'string' ? value : undefined;
};

/** Captures of strict lines: cut, fixed, or put together of such. */
const strictCaptures = (dialect: Dialect, shape: LineShape, line: Sql): CaptureOf => {
  const { cuts = {}, set = {} } = shape.strict ?? {};
  const capture: CaptureOf = (name) => {
    const fixed = set[name];
    if (fixed !== undefined) return dialect.literal(fixed);
    const steps = cuts[name];
    if (steps !== undefined) return steps.reduce((text, cut) => applyCut(dialect, text, cut), line);
    const join = (shape.inner ?? []).find((step) => 'join' in step && step.name === name);
    if (join === undefined || !('join' in join)) return null;
    return joined(dialect, join.join, (part) => capture(part) ?? raw("''"));
  };
  return capture;
};

/** Piece by piece where the format says how: the pieces are cut anyway, and their patterns are shorter than the line's. */
const isStrict = (dialect: Dialect, { pattern, pieces }: StrictShape, line: Sql): Sql => {
  const whole = (text: Sql, ofText: string): Sql =>
    /^ *$/.test(ofText)
      ? sql`${text} = ${dialect.literal(ofText)}`
      : dialect.matches(text, `^(?:${ofText})$`);
  if (pieces === undefined) return whole(line, pattern);
  const conditions = [
    sql`${dialect.partCount(line, pieces.separator)} = ${pieces.parts}`,
    ...pieces.without.map((text) => sql`not ${dialect.contains(line, text)}`),
    ...pieces.match.map((piece) =>
      whole(
        piece.cuts.reduce((text, cut) => applyCut(dialect, text, cut), line),
        piece.pattern,
      ),
    ),
  ];
  return sql`(${join(conditions, ' and ')})`;
};

const applyCut = (dialect: Dialect, text: Sql, cut: Cut): Sql => {
  if ('split' in cut) return dialect.cutPart(text, cut.split, cut.part);
  if ('skip' in cut) return dialect.substring(text, cut.skip + 1, cut.length);
  if ('fromEnd' in cut) return dialect.fromEnd(text, cut.fromEnd, cut.length);
  return dialect.dropEnd(text, cut.skipEnd);
};
