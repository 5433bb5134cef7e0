import type { Finding } from '../schema/finding.ts';
import { join, raw, sql } from '../sql/sql.ts';
import type { EventStore } from '../store/event-store.ts';

/** Keeps the last findings of a store, so that one of them can be explained later. */
export const saveFindings = (store: EventStore, findings: readonly Finding[]): Promise<void> =>
  store.transaction(async () => {
    await store.execute(raw('delete from findings where true'));
    for (let start = 0; start < findings.length; start += 500) {
      const values = findings
        .slice(start, start + 500)
        .map((finding, index) => sql`(${finding.id}, ${start + index + 1}, ${JSON.stringify(finding)})`);
      await store.execute(sql`insert into findings values ${join(values)}`);
    }
  });

/** The findings the store keeps, in their order; empty when none were ever made. */
export const savedFindings = async (store: EventStore): Promise<readonly Finding[]> => {
  const rows = await store.query(raw('select finding from findings order by rank'));
  return rows.map((row) => JSON.parse(String(row['finding'])) as Finding);
};
