/**
 * SQL text as data: a list of trusted text parts and values. Values never become
 * text here; a dialect renders them as placeholders (see `render`).
 */
export type SqlValue = string | number | bigint | boolean | null;

export interface Sql {
  readonly parts: readonly (string | { readonly value: SqlValue })[];
}

const isSql = (value: unknown): value is Sql =>
  typeof value === 'object' && value !== null && 'parts' in value;

/** Trusted text, taken as it is. Never pass anything that came from a user or a log. */
export const raw = (text: string): Sql => Object.freeze({ parts: Object.freeze([text]) });

/**
 * Tagged template: nested `Sql` is spliced, everything else becomes a parameter.
 * @example sql`select ${dialect.column('source.ip')} where x = ${'a'}`
 */
export const sql = (strings: TemplateStringsArray, ...items: readonly (Sql | SqlValue)[]): Sql => {
  const parts: (string | { readonly value: SqlValue })[] = [];
  strings.forEach((text, index) => {
    if (text !== '') parts.push(text);
    if (index >= items.length) return;
    const item = items[index] as Sql | SqlValue;
    if (isSql(item)) parts.push(...item.parts);
    else parts.push({ value: item });
  });
  return Object.freeze({ parts: Object.freeze(parts) });
};

/** Joins fragments with trusted text between them. An empty list gives empty SQL. */
export const join = (items: readonly Sql[], separator = ', '): Sql => {
  const parts = items.flatMap((item, index) => (index === 0 ? [...item.parts] : [separator, ...item.parts]));
  return Object.freeze({ parts: Object.freeze(parts) });
};

export interface RenderedSql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/**
 * Turns a fragment into text and an ordered list of values. Finite numbers,
 * booleans and null are written as literals (they cannot carry text), strings
 * always become parameters.
 */
export const render = (
  fragment: Sql,
  placeholder: (index: number, item: SqlValue) => string,
): RenderedSql => {
  const values: SqlValue[] = [];
  const text = fragment.parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const item = part.value;
      if (item === null) return 'null';
      if (typeof item === 'boolean') return item ? 'true' : 'false';
      if (typeof item === 'bigint') return item.toString();
      if (typeof item === 'number' && Number.isFinite(item)) return numberLiteral(item);
      values.push(item);
      return placeholder(values.length, item);
    })
    .join('');
  return { text, values };
};

const numberLiteral = (item: number): string =>
  Number.isInteger(item) && Math.abs(item) <= Number.MAX_SAFE_INTEGER
    ? item.toString()
    : item.toExponential();
