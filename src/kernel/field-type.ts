/**
 * Column types, named after the types ECS uses. `date` is UTC with microseconds;
 * `long` is a signed 64-bit integer, `integer` 32-bit; `keywords` is a list of text.
 */
export type FieldType = 'keyword' | 'ip' | 'integer' | 'long' | 'double' | 'boolean' | 'date' | 'keywords';

export const NUMERIC_TYPES: ReadonlySet<FieldType> = new Set(['integer', 'long', 'double']);

/** One type for a field that datasets store differently: the widest number, else text. Undefined for no types. */
export const commonType = (types: Iterable<FieldType>): FieldType | undefined => {
  const different = new Set(types);
  if (different.size <= 1) return [...different][0];
  if (![...different].every((type) => NUMERIC_TYPES.has(type))) return 'keyword';
  return different.has('double') ? 'double' : 'long';
};
