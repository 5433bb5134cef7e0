import { UsageError } from '../kernel/errors.ts';
import { CALL_SHAPES, type FieldCall, normalFieldName, parseFieldCall } from '../kernel/field-call.ts';
import { commonType, type FieldType } from '../kernel/field-type.ts';
import { unknownName } from '../kernel/nearest.ts';
import { DERIVATIONS, secondsSincePrevious } from './derivations.ts';
import type { Dialect } from './dialect.ts';
import { join, raw, type Sql, sql } from './sql.ts';

/** What a relation reads of a dataset: its table, its columns, and the fields derived from them. */
export interface RelationDataset {
  readonly table: string;
  readonly fields: readonly { readonly name: string; readonly type: FieldType }[];
  readonly derived: readonly { readonly name: string; readonly expression: string }[];
  readonly lookups?: readonly RelationLookup[];
  /** Read in place of the table: a sub-query with its parentheses. */
  readonly source?: Sql;
}

/** A field that comes from look-up tables: the first place that has a value gives it. */
export interface RelationLookup {
  readonly name: string;
  readonly type: FieldType;
  readonly places: readonly { readonly table: string; readonly input: string; readonly column: string }[];
}

/** Columns that put events in the order of the log. */
export const ORDER_FIELDS: readonly string[] = Object.freeze(['@timestamp', 'log.file.path', 'log.line']);

/**
 * FROM fragment `( ... ) as e` over the events of all given datasets, with the wanted
 * fields as columns (spelled by `dialect.column`): stored ones, derived ones, and calls
 * such as `subnet(source.ip,16)`. A field that a dataset lacks is a typed null there.
 * Fields must be spelled normally (see `normalFieldName`).
 * @throws UsageError for a field that no dataset has, naming the nearest ones
 * @example sql`select count(*) from ${relation(dialect, datasets, ['source.ip'])}`
 */
export const relation = (
  dialect: Dialect,
  datasets: readonly RelationDataset[],
  fields: Iterable<string>,
): Sql => {
  if (datasets.length === 0)
    throw new UsageError('there are no events; read an input or name a store that holds some');
  const wanted = [...new Set([...fields].map(normalFieldName))];
  for (const field of wanted) requireField(datasets, field);
  const windows = wanted.filter((field) => windowEntity(datasets, field) !== undefined);
  const plain = wanted.filter((field) => !windows.includes(field));
  if (windows.length === 0) return sql`(${union(dialect, datasets, plain)}) as e`;
  const entities = windows.map((field) => windowEntity(datasets, field) as string);
  const columns = new Set([...plain, ...entities, ...ORDER_FIELDS]);
  const inner = sql`(${union(dialect, datasets, [...columns])}) as e`;
  const outer = [
    ...plain.map((field) => selected(dialect, dialect.column(field), field)),
    ...windows.map((field, index) =>
      selected(dialect, sincePrevious(dialect, entities[index] as string), field),
    ),
  ];
  return sql`(select ${join(outer)} from ${inner}) as e`;
};

const selected = (dialect: Dialect, expression: Sql, field: string): Sql =>
  sql`${expression} as ${dialect.identifier(field)}`;

const sincePrevious = (dialect: Dialect, entity: string): Sql => {
  const order = ORDER_FIELDS.map((field) => dialect.ascending(dialect.column(field)));
  return secondsSincePrevious(dialect, dialect.column('@timestamp'), dialect.column(entity), order);
};

const union = (dialect: Dialect, datasets: readonly RelationDataset[], fields: readonly string[]): Sql =>
  join(
    datasets.map((dataset) => branch(dialect, dataset, datasets, fields)),
    ' union all ',
  );

/** One dataset's rows with the wanted columns; slow derivations are joined from a table of distinct inputs. */
const branch = (
  dialect: Dialect,
  dataset: RelationDataset,
  datasets: readonly RelationDataset[],
  fields: readonly string[],
): Sql => {
  const table = dataset.source ?? dialect.identifier(dataset.table);
  const joins: Sql[] = [];
  const looked = new LookupJoins(dialect);
  const columns = fields.map((field) => {
    const slow = slowDerivation(dataset, field);
    if (slow === undefined)
      return selected(dialect, expressionOf(dialect, dataset, datasets, field, looked), field);
    const name = dialect.identifier(`d${joins.length}`);
    const input = dialect.column(slow.input);
    const distinct = distinctValues(input, sql`${table} as e`);
    const values = sql`select e.k as k, ${slow.build(dialect, raw('e.k'))} as v from (${distinct}) as e`;
    joins.push(sql` left join (${values}) as ${name} on ${name}.k = ${input}`);
    return selected(dialect, sql`${name}.v`, field);
  });
  const list = columns.length === 0 ? raw('1 as one') : join(columns);
  return sql`select ${list} from ${table} as e${join([...joins, ...looked.joins], '')}`;
};

/** The joins of one dataset with look-up tables: one for each table and input, however many fields come from it. */
class LookupJoins {
  readonly joins: Sql[] = [];
  readonly #dialect: Dialect;
  readonly #names = new Map<string, Sql>();

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  expression({ places }: RelationLookup): Sql {
    const found = places.map(
      ({ table, input, column }) => sql`${this.#alias(table, input)}.${this.#dialect.identifier(column)}`,
    );
    return found.length === 1 ? (found[0] as Sql) : this.#dialect.coalesce(found);
  }

  #alias(table: string, input: string): Sql {
    const key = `${table} ${input}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const alias = this.#dialect.identifier(`l${this.#names.size}`);
    this.#names.set(key, alias);
    const entity = sql`${alias}.${this.#dialect.identifier('entity')}`;
    this.joins.push(
      sql` left join ${this.#dialect.identifier(table)} as ${alias} on ${entity} = ${this.#dialect.column(input)}`,
    );
    return alias;
  }
}

/**
 * The different values of an expression, in a column `k`. The limit is beyond any log:
 * it keeps the engine from pushing a condition on `k` down to every event.
 */
export const distinctValues = (expression: Sql, from: Sql): Sql =>
  sql`select distinct ${expression} as k from ${from} limit ${Number.MAX_SAFE_INTEGER}`;

interface SlowDerivation {
  readonly input: string;
  build(dialect: Dialect, input: Sql): Sql;
}

/** A slow derivation of a stored column, or undefined. */
const slowDerivation = (dataset: RelationDataset, field: string): SlowDerivation | undefined => {
  if (hasColumn(dataset, field)) return undefined;
  const call = callOf(dataset, field);
  const derivation = call === undefined ? undefined : DERIVATIONS[call.name];
  const input = call?.arguments[0] ?? '';
  if (call === undefined || derivation?.slow !== true || !hasColumn(dataset, input)) return undefined;
  if (lookupOf(dataset, input) !== undefined) return undefined;
  return { input, build: (dialect, key) => derivation.build(dialect, key, numbersOf(call)) };
};

const expressionOf = (
  dialect: Dialect,
  dataset: RelationDataset,
  datasets: readonly RelationDataset[],
  field: string,
  looked: LookupJoins,
): Sql => {
  const own = typeIn(dataset, field);
  const type = commonTypeOf(datasets, field);
  const lookup = lookupOf(dataset, field);
  if (own !== undefined)
    return as(dialect, lookup === undefined ? dialect.column(field) : looked.expression(lookup), own, type);
  const call = callOf(dataset, field);
  const derivation = call === undefined ? undefined : DERIVATIONS[call.name];
  if (call === undefined || derivation === undefined) return typedNull(dialect, type ?? 'keyword');
  const input = expressionOf(dialect, dataset, datasets, call.arguments[0] ?? '', looked);
  return derivation.build(dialect, input, numbersOf(call));
};

const as = (dialect: Dialect, expression: Sql, own: FieldType, type: FieldType | undefined): Sql =>
  own === type ? expression : converted(dialect, expression, type);

const typedNull = (dialect: Dialect, type: FieldType): Sql => sql`cast(null as ${dialect.columnType(type)})`;

const converted = (dialect: Dialect, column: Sql, type: FieldType | undefined): Sql =>
  type === 'keyword'
    ? dialect.toText(column)
    : sql`cast(${column} as ${dialect.columnType(type ?? 'keyword')})`;

const typeIn = (dataset: RelationDataset, field: string): FieldType | undefined =>
  (lookupOf(dataset, field) ?? dataset.fields.find((item) => item.name === field))?.type;

const lookupOf = (dataset: RelationDataset, field: string): RelationLookup | undefined =>
  dataset.lookups?.find((item) => item.name === field);

const hasColumn = (dataset: RelationDataset, field: string): boolean => typeIn(dataset, field) !== undefined;

const commonTypeOf = (datasets: readonly RelationDataset[], field: string): FieldType | undefined =>
  commonType(datasets.flatMap((dataset) => typeIn(dataset, field) ?? [])) ?? derivedType(datasets, field);

const derivedType = (datasets: readonly RelationDataset[], field: string): FieldType | undefined => {
  for (const dataset of datasets) {
    const call = callOf(dataset, field);
    if (call !== undefined) return CALL_SHAPES[call.name]?.type;
  }
  return undefined;
};

const callOf = (dataset: RelationDataset, field: string): FieldCall | undefined =>
  parseFieldCall(dataset.derived.find((item) => item.name === field)?.expression ?? field);

const numbersOf = (call: FieldCall): readonly number[] => call.arguments.slice(1).map(Number);

/** The entity of a `since_previous` field; undefined for every other field. */
const windowEntity = (datasets: readonly RelationDataset[], field: string): string | undefined => {
  if (datasets.some((dataset) => hasColumn(dataset, field))) return undefined;
  for (const dataset of datasets) {
    const call = callOf(dataset, field);
    if (call?.name === 'since_previous') return call.arguments[0] ?? '';
  }
  return undefined;
};

const knownNames = (datasets: readonly RelationDataset[]): readonly string[] => [
  ...new Set(
    datasets.flatMap((dataset) =>
      [...dataset.fields, ...dataset.derived, ...(dataset.lookups ?? [])].map((item) => item.name),
    ),
  ),
];

const requireField = (datasets: readonly RelationDataset[], field: string): void => {
  if (datasets.some((dataset) => hasColumn(dataset, field))) return;
  if (datasets.some((dataset) => dataset.derived.some((item) => item.name === field))) return;
  const call = parseFieldCall(field);
  if (call === undefined)
    throw unknownName('field', field, knownNames(datasets), 'the command fields lists them');
  checkCall(call, datasets);
};

const TAKES: Readonly<Record<string, readonly FieldType[]>> = {
  text: ['keyword', 'ip'],
  number: ['integer', 'long', 'double'],
  time: ['date'],
  address: ['ip', 'keyword'],
};

const checkCall = (call: FieldCall, datasets: readonly RelationDataset[]): void => {
  const shape = CALL_SHAPES[call.name];
  if (shape === undefined) {
    const names = Object.keys(CALL_SHAPES);
    throw unknownName('derivation', call.name, names, `there are ${names.join(', ')}`);
  }
  const [input = '', ...rest] = call.arguments;
  requireField(datasets, input);
  const type = commonTypeOf(datasets, input) ?? 'keyword';
  const taken = TAKES[shape.takes];
  if (taken !== undefined && !taken.includes(type)) {
    throw new UsageError(
      `${call.name} takes a ${shape.takes} field, and ${input} is of type ${type}; write it like ${shape.usage}`,
    );
  }
  const [minimum, maximum] = shape.numbers;
  const numeric = rest.every((item) => /^-?[0-9]+([.][0-9]+)?$/.test(item));
  const inRange = call.name !== 'subnet' || (Number(rest[0] ?? 0) <= 32 && Number(rest[1] ?? 0) <= 128);
  if (!numeric || !inRange || rest.length < minimum || rest.length > maximum) {
    throw new UsageError(`${call.name} cannot take "${rest.join(',')}"; write it like ${shape.usage}`);
  }
};
