import { ORDER_FIELDS } from '../sql/relation.ts';
import { join, sql } from '../sql/sql.ts';
import type { EventStore, Row, RowValue } from '../store/event-store.ts';
import type { Answer, QuestionOptions } from './answer.ts';
import { openScope, type Scope } from './scope.ts';
import { shapeRows } from './shape-rows.ts';

export interface FieldsOptions extends QuestionOptions {
  /** Whether derived fields are listed and counted, too. */
  readonly derived?: boolean;
}

const EXAMPLES = 3;
const EXAMPLE_EVENTS = 200;

/**
 * Every field with its number of present, missing and distinct values and a few examples
 * from the first events: `{field, type, present, missing, distinct, examples}`, in the
 * order of the datasets' columns; derived ones also with the expression they come from.
 */
export const fields = async (store: EventStore, options: FieldsOptions = {}): Promise<Answer> => {
  const scope = await openScope(store, options);
  const names = fieldNames(scope, options.derived === true);
  const counted = await countedValues(scope, names);
  const examples = await exampleValues(scope, names);
  const rows = names.map(
    (name, index): Row => ({
      field: name,
      type: scope.catalog.require(name).type,
      present: counted[`present${index}`] ?? 0,
      missing: counted[`missing${index}`] ?? 0,
      distinct: counted[`distinct${index}`] ?? 0,
      examples: examples.get(name) ?? [],
      ...(options.derived === true ? { expression: expressionOf(scope, name) } : {}),
    }),
  );
  const columns = [
    { name: 'field', type: 'keyword' },
    { name: 'type', type: 'keyword' },
    { name: 'present', type: 'long' },
    { name: 'missing', type: 'long' },
    { name: 'distinct', type: 'long' },
    { name: 'examples', type: 'any' },
    ...(options.derived === true ? [{ name: 'expression', type: 'keyword' } as const] : []),
  ] as const;
  return shapeRows(rows, columns, options, []);
};

const fieldNames = ({ datasets }: Scope, derived: boolean): readonly string[] => {
  const stored = datasets.flatMap((dataset) => dataset.fields.map((field) => field.name));
  const others = derived ? datasets.flatMap((dataset) => dataset.derived.map((field) => field.name)) : [];
  return [...new Set([...stored, ...others])];
};

const expressionOf = ({ datasets }: Scope, name: string): string | null =>
  datasets.flatMap((dataset) => dataset.derived).find((field) => field.name === name)?.expression ?? null;

const countedValues = async (scope: Scope, names: readonly string[]): Promise<Row> => {
  const { dialect } = scope;
  const selected = names.flatMap((name, index) => {
    const column = dialect.column(name);
    const present = dialect.countWhere(sql`${column} is not null`);
    return [
      sql`${present} as ${dialect.identifier(`present${index}`)}`,
      sql`${dialect.countAll()} - ${present} as ${dialect.identifier(`missing${index}`)}`,
      sql`${dialect.countDistinct(column)} as ${dialect.identifier(`distinct${index}`)}`,
    ];
  });
  const [row = {}] = await scope.ask(sql`select ${join(selected)} from ${scope.from(names)}`);
  return row;
};

/** The first different values of each field among the first events. */
const exampleValues = async (
  scope: Scope,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly RowValue[]>> => {
  const { dialect } = scope;
  const columns = names.map((name) => sql`${dialect.column(name)} as ${dialect.identifier(name)}`);
  const order = ORDER_FIELDS.map((field) => dialect.ascending(dialect.column(field)));
  const rows = await scope.ask(
    sql`select ${join(columns)} from ${scope.from([...names, ...ORDER_FIELDS])} order by ${join(order)} limit ${EXAMPLE_EVENTS}`,
  );
  const first = (name: string): readonly RowValue[] => {
    const values = rows.map((row) => row[name] ?? null).filter((item) => item !== null);
    return [...new Set(values)].slice(0, EXAMPLES);
  };
  return new Map(names.map((name) => [name, first(name)]));
};
