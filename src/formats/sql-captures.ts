import type { Dialect } from '../sql/dialect.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import type { Alternative, CaptureStep, JoinPart, LineShape } from './definition.ts';
import { JSON_NUMBER_SEARCH, JSON_OBJECT_TOKENS, JSON_ODD_NUMBER, JSON_TRAILING_COMMA } from './json-text.ts';
import { captureNames, exactPattern } from './shape-pattern.ts';

/** A text expression for a capture; null when the shape has no such capture. */
export type CaptureOf = (name: string) => Sql | null;

/** A value that is computed once a line; it may read those of the layers before. */
export interface Layer {
  readonly name: string;
  readonly value: Sql;
}

/** Values that are computed beside each other. */
export type Layers = readonly (readonly Layer[])[];

export interface SqlCaptures {
  readonly layers: Layers;
  readonly captureOf: CaptureOf;
}

/** Nests sub-queries so that every value of the layers is a column of the rows of `from`. */
export const withLayers = (from: Sql, layers: Layers): Sql =>
  layers.reduce((inner, layer, index) => {
    const columns = layer.map(({ name, value }) => sql`, ${value} as ${raw(name)}`);
    return sql`(select *${join(columns, '')} from ${inner} as ${raw(`layer_${index}`)})`;
  }, from);

/** Whether a line fits: by its parts, or as a JSON object. */
export const fitsExactly = (dialect: Dialect, shape: LineShape, line: Sql): Sql => {
  if (shape.json === undefined) return dialect.matches(line, exactPattern(shape.parts));
  const tokens = sql`${dialect.matches(line, JSON_OBJECT_TOKENS)} and not ${dialect.matches(line, JSON_TRAILING_COMMA)}`;
  return dialect.ifThen(tokens, dialect.jsonValid(quotedNumbers(dialect, line)), raw('false'));
};

/**
 * Numbers that the engine would print in its own words become texts. The number at the end, taken
 * off again, keeps the search from beginning inside a text behind the last number.
 */
const quotedNumbers = (dialect: Dialect, line: Sql): Sql =>
  dialect.ifThen(
    dialect.matches(line, JSON_ODD_NUMBER),
    dialect.dropEnd(
      dialect.replaceAll(dialect.concat([line, dialect.literal('0')]), JSON_NUMBER_SEARCH, '\\1"\\2"'),
      '"0"'.length,
    ),
    line,
  );

/** All captures of lines that fit exactly. */
export const exactCaptures = (dialect: Dialect, shape: LineShape, line: Sql): SqlCaptures => {
  const known = new Map<string, Sql>();
  const groups = raw('groups');
  const layers: (readonly Layer[])[] = [];
  if (shape.json === undefined) {
    const names = captureNames(shape.parts);
    const value = dialect.captureGroups(line, exactPattern(shape.parts), names);
    layers.push([{ name: 'groups', value }]);
    names.forEach((name, index) => {
      const text = dialect.captured(groups, names, index);
      known.set(name, shape.quoted === true ? unquoted(dialect, text) : text);
    });
  } else {
    const paths = Object.entries(shape.json);
    const value = dialect.jsonValues(
      quotedNumbers(dialect, line),
      paths.map(([, path]) => path),
    );
    layers.push([{ name: 'groups', value }]);
    paths.forEach(([name], index) => {
      known.set(name, dialect.jsonValue(groups, index));
    });
  }
  (shape.inner ?? []).forEach((step, index) => {
    layers.push(...addStep(dialect, step, index, known));
  });
  return { layers, captureOf: (name) => known.get(name) ?? null };
};

const unquoted = (dialect: Dialect, text: Sql): Sql =>
  dialect.ifThen(
    dialect.startsWith(text, '"'),
    dialect.replaceText(dialect.dropEnd(dialect.substring(text, 2), 1), '""', '"'),
    text,
  );

/** A capture's text, '' when it is missing. */
const present = (dialect: Dialect, known: ReadonlyMap<string, Sql>, name: string): Sql => {
  const text = known.get(name);
  return text === undefined ? raw("''") : dialect.coalesce([text, raw("''")]);
};

const addStep = (dialect: Dialect, step: CaptureStep, index: number, known: Map<string, Sql>): Layers => {
  if ('join' in step) {
    // Tables make long expressions, and rules of time read their text many times.
    const layer = {
      name: `joined_${index}`,
      value: joined(dialect, step.join, (name) => present(dialect, known, name)),
    };
    known.set(step.name, raw(layer.name));
    return [[layer]];
  }
  const from = present(dialect, known, step.from);
  if ('search' in step) {
    const found = Object.entries(step.search).map(([name, pattern], at) => ({
      name,
      layer: { name: `found_${index}_${at}`, value: dialect.capture(from, pattern) },
    }));
    for (const { name, layer } of found) known.set(name, raw(layer.name));
    return [found.map(({ layer }) => layer)];
  }
  if ('parts' in step) {
    const names = captureNames(step.parts);
    const layer = {
      name: `inner_${index}`,
      value: dialect.captureGroups(from, exactPattern(step.parts), names),
    };
    names.forEach((name, at) => {
      known.set(name, dialect.captured(raw(layer.name), names, at));
    });
    return [[layer]];
  }
  return addAlternatives(dialect, step.oneOf, { from, index, known });
};

/** A text put together of pieces; the same for strict captures. */
export const joined = (dialect: Dialect, parts: readonly JoinPart[], textOf: (name: string) => Sql): Sql =>
  dialect.concat(
    parts.map((part) => {
      if (typeof part === 'string') return dialect.literal(part);
      const text = textOf(part.capture);
      if (part.table === undefined) return text;
      return chosen(
        dialect,
        Object.entries(part.table).map(([key, value]) => [
          sql`${text} = ${dialect.literal(key)}`,
          dialect.literal(value),
        ]),
        raw("''"),
      );
    }),
  );

const chosen = (dialect: Dialect, cases: readonly (readonly [Sql, Sql])[], otherwise: Sql): Sql =>
  cases.reduceRight((rest, [condition, value]) => dialect.ifThen(condition, value, rest), otherwise);

interface AlternativesPlace {
  readonly from: Sql;
  readonly index: number;
  readonly known: Map<string, Sql>;
}

/**
 * One layer tells which alternative fits (by matching, which is cheap), the next takes the
 * text apart by that one alone. All patterns are filled up to the same number of groups, so
 * that the layer has one type.
 */
const addAlternatives = (
  dialect: Dialect,
  alternatives: readonly Alternative[],
  { from, index, known }: AlternativesPlace,
): Layers => {
  const which = raw(`which_${index}`);
  const inside = raw(`inner_${index}`);
  const lists = alternatives.map((item) => captureNames(item.parts));
  const places = Array.from(
    { length: Math.max(1, ...lists.map((list) => list.length)) },
    (_, at) => `g${at}`,
  );
  const number = (at: number): Sql => raw(String(at + 1));
  const fits = alternatives.map((item, at): readonly [Sql, Sql] => {
    const tests = Object.entries(item.when ?? {}).map(
      ([name, text]) => sql`${present(dialect, known, name)} = ${dialect.literal(text)} and `,
    );
    const pattern = exactPattern(item.parts);
    return [sql`${concatenated(tests)}${dialect.matches(from, pattern)}`, number(at)];
  });
  const groups = alternatives.map((item, at): readonly [Sql, Sql] => [
    sql`${which} = ${number(at)}`,
    dialect.captureGroups(from, filledPattern(item, places.length), places),
  ]);
  const last = groups.at(-1)?.[1] ?? raw('null');
  const names = new Set(
    alternatives.flatMap((item, at) => [...(lists[at] ?? []), ...Object.keys(item.set ?? {})]),
  );
  const chosenLayer = [...names].map((name, place): Layer => {
    const cases = alternatives.flatMap((item, at): (readonly [Sql, Sql])[] => {
      const group = lists[at]?.indexOf(name) ?? -1;
      const text = item.set?.[name];
      if (text !== undefined) return [[sql`${which} = ${number(at)}`, dialect.literal(text)]];
      return group === -1 ? [] : [[sql`${which} = ${number(at)}`, dialect.captured(inside, places, group)]];
    });
    // Rules read their text several times, and this one is long.
    const layer = { name: `chosen_${index}_${place}`, value: chosen(dialect, cases, raw("''")) };
    known.set(name, raw(layer.name));
    return layer;
  });
  return [
    [{ name: `which_${index}`, value: chosen(dialect, fits, raw('0')) }],
    [{ name: `inner_${index}`, value: chosen(dialect, groups.slice(0, -1), last) }],
    chosenLayer,
  ];
};

const concatenated = (items: readonly Sql[]): Sql => items.reduce((all, item) => sql`${all}${item}`, raw(''));

/** Empty groups at the end match nothing more. */
const filledPattern = (item: Alternative, groups: number): string => {
  const missing = groups - captureNames(item.parts).length;
  return `${exactPattern(item.parts).slice(0, -1)}${'()'.repeat(missing)}$`;
};
