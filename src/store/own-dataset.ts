import { COMMON_FIELDS, DATASET_FIELDS, type FieldDefinition } from '../schema/fields.ts';
import { sql } from '../sql/sql.ts';
import type { EventStore } from './event-store.ts';

/** The row of `store_meta` that keeps the fields of a dataset that is not built in: columns do not tell addresses from text. */
export const fieldsKey = (dataset: string): string => `fields ${dataset}`;

/** Fields as `store_meta` keeps them. */
export const fieldsText = (fields: readonly FieldDefinition[]): string =>
  JSON.stringify(fields.map(({ name, type }) => ({ name, type, description: '' })));

/** The columns of a built-in dataset that every store has; none of any other dataset. */
export const builtInColumns = (dataset: string): readonly FieldDefinition[] =>
  Object.entries(DATASET_FIELDS).find(([name]) => name === dataset)?.[1] ?? [];

/** The own columns of a dataset that is not built in, or those a built-in one got beside its fixed ones. */
export const ownColumns = async (
  store: Pick<EventStore, 'query'>,
  dataset: string,
): Promise<readonly FieldDefinition[]> => {
  const rows = await store.query(sql`select value from store_meta where name = ${fieldsKey(dataset)}`);
  return JSON.parse(String(rows[0]?.['value'] ?? '[]')) as readonly FieldDefinition[];
};

/** Fields of a dataset, the common ones first; undefined where nothing is kept of it. */
export const ownFields = async (
  store: Pick<EventStore, 'query'>,
  dataset: string,
): Promise<readonly FieldDefinition[] | undefined> => {
  const columns = [...builtInColumns(dataset), ...(await ownColumns(store, dataset))];
  return columns.length === 0 ? undefined : [...COMMON_FIELDS, ...columns];
};

/** What a dataset has with what it gets; names are compared as engines do, without case. */
export const mergedFields = (
  known: readonly FieldDefinition[],
  fields: readonly FieldDefinition[],
): readonly FieldDefinition[] => {
  const names = new Set(known.map((field) => field.name.toLowerCase()));
  return [...known, ...fields.filter((field) => !names.has(field.name.toLowerCase()))];
};
