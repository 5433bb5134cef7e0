import { UsageError } from '../kernel/errors.ts';
import { isoToMicros } from '../kernel/time.ts';
import { sql } from '../sql/sql.ts';
import type { Scope } from './scope.ts';

const MAXIMUM_CELLS = 2_000_000;

/** The buckets a question shows, first to last. */
export interface BucketRange {
  readonly count: number;
  /** Starts of the buckets, microseconds since 1970. */
  starts(): Iterable<bigint>;
  /** Position of a bucket by its start. */
  index(start: bigint): number;
  /** Throws a UsageError when so many series make too many rows. */
  checkCells(series: number): void;
}

/**
 * The buckets from the first to the last event of the scope, widened to `since` and
 * `until` where these are given; undefined when there is nothing to show.
 */
export const bucketRange = async (scope: Scope, seconds: number): Promise<BucketRange | undefined> => {
  const { dialect } = scope;
  const time = dialect.column('@timestamp');
  const [row = {}] = await scope.ask(
    sql`select ${dialect.minimum(time)} as ${dialect.identifier('low')}, ${dialect.maximum(time)} as ${dialect.identifier('high')} from ${scope.from(['@timestamp'])}`,
  );
  const width = BigInt(seconds) * 1_000_000n;
  const low = scope.since ?? microsOf(row['low']);
  const high = scope.until === undefined ? microsOf(row['high']) : scope.until - 1n;
  if (low === undefined || high === undefined || high < low) return undefined;
  const first = low - (((low % width) + width) % width);
  const count = Number((high - first) / width) + 1;
  return rangeOf(first, width, count);
};

const rangeOf = (first: bigint, width: bigint, count: number): BucketRange => ({
  count,
  *starts() {
    for (let index = 0; index < count; index += 1) yield first + BigInt(index) * width;
  },
  index: (start) => Number((start - first) / width),
  checkCells: (series) => {
    if (count * series <= MAXIMUM_CELLS) return;
    throw new UsageError(
      `${count} buckets for ${series} series are too many to show; take a longer --every or narrow the events with --where, --since, --until`,
    );
  },
});

const microsOf = (iso: unknown): bigint | undefined =>
  typeof iso === 'string' ? (isoToMicros(iso) ?? undefined) : undefined;

/** A remark when events without time were left out. */
export const withoutTimeNote = async (scope: Scope): Promise<readonly string[]> => {
  const { dialect } = scope;
  const [row = {}] = await scope.ask(
    sql`select ${dialect.countAll()} as n from ${scope.from(['@timestamp'], sql`${dialect.column('@timestamp')} is null`)}`,
  );
  const number = Number(row['n'] ?? 0);
  if (number === 0) return [];
  return [
    number === 1
      ? '1 event has no time and is in no bucket'
      : `${number} events have no time and are in no bucket`,
  ];
};
