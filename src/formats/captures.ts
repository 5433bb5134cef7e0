import type { CaptureStep, JsonPath, LineShape } from './definition.ts';
import { jsonAt, type JsonObject, jsonText, type JsonValue, readJsonObject } from './json-reader.ts';
import { captureNames, exactPattern, whereItStops } from './shape-pattern.ts';

type Values = Record<string, string | null>;

/** The captures of one line that fits. */
export interface FoundCaptures {
  readonly captures: Readonly<Values>;
  /** What nobody reads: neither one of the captures in `used` nor a step of the shape. */
  unused(used: ReadonlySet<string>): Readonly<Record<string, string>>;
}

/** Takes a line apart by its shape; gives what tells the reason when the line does not fit. */
export const captureReader = (shape: LineShape): ((line: string) => FoundCaptures | (() => string)) => {
  const base = shape.json === undefined ? textBase(shape) : jsonBase(shape.json);
  const steps = (shape.inner ?? []).map(stepReader);
  const read = new Set((shape.inner ?? []).flatMap(sourcesOf));
  return (line) => {
    const found = base(line);
    if (typeof found === 'function') return found;
    const captures = found.captures;
    for (const step of steps) step(captures);
    return { captures, unused: (used) => found.unused(new Set([...used, ...read]), captures) };
  };
};

interface BaseCaptures {
  readonly captures: Values;
  unused(used: ReadonlySet<string>, all: Readonly<Values>): Readonly<Record<string, string>>;
}

const textBase = (shape: LineShape): ((line: string) => BaseCaptures | (() => string)) => {
  const exact = new RegExp(exactPattern(shape.parts), 'u');
  const names = captureNames(shape.parts);
  return (line) => {
    const match = exact.exec(line);
    if (match === null) return () => whereItStops(shape.parts, line);
    const captures: Values = {};
    names.forEach((name, index) => {
      const text = match[index + 1] ?? '';
      captures[name] = shape.quoted === true ? unquoted(text) : text;
    });
    return { captures, unused: unusedCaptures };
  };
};

const unusedCaptures = (
  used: ReadonlySet<string>,
  captures: Readonly<Values>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(captures).flatMap(([name, text]) =>
      used.has(name) || name.startsWith('_') || text === null || ['', '-'].includes(text.trim())
        ? []
        : [[name, text.trim()]],
    ),
  );

const unquoted = (text: string): string =>
  text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;

const jsonBase = (
  paths: Readonly<Record<string, JsonPath>>,
): ((line: string) => BaseCaptures | (() => string)) => {
  const entries = Object.entries(paths);
  return (line) => {
    const document = readJsonObject(line);
    if (document.kind === 'refused') return () => document.reason;
    const captures: Values = Object.fromEntries(
      entries.map(([name, path]) => [name, jsonText(jsonAt(document, path))]),
    );
    return { captures, unused: (used) => unusedMembers(document, paths, used) };
  };
};

/** The leaves of a document that no path of a used capture leads to, by their dotted path. */
const unusedMembers = (
  document: JsonObject,
  paths: Readonly<Record<string, JsonPath>>,
  used: ReadonlySet<string>,
): Readonly<Record<string, string>> => {
  const known = new Set(
    Object.entries(paths).flatMap(([name, path]) => (used.has(name) ? [pathKey(path)] : [])),
  );
  const rest: Record<string, string> = {};
  const visit = (value: JsonValue, path: JsonPath): void => {
    if (known.has(pathKey(path))) return;
    if (value?.kind === 'object' && value.members.size > 0) {
      for (const [key, item] of value.members) visit(item, [...path, key]);
      return;
    }
    if (value?.kind === 'list' && value.items.length > 0 && leadsInto(known, path)) {
      for (const [index, item] of value.items.entries()) visit(item, [...path, index]);
      return;
    }
    const text = jsonText(value);
    if (text !== null && text !== '') rest[path.join('.')] = text;
  };
  visit(document, []);
  return rest;
};

const pathKey = (path: JsonPath): string => JSON.stringify(path);
const leadsInto = (known: ReadonlySet<string>, path: JsonPath): boolean => {
  const start = pathKey(path).slice(0, -1);
  return [...known].some((key) => key.startsWith(`${start},`));
};

/** The captures that a step reads. */
const sourcesOf = (step: CaptureStep): readonly string[] => {
  if ('join' in step) return step.join.flatMap((part) => (typeof part === 'string' ? [] : [part.capture]));
  const tests = 'oneOf' in step ? step.oneOf.flatMap((item) => Object.keys(item.when ?? {})) : [];
  return [step.from, ...tests];
};

const stepReader = (step: CaptureStep): ((captures: Values) => void) => {
  if ('join' in step) {
    return (captures) => {
      captures[step.name] = step.join
        .map((part) => {
          if (typeof part === 'string') return part;
          const text = captures[part.capture] ?? '';
          return part.table === undefined ? text : Object.hasOwn(part.table, text) ? part.table[text] : '';
        })
        .join('');
    };
  }
  if ('search' in step) {
    const searches = Object.entries(step.search).map(
      ([name, text]) => [name, new RegExp(text, 'u')] as const,
    );
    return (captures) => {
      for (const [name, pattern] of searches)
        captures[name] = pattern.exec(captures[step.from] ?? '')?.[1] ?? '';
    };
  }
  return alternativesReader(step.from, 'oneOf' in step ? step.oneOf : [{ parts: step.parts }]);
};

const alternativesReader = (
  from: string,
  alternatives: Extract<CaptureStep, { readonly oneOf: unknown }>['oneOf'],
): ((captures: Values) => void) => {
  const compiled = alternatives.map((item) => ({
    when: Object.entries(item.when ?? {}),
    pattern: new RegExp(exactPattern(item.parts), 'u'),
    names: captureNames(item.parts),
    set: item.set ?? {},
  }));
  const names = new Set(compiled.flatMap((item) => [...item.names, ...Object.keys(item.set)]));
  return (captures) => {
    const text = captures[from] ?? '';
    const tests = { ...captures };
    for (const name of names) captures[name] = '';
    for (const item of compiled) {
      if (!item.when.every(([name, wanted]) => (tests[name] ?? '') === wanted)) continue;
      const match = item.pattern.exec(text);
      if (match === null) continue;
      item.names.forEach((name, index) => {
        captures[name] = match[index + 1] ?? '';
      });
      Object.assign(captures, item.set);
      return;
    }
  };
};
