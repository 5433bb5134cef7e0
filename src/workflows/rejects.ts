import type { Reject } from '../schema/accounting.ts';
import { raw } from '../sql/sql.ts';
import type { EventStore } from '../store/event-store.ts';

/** Every refused line of a store, in order of source and line. */
export const refusedLines = async (store: EventStore): Promise<readonly Reject[]> => {
  const rows = await store.query(
    raw(
      'select i.path, r.line, r.byte_offset, r.byte_length, r.reason, r.text from rejects as r join inputs as i on i.id = r.input order by i.id, r.line',
    ),
  );
  return rows.map((row) => ({
    path: String(row['path']),
    line: Number(row['line']),
    byteOffset: Number(row['byte_offset']),
    byteLength: Number(row['byte_length']),
    reason: String(row['reason']),
    text: String(row['text'] ?? ''),
  }));
};
