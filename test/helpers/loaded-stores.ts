import { DATASET_FIELDS, datasetFields } from '../../src/schema/fields.ts';
import type { Dialect } from '../../src/sql/dialect.ts';
import { join, type Sql, sql } from '../../src/sql/sql.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { eventTable, INPUT_COLUMN } from '../../src/store/tables.ts';

export { engines } from './engines.ts';

/** Events of one dataset as plain objects; `log.file.path` is given per load. */
export type PlainEvent = Readonly<Record<string, string | number | boolean | bigint | null>>;
export type DatasetName = keyof typeof DATASET_FIELDS;

const BATCH = 500;
let lastInput = 0;

/** Inserts events as if they had been read from `path`; lines are numbered in order unless an event says its own. */
export const insertEvents = async (
  store: EventStore,
  dataset: DatasetName,
  events: readonly PlainEvent[],
  path = 'test.log',
): Promise<void> => {
  lastInput += 1;
  const { dialect } = store;
  const fields = datasetFields(dataset).filter((field) => !VIEW_FIELDS.has(field.name));
  const names = join([INPUT_COLUMN, ...fields.map((field) => field.name)].map(dialect.identifier));
  for (let start = 0; start < events.length; start += BATCH) {
    const rows = events.slice(start, start + BATCH).map((event, index) => {
      const numbered: PlainEvent = { 'log.line': start + index + 1, ...event };
      return sql`(${join([sql`${lastInput}`, ...fields.map((field) => literal(dialect, field.type, numbered[field.name] ?? null))])})`;
    });
    await store.execute(
      sql`insert into ${dialect.identifier(eventTable(dataset))} (${names}) values ${join(rows)}`,
    );
  }
  const input = join([
    sql`${lastInput}`,
    sql`${path}`,
    sql`${dataset}`,
    dialect.time('2026-01-02T03:04:05.000000Z'),
  ]);
  await store.execute(sql`insert into inputs (id, path, dataset, ingested) values (${input})`);
};

const VIEW_FIELDS = new Set(['event.dataset', 'log.file.path', 'event.ingested']);

const literal = (dialect: Dialect, type: string, item: PlainEvent[string]): Sql =>
  type === 'date' && typeof item === 'string' ? dialect.time(item) : sql`${item ?? null}`;

/** Empties the store's datasets and ledger. */
export const clearEvents = async (store: EventStore): Promise<void> => {
  for (const dataset of Object.keys(DATASET_FIELDS)) {
    await store.execute(sql`delete from ${store.dialect.identifier(eventTable(dataset))} where true`);
  }
  await store.execute(sql`delete from inputs where true`);
};
