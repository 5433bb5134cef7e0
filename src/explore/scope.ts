import { checkFilter, type FieldTypes } from '../filter/check.ts';
import { compileWhere } from '../filter/compile.ts';
import type { Condition } from '../filter/condition.ts';
import { parseFilter } from '../filter/parse.ts';
import { filterFields } from '../filter/tree.ts';
import { InterruptedError, UsageError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import { type FieldCatalog, fieldCatalog } from '../schema/catalog.ts';
import type { Dialect } from '../sql/dialect.ts';
import { distinctValues, relation } from '../sql/relation.ts';
import { type Sql, sql } from '../sql/sql.ts';
import type { EventStore, LoadedDataset, Row } from '../store/event-store.ts';
import type { QuestionOptions } from './answer.ts';
import { readPeriod } from './period.ts';

/** The events a question is asked of: some datasets, narrowed by filter and time. */
export interface Scope {
  readonly dialect: Dialect;
  readonly datasets: readonly LoadedDataset[];
  readonly catalog: FieldCatalog;
  /** Start of `since` and of `until`, microseconds; undefined where not given. */
  readonly since: bigint | undefined;
  readonly until: bigint | undefined;
  /** `(...) as e [where ...]` with these fields as columns; `further` narrows it more. */
  from(fields: Iterable<string>, further?: Sql): Sql;
  /** How many events there are: their number, or the sum of their occurrences where the log counts repetitions. */
  count(): Sql;
  /** What one event counts for; undefined when it is 1. */
  readonly weight: Sql | undefined;
  /** Fields that `count` reads. */
  readonly countFields: readonly string[];
  ask(statement: Sql): Promise<readonly Row[]>;
}

const OCCURRENCES = 'event.occurrences';

/**
 * Reads the common options of a question against what the store holds.
 * @throws UsageError when nothing is loaded, a dataset or field is unknown, or filter or times cannot be read
 */
export const openScope = async (store: EventStore, options: QuestionOptions): Promise<Scope> => {
  const datasets = chosen(await store.datasets(), options.datasets);
  const catalog = fieldCatalog(datasets);
  const { dialect } = store;
  const { since, until } = readPeriod(options);
  const { condition, fields: conditionFields } = whereCondition(options.where, catalog, since, until);
  const weighs = options.weigh !== false && catalog.typeOf(OCCURRENCES) !== undefined;
  const weight = weighs ? sql`coalesce(${dialect.column(OCCURRENCES)}, 1)` : undefined;
  const valuesOf = (field: string): Sql =>
    distinctValues(dialect.column(field), relation(dialect, datasets, [field]));
  return {
    dialect,
    datasets,
    catalog,
    since,
    until,
    weight,
    countFields: weighs ? [OCCURRENCES] : [],
    from: (fields, further) => {
      const events = relation(dialect, datasets, [...fields, ...conditionFields]);
      const own =
        condition === undefined ? undefined : compileWhere(dialect, condition, { distinctValues: valuesOf });
      const where =
        own === undefined || further === undefined ? (own ?? further) : sql`${own} and ${further}`;
      return where === undefined ? events : sql`${events} where ${where}`;
    },
    count: () => (weight === undefined ? dialect.countAll() : sql`coalesce(${dialect.sum(weight)}, 0)`),
    ask: async (statement) => {
      if (options.signal?.aborted === true) throw new InterruptedError();
      return store.query(statement);
    },
  };
};

const chosen = (
  loaded: readonly LoadedDataset[],
  names: readonly string[] | undefined,
): readonly LoadedDataset[] => {
  const known = loaded.map((dataset) => dataset.name);
  for (const name of names ?? []) {
    if (!known.includes(name))
      throw unknownName('dataset', name, known, `loaded are ${known.join(', ') || 'none'}`);
  }
  const wanted = names === undefined ? loaded : loaded.filter((dataset) => names.includes(dataset.name));
  if (wanted.length === 0)
    throw new UsageError('there are no events; read an input or name a store that holds some');
  return wanted;
};

const whereCondition = (
  where: string | undefined,
  fields: FieldTypes,
  since: bigint | undefined,
  until: bigint | undefined,
): { readonly condition: Condition | undefined; readonly fields: readonly string[] } => {
  const items: Condition[] = [];
  const names: string[] = [];
  if (since !== undefined || until !== undefined) {
    const bounds = {
      ...(since === undefined ? {} : { from: since }),
      ...(until === undefined ? {} : { until }),
    };
    items.push({ kind: 'time', field: '@timestamp', ...bounds });
    names.push('@timestamp');
  }
  if (where !== undefined) {
    const tree = parseFilter(where);
    items.push(checkFilter(tree, fields, { what: 'filter', text: where }));
    names.push(...filterFields(tree));
  }
  const condition: Condition | undefined = items.length > 1 ? { kind: 'and', items } : items[0];
  return { condition, fields: names };
};
