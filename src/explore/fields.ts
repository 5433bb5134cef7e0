import { ORDER_FIELDS } from '../sql/relation.ts';
import { together } from '../kernel/together.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import type { EventStore, Row, RowValue, SideBySideQueries } from '../store/event-store.ts';
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
export const fields = async (
  store: EventStore & Partial<SideBySideQueries>,
  options: FieldsOptions = {},
): Promise<Answer> => {
  const scope = await openScope(store, options);
  const names = fieldNames(scope, options.derived === true);
  const sideBySide = store.sideBySide?.bind(store) ?? ((work) => work());
  const counted = await sideBySide(() => countedValues(scope, names));
  const examples = await exampleValues(scope, names);
  const rows = names.map(
    (name, index): Row => ({
      field: name,
      type: scope.catalog.require(name).type,
      present: counted.fields[index]?.present ?? 0,
      missing: counted.events - (counted.fields[index]?.present ?? 0),
      distinct: counted.fields[index]?.distinct ?? 0,
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

interface CountedValues {
  readonly present: number;
  readonly distinct: number;
}

/** One query for how often each field is there, then one per field that is, side by side where the store answers so. */
const countedValues = async (
  scope: Scope,
  names: readonly string[],
): Promise<{ readonly events: number; readonly fields: readonly CountedValues[] }> => {
  const { dialect } = scope;
  const selected = names.map(
    (name, index) => sql`count(${dialect.column(name)}) as ${dialect.identifier(`present${index}`)}`,
  );
  const all = sql`${dialect.countAll()} as ${dialect.identifier('events')}`;
  const [row = {}] = await scope.ask(sql`select ${join([all, ...selected])} from ${scope.from(names)}`);
  const fields = await together(
    names.map((name, index) => async (): Promise<CountedValues> => {
      const present = Number(row[`present${index}`] ?? 0);
      return { present, distinct: present === 0 ? 0 : await distinctValues(scope, name, present) };
    }),
  );
  return { events: Number(row['events'] ?? 0), fields };
};

/** Whole numbers this close together may be told apart by a bit each. */
const WIDEST = 64_000_000;
/** That pays where there can be many of them: line numbers, not sizes of a few kinds. */
const LEAST_SHARE = 0.25;

const distinctValues = async (scope: Scope, name: string, present: number): Promise<number> => {
  const { dialect } = scope;
  const column = dialect.column(name);
  const ask = async (items: Readonly<Record<string, Sql>>): Promise<Row> => {
    const selected = Object.entries(items).map(
      ([alias, item]) => sql`${item} as ${dialect.identifier(alias)}`,
    );
    return (await scope.ask(sql`select ${join(selected)} from ${scope.from([name])}`))[0] ?? {};
  };
  if (scope.catalog.require(name).type === 'long') {
    const { low, high } = await ask({ low: dialect.minimum(column), high: dialect.maximum(column) });
    const width = typeof low === 'number' && typeof high === 'number' ? high - low : Number.POSITIVE_INFINITY;
    if (width < WIDEST && width > present * LEAST_SHARE) {
      return Number(
        (await ask({ n: dialect.countDistinctWithin(column, Number(low), Number(high)) }))['n'] ?? 0,
      );
    }
  }
  return Number((await ask({ n: dialect.countDistinct(column) }))['n'] ?? 0);
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
