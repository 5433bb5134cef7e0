import type { FieldType } from '../kernel/field-type.ts';
import { NUMERIC_TYPES } from '../kernel/field-type.ts';
import { unknownName } from '../kernel/nearest.ts';
import { subnetBounds } from '../sql/addresses.ts';
import type { Condition } from './condition.ts';
import { numberCondition } from './number-condition.ts';
import { syntaxError } from './syntax-error.ts';
import { parseTimeSpan } from './time-span.ts';
import { type Comparison, type FilterTree, looksLikeBlock, type WildcardMatch } from './tree.ts';

/** What a filter needs to know of the fields: the type of one, undefined when unknown, and the names to suggest. */
export interface FieldTypes {
  typeOf(field: string): FieldType | undefined;
  names(): Iterable<string>;
  /** What a name stands for, where it is no field of events, and what to say of an unknown one. */
  readonly kind?: string;
  readonly hint?: string;
}

/** The text a tree was read from, so that messages can point into it. */
export interface FilterSource {
  readonly what: string;
  readonly text: string;
}

/**
 * Reads every value of a filter by the type of its field. Throws a UsageError that
 * points at the column for unknown fields (naming the nearest ones) and for values
 * that the field cannot have.
 */
export const checkFilter = (tree: FilterTree, fields: FieldTypes, source?: FilterSource): Condition => {
  const visit = (node: FilterTree): Condition => {
    if (node.kind === 'and' || node.kind === 'or') return { kind: node.kind, items: node.items.map(visit) };
    if (node.kind === 'not') return { kind: 'not', item: visit(node.item) };
    const type = typeOf(node.field, fields, node.at, source);
    const complain = (problem: string): never => {
      const at = 'valueAt' in node ? node.valueAt : node.at;
      throw syntaxError(
        source?.what ?? 'filter',
        source?.text ?? '',
        source === undefined ? 0 : (at ?? 0),
        problem,
      );
    };
    if (node.kind === 'exists') return { kind: 'exists', field: node.field, type };
    return node.kind === 'match' ? wildcard(node, type, complain) : comparison(node, type, complain);
  };
  return visit(tree);
};

const typeOf = (field: string, fields: FieldTypes, at?: number, source?: FilterSource): FieldType => {
  const type = fields.typeOf(field);
  if (type !== undefined) return type;
  const { message } = unknownName(
    fields.kind ?? 'field',
    field,
    fields.names(),
    fields.hint ?? 'the command fields lists them',
  );
  throw syntaxError(
    source?.what ?? 'filter',
    source?.text ?? '',
    source === undefined ? 0 : (at ?? 0),
    message,
  );
};

type Complain = (problem: string) => never;

const wildcard = ({ field, pieces }: WildcardMatch, type: FieldType, complain: Complain): Condition => {
  if (type === 'date')
    return complain(
      `${field} is a time and takes no wildcard; use < and >=, or : with a day such as "2018-11-05"`,
    );
  if (type === 'boolean') return complain(`${field} is true or false and takes no wildcard`);
  if (type === 'double')
    return complain(`${field} is a number with decimals and takes no wildcard; use < and >=`);
  return { kind: 'match', field, type, pieces };
};

const comparison = (node: Comparison, type: FieldType, complain: Complain): Condition => {
  if (NUMERIC_TYPES.has(type)) {
    return (
      numberCondition(node.field, type, node.operator, node.value) ??
      complain(`${node.field} is a number and cannot be "${node.value}"`)
    );
  }
  if (type === 'date') return timeCondition(node, complain);
  if (type === 'boolean') return booleanCondition(node, complain);
  if (node.operator === ':') return textEquality(node, type);
  if (type === 'ip')
    return complain(`${node.field} is an address; for a range of them write ${node.field} : "10.0.0.0/8"`);
  if (type === 'keywords') return complain(`${node.field} is a list and takes ":", not "${node.operator}"`);
  return { kind: 'textRange', field: node.field, operator: node.operator, value: node.value };
};

const textEquality = ({ field, value, literal }: Comparison, type: FieldType): Condition =>
  type === 'ip' && literal !== true && isBlock(value)
    ? { kind: 'subnet', field, block: value }
    : { kind: 'text', field, type, value };

const isBlock = (value: string): boolean => {
  if (!looksLikeBlock(value)) return false;
  try {
    subnetBounds(value);
    return true;
  } catch {
    return false;
  }
};

const booleanCondition = ({ field, operator, value }: Comparison, complain: Complain): Condition => {
  if (operator !== ':') return complain(`${field} is true or false and takes ":", not "${operator}"`);
  if (value !== 'true' && value !== 'false')
    return complain(`${field} is true or false and cannot be "${value}"`);
  return { kind: 'boolean', field, value: value === 'true' };
};

/** A time names a stretch: `:` is inside it, `>=` from its start, `>` after its end, and so on. */
const timeCondition = ({ field, operator, value }: Comparison, complain: Complain): Condition => {
  const span = parseTimeSpan(value);
  if (span === undefined) {
    return complain(
      `"${value}" is no time; write it like "2012-03-16", "2012-03-16T18:00Z" or "2012-03-16 18:00:05.25+01:00"`,
    );
  }
  switch (operator) {
    case ':':
      return { kind: 'time', field, from: span.from, until: span.until };
    case '>=':
      return { kind: 'time', field, from: span.from };
    case '>':
      return { kind: 'time', field, from: span.until };
    case '<':
      return { kind: 'time', field, until: span.from };
    case '<=':
      return { kind: 'time', field, until: span.until };
  }
};
