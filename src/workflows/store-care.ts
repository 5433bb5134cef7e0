import { knownInputs } from '../ingest/ledger.ts';
import { InputError, UsageError } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { isoToMicros } from '../kernel/time.ts';
import { withoutPassword } from '../kernel/without-password.ts';
import { shownAddress } from '../sources/address.ts';
import { raw, sql } from '../sql/sql.ts';
import { eventTable, INPUT_COLUMN, SCHEMA_VERSION } from '../store/tables.ts';
import type { DataOptions } from './open-data.ts';
import { openNamedStore, type StoreHandle } from './open-store.ts';

export type StoreOptions = Pick<DataOptions, 'effects' | 'onNote'> & { readonly store: string };

const withStore = async <Result>(
  { effects, store, onNote }: StoreOptions,
  work: (handle: StoreHandle) => Promise<Result>,
): Promise<Result> => {
  const handle = await openNamedStore(effects, store, {
    create: false,
    ...(onNote === undefined ? {} : { onWait: onNote }),
  });
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
};

/** What a store holds: name and value, in order of interest. */
export const storeInfo = (
  options: StoreOptions,
): Promise<readonly { readonly name: string; readonly value: string | number }[]> =>
  withStore(options, async ({ store }) => {
    const inputs = await knownInputs(store);
    const datasets = await store.datasets();
    const [meta] = await store.query(raw("select value from store_meta where name = 'schema_version'"));
    const [rejects] = await store.query(raw('select count(*) as lines from rejects'));
    return [
      { name: 'path', value: withoutPassword(options.store) },
      { name: 'sizeBytes', value: await store.sizeBytes() },
      { name: 'schemaVersion', value: Number(meta?.['value'] ?? SCHEMA_VERSION) },
      { name: 'inputs', value: inputs.length },
      { name: 'partialInputs', value: inputs.filter((input) => input.account.status === 'partial').length },
      { name: 'rejectedLines', value: Number(rejects?.['lines'] ?? 0) },
      ...datasets.map((dataset) => ({ name: `events.${dataset.name}`, value: dataset.events })),
    ];
  });

/** Deletes events before a time; the ledger keeps its inputs, so that they are not read again. Gives how many. */
export const pruneStore = (options: StoreOptions & { readonly before: string }): Promise<number> => {
  const before = isoToMicros(options.before);
  if (before === null)
    throw new UsageError(
      `--before "${options.before}" is no time; write it like 2026-03-16 or 2026-03-16T18:00Z`,
    );
  return withStore(options, async ({ store }) => {
    const { dialect } = store;
    let deleted = 0;
    await store.transaction(async () => {
      for (const dataset of await store.datasets()) {
        const table = dialect.identifier(eventTable(dataset.name));
        const old = sql`${dialect.identifier('@timestamp')} < ${dialect.timeFromMicros(sql`${before}`)}`;
        const [row] = await store.query(sql`select count(*) as events from ${table} where ${old}`);
        deleted += Number(row?.['events'] ?? 0);
        await store.execute(sql`delete from ${table} where ${old}`);
      }
    });
    await store.compact();
    return deleted;
  });
};

/** Deletes everything that came from one input, its ledger row included. Gives how many events. */
export const forgetInput = (options: StoreOptions & { readonly input: string }): Promise<number> =>
  withStore(options, async ({ store }) => {
    const { dialect } = store;
    const known = await knownInputs(store);
    const { input } = options;
    const shown = shownAddress(input);
    // The ledger never holds a login; who types it again means the same input.
    const matching = known.filter(({ path }) => path === input || path === shown);
    if (matching.length === 0) {
      const near = nearest(
        shown,
        known.map((input) => input.path),
      );
      throw new InputError(
        `the store holds no input ${shown}${near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '; logfence inputs --store lists them'}`,
      );
    }
    let deleted = 0;
    await store.transaction(async () => {
      const datasets = await store.datasets();
      for (const { id } of matching) {
        // The ledger's row goes first: without it an engine that has no transactions shows nothing of the input.
        await store.execute(sql`delete from inputs where id = ${id}`);
        for (const dataset of datasets) {
          const table = dialect.identifier(eventTable(dataset.name));
          const own = sql`${dialect.identifier(INPUT_COLUMN)} = ${id}`;
          const [row] = await store.query(sql`select count(*) as events from ${table} where ${own}`);
          deleted += Number(row?.['events'] ?? 0);
          await store.execute(sql`delete from ${table} where ${own}`);
        }
        await store.execute(sql`delete from rejects where input = ${id}`);
        await store.execute(sql`delete from originals where input = ${id}`);
      }
    });
    await store.compact();
    return deleted;
  });
