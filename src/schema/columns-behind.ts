import { isPlainName, parseFieldCall } from '../kernel/field-call.ts';
import { type DerivedField, derivedFields } from './derived-fields.ts';
import { lookupFields } from './facts.ts';
import type { FieldDefinition } from './fields.ts';

/** Read whatever is asked: the time of every event, and how often it occurred. */
const ALWAYS: readonly string[] = Object.freeze(['@timestamp', 'event.occurrences']);

/** What every event carries whatever its line holds. */
const ALWAYS_THERE: ReadonlySet<string> = new Set([
  'event.dataset',
  'event.ingested',
  'log.file.path',
  'log.line',
]);

/**
 * Those of a dataset's columns that these fields are, are computed from or are looked up
 * by, and those that every question reads; also those whose names `namesIn` would not find. Names
 * that mean nothing are passed over.
 * @example columnsBehind(['url.path'], columns) // url.path or url.original, whichever is a column; @timestamp
 */
export const columnsBehind = (
  names: readonly string[],
  columns: readonly FieldDefinition[],
): ReadonlySet<string> => {
  const derived = new Map(derivedFields(columns).map((field) => [field.name, field.expression]));
  const own = new Set(columns.map((column) => column.name));
  // A column that holds nothing gives way to what can be looked up.
  const lookedUp = new Map(lookupFields(columns, own).map((field) => [field.name, field.places]));
  const found = new Set([...own].filter((name) => !isPlainName(name)));
  const visit = (name: string): void => {
    if (own.has(name)) found.add(name);
    const inside = parseFieldCall(derived.get(name) ?? name)?.arguments[0];
    if (inside !== undefined && inside !== name) visit(inside);
    for (const { input } of lookedUp.get(name) ?? []) if (own.has(input)) found.add(input);
  };
  for (const name of [...names, ...ALWAYS]) visit(name);
  return found;
};

interface Columns {
  readonly fields: readonly FieldDefinition[];
  readonly derived: readonly DerivedField[];
  readonly leftOut?: readonly FieldDefinition[];
}

/** A dataset without the columns that are not behind these fields. */
export const narrowed = <Dataset extends Columns>(dataset: Dataset, names: readonly string[]): Dataset => {
  const { fields, leftOut = [] } = dataset;
  const behind = columnsBehind(names, [...fields, ...leftOut]);
  const kept = fields.filter((field) => ALWAYS_THERE.has(field.name) || behind.has(field.name));
  const dropped = fields.filter((field) => !kept.includes(field));
  return { ...dataset, fields: kept, leftOut: [...leftOut, ...dropped], derived: derivedFields(kept) };
};
