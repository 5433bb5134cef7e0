import { DATASET_FIELDS, type FieldDefinition } from '../schema/fields.ts';
import { clickhouseDialect as dialect } from '../sql/clickhouse.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import { createFactTables } from './fact-tables.ts';
import { eventTable, INPUT_COLUMN, SCHEMA_VERSION, storedFields } from './tables.ts';

const name = (text: string): Sql => dialect.identifier(text);

/** Small tables whose rows are changed and taken away one by one. */
const LEDGER = raw(
  'engine = MergeTree order by tuple() settings enable_block_number_column = 1, enable_block_offset_column = 1',
);

const createEventTable = (dataset: string, fields: readonly FieldDefinition[]): Sql => {
  const columns = storedFields(fields).map(
    (field) => sql`${name(field.name)} ${dialect.columnType(field.type)}`,
  );
  const order = join(['@timestamp', INPUT_COLUMN, 'log.line'].map(name));
  return sql`create table if not exists ${name(eventTable(dataset))} (${name(INPUT_COLUMN)} Int32, ${join(columns)}) engine = MergeTree order by (${order}) settings allow_nullable_key = 1`;
};

/**
 * The view of a dataset. Only events whose input stands in the ledger are seen, up to the
 * line it counts: the ledger's row is written last, in one insert, and with it a load, or
 * what a grown file brought, becomes visible at once.
 */
const createView = (dataset: string, fields: readonly FieldDefinition[]): Sql => {
  const columns = storedFields(fields).map((field) => sql`t.${name(field.name)} as ${name(field.name)}`);
  const ofInput = [
    sql`toNullable(${dialect.literal(dataset)}) as ${name('event.dataset')}`,
    sql`i.path as ${name('log.file.path')}`,
    sql`i.ingested as ${name('event.ingested')}`,
  ];
  return sql`create or replace view ${name(dataset)} as select ${join([...columns, ...ofInput])} from ${name(eventTable(dataset))} as t inner join inputs as i on i.id = t.${name(INPUT_COLUMN)} where ifNull(t.${name('log.line')} <= i.lines, true)`;
};

/** Table and view of one dataset, made when they are missing. */
const clickhouseDatasetTables = (dataset: string, fields: readonly FieldDefinition[]): readonly Sql[] => [
  createEventTable(dataset, fields),
  createView(dataset, fields),
];

/** Statements that make a dataset that is not built in, or give one the columns that it lacks. */
export const clickhouseOwnDataset = (dataset: string, fields: readonly FieldDefinition[]): readonly Sql[] => [
  createEventTable(dataset, fields),
  ...fields.map(
    (field) =>
      sql`alter table ${name(eventTable(dataset))} add column if not exists ${name(field.name)} ${dialect.columnType(field.type)}`,
  ),
  createView(dataset, fields),
];

/** Statements that make an empty store, or leave a present one as it is. */
export const clickhouseTables = (): readonly Sql[] => [
  sql`create table if not exists store_meta (name String, value String) ${LEDGER}`,
  sql`insert into store_meta select 'schema_version', ${String(SCHEMA_VERSION)} where not exists (select 1 from store_meta where name = 'schema_version')`,
  sql`create table if not exists inputs (id Int32, path Nullable(String), format Nullable(String), dataset Nullable(String), status Nullable(String), lines Nullable(Int64), parsed Nullable(Int64), rejected Nullable(Int64), skipped Nullable(Int64), repaired Nullable(Int64), bytes Nullable(Int64), parsed_bytes Nullable(Int64), rejected_bytes Nullable(Int64), skipped_bytes Nullable(Int64), pending_bytes Nullable(Int64), without_time Nullable(Int64), fingerprint Nullable(String), options Nullable(String), notes Nullable(String), line_index Nullable(String), ingested Nullable(DateTime64(6, 'UTC')), ended Nullable(DateTime64(6, 'UTC')), version UInt64 default toUnixTimestamp64Micro(now64(6))) engine = ReplacingMergeTree(version) order by id`,
  sql`create table if not exists rejects (input Int32, line Nullable(Int64), byte_offset Nullable(Int64), byte_length Nullable(Int64), reason Nullable(String), text Nullable(String)) ${LEDGER}`,
  sql`create table if not exists findings (id String, rank Int64, finding String) ${LEDGER}`,
  sql`create table if not exists originals (input Int32, line Nullable(Int64), text Nullable(String)) ${LEDGER}`,
  ...createFactTables(dialect, LEDGER),
  ...Object.entries(DATASET_FIELDS).flatMap(([dataset, fields]) => clickhouseDatasetTables(dataset, fields)),
];
