import { checkFilter } from '../../filter/check.ts';
import { rowPredicate } from '../../filter/evaluate.ts';
import { allOf, anyOf, filterFields, type FilterTree } from '../../filter/tree.ts';
import { fieldCatalog } from '../../schema/catalog.ts';
import { together } from '../../kernel/together.ts';
import { join, type Sql, sql } from '../../sql/sql.ts';
import type { Row } from '../../store/event-store.ts';
import type { DetectionContext } from '../detector.ts';
import type { EventSource } from '../events.ts';
import type { EventKey, ObservedOddity, Oddity } from './oddity.ts';

const KEYS = ['log.file.path', 'log.line', '@timestamp'];
/** Oddities whose events are fetched by one query. */
const BATCH = 150;

/** Fetches the events of all oddities, a batch per scan; those without any event are left out. */
export const observeOddities = async (
  context: DetectionContext,
  source: EventSource,
  oddities: readonly Oddity[],
): Promise<readonly ObservedOddity[]> => {
  const starts = Array.from({ length: Math.ceil(oddities.length / BATCH) }, (_, index) => index * BATCH);
  const observed = await together(
    starts.map((start) => () => observeBatch(context, source, oddities.slice(start, start + BATCH))),
  );
  return observed.flat().filter(({ events }) => events.length > 0);
};

const lookupOf = (oddity: Oddity): FilterTree => oddity.lookup ?? oddity.filter;

const observeBatch = async (
  context: DetectionContext,
  source: EventSource,
  oddities: readonly Oddity[],
): Promise<readonly ObservedOddity[]> => {
  const { dialect } = context.store;
  const trees = oddities.map(lookupOf);
  const fields = [...new Set([...KEYS, ...trees.flatMap(filterFields)])];
  const named = (field: string): Sql => sql`${dialect.column(field)} as ${dialect.identifier(field)}`;
  const rows = await source.ask(
    sql`select ${join(fields.map(named))} from ${source.from(fields, anyOf(bundled(trees)))}`,
  );
  const catalog = fieldCatalog([context.dataset]);
  return oddities.map((oddity) => {
    const matches = rowPredicate(checkFilter(lookupOf(oddity), catalog));
    return { ...oddity, events: rows.filter(matches).map(eventKey) };
  });
};

/**
 * The same trees with those joined that ask one field for a value among other things: the
 * engine looks that value up in a list, and at the rest only where it is there.
 */
const bundled = (trees: readonly FilterTree[]): readonly FilterTree[] => {
  const byField = new Map<string, { readonly value: FilterTree; readonly tree: FilterTree }[]>();
  const others: FilterTree[] = [];
  for (const tree of trees) {
    const [value] = tree.kind === 'and' ? tree.items.filter(isOneValue) : [];
    if (value === undefined) others.push(tree);
    else byField.set(value.field, [...(byField.get(value.field) ?? []), { value, tree }]);
  }
  const joined = [...byField.values()].map((items) =>
    allOf([anyOf(items.map(({ value }) => value)), anyOf(items.map(({ tree }) => tree))]),
  );
  return [...others, ...joined];
};

const isOneValue = (tree: FilterTree): tree is Extract<FilterTree, { readonly kind: 'compare' }> =>
  tree.kind === 'compare' && tree.operator === ':' && tree.literal === true;

const eventKey = (row: Row): EventKey => ({
  key: JSON.stringify([row['log.file.path'], row['log.line']]),
  time: row['@timestamp'] === null ? null : String(row['@timestamp']),
});
