import type { FieldType } from '../kernel/field-type.ts';
import { ecsNames, ecsType } from '../schema/ecs-fields.ts';
import { DATASET_FIELDS, type FieldDefinition } from '../schema/fields.ts';
import type { ColumnMapping } from './column-mapping.ts';
import type { FieldRule, FormatDefinition } from './definition.ts';
import { fieldValue } from './field-value.ts';

/** A column of a log that names its own. */
export interface OwnColumn {
  /** As the log names it. */
  readonly name: string;
  /** The captures that may hold it, the first that is there counts. */
  readonly captures: readonly string[];
  /** Values of the first lines. */
  readonly sample: readonly string[];
  /** Holds lists; its captures are JSON. */
  readonly list?: boolean;
}

const TIME_NAMES = /^(?:@?timestamp|time|ts|date_?time|date|_time|event_?time|when|created_at|logged_at)$/i;
const ABSENT = ['', '-'];
export const NO_COLUMN: ReadonlySet<string> = new Set([
  'event.dataset',
  'log.file.path',
  'log.line',
  'event.ingested',
  'log.input',
]);
const WHOLE = /^-?(?:0|[1-9][0-9]{0,17})$/;
const DECIMAL = /^-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?$/;

/** The type that all values of a sample have: text unless they are all numbers or all true and false. */
const typeOfSample = (values: readonly string[]): FieldType => {
  const present = values.filter((value) => !ABSENT.includes(value));
  if (present.length === 0) return 'keyword';
  if (present.every((value) => WHOLE.test(value))) return 'long';
  // Longer whole numbers would lose digits as doubles.
  if (present.every((value) => DECIMAL.test(value) && !/^-?[0-9]{19}/.test(value))) return 'double';
  return present.every((value) => /^(?:true|false)$/i.test(value)) ? 'boolean' : 'keyword';
};

/** Every kind of stamp, the more exact first. */
const timeRules = (from: string): readonly FieldRule[] => [
  { kind: 'isoTime', from },
  { kind: 'clfTime', from },
  { kind: 'epochTime', from },
  { kind: 'epochTime', from, unit: 'milliseconds' },
  { kind: 'epochTime', from, unit: 'microseconds' },
  { kind: 'syslogTime', from },
];

const ruleOf = (type: FieldType, from: string, list: boolean): readonly FieldRule[] => {
  switch (type) {
    case 'date':
      return timeRules(from);
    case 'integer':
    case 'long':
    case 'double':
      return [{ kind: 'number', from, type }];
    case 'boolean':
      return [
        {
          kind: 'boolean',
          from,
          yes: ['true', 'True', 'TRUE', 'T', '1'],
          no: ['false', 'False', 'FALSE', 'F', '0'],
        },
      ];
    case 'keywords':
      return [list ? { kind: 'jsonList', from } : { kind: 'list', from, separator: ',' }];
    default:
      return [{ kind: 'text', from }];
  }
};

/** Names of protocols are written small, whatever the device does. */
const LOWER = new Set(['network.transport', 'network.protocol', 'network.type']);
const lowered = (rule: FieldRule): FieldRule => (rule.kind === 'text' ? { ...rule, lower: true } : rule);

const OPTIONS = Object.freeze({ timeZone: 'UTC', newestMicros: 4_102_444_800_000_000n });

/** The same stamp in a year that can be kept: 1601 and 9999 are years of stamps, too. */
const inKnownYear = (value: string): string => value.replace(/^[0-9]{4}(?=-[0-9]{2}-[0-9]{2})/, '2000');

/** Whether most of the values are stamps, and one of them a time that can be kept. */
const parsesAsTime = (values: readonly string[]): boolean => {
  const present = values.filter((value) => !ABSENT.includes(value));
  const rule: FieldRule = { kind: 'first', of: timeRules('value') };
  const isTime = (value: string): boolean => fieldValue(rule, { value }, OPTIONS) !== null;
  const stamps = present.filter((value) => isTime(inKnownYear(value)));
  return stamps.some(isTime) && stamps.length * 2 >= present.length;
};

/** One kind of stamp where the sample shows no other: a fast way needs to know it. */
const timeRulesFor = (from: string, sample: readonly string[]): readonly FieldRule[] => {
  const all = timeRules(from);
  const only = all.find((rule) =>
    sample.every((value) => ABSENT.includes(value) || fieldValue(rule, { [from]: value }, OPTIONS) !== null),
  );
  return only === undefined || sample.length === 0 ? all : [only];
};

/** A name that filters and SQL take as it is: letters, digits, dots, hyphens, underscores. */
const plainName = (name: string): string => name.trim().replace(/[^\p{L}\p{N}_.@-]+/gu, '_') || 'column';

/** An ECS name that is written with underscores: source_ip. */
const UNDERSCORED = new Map(
  ecsNames()
    .filter((name) => name.includes('.'))
    .map((name) => [name.replaceAll('.', '_'), name]),
);

const fieldOf = (column: OwnColumn, mapping: ColumnMapping | undefined): string => {
  const mapped = mapping?.fields[column.name];
  if (mapped !== undefined) return mapped;
  const name = plainName(column.name);
  if (ecsType(name) !== undefined) return name;
  return UNDERSCORED.get(name) ?? name;
};

export interface OwnFields {
  readonly dataset: string;
  readonly fields: Readonly<Record<string, FieldRule>>;
  readonly columns: readonly FieldDefinition[];
  /** Columns that the mapping names and the log does not have. */
  readonly absent: readonly string[];
}

/**
 * Fields for a log that names its own columns: as a mapping says, else under an ECS name that
 * a column already has, else under its own. Types come from the ECS field, else from the sample.
 */
export const ownFields = (
  dataset: string,
  columns: readonly OwnColumn[],
  mapping: ColumnMapping | undefined,
): OwnFields => {
  const target = mapping?.dataset ?? dataset;
  const known = new Map(
    (DATASET_FIELDS[target as keyof typeof DATASET_FIELDS] ?? []).map((field) => [field.name, field.type]),
  );
  const chosen = columns.map((column) => ({ column, name: fieldOf(column, mapping) }));
  const time =
    chosen.find(({ name }) => name === '@timestamp') ??
    chosen.find(
      ({ column }) =>
        mapping?.fields[column.name] === undefined &&
        TIME_NAMES.test(column.name) &&
        parsesAsTime(column.sample),
    );
  const fields: Record<string, FieldRule> = {};
  const own: FieldDefinition[] = [];
  const taken = new Set<string>();
  for (const { column, name } of chosen) {
    const isTime = time?.column === column;
    const field = isTime ? '@timestamp' : unusedName(NO_COLUMN.has(name) ? `own.${name}` : name, taken);
    taken.add(field.toLowerCase());
    const type = isTime
      ? 'date'
      : (known.get(field) ??
        ecsType(field) ??
        (column.list === true ? 'keywords' : typeOfSample(column.sample)));
    const rules = isTime
      ? column.captures.flatMap((capture) => timeRulesFor(capture, column.sample))
      : column.captures
          .flatMap((capture) => ruleOf(type, capture, column.list === true))
          .map((rule) => (LOWER.has(field) ? lowered(rule) : rule));
    fields[field] = rules.length === 1 ? (rules[0] as FieldRule) : { kind: 'first', of: rules };
    if (!isTime && !known.has(field)) own.push({ name: field, type, description: '' });
  }
  const names = new Set(columns.map((column) => column.name));
  const absent = Object.keys(mapping?.fields ?? {}).filter((name) => !names.has(name));
  return { dataset: target, fields, columns: own, absent };
};

const unusedName = (name: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(name.toLowerCase())) return name;
  for (let count = 2; ; count += 1) {
    if (!taken.has(`${name}_${count}`.toLowerCase())) return `${name}_${count}`;
  }
};

/** A definition with own fields. */
export const withOwnFields = (
  base: Pick<FormatDefinition, 'name' | 'title' | 'example' | 'shapeFor' | 'skeleton'>,
  { dataset, fields, columns, absent }: OwnFields,
): FormatDefinition => ({ ...base, dataset, fields, columns, absentColumns: absent });
