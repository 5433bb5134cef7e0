import { countEvents, type EventsOptions, streamEvents } from '../explore/events.ts';
import { openScope } from '../explore/scope.ts';
import type { EventStore, Row } from '../store/event-store.ts';
import type { Effects } from './effects.ts';
import { lineKey, originalLines } from './original-lines.ts';

/** The matching events in batches, newest last. */
export const eventRows = (store: EventStore, options: EventsOptions): AsyncIterable<readonly Row[]> =>
  streamEvents(store, options);

/** How many events match, whatever number of them is asked for. */
export const eventNumber = async (store: EventStore, options: EventsOptions): Promise<number> =>
  countEvents(await openScope(store, options));

/** The raw line of each matching event in the same order; null where its source cannot be read any more. */
export async function* originalEvents(
  store: EventStore,
  effects: Effects,
  options: EventsOptions,
): AsyncGenerator<readonly (string | null)[]> {
  for await (const rows of streamEvents(store, { ...options, fields: ['log.file.path', 'log.line'] })) {
    const wanted = rows.map((row) => ({ path: String(row['log.file.path']), line: Number(row['log.line']) }));
    const lines = await originalLines(store, effects, wanted);
    yield wanted.map((address) => lines.get(lineKey(address)) ?? null);
  }
}
