import type { FieldDefinition } from './fields.ts';

/** What a truth file adds to every event (ours). */
export const LABEL_FIELDS: readonly FieldDefinition[] = Object.freeze([
  Object.freeze({
    name: 'label.attack',
    type: 'boolean',
    description: 'Whether the truth counts the event to an attack',
  } as const),
  Object.freeze({
    name: 'label.name',
    type: 'keyword',
    description: 'Name of that attack; the first by name where there are several',
  } as const),
]);
