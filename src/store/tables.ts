import { DATASET_FIELDS, type FieldDefinition } from '../schema/fields.ts';
import type { Dialect } from '../sql/dialect.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import { createFactTables } from './fact-tables.ts';

/** Raised with every change of the tables; older stores are migrated, newer ones refused. */
export const SCHEMA_VERSION = 1;

/** The table that holds a dataset's own columns; people and questions read the view of the dataset's name. */
export const eventTable = (dataset: string): string => `${dataset}_events`;

/** Column that points from an event to its row in `inputs`. */
export const INPUT_COLUMN = 'log.input';

/** Columns of the event table: what differs from event to event. */
export const storedFields = (fields: readonly FieldDefinition[]): readonly FieldDefinition[] => [
  { name: '@timestamp', type: 'date', description: '' },
  { name: 'log.line', type: 'long', description: '' },
  ...fields,
];

const createEventTable = (dialect: Dialect, dataset: string, fields: readonly FieldDefinition[]): Sql => {
  const columns = storedFields(fields).map(
    (field) => sql`${dialect.identifier(field.name)} ${dialect.columnType(field.type)}`,
  );
  return sql`create table if not exists ${dialect.identifier(eventTable(dataset))} (${dialect.identifier(INPUT_COLUMN)} integer, ${join(columns)})`;
};

/** The view of a dataset: its events with source address, dataset name and time of storing; and events that lie elsewhere, with the same columns. */
export const eventView = (
  dialect: Dialect,
  dataset: string,
  {
    elsewhere = [],
    without = [],
  }: { readonly elsewhere?: readonly Sql[]; readonly without?: readonly string[] } = {},
): Sql => {
  const name = (text: string): Sql => dialect.identifier(text);
  const create = raw(elsewhere.length === 0 ? 'create view if not exists' : 'create or replace view');
  const own = sql`select t.* exclude (${join([INPUT_COLUMN, ...without].map(name))}), ${dialect.literal(dataset)} as ${name('event.dataset')}, i.path as ${name('log.file.path')}, i.ingested as ${name('event.ingested')} from ${name(eventTable(dataset))} as t left join inputs as i on i.id = t.${name(INPUT_COLUMN)}`;
  return sql`${create} ${name(dataset)} as ${join([own, ...elsewhere], ' union all by name ')}`;
};

/** Table and view of one dataset, made when they are missing. */
const datasetTables = (
  dialect: Dialect,
  dataset: string,
  fields: readonly FieldDefinition[],
): readonly Sql[] => [createEventTable(dialect, dataset, fields), eventView(dialect, dataset)];

/** Statements that make a dataset of one's own, or give one the columns that it lacks (DuckDB). */
export const ownDatasetTables = (
  dialect: Dialect,
  dataset: string,
  fields: readonly FieldDefinition[],
): readonly Sql[] => {
  const name = (text: string): Sql => dialect.identifier(text);
  const table = name(eventTable(dataset));
  return [
    createEventTable(dialect, dataset, fields),
    ...fields.map(
      (field) =>
        sql`alter table ${table} add column if not exists ${name(field.name)} ${dialect.columnType(field.type)}`,
    ),
    sql`drop view if exists ${name(dataset)}`,
    eventView(dialect, dataset),
  ];
};

/** Statements that make an empty store, or leave a present one as it is (DuckDB). */
export const storeTables = (dialect: Dialect): readonly Sql[] => [
  raw('create table if not exists store_meta (name varchar primary key, value varchar)'),
  sql`insert into store_meta values ('schema_version', ${String(SCHEMA_VERSION)}) on conflict do nothing`,
  raw(`create table if not exists inputs (
    id integer primary key, path varchar, format varchar, dataset varchar, status varchar, lines bigint, parsed bigint,
    rejected bigint, skipped bigint, repaired bigint, bytes bigint, parsed_bytes bigint, rejected_bytes bigint,
    skipped_bytes bigint, pending_bytes bigint, without_time bigint, fingerprint varchar, options varchar,
    notes varchar, line_index varchar, ingested timestamp, ended timestamp)`),
  raw(`create table if not exists rejects (
    input integer, line bigint, byte_offset bigint, byte_length bigint, reason varchar, text varchar)`),
  raw(`create table if not exists originals (input integer, line bigint, text varchar)`),
  raw('create table if not exists findings (id varchar, rank bigint, finding varchar)'),
  ...createFactTables(dialect),
  ...Object.entries(DATASET_FIELDS).flatMap(([dataset, fields]) => datasetTables(dialect, dataset, fields)),
];
