import { eventTable, INPUT_COLUMN } from '../../src/store/tables.ts';
import { raw, type Sql, sql } from '../../src/sql/sql.ts';
import type { EventStore, Row } from '../../src/store/event-store.ts';

/** What a store holds, apart from when it was stored: events, refused lines, and what the ledger counts. */
export interface StoreContent {
  /** By dataset; each event as JSON, which is compared faster than an object. */
  readonly events: Readonly<Record<string, readonly string[]>>;
  readonly rejects: readonly string[];
  readonly inputs: readonly Row[];
}

const COUNTED =
  'path, format, dataset, status, lines, parsed, rejected, skipped, repaired, bytes, parsed_bytes, rejected_bytes, skipped_bytes, pending_bytes, without_time, fingerprint, line_index';

/** The content in an order of its own, for comparison; events carry path and line. */
export const storeContent = async (store: EventStore): Promise<StoreContent> => {
  const name = (text: string): Sql => sql`e.${store.dialect.identifier(text)}`;
  const events: Record<string, readonly string[]> = {};
  for (const dataset of await store.datasets()) {
    const rows = await store.query(
      sql`select * from ${store.dialect.identifier(dataset.name)} as e order by ${name('log.file.path')}, ${name('log.line')}`,
    );
    events[dataset.name] = rows.map(({ 'event.ingested': _, ...row }) => JSON.stringify(row));
  }
  return {
    events,
    rejects: (
      await store.query(
        raw(
          'select i.path as path, r.line as line, r.byte_offset as byte_offset, r.byte_length as byte_length, r.reason as reason, r.text as text from rejects as r inner join inputs as i on i.id = r.input order by 1, 2',
        ),
      )
    ).map((row) => JSON.stringify(row)),
    inputs: await store.query(raw(`select ${COUNTED} from inputs order by path, lines`)),
  };
};

/** How many rows of the store belong to no input of the ledger. */
export const orphans = async (store: EventStore): Promise<number> => {
  let count = 0;
  for (const dataset of ['web', 'network', 'auth']) {
    const [row] = await store.query(
      sql`select count(*) as n from ${store.dialect.identifier(eventTable(dataset))} where ${store.dialect.identifier(INPUT_COLUMN)} not in (select id from inputs)`,
    );
    count += Number(row?.['n'] ?? 0);
  }
  return count;
};
