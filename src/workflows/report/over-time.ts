import { openScope, type Scope } from '../../explore/scope.ts';
import { isoToMicros, microsToIso } from '../../kernel/time.ts';
import { REPORT_LIMITS, type ReportGaps, type ReportTimeline } from '../../schema/report.ts';
import { sql } from '../../sql/sql.ts';
import { tukeyFence } from '../../stats/tukey-fence.ts';
import type { EventStore } from '../../store/event-store.ts';

/** Widths of buckets that people can read off an axis, in seconds. */
const WIDTHS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000,
];

/** Finer than the eye needs, so that silences between buckets are found to the microsecond. */
const FINE_BUCKETS = 4000;

export interface OverTime {
  readonly events: number;
  readonly span: { readonly start: string; readonly end: string } | null;
  readonly gaps: ReportGaps;
  readonly timeline: ReportTimeline | null;
}

/** The smallest readable width that cuts a span of so many seconds into at most `most` buckets. */
export const bucketWidth = (seconds: number, most: number): number => {
  const fitting = WIDTHS.find((width) => seconds / width < most - 1);
  return fitting ?? Math.ceil(seconds / (most - 2) / 31_536_000) * 31_536_000;
};

interface FineBucket {
  readonly first: bigint;
  readonly last: bigint;
  readonly events: number;
}

const secondsBetween = (from: bigint, to: bigint): number => Number(to - from) / 1e6;

/** Number of events, span, gaps and timeline, from two passes over the times. */
export const overTime = async (
  store: EventStore,
  options: { readonly where?: string; readonly signal?: AbortSignal },
): Promise<OverTime> => {
  const scope = await openScope(store, options);
  const { dialect } = scope;
  const time = dialect.column('@timestamp');
  const [row = {}] = await scope.ask(
    sql`select ${dialect.countAll()} as n, ${dialect.minimum(time)} as low, ${dialect.maximum(time)} as high from ${scope.from(['@timestamp'])}`,
  );
  const events = Number(row['n'] ?? 0);
  const [low, high] = [isoToMicros(String(row['low'])), isoToMicros(String(row['high']))];
  if (low === null || high === null) return { events, span: null, gaps: NO_GAPS, timeline: null };
  const seconds = secondsBetween(low, high);
  const fine = await fineBuckets(scope, Math.max(1, Math.ceil(seconds / FINE_BUCKETS)));
  return {
    events,
    span: { start: microsToIso(low), end: microsToIso(high) },
    gaps: gapsBetween(fine, seconds),
    timeline: await timelineOf(scope, low, high, REPORT_LIMITS.timelineBuckets),
  };
};

const NO_GAPS: ReportGaps = Object.freeze({ longest: [], total: 0, thresholdSeconds: 0 });

const fineBuckets = async (scope: Scope, width: number): Promise<readonly FineBucket[]> => {
  const { dialect } = scope;
  const time = dialect.column('@timestamp');
  const start = dialect.bucket(time, width);
  const rows = await scope.ask(
    sql`select ${dialect.minimum(time)} as low, ${dialect.maximum(time)} as high, ${dialect.countAll()} as n from ${scope.from(['@timestamp'], sql`${time} is not null`)} group by ${start}`,
  );
  return rows
    .map((row) => ({
      first: isoToMicros(String(row['low'])) ?? 0n,
      last: isoToMicros(String(row['high'])) ?? 0n,
      events: Number(row['n']),
    }))
    .sort((left, right) => (left.first < right.first ? -1 : 1));
};

/** Too few events to say what silence is usual. */
const FEWEST_EVENTS = 30;

/**
 * Silences between events that stand out: longer than three times the longest that evenly
 * random arrivals of this rate would show (mean distance times ln of the number), and beyond
 * the far fence (Tukey, k = 3) of the silences between neighbouring fine buckets.
 */
export const gapsBetween = (buckets: readonly FineBucket[], seconds: number): ReportGaps => {
  const events = buckets.reduce((sum, bucket) => sum + bucket.events, 0);
  if (events < FEWEST_EVENTS || seconds <= 0) return NO_GAPS;
  const silences = buckets.slice(1).map((bucket, index) => {
    const from = buckets[index]?.last ?? bucket.first;
    return { from, to: bucket.first, seconds: secondsBetween(from, bucket.first) };
  });
  const random = (3 * seconds * Math.log(events)) / events;
  const fence = tukeyFence(
    silences.map((silence) => silence.seconds),
    3,
  );
  const fineWidth = seconds / FINE_BUCKETS;
  const threshold = readable(Math.max(random, fence?.upper ?? 0, 2 * fineWidth, 2));
  const long = silences.filter((silence) => silence.seconds >= threshold);
  const longest = [...long]
    .sort((left, right) => right.seconds - left.seconds || (left.from < right.from ? -1 : 1))
    .slice(0, REPORT_LIMITS.gaps)
    .map((silence) => ({
      start: microsToIso(silence.from),
      end: microsToIso(silence.to),
      seconds: silence.seconds,
    }));
  return { longest, total: long.length, thresholdSeconds: threshold };
};

/** Rounded up to two digits, so that people can say it. */
const readable = (seconds: number): number => {
  const unit = seconds >= 3600 ? 3600 : seconds >= 60 ? 60 : 1;
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(seconds / unit)) - 1);
  return Math.ceil(seconds / unit / digits) * digits * unit;
};

/** Events of a scope in at most `most` buckets from `low` to `high`, empty ones included. */
export const timelineOf = async (
  scope: Scope,
  low: bigint,
  high: bigint,
  most: number,
): Promise<ReportTimeline> => {
  const { dialect } = scope;
  const width = bucketWidth(secondsBetween(low, high), most);
  const time = dialect.column('@timestamp');
  const start = dialect.bucket(time, width);
  const rows = await scope.ask(
    sql`select ${start} as ${dialect.identifier('start')}, ${scope.count()} as n from ${scope.from(['@timestamp', ...scope.countFields], sql`${time} is not null`)} group by ${start}`,
  );
  const counts = new Map(rows.map((row) => [isoToMicros(String(row['start'])) ?? 0n, Number(row['n'])]));
  const step = BigInt(width) * 1_000_000n;
  const buckets = [];
  for (let at = low - (((low % step) + step) % step); at <= high; at += step) {
    buckets.push({ start: microsToIso(at), events: counts.get(at) ?? 0 });
  }
  return { bucketSeconds: width, buckets };
};
