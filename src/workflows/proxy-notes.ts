import { INTERNAL_RANGES, specialRange } from '../enrichment/special-ranges.ts';
import { percentText } from '../kernel/number-text.ts';
import { sql } from '../sql/sql.ts';
import type { EventStore } from '../store/event-store.ts';

const ADDRESS = 'source.ip';
const LEAST_EVENTS = 100;
const MOST = 0.5;

/**
 * A warning for every dataset of requests in which one internal address sends most of
 * them: it is a proxy or a load balancer, and hides who asks.
 */
export const proxyNotes = async (store: EventStore): Promise<readonly string[]> => {
  const { dialect } = store;
  const notes: string[] = [];
  for (const dataset of await store.datasets()) {
    const isWeb = dataset.fields.some((field) => field.name === 'http.request.method');
    if (!isWeb || dataset.events < LEAST_EVENTS || !dataset.fields.some(({ name }) => name === ADDRESS))
      continue;
    const column = dialect.column(ADDRESS);
    const from = dataset.source ?? dialect.identifier(dataset.table);
    const [row] = await store.query(
      sql`select ${column} as address, count(*) as events from ${from} as e where ${column} is not null group by ${column} order by 2 desc limit 1`,
    );
    const [address, events] = [String(row?.['address'] ?? ''), Number(row?.['events'] ?? 0)];
    const range = specialRange(address);
    if (range === undefined || !INTERNAL_RANGES.includes(range) || events <= dataset.events * MOST) continue;
    notes.push(
      `${address} (${range}) carries ${percentText(events / dataset.events)} of the requests: if it is a proxy, --client-ip FIELD --trusted-proxies ${address} shows the clients behind it`,
    );
  }
  return notes;
};
