/**
 * Column types, named after the types ECS uses. `date` is UTC with microseconds;
 * `long` is a signed 64-bit integer, `integer` 32-bit; `keywords` is a list of text.
 */
export type FieldType = 'keyword' | 'ip' | 'integer' | 'long' | 'double' | 'boolean' | 'date' | 'keywords';

export const NUMERIC_TYPES: ReadonlySet<FieldType> = new Set(['integer', 'long', 'double']);
