import type { Knowledge } from '../enrichment/knowledge.ts';
import { FACT_TABLES, type Facts, type FactTable, lookupFields } from '../schema/facts.ts';
import type { Dialect } from '../sql/dialect.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import type { EventStore, LoadedDataset, Row, RowValue, RowWriting } from '../store/event-store.ts';
import { factColumns } from '../store/fact-tables.ts';

export type FactStore = EventStore & RowWriting;

const BATCH_ROWS = 20_000;
/** Row of `store_meta` that says which versions of its sources a table was filled from. */
const sourcesKey = (table: FactTable): string => `sources_${table}`;

/** Facts that only some sources give; what is not looked up anew stays as it was learned. */
const SOURCE_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  databases: ['region_name', 'city_name', 'location'],
  names: ['asset_name', 'asset_owner', 'asset_role', 'asset_criticality'],
  indicators: ['indicator'],
};

/** Columns that look-up data cannot give. */
const KEPT_COLUMNS = ['domain', 'resolved'];

/**
 * Looks up every address, agent or name of the store's events that a table of facts does
 * not hold yet, once each; all of them anew where the look-up data have changed. Gives
 * how many were looked up.
 */
export const learnFacts = (store: FactStore, knowledge: Knowledge, table: FactTable): Promise<number> =>
  store.transaction(async () => {
    const before = await storedVersions(store, table);
    const versions = { ...before, ...knowledge.versions };
    const changed = Object.keys(knowledge.versions).some((key) => before[key] !== versions[key]);
    const lacking = await unknownEntities(store, table);
    const kept = changed ? await takeAll(store, table) : [];
    await insertRows(store, table, kept, (row) => renewed(row, knowledge, table));
    await insertRows(store, table, lacking, (entity) =>
      rowOf(table, entity, knowledge.lookUp(table, entity)),
    );
    if (changed) await keepVersions(store, table, versions);
    return kept.length + lacking.length;
  });

const rowOf = (table: FactTable, entity: string, facts: Facts): readonly RowValue[] => [
  entity,
  ...FACT_TABLES[table].map(({ column }) => facts[column] ?? null),
];

/** A row looked up again; facts of sources that are not at hand now stay. */
const renewed = (row: Row, knowledge: Knowledge, table: FactTable): readonly RowValue[] => {
  const facts = knowledge.lookUp(table, String(row['entity']));
  const absent = Object.entries(SOURCE_COLUMNS).flatMap(([source, columns]) =>
    source in knowledge.versions ? [] : columns,
  );
  const stays = new Set([...KEPT_COLUMNS, ...absent]);
  return [
    String(row['entity']),
    ...FACT_TABLES[table].map(
      ({ column }) => (stays.has(column) ? (facts[column] ?? row[column]) : facts[column]) ?? null,
    ),
  ];
};

const takeAll = async (store: FactStore, table: FactTable): Promise<readonly Row[]> => {
  const name = store.dialect.identifier(table);
  const rows = await store.query(sql`select * from ${name}`);
  if (rows.length > 0) await store.execute(sql`delete from ${name} where true`);
  return rows;
};

/** Values of the table's input fields that it does not hold. */
const unknownEntities = async (store: FactStore, table: FactTable): Promise<readonly string[]> => {
  const inputs = (await store.datasets()).flatMap((dataset) =>
    inputFields(dataset, table).map((field) => distinctOf(store.dialect, dataset, field)),
  );
  if (inputs.length === 0) return [];
  const name = store.dialect.identifier(table);
  const entity = store.dialect.identifier('entity');
  const entities: string[] = [];
  // Where every event has another address, one answer with all of them would not fit beside the engine.
  const batches = store.stream(
    sql`select distinct k from (${join(inputs, ' union all ')}) as e where k not in (select ${entity} from ${name})`,
  );
  for await (const rows of batches) for (const row of rows) entities.push(String(row['k']));
  return entities;
};

const inputFields = (dataset: LoadedDataset, table: FactTable): readonly string[] => [
  ...new Set(
    lookupFields(dataset.fields, new Set(dataset.fields.map((field) => field.name)))
      .flatMap((field) => field.places)
      .flatMap((place) => (place.table === table ? [place.input] : [])),
  ),
];

const distinctOf = (dialect: Dialect, dataset: LoadedDataset, field: string): Sql => {
  const column = dialect.column(field);
  const from = dataset.source ?? dialect.identifier(dataset.table);
  return sql`select distinct ${column} as k from ${from} as e where ${column} is not null`;
};

/** Stores a row for each item, made batch by batch: all of them at once may be too many. */
const insertRows = async <Item>(
  store: FactStore,
  table: FactTable,
  items: readonly Item[],
  rowFor: (item: Item) => readonly RowValue[],
): Promise<void> => {
  for (let start = 0; start < items.length; start += BATCH_ROWS) {
    await store.insertRows(table, factColumns(table), items.slice(start, start + BATCH_ROWS).map(rowFor));
  }
};

const storedVersions = async (
  store: EventStore,
  table: FactTable,
): Promise<Readonly<Record<string, string>>> => {
  const rows = await store.query(sql`select value from store_meta where name = ${sourcesKey(table)}`);
  return JSON.parse(String(rows[0]?.['value'] ?? '{}')) as Readonly<Record<string, string>>;
};

/** Whether an indicator list was named now, or when the store learned what it knows. */
export const knowsIndicators = async (store: EventStore, knowledge: Knowledge): Promise<boolean> => {
  if ('indicators' in knowledge.versions) return true;
  for (const table of Object.keys(FACT_TABLES) as FactTable[]) {
    if ('indicators' in (await storedVersions(store, table))) return true;
  }
  return false;
};

const keepVersions = async (
  store: EventStore,
  table: FactTable,
  versions: Readonly<Record<string, string>>,
): Promise<void> => {
  await store.execute(sql`delete from store_meta where name = ${sourcesKey(table)}`);
  await store.execute(
    sql`insert into store_meta (name, value) values (${sourcesKey(table)}, ${JSON.stringify(versions)})`,
  );
};

/** What is stored about some entities, by entity; only what there is. */
export const storedFacts = async (
  store: EventStore,
  table: FactTable,
  entities: readonly string[],
): Promise<ReadonlyMap<string, Row>> => {
  const found = new Map<string, Row>();
  const entity = store.dialect.identifier('entity');
  for (let start = 0; start < entities.length; start += 500) {
    const list = join(entities.slice(start, start + 500).map((item) => sql`${item}`));
    const rows = await store.query(
      sql`select * from ${store.dialect.identifier(table)} where ${entity} in (${list})`,
    );
    for (const row of rows) found.set(String(row['entity']), row);
  }
  return found;
};

/** Writes what reverse DNS said; entities that the table does not hold yet come in. */
export const keepNames = async (
  store: FactStore,
  answers: readonly { readonly address: string; readonly name: string | null }[],
  knowledge: Knowledge,
  resolved: string,
): Promise<void> => {
  const addresses = answers.map((answer) => answer.address);
  const known = await storedFacts(store, 'hosts', addresses);
  const rows = answers.map(({ address, name }) => {
    const facts = known.get(address) ?? knowledge.lookUp('hosts', address);
    const column = (key: string): RowValue =>
      key === 'domain' ? name : key === 'resolved' ? resolved : (facts[key] ?? null);
    return [address, ...FACT_TABLES.hosts.map((fact) => column(fact.column))];
  });
  await store.transaction(async () => {
    const table = store.dialect.identifier('hosts');
    const entity = store.dialect.identifier('entity');
    for (let start = 0; start < addresses.length; start += 500) {
      const list = join(addresses.slice(start, start + 500).map((item) => sql`${item}`));
      await store.execute(sql`delete from ${table} where ${entity} in (${list})`);
    }
    await insertRows(store, 'hosts', rows, (row) => row);
  });
};

/** Columns of a dataset that no event fills: a looked-up field of that name may stand in. */
export const emptyLookupColumns = async (
  store: EventStore,
  dataset: LoadedDataset,
): Promise<ReadonlySet<string>> => {
  const stored = new Set(dataset.fields.map((field) => field.name));
  const names = lookupFields(dataset.fields, stored)
    .map((field) => field.name)
    .filter((name) => stored.has(name));
  if (names.length === 0) return new Set();
  const { dialect } = store;
  const counts = names.map((name, index) => sql`count(${dialect.column(name)}) as ${raw(`c${index}`)}`);
  const from = dataset.source ?? dialect.identifier(dataset.table);
  const [row = {}] = await store.query(sql`select ${join(counts)} from ${from} as e`);
  return new Set(names.filter((_, index) => Number(row[`c${index}`]) === 0));
};
