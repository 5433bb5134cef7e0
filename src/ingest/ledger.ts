import type { InputAccount } from '../schema/accounting.ts';
import { type Sql, sql } from '../sql/sql.ts';
import type { EventStore, LineStaging, Row } from '../store/event-store.ts';

/** An input the store holds already: how much of it, and its hash. */
export interface KnownInput {
  readonly id: number;
  readonly path: string;
  readonly dataset: string;
  readonly completeBytes: number;
  readonly lines: number;
  readonly fingerprint: string;
  readonly account: InputAccount;
  readonly lineIndex: readonly number[];
  /** What it was read with, and what the reader of its kind keeps for the next run. */
  readonly options: Readonly<Record<string, string>>;
}

/** One row of the ledger as it is written. */
export interface LedgerEntry {
  readonly id: number;
  readonly dataset: string;
  readonly account: InputAccount;
  readonly fingerprint: string;
  /** What the lines were parsed with, so that one line can be parsed again. */
  readonly options: Readonly<Record<string, string>>;
  readonly lineIndex: readonly number[];
  readonly nowMicros: bigint;
}

const ACCOUNT_COLUMNS = {
  path: 'path',
  format: 'format',
  status: 'status',
  lines: 'lines',
  parsed: 'parsed',
  rejected: 'rejected',
  skipped: 'skipped',
  repaired: 'repaired',
  bytes: 'bytes',
  parsedBytes: 'parsed_bytes',
  rejectedBytes: 'rejected_bytes',
  skippedBytes: 'skipped_bytes',
  pendingBytes: 'pending_bytes',
  withoutTime: 'without_time',
} as const satisfies Partial<Record<keyof InputAccount, string>>;

const accountOfRow = (row: Row): InputAccount => ({
  ...(Object.fromEntries(
    Object.entries(ACCOUNT_COLUMNS).map(([key, column]) => [key, row[column]]),
  ) as unknown as Omit<InputAccount, 'notes'>),
  notes: JSON.parse(String(row['notes'] ?? '[]')) as readonly string[],
});

/** All inputs of the store in the order they were read. */
export const knownInputs = async (store: EventStore): Promise<readonly KnownInput[]> => {
  const rows = await store.query(sql`select * from inputs order by id`);
  return rows.map((row) => {
    const account = accountOfRow(row);
    return {
      id: Number(row['id']),
      path: account.path,
      dataset: String(row['dataset'] ?? ''),
      completeBytes: account.bytes - account.pendingBytes,
      lines: account.lines,
      fingerprint: String(row['fingerprint'] ?? ''),
      account,
      lineIndex: JSON.parse(String(row['line_index'] ?? '[]')) as readonly number[],
      options: JSON.parse(String(row['options'] ?? '{}')) as Readonly<Record<string, string>>,
    };
  });
};

export const nextInputId = async (store: EventStore): Promise<number> => {
  const rows = await store.query(sql`select coalesce(max(id), 0) + 1 as id from inputs`);
  return Number(rows[0]?.['id'] ?? 1);
};

/** Writes an entry, in place of an earlier one of the same id. */
export const writeLedger = async (store: LineStaging & EventStore, entry: LedgerEntry): Promise<void> => {
  const { account, id, nowMicros } = entry;
  const now = store.dialect.timeFromMicros(sql`${nowMicros}`);
  const columns: Record<string, Sql> = {
    dataset: sql`${entry.dataset}`,
    fingerprint: sql`${entry.fingerprint}`,
    options: sql`${JSON.stringify(entry.options)}`,
    notes: sql`${JSON.stringify(account.notes)}`,
    line_index: sql`${JSON.stringify(entry.lineIndex)}`,
    ingested: now,
  };
  for (const [key, column] of Object.entries(ACCOUNT_COLUMNS)) {
    columns[column] = sql`${account[key as keyof typeof ACCOUNT_COLUMNS]}`;
  }
  await store.putInput(id, columns);
};
