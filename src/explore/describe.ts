import { UsageError } from '../kernel/errors.ts';
import { NUMERIC_TYPES } from '../kernel/field-type.ts';
import { readMetrics } from '../filter/metric.ts';
import { splitNamedMetric } from '../filter/parse-metric.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import type { EventStore, Row, RowValue } from '../store/event-store.ts';
import type { Answer, Column, QuestionOptions } from './answer.ts';
import { countEvents } from './events.ts';
import { presentFields } from './present-fields.ts';
import { weightOption } from './pivot.ts';
import { openScope, type Scope } from './scope.ts';
import { shapeRows } from './shape-rows.ts';

export interface DescribeOptions extends QuestionOptions {
  /** The number fields to describe; when absent all that hold numbers. With `ofCounts` or `metric`: columns of the result. */
  readonly fields?: readonly string[];
  /** A field: describe how often its values occur. True, with `metric`: how often the metric's values occur. */
  readonly ofCounts?: string | true;
  /** Describe a metric over the entities of this field. */
  readonly by?: string;
  readonly metric?: string;
}

const COLUMNS: readonly Column[] = Object.freeze([
  { name: 'field', type: 'keyword' },
  { name: 'count', type: 'long' },
  { name: 'missing', type: 'long' },
  ...['mean', 'std', 'min', 'p25', 'p50', 'p75', 'max'].map((name): Column => ({ name, type: 'double' })),
]);

/**
 * Count, missing, mean, standard deviation (ddof 1), minimum, quartiles (type 7) and
 * maximum of number fields, one row each; or of how often a field's values occur; or of
 * a metric per entity; or of how often that metric's values occur. Events without the
 * entity are left out; `missing` counts what has no number.
 * @throws UsageError for a field that is no number, saying what would do
 */
export const describe = async (store: EventStore, options: DescribeOptions = {}): Promise<Answer> => {
  const scope = await openScope(store, options);
  const { fields: _fields, ...shaping } = options;
  const rows = await describedRows(scope, options);
  // Where nothing is left to choose among fields, `fields` chooses columns as everywhere else.
  const choosesFields = options.ofCounts === undefined && options.metric === undefined;
  return shapeRows(rows, COLUMNS, choosesFields ? shaping : options, []);
};

const describedRows = async (scope: Scope, options: DescribeOptions): Promise<readonly Row[]> => {
  const { by, metric, ofCounts } = options;
  if (by !== undefined || metric !== undefined) {
    if (by === undefined || metric === undefined)
      throw new UsageError('describe takes --by FIELD and --metric EXPRESSION together');
    if (typeof ofCounts === 'string')
      throw new UsageError('--of-counts takes no field where a metric is described');
    return [await describeMetric(scope, by, metric, ofCounts === true)];
  }
  if (ofCounts === true) throw new UsageError('--of-counts needs a field: describe --of-counts source.ip');
  return ofCounts === undefined ? describeFields(scope, options) : [await describeCounts(scope, ofCounts)];
};

const QUARTILES = [0.25, 0.5, 0.75] as const;
const NUMBERS = ['count', 'missing', 'mean', 'std', 'min', 'max', 'quartiles'] as const;

/** The seven aggregates of one number expression, in the order of NUMBERS. */
const statistics = ({ dialect }: Scope, item: Sql): readonly Sql[] => {
  const present = dialect.countWhere(sql`${item} is not null`);
  const number = dialect.numeric(item);
  return [
    present,
    sql`${dialect.countAll()} - ${present}`,
    dialect.mean(number),
    dialect.standardDeviation(item),
    dialect.minimum(number),
    dialect.maximum(number),
    dialect.quantiles(item, QUARTILES),
  ];
};

const summaryRow = (field: string, value: (name: string) => RowValue): Row => {
  const quartiles = value('quartiles');
  const [p25 = null, p50 = null, p75 = null] = Array.isArray(quartiles) ? quartiles : [];
  const empty = value('count') === 0;
  return {
    field,
    count: value('count'),
    missing: value('missing'),
    mean: empty ? null : value('mean'),
    std: value('std'),
    min: value('min'),
    p25: empty ? null : p25,
    p50: empty ? null : p50,
    p75: empty ? null : p75,
    max: value('max'),
  };
};

const describeFields = async (scope: Scope, { fields }: DescribeOptions): Promise<readonly Row[]> => {
  const names = fields?.map((field) => numberField(scope, field)) ?? (await filledNumberFields(scope));
  if (names.length === 0)
    throw new UsageError('these events have no numbers; try describe --of-counts source.ip');
  const all = await countEvents(scope);
  const rows: Row[] = [];
  for (const name of names) {
    const isWhole = scope.catalog.require(name).type !== 'double';
    rows.push(isWhole ? await describeWhole(scope, name, all) : await describeEvents(scope, name));
  }
  return rows;
};

const describeEvents = async (scope: Scope, name: string): Promise<Row> => {
  const selected = statistics(scope, scope.dialect.column(name)).map(
    (item, position) => sql`${item} as ${scope.dialect.identifier(NUMBERS[position] ?? '')}`,
  );
  const [row = {}] = await scope.ask(sql`select ${join(selected)} from ${scope.from([name])}`);
  return summaryRow(name, (column) => row[column] ?? null);
};

/** Whole numbers repeat: their statistics are computed from how often each value occurs, four times as fast. */
const describeWhole = async (scope: Scope, field: string, all: number): Promise<Row> => {
  const { dialect } = scope;
  const name = (text: string): Sql => dialect.identifier(text);
  const column = (text: string): Sql => dialect.column(text);
  const events = dialect.numeric(dialect.countAll());
  const values = sql`select ${column(field)} as ${name('value')}, ${dialect.numeric(column(field))} as ${name('size')}, ${events} as ${name('n')} from ${scope.from([field])} group by ${column(field)}`;
  const [size, n, upto, total, mean] = ['size', 'n', 'upto', 'total', 'mean'].map(column) as [
    Sql,
    Sql,
    Sql,
    Sql,
    Sql,
  ];
  const known = sql`${column('value')} is not null`;
  const windows = [
    sql`${column('value')} as ${name('value')}, ${size} as ${name('size')}, ${n} as ${name('n')}`,
    sql`sum(${n}) over (order by ${size} rows between unbounded preceding and current row) as ${name('upto')}`,
    sql`sum(${n}) over () as ${name('total')}`,
    sql`sum(${size} * ${n}) over () / sum(${n}) over () as ${name('mean')}`,
  ];
  const counted = sql`select ${join(windows)} from (${values}) as e where ${known}`;
  const quantile = (probability: number): Sql => {
    const place = sql`((${total} - 1) * ${probability})`;
    const reaching = (edge: 'floor' | 'ceil'): Sql =>
      dialect.minimum(dialect.ifThen(sql`${upto} > ${raw(edge)}(${place})`, size, raw('null')));
    const share = sql`(${dialect.minimum(place)} - floor(${dialect.minimum(place)}))`;
    return sql`(${reaching('floor')} + ${share} * (${reaching('ceil')} - ${reaching('floor')}))`;
  };
  const squares = sql`sum(${n} * (${size} - ${mean}) * (${size} - ${mean}))`;
  const rest = sql`nullif(${dialect.minimum(total)} - 1, 0)`;
  const selected = [
    sql`${dialect.minimum(mean)} as ${name('average')}`,
    sql`${dialect.squareRoot(sql`${squares} / ${rest}`)} as ${name('std')}`,
    sql`${dialect.minimum(size)} as ${name('least')}, ${dialect.maximum(size)} as ${name('most')}`,
    ...QUARTILES.map((probability, index) => sql`${quantile(probability)} as ${name(`q${index}`)}`),
    sql`${dialect.minimum(total)} as ${name('events')}`,
  ];
  const [row = {}] = await scope.ask(sql`select ${join(selected)} from (${counted}) as e`);
  const count = Number(row['events'] ?? 0);
  const shown: Row = {
    count,
    missing: all - count,
    mean: row['average'] ?? null,
    std: row['std'] ?? null,
    min: row['least'] ?? null,
    max: row['most'] ?? null,
    quartiles: QUARTILES.map((_probability, index) => row[`q${index}`] ?? null),
  };
  return summaryRow(field, (column) => shown[column] ?? null);
};

const numberField = ({ catalog }: Scope, field: string): string => {
  const { name, type } = catalog.require(field);
  if (NUMERIC_TYPES.has(type)) return name;
  throw new UsageError(
    `describe takes number fields, and ${field} is of type ${type}; use counts ${field} or describe --of-counts ${field}`,
  );
};

/** Number fields that hold amounts and have some; a line number is none. */
const filledNumberFields = async (scope: Scope): Promise<readonly string[]> => {
  const { datasets, catalog } = scope;
  const names = new Set(datasets.flatMap((dataset) => dataset.fields.map((field) => field.name)));
  names.delete('log.line');
  const numbers = [...names].filter((name) => NUMERIC_TYPES.has(catalog.require(name).type));
  const present = await presentFields(scope, numbers);
  return numbers.filter((name) => present.has(name));
};

const describeItems = async (scope: Scope, field: string, items: Sql): Promise<Row> => {
  const { dialect } = scope;
  const selected = statistics(scope, dialect.column('n')).map(
    (item, index) => sql`${item} as ${dialect.identifier(NUMBERS[index] ?? '')}`,
  );
  const [row = {}] = await scope.ask(sql`select ${join(selected)} from (${items}) as e`);
  return summaryRow(field, (name) => row[name] ?? null);
};

const describeCounts = async (scope: Scope, field: string): Promise<Row> => {
  const { dialect, catalog } = scope;
  const { name } = catalog.require(field);
  const column = dialect.column(name);
  const present = scope.from([name, ...scope.countFields], sql`${column} is not null`);
  const row = await describeItems(
    scope,
    `count of ${name}`,
    sql`select ${scope.count()} as n from ${present} group by ${column}`,
  );
  const [without = {}] = await scope.ask(
    sql`select ${dialect.countAll()} as n from ${scope.from([name], sql`${column} is null`)}`,
  );
  return { ...row, missing: without['n'] ?? 0 };
};

const describeMetric = async (scope: Scope, by: string, text: string, ofCounts: boolean): Promise<Row> => {
  const { dialect, catalog } = scope;
  const [metric] = readMetrics([splitNamedMetric(text)], catalog);
  if (metric === undefined || (!ofCounts && !NUMERIC_TYPES.has(metric.type))) {
    throw new UsageError(`describe takes a metric that is a number; ${text} is of type ${metric?.type}`);
  }
  const entity = catalog.require(by).name;
  const column = dialect.column(entity);
  const from = scope.from([entity, ...metric.fields, ...scope.countFields], sql`${column} is not null`);
  const perEntity = sql`select ${metric.sql(dialect, weightOption(scope))} as n from ${from} group by ${column}`;
  if (!ofCounts) return describeItems(scope, `${metric.name} by ${entity}`, perEntity);
  const value = dialect.column('n');
  const counted = sql`select ${dialect.countAll()} as n from (${perEntity}) as e where ${value} is not null group by ${value}`;
  return describeItems(scope, `count of ${metric.name} by ${entity}`, counted);
};
