import { EPOCH_TIME_SHAPE, ISO_TIME_SHAPE } from '../formats/time-shapes.ts';
import type { FieldType } from '../kernel/field-type.ts';
import { COMMON_FIELDS, DATASET_FIELDS } from '../schema/fields.ts';
import type { RowSource } from '../sources/source.ts';

/** How a column spells moments. */
export type TimeSpelling = 'iso' | 'seconds' | 'milliseconds' | 'microseconds';

/** What one column of a table becomes. */
export interface PlannedColumn {
  /** Place among the source's columns, from 0. */
  readonly index: number;
  readonly name: string;
  readonly field: string;
  readonly type: FieldType;
  /** For dates. */
  readonly spelling?: TimeSpelling;
}

/** What the rows of a table become. */
export interface RowPlan {
  readonly dataset: string;
  readonly isBuiltIn: boolean;
  readonly columns: readonly PlannedColumn[];
  /** The column that became `@timestamp`. */
  readonly time: PlannedColumn | undefined;
}

export type RowSample = readonly (readonly (string | null)[])[];

/**
 * Decides by schema, column names, types and first rows what a table becomes: events of
 * the dataset its schema is known for, or of a built-in one when every column is named by
 * a field of it, else a dataset of its own name with the columns as they are. The first
 * column that holds times becomes `@timestamp`.
 */
export const planRows = (source: RowSource, sample: RowSample): RowPlan => {
  const mapped = source.mapping !== undefined && source.dataset !== undefined;
  const columns = mapped ? mappedColumns(source) : namedColumns(source);
  const dataset = source.dataset ?? builtInFor(columns.map((column) => column.field));
  const time = columns.find((column) => column.field === '@timestamp') ?? timeColumn(columns, sample);
  const isBuiltIn = dataset !== undefined;
  const fields = columns.map((column) =>
    column === time ? { ...column, field: '@timestamp', type: 'date' as const } : column,
  );
  const planned = (isBuiltIn ? fields.map((column) => typedAs(dataset, column)) : withOwnNames(fields)).map(
    (column) =>
      column.type === 'date'
        ? { ...column, spelling: spellingOf(valuesOf(sample, column.index)) ?? 'iso' }
        : column,
  );
  return {
    dataset: dataset ?? ownDatasetName(source.table),
    isBuiltIn,
    columns: planned,
    time: planned.find((column) => column.field === '@timestamp'),
  };
};

const mappedColumns = (source: RowSource): readonly PlannedColumn[] =>
  source.columns.flatMap((name, index) => {
    const target = source.mapping?.[name];
    return target === undefined ? [] : [{ index, name, field: target.field, type: target.type }];
  });

const namedColumns = (source: RowSource): readonly PlannedColumn[] =>
  source.columns.map((name, index) => ({
    index,
    name,
    field: name,
    type: source.types[index] ?? 'keyword',
  }));

/** Fields that the store gives every event; a column of the same name must not stand in for them. */
const GIVEN = new Set(COMMON_FIELDS.map((field) => field.name).filter((name) => name !== '@timestamp'));

/** The one built-in dataset that has all these fields, and more of them than a time; with a user, logins come first. */
const builtInFor = (fields: readonly string[]): string | undefined => {
  const own = fields.filter((field) => field !== '@timestamp');
  if (own.length === 0) return undefined;
  const fitting = Object.entries(DATASET_FIELDS).filter(([, known]) => {
    const names = new Set(known.map((field) => field.name));
    return own.every((field) => names.has(field));
  });
  if (own.includes('user.name') && fitting.some(([name]) => name === 'auth')) return 'auth';
  return fitting.length === 1 ? fitting[0]?.[0] : undefined;
};

const typedAs = (dataset: string, column: PlannedColumn): PlannedColumn => {
  if (column.field === '@timestamp') return { ...column, type: 'date' };
  const known = DATASET_FIELDS[dataset as keyof typeof DATASET_FIELDS]?.find(
    ({ name }) => name === column.field,
  );
  return known === undefined ? column : { ...column, type: known.type };
};

const MOST_NAME_CHARACTERS = 120;

/** Column names as field names: letters, digits, dots and low lines; no two that differ in case alone. */
const withOwnNames = (columns: readonly PlannedColumn[]): readonly PlannedColumn[] => {
  const taken = new Set(['@timestamp']);
  return columns.map((column) => {
    if (column.field === '@timestamp') return column;
    const plain = column.field.replaceAll(/[^\p{L}\p{N}_.]+/gu, '_').slice(0, MOST_NAME_CHARACTERS);
    const base = plain === '' || GIVEN.has(plain) ? `column_${plain.replaceAll('.', '_')}` : plain;
    let field = base;
    for (let number = 2; taken.has(field.toLowerCase()); number += 1) field = `${base}_${number}`;
    taken.add(field.toLowerCase());
    return { ...column, field };
  });
};

/** Names that the store itself uses, or that a built-in dataset has. */
const RESERVED = /^(?:inputs|rejects|originals|findings|store_meta|store_lock|staged_.*|.*_events)$/;

/** A table's name as the name of a dataset: lower case, and none that stands for something else. */
const ownDatasetName = (table: string): string => {
  const plain = table
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_]+/gu, '_')
    .slice(0, MOST_NAME_CHARACTERS);
  const isTaken = plain === '' || plain in DATASET_FIELDS || RESERVED.test(plain);
  return isTaken ? `table_${plain}`.replace(/_events$/, '_rows') : plain;
};

const TIME_NAME =
  /(?:^|_)(?:timestamp|datetime|time|date|ts|created|occurred|logged|received|epoch)(?:_|$)|_(?:at|on)$/i;

const valuesOf = (sample: RowSample, index: number): readonly string[] =>
  sample.flatMap((row) => row[index] ?? []);

const timeColumn = (columns: readonly PlannedColumn[], sample: RowSample): PlannedColumn | undefined =>
  columns.find((column) => column.type === 'date') ??
  columns.find(
    (column) => TIME_NAME.test(column.field) && spellingOf(valuesOf(sample, column.index)) !== undefined,
  );

const ISO = new RegExp(`^(?:${ISO_TIME_SHAPE})$`);
const NUMBER = new RegExp(`^(?:${EPOCH_TIME_SHAPE})$|^[0-9]{11,17}$`);
/** Seconds of the years 1990 and 2100: no counter starts so high, and no log is younger. */
const [FROM, TO] = [631_152_000, 4_102_444_800];

/** What all values of a sample (at least one) have in common; undefined when they are no times. */
const spellingOf = (values: readonly string[]): TimeSpelling | undefined => {
  if (values.length === 0) return undefined;
  if (values.every((value) => ISO.test(value))) return 'iso';
  if (!values.every((value) => NUMBER.test(value))) return undefined;
  const within = (factor: number): boolean =>
    values.every((value) => Number(value) >= FROM * factor && Number(value) < TO * factor);
  if (within(1)) return 'seconds';
  if (within(1000)) return 'milliseconds';
  return within(1_000_000) ? 'microseconds' : undefined;
};
