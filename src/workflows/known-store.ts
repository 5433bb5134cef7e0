import type { Knowledge } from '../enrichment/knowledge.ts';
import { emptyLookupColumns, type FactStore, knowsIndicators, learnFacts } from '../ingest/learn-facts.ts';
import { narrowed } from '../schema/columns-behind.ts';
import { FACT_TABLES, type FactTable, lookupFields } from '../schema/facts.ts';
import type { Sql } from '../sql/sql.ts';
import type { GuardedQueries, LoadedDataset } from '../store/event-store.ts';

const TABLES = Object.keys(FACT_TABLES) as readonly FactTable[];

/** Tables of facts that a statement names; people's own SQL names them in any way. */
const namedTables = (statement: Sql, { dialect }: FactStore, own: boolean): readonly FactTable[] =>
  TABLES.filter((table) => {
    const name = dialect.identifier(table).parts[0];
    const word = new RegExp(`\\b${table}\\b`, 'i');
    return statement.parts.some(
      (part) => typeof part === 'string' && (part === name || (own && word.test(part))),
    );
  });

/** Takes a statement first; all that a store does with statements goes through these. */
const ASKING = [
  'query',
  'stream',
  'execute',
  'keepRows',
  'insertUnordered',
  'queryGuarded',
  'writeParquet',
] as const;

/**
 * The same store whose events also carry what look-up data say about their addresses,
 * agents and names. Nothing is looked up before a statement asks for it. With `onlyFields` they
 * have no others than those and what is behind them.
 */
export const knownStore = <Store extends FactStore & Partial<GuardedQueries>>(
  store: Store,
  knowledge: Knowledge,
  onlyFields?: readonly string[],
): Store => {
  const learned = new Map<FactTable, Promise<number>>();
  const learn = async (statement: Sql, own = false): Promise<void> => {
    for (const table of namedTables(statement, store, own)) {
      if (!learned.has(table)) learned.set(table, learnFacts(store, knowledge, table));
      await learned.get(table);
    }
  };
  const empty = new Map<string, Promise<ReadonlySet<string>>>();
  const datasets = async (): Promise<readonly LoadedDataset[]> => {
    const found: LoadedDataset[] = [];
    const hasIndicators = await knowsIndicators(store, knowledge);
    for (const whole of await store.datasets()) {
      const dataset = onlyFields === undefined ? whole : narrowed(whole, onlyFields);
      const key = `${dataset.name} ${dataset.events}`;
      if (!empty.has(key)) empty.set(key, emptyLookupColumns(store, dataset));
      const columns = await (empty.get(key) as Promise<ReadonlySet<string>>);
      found.push({
        ...dataset,
        lookups: lookupFields(dataset.fields, columns),
        ...(hasIndicators ? { hasIndicators } : {}),
      });
    }
    return found;
  };
  const known = new Proxy(store, {
    get: (target, key) => {
      if (key === 'datasets') return datasets;
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      const bound = value.bind(target) as (...given: unknown[]) => unknown;
      if (key === 'stream') return (statement: Sql) => streamAfter(learn(statement), () => bound(statement));
      if (!ASKING.includes(key as (typeof ASKING)[number])) return bound;
      return async (...given: unknown[]) => {
        for (const item of given) if (isStatement(item)) await learn(item, key === 'queryGuarded');
        return bound(...given);
      };
    },
  });
  beneath.set(known, store);
  return known;
};

const beneath = new WeakMap<FactStore, FactStore>();

/** The store below a known one: asking it for a table of facts looks nothing up. */
export const withoutLearning = (store: FactStore): FactStore => beneath.get(store) ?? store;

const isStatement = (item: unknown): item is Sql =>
  typeof item === 'object' && item !== null && 'parts' in item;

async function* streamAfter(ready: Promise<void>, rows: () => unknown): AsyncGenerator<unknown> {
  await ready;
  yield* rows() as AsyncIterable<unknown>;
}
