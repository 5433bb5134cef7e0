import type { JsonPath } from './definition.ts';
import {
  JSON_MAXIMUM_DEPTH,
  JSON_NUMBER_SEARCH,
  JSON_OBJECT_TOKENS,
  JSON_LIST_TOKENS,
  JSON_ODD_NUMBER,
  JSON_TRAILING_COMMA,
} from './json-text.ts';

/** A value of a document: texts and numbers as text, `null` for null. */
export type JsonValue = JsonText | JsonBare | JsonList | JsonObject | null;
interface JsonText {
  readonly kind: 'text';
  readonly text: string;
}
/** A number, true or false, as written. */
interface JsonBare {
  readonly kind: 'bare';
  readonly text: string;
}
interface JsonList {
  readonly kind: 'list';
  readonly items: readonly JsonValue[];
}
export interface JsonObject {
  readonly kind: 'object';
  readonly members: ReadonlyMap<string, JsonValue>;
}

const ODD = new RegExp(JSON_ODD_NUMBER, 'u');
const SEARCH = new RegExp(JSON_NUMBER_SEARCH, 'gu');
const OBJECT = new RegExp(JSON_OBJECT_TOKENS, 'u');
const LIST = new RegExp(JSON_LIST_TOKENS, 'u');
const TRAILING = new RegExp(JSON_TRAILING_COMMA, 'u');

class JsonRefusal extends Error {}

/** Reads one object; gives why not, with the column, when the line is none. */
export const readJsonObject = (
  line: string,
): JsonObject | { readonly kind: 'refused'; readonly reason: string } => {
  try {
    const value = new Reader(line).document();
    if (value?.kind !== 'object') return { kind: 'refused', reason: 'expected a JSON object' };
    const fits = OBJECT.test(line) && !TRAILING.test(line);
    if (!fits) return { kind: 'refused', reason: 'expected strict JSON (RFC 8259)' };
    return ODD.test(line) ? (new Reader(quotedNumbers(line)).document() as JsonObject) : value;
  } catch (error) {
    if (error instanceof JsonRefusal) return { kind: 'refused', reason: error.message };
    throw error;
  }
};

/** The number at the end, taken off again, keeps the search from beginning inside a text behind the last number. */
const quotedNumbers = (text: string): string => `${text}0`.replace(SEARCH, '$1"$2"').slice(0, -'"0"'.length);

/** The elements of a list as texts; a text that is no list is a list of one, an empty one none. */
export const jsonListElements = (text: string): readonly string[] | null => {
  if (text === '') return null;
  if (!LIST.test(text) || TRAILING.test(text)) return [text];
  try {
    const value = new Reader(text).document();
    return value?.kind === 'list' ? value.items.map((item) => jsonText(item) ?? '') : [text];
  } catch (error) {
    if (error instanceof JsonRefusal) return [text];
    throw error;
  }
};

/** The value at a path; null when there is none. */
export const jsonAt = (document: JsonValue, path: JsonPath): JsonValue => {
  let place: JsonValue = document;
  for (const step of path) {
    if (typeof step === 'string') place = place?.kind === 'object' ? (place.members.get(step) ?? null) : null;
    else place = place?.kind === 'list' ? (place.items[step] ?? null) : null;
  }
  return place;
};

/** A value as a capture: lists and objects as JSON text without spaces; null for null. */
export const jsonText = (value: JsonValue): string | null => {
  if (value === null) return null;
  return value.kind === 'text' || value.kind === 'bare' ? value.text : serialized(value);
};

const serialized = (value: JsonValue): string => {
  switch (value?.kind) {
    case 'text':
      return JSON.stringify(value.text);
    case 'bare':
      return value.text;
    case 'list':
      return `[${value.items.map(serialized).join(',')}]`;
    case 'object':
      return `{${[...value.members].map(([key, item]) => `${JSON.stringify(key)}:${serialized(item)}`).join(',')}}`;
    default:
      return 'null';
  }
};

const STRING_TOKEN = /"(?:[^"\\]|\\[^\n])*"/uy;
const BARE_TOKEN = /-?[0-9][0-9.eE+-]*|true|false|null/uy;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** A strict reader that says where it stops; of a key that stands twice the first counts. */
class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonValue {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) throw this.#refusal('the end of the line');
    return value;
  }

  #refusal(expected: string): JsonRefusal {
    return new JsonRefusal(`expected ${expected} at column ${this.#at + 1} of the JSON`);
  }

  #space(): void {
    while (' \t\r'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1;
  }

  #take(sign: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #token(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return null;
    this.#at += found.length;
    return found;
  }

  #value(): JsonValue {
    this.#space();
    const sign = this.#text[this.#at];
    if (sign === '"') return { kind: 'text', text: this.#string() };
    if (sign === '{' || sign === '[') {
      this.#depth += 1;
      if (this.#depth > JSON_MAXIMUM_DEPTH)
        throw new JsonRefusal(`JSON nested deeper than ${JSON_MAXIMUM_DEPTH}`);
      this.#at += 1;
      const value = sign === '{' ? this.#object() : this.#list();
      this.#depth -= 1;
      return value;
    }
    const start = this.#at;
    const bare = this.#token(BARE_TOKEN);
    if (bare === null || (/^[-0-9]/.test(bare) && !NUMBER.test(bare))) {
      this.#at = start;
      throw this.#refusal('a value');
    }
    return bare === 'null' ? null : { kind: 'bare', text: bare };
  }

  #string(): string {
    const start = this.#at;
    const token = this.#token(STRING_TOKEN);
    try {
      if (token !== null) return JSON.parse(token) as string;
    } catch {
      // Said below, like a text without end.
    }
    this.#at = start;
    throw this.#refusal('a text in quotes');
  }

  #object(): JsonObject {
    const members = new Map<string, JsonValue>();
    if (this.#take('}')) return { kind: 'object', members };
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#refusal('a key in quotes');
      const key = this.#string();
      if (!this.#take(':')) throw this.#refusal('":"');
      const value = this.#value();
      if (!members.has(key)) members.set(key, value);
    } while (this.#take(','));
    if (!this.#take('}')) throw this.#refusal('"," or "}"');
    return { kind: 'object', members };
  }

  #list(): JsonList {
    const items: JsonValue[] = [];
    if (this.#take(']')) return { kind: 'list', items };
    do items.push(this.#value());
    while (this.#take(','));
    if (!this.#take(']')) throw this.#refusal('"," or "]"');
    return { kind: 'list', items };
  }
}
