import type { FieldType } from '../kernel/field-type.ts';
import { COMMON_FIELDS, DATASET_FIELDS, type FieldDefinition } from '../schema/fields.ts';

const KNOWN = new Map(
  [...COMMON_FIELDS, ...Object.values(DATASET_FIELDS).flat()].map((field) => [field.name, field]),
);

const TYPES: Readonly<Record<string, FieldType>> = {
  VARCHAR: 'keyword',
  INTEGER: 'integer',
  BIGINT: 'long',
  DOUBLE: 'double',
  BOOLEAN: 'boolean',
  TIMESTAMP: 'date',
  'VARCHAR[]': 'keywords',
};

/** The field a column of the database stands for: by its ECS name, else by its type. */
export const fieldOfColumn = (name: string, type: string): FieldDefinition =>
  KNOWN.get(name) ?? { name, type: TYPES[type] ?? 'keyword', description: '' };
