import type { FieldType } from '../kernel/field-type.ts';
import { COMMON_FIELDS, DATASET_FIELDS, type FieldDefinition } from '../schema/fields.ts';

const KNOWN = new Map(
  [...COMMON_FIELDS, ...Object.values(DATASET_FIELDS).flat()].map((field) => [field.name, field]),
);

const TYPES: readonly (readonly [RegExp, FieldType])[] = [
  [/Array\(/, 'keywords'],
  [/DateTime/, 'date'],
  [/Int(?:8|16|32)\b/, 'integer'],
  [/Int/, 'long'],
  [/Float|Decimal/, 'double'],
  [/Bool/, 'boolean'],
];

/** The field a column of the database stands for: by its ECS name, else by its type. */
export const fieldOfClickhouseColumn = (name: string, type: string): FieldDefinition =>
  KNOWN.get(name) ?? {
    name,
    type: TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? 'keyword',
    description: '',
  };
