import { compileFormat } from '../formats/compile-sql.ts';
import type { FormatDefinition, LineShape, ParseOptions } from '../formats/definition.ts';
import { typeOfRule } from '../formats/sql-fields.ts';
import type { FieldType } from '../kernel/field-type.ts';
import { columnsBehind } from '../schema/columns-behind.ts';
import { DATASET_FIELDS } from '../schema/fields.ts';
import type { Sql } from '../sql/sql.ts';
import type { IngestOptions } from './ingest-options.ts';
import type { Cutting, DatasetMaking, EventStore, LineCutting } from '../store/event-store.ts';

interface CuttingRequest {
  readonly format: FormatDefinition;
  readonly shape: LineShape;
  readonly parse: ParseOptions;
  readonly keepsText: boolean;
  /** See `IngestOptions`. */
  readonly onlyFields: readonly string[] | undefined;
}

/** The part of a cutting request that the options of a load say. */
export const wantedFields = ({
  onlyFields,
  once,
  client,
}: Pick<IngestOptions, 'onlyFields' | 'once' | 'client'>): readonly string[] | undefined =>
  once === true && client === undefined ? onlyFields : undefined;

/** How the lines of a format are cut in one pass; undefined where only its exact pattern tells what they hold. */
export const cuttingOf = async (
  store: EventStore & DatasetMaking & Partial<LineCutting>,
  { format, shape, parse, keepsText, onlyFields }: CuttingRequest,
): Promise<Cutting | undefined> => {
  const { fields, strict, constants, isStrict } = compileFormat(store.dialect, format, shape, parse);
  if (strict === null || isStrict === null) return undefined;
  const typeOf = await columnTypes(store, format);
  const columns = fields.map((field, index) => ({
    field,
    type: typeOf(field),
    value: constants.get(field) ?? (strict[index] as Sql),
    isConstant: constants.has(field),
  }));
  const wanted = isAdopting(store) ? wantedColumns(columns, onlyFields) : undefined;
  return {
    fits: isStrict,
    cutsAnyLine: shape.strict?.pieces !== undefined,
    columns: columns.filter(({ field }) => wanted?.has(field) !== false),
    leftOut: fields.filter((field) => wanted?.has(field) === false),
    keepsText,
  };
};

/** Events that are cut stay where they lie: nobody inserts them with all their columns. */
const isAdopting = (store: Partial<LineCutting>): boolean => store.adoptLines !== undefined;

const wantedColumns = (
  columns: Cutting['columns'],
  onlyFields: readonly string[] | undefined,
): ReadonlySet<string> | undefined =>
  onlyFields === undefined
    ? undefined
    : columnsBehind(
        onlyFields,
        columns.map(({ field, type }) => ({ name: field, type, description: '' })),
      );

/** The types of the dataset's columns, made or yet to be made; those that it has keep their type. */
const columnTypes = async (
  store: DatasetMaking,
  { dataset, columns = [], fields }: FormatDefinition,
): Promise<(field: string) => FieldType> => {
  const builtIn = Object.entries(DATASET_FIELDS).find(([name]) => name === dataset)?.[1] ?? [];
  const known = [...columns, ...(await store.datasetColumns(dataset)), ...builtIn];
  const types = new Map(known.map(({ name, type }) => [name.toLowerCase(), type]));
  return (field) => {
    const rule = fields[field];
    return types.get(field.toLowerCase()) ?? (rule === undefined ? 'keyword' : typeOfRule(rule));
  };
};

export const canCut = <Store>(store: Store & Partial<LineCutting>): store is Store & LineCutting =>
  store.beginCut !== undefined;
