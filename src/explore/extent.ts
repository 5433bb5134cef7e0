import { sql } from '../sql/sql.ts';
import type { EventStore } from '../store/event-store.ts';
import type { QuestionOptions } from './answer.ts';
import { openScope } from './scope.ts';

/** How many events there are, and the first and last time (ISO 8601 UTC) among them; null where no event has a time. */
export interface Extent {
  readonly events: number;
  readonly first: string | null;
  readonly last: string | null;
}

/** @throws UsageError when the filter cannot be read */
export const extent = async (store: EventStore, options: QuestionOptions): Promise<Extent> => {
  const scope = await openScope(store, options);
  const { dialect } = scope;
  const time = dialect.column('@timestamp');
  const [row = {}] = await scope.ask(
    sql`select ${scope.count()} as n, ${dialect.minimum(time)} as low, ${dialect.maximum(time)} as high from ${scope.from(['@timestamp', ...scope.countFields])}`,
  );
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return { events: Number(row['n'] ?? 0), first: text(row['low']), last: text(row['high']) };
};
