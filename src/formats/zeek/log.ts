import { HOST_LIKE } from '../address-pattern.ts';
import { ecsType } from '../../schema/ecs-fields.ts';
import { DATASET_FIELDS, type FieldDefinition } from '../../schema/fields.ts';
import type { CaptureStep, FieldRule, FormatDefinition, LineShape } from '../definition.ts';
import { typeOfRule } from '../sql-fields.ts';
import type { ZeekColumn } from './columns.ts';
import { datasetOf, mappingOf } from './ecs.ts';
import { extraFields, stepsOf } from './extras.ts';

/** What the header of a log says about its values. */
export interface ZeekMarks {
  readonly unset: string;
  readonly empty: string;
  readonly setSeparator: string;
}

export const DEFAULT_MARKS: ZeekMarks = { unset: '-', empty: '(empty)', setSeparator: ',' };

/** The rule for a column by its Zeek type; JSON writes lists as lists. */
const ruleOf = (column: ZeekColumn, json: boolean, marks: ZeekMarks): FieldRule => {
  const { name: from, type } = column;
  const absent = [marks.unset];
  const list = /^(?:set|vector|table)\[(.*)\]$/.exec(type);
  if (list !== null) {
    const decimal = ['double', 'interval', 'time'].includes(list[1] ?? '');
    const elements = decimal ? 'decimal' : 'escaped';
    return json
      ? { kind: 'jsonList', from, elements }
      : { kind: 'list', from, separator: marks.setSeparator, absent, empty: [marks.empty], elements };
  }
  switch (type) {
    case 'time':
      return timeRule(from, json);
    case 'interval':
    case 'double':
      return { kind: 'number', from, type: 'double', absent };
    case 'count':
    case 'int':
      return { kind: 'number', from, type: 'long', absent };
    case 'port':
      return { kind: 'number', from, type: 'integer', absent };
    case 'bool':
      return { kind: 'boolean', from, yes: ['T', 'true'], no: ['F', 'false'] };
    default:
      return {
        kind: 'text',
        from,
        absent: json ? [] : absent,
        empty: json ? [] : [marks.empty],
        unescape: true,
        ...(type === 'addr' ? { only: HOST_LIKE } : {}),
      };
  }
};

/** Zeek's JSON writer gives times as seconds, milliseconds or ISO 8601, as it was told. */
const timeRule = (from: string, json: boolean): FieldRule =>
  json
    ? {
        kind: 'first',
        of: [
          { kind: 'epochTime', from },
          { kind: 'isoTime', from },
          { kind: 'epochTime', from, unit: 'milliseconds' },
        ],
      }
    : { kind: 'epochTime', from };

/** The rule for an ECS field reads the column as its own type does, but as the number that the field is. */
const asField = (rule: FieldRule, field: string): FieldRule => {
  const type = ecsType(field);
  if (rule.kind === 'number' && (type === 'integer' || type === 'long' || type === 'double'))
    return { ...rule, type };
  if (rule.kind === 'number' && type === 'keyword') return { kind: 'text', from: rule.from };
  return rule;
};

/** Of ICMP, Zeek writes type and code in place of the ports. */
export const ICMP_STEPS: readonly CaptureStep[] = (
  [
    ['id.orig_p', 'port of origin', 'icmp type'],
    ['id.resp_p', 'port of response', 'icmp code'],
  ] as const
).map(([from, port, icmp]) => ({
  from,
  oneOf: [
    { when: { proto: 'icmp' }, parts: [{ name: icmp, exact: '[^\\n]*' }] },
    { parts: [{ name: port, exact: '[^\\n]*' }] },
  ],
}));

export const PORTS: Readonly<Record<string, string>> = {
  'id.orig_p': 'port of origin',
  'id.resp_p': 'port of response',
};

export interface ZeekLog {
  readonly path: string;
  readonly columns: readonly ZeekColumn[];
  readonly json: boolean;
  readonly marks: ZeekMarks;
  readonly title: string;
  readonly example: string;
  readonly skeleton?: FormatDefinition['skeleton'];
  shape(fields: Readonly<Record<string, FieldRule>>, inner: readonly CaptureStep[]): LineShape;
}

/** The definition of one Zeek log: its columns by their types, under ECS names where there are some. */
export const zeekLog = (log: ZeekLog): FormatDefinition => {
  const { path, columns, json, marks } = log;
  const isConnection =
    path === 'conn' &&
    ['proto', ...Object.keys(PORTS)].every((name) => columns.some((column) => column.name === name));
  const fields: Record<string, FieldRule> = {};
  for (const column of columns) {
    const mapping = mappingOf(path, column.name);
    const plain = ruleOf(column, json, marks);
    const rule =
      isConnection && column.name in PORTS && 'from' in plain
        ? { ...plain, from: PORTS[column.name] ?? column.name }
        : plain;
    const field = typeof mapping === 'string' ? mapping : mapping?.field;
    const name = field ?? `zeek.${path}.${column.name}`;
    const made = typeof mapping === 'object' ? mapping.rule : asField(rule, name);
    // Versions of Zeek name a column differently: the one that is there counts.
    fields[name] = fields[name] === undefined ? made : { kind: 'first', of: [fields[name], made] };
  }
  Object.assign(fields, extraFields(path));
  const dataset = datasetOf(path);
  const builtIn = new Set(
    (DATASET_FIELDS[dataset as keyof typeof DATASET_FIELDS] ?? []).map((field) => field.name),
  );
  const own = Object.entries(fields).flatMap(([name, rule]): FieldDefinition[] =>
    builtIn.has(name) || name === '@timestamp'
      ? []
      : [{ name, type: columnType(name, rule, columns), description: '' }],
  );
  const shape = log.shape(fields, isConnection ? ICMP_STEPS : stepsOf(path));
  return {
    name: `zeek-${path}`,
    title: log.title,
    dataset,
    example: log.example,
    shapeFor: () => shape,
    fields,
    columns: own,
    ...(log.skeleton === undefined ? {} : { skeleton: log.skeleton }),
  };
};

const columnType = (
  name: string,
  rule: FieldRule,
  columns: readonly ZeekColumn[],
): FieldDefinition['type'] => {
  const type = typeOfRule(rule);
  if (type !== 'keyword') return type;
  const column = columns.find((item) => 'from' in rule && item.name === rule.from);
  return column?.type === 'addr' || ecsType(name) === 'ip' ? 'ip' : 'keyword';
};
