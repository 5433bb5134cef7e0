import { CALL_SHAPES, normalFieldName, parseFieldCall } from '../kernel/field-call.ts';
import { commonType, type FieldType } from '../kernel/field-type.ts';
import { UsageError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import { type DerivedField, derivedFields } from './derived-fields.ts';
import { lookupFields } from './facts.ts';
import type { FieldDefinition } from './fields.ts';

/** What a catalog reads of a dataset. */
export interface CatalogDataset {
  readonly fields: readonly FieldDefinition[];
  readonly derived: readonly DerivedField[];
  /** Columns that were not read, as nobody would ask for them. */
  readonly leftOut?: readonly FieldDefinition[];
  readonly lookups?: readonly FieldDefinition[];
}

/** All fields, stored, derived and looked up, of some datasets taken together. */
export interface FieldCatalog {
  /** Type of a field or call; undefined when there is no such field. */
  typeOf(field: string): FieldType | undefined;
  names(): readonly string[];
  /** The field's one spelling and type; throws a UsageError that names the nearest ones. */
  require(field: string): { readonly name: string; readonly type: FieldType };
}

/** Collects the fields of the datasets; of one name, the common type counts. */
export const fieldCatalog = (datasets: readonly CatalogDataset[]): FieldCatalog => {
  const types = new Map<string, FieldType[]>();
  for (const dataset of datasets) {
    for (const field of [...dataset.fields, ...dataset.derived, ...(dataset.lookups ?? [])]) {
      types.set(field.name, [...(types.get(field.name) ?? []), field.type]);
    }
  }
  const unread = new Set(datasets.flatMap(unreadNames).filter((name) => !types.has(name)));
  const typeOf = (field: string): FieldType | undefined => {
    const known = types.get(field);
    if (known !== undefined) return commonType(known);
    const call = parseFieldCall(field);
    if (call === undefined || !types.has(call.arguments[0] ?? '')) return undefined;
    return CALL_SHAPES[call.name]?.type;
  };
  return {
    typeOf,
    names: () => [...types.keys()],
    require: (field) => {
      const name = normalFieldName(field);
      const type = typeOf(name);
      if (type === undefined) throw missingField(field, [...types.keys()], unread);
      return { name, type };
    },
  };
};

const unreadNames = ({ fields, leftOut = [] }: CatalogDataset): readonly string[] =>
  leftOut.length === 0
    ? []
    : [leftOut, ...[derivedFields, lookupFields].map((made) => made([...fields, ...leftOut]))]
        .flat()
        .map((field) => field.name);

const missingField = (field: string, names: readonly string[], unread: ReadonlySet<string>): Error =>
  unread.has(parseFieldCall(field)?.arguments[0] ?? field)
    ? new UsageError(`the field ${field} was not read; name it among the only fields to read, or read all`)
    : unknownField(field, [...names, ...unread]);

/** The error for a field that no dataset has; for a call it looks at the call's name first. */
const unknownField = (field: string, names: readonly string[]): Error => {
  const call = parseFieldCall(field);
  if (call === undefined) return unknownName('field', field, names, 'the command fields lists them');
  if (CALL_SHAPES[call.name] === undefined) {
    return unknownName(
      'derivation',
      call.name,
      Object.keys(CALL_SHAPES),
      `there are ${Object.keys(CALL_SHAPES).join(', ')}`,
    );
  }
  return unknownName('field', call.arguments[0] ?? '', names, 'the command fields lists them');
};
