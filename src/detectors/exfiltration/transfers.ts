import { formatFilter } from '../../filter/format.ts';
import { allOf, type FilterTree } from '../../filter/tree.ts';
import { sql } from '../../sql/sql.ts';
import type { Row } from '../../store/event-store.ts';
import type { DetectionContext } from '../detector.ts';
import { between, equals, type EventSource } from '../events.ts';
import { isoOf } from '../windows.ts';
import type { ExfiltrationSettings } from './settings.ts';

export const HOUR_SECONDS = 3_600;
const HOUR_MICROS = HOUR_SECONDS * 1e6;
const DAY_MICROS = 24 * HOUR_MICROS;
/** Hours of one pair with less than this share of the bound are no part of a transfer. */
const NOTABLE_SHARE = 1 / 50;
/** Days on which a pair moved a quarter as much make it its custom. */
const ROUTINE_DAYS = 2;

/** Bytes of one source to one destination in adjoining hours. Times in microseconds since 1970. */
export interface Transfer {
  readonly source: string;
  readonly destination: string;
  readonly sent: number;
  readonly first: number;
  readonly last: number;
  readonly hours: readonly number[];
  /** Most of it in one hour. */
  readonly busiest: number;
}

/** Bytes of every source in every hour, to whomever. */
export interface SourceHour {
  readonly source: string;
  readonly hour: number;
  readonly sent: number;
}

const number = (row: Row, name: string): number => Number(row[name] ?? 0);

/** Transfers beyond the bound that are not customary between the two. */
export const askTransfers = async (
  { store: { dialect } }: DetectionContext,
  source: EventSource,
  settings: ExfiltrationSettings,
): Promise<readonly Transfer[]> => {
  const time = dialect.column('@timestamp');
  const hour = dialect.epochMicros(dialect.bucket(time, HOUR_SECONDS));
  const micros = dialect.epochMicros(time);
  const bytes = dialect.numeric(dialect.column('source.bytes'));
  const rows = await source.ask(
    sql`select ${dialect.column('source.ip')} as s, ${dialect.column('destination.ip')} as d, ${hour} as w, sum(${bytes}) as b, min(${micros}) as f, max(${micros}) as l from ${source.from(['@timestamp', 'source.ip', 'destination.ip', 'source.bytes'], wellFormed)} group by 1, 2, 3 having sum(${bytes}) >= ${settings.minimumBytes * NOTABLE_SHARE} order by s, d, w`,
  );
  const pairs = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row['s'], row['d']]);
    const pair = pairs.get(key);
    if (pair === undefined) pairs.set(key, [row]);
    else pair.push(row);
  }
  return [...pairs.values()].flatMap((own) => {
    const transfers = joined(own, settings.gapSeconds);
    return transfers.filter(
      (transfer) => transfer.sent >= settings.minimumBytes && !isRoutine(transfer, own),
    );
  });
};

const wellFormed: FilterTree = allOf(
  ['@timestamp', 'source.ip', 'destination.ip', 'source.bytes'].map(
    (field) => ({ kind: 'exists', field }) as const,
  ),
);

const joined = (rows: readonly Row[], gapSeconds: number): readonly Transfer[] => {
  const groups: Row[][] = [];
  for (const row of rows) {
    const before = groups.at(-1)?.at(-1);
    const near =
      before !== undefined && number(row, 'w') - number(before, 'w') <= HOUR_MICROS + gapSeconds * 1e6;
    if (near) groups.at(-1)?.push(row);
    else groups.push([row]);
  }
  return groups.map((group) => ({
    source: String(group[0]?.['s']),
    destination: String(group[0]?.['d']),
    sent: group.reduce((sum, row) => sum + number(row, 'b'), 0),
    first: Math.min(...group.map((row) => number(row, 'f'))),
    last: Math.max(...group.map((row) => number(row, 'l'))),
    hours: group.map((row) => number(row, 'w')),
    busiest: Math.max(...group.map((row) => number(row, 'b'))),
  }));
};

/** A nightly copy goes to the same place on other days as well. */
const isRoutine = (transfer: Transfer, rows: readonly Row[]): boolean => {
  const own = new Set(transfer.hours.map((hour) => Math.floor(hour / DAY_MICROS)));
  const days = new Map<number, number>();
  for (const row of rows) {
    const day = Math.floor(number(row, 'w') / DAY_MICROS);
    if (!own.has(day)) days.set(day, (days.get(day) ?? 0) + number(row, 'b'));
  }
  return [...days.values()].filter((sent) => sent * 4 >= transfer.sent).length >= ROUTINE_DAYS;
};

/** What every source sent in every hour. */
export const askSourceHours = async (
  { store: { dialect } }: DetectionContext,
  source: EventSource,
): Promise<readonly SourceHour[]> => {
  const hour = dialect.epochMicros(dialect.bucket(dialect.column('@timestamp'), HOUR_SECONDS));
  const bytes = dialect.numeric(dialect.column('source.bytes'));
  const rows = await source.ask(
    sql`select ${dialect.column('source.ip')} as s, ${hour} as w, sum(${bytes}) as b from ${source.from(['@timestamp', 'source.ip', 'destination.ip', 'source.bytes'], wellFormed)} group by 1, 2 order by s, w`,
  );
  return rows.map((row) => ({ source: String(row['s']), hour: number(row, 'w'), sent: number(row, 'b') }));
};

/** The events of a transfer: their filter, number, and what came back. */
export interface TransferEvents {
  readonly filter: string;
  readonly events: number;
  readonly sent: number;
  readonly received: number;
  /** Sources that met the destination at all. */
  readonly sources: number;
}

export const askEvents = async (
  { store: { dialect } }: DetectionContext,
  source: EventSource,
  transfer: Transfer,
): Promise<TransferEvents> => {
  const destination = equals('destination.ip', transfer.destination);
  const tree = allOf([
    equals('source.ip', transfer.source),
    destination,
    between(isoOf(transfer.first) as string, isoOf(transfer.last) as string),
  ]);
  const [row] = await source.ask(
    sql`select ${dialect.countAll()} as n, sum(${dialect.numeric(dialect.column('source.bytes'))}) as b, sum(${dialect.numeric(dialect.column('destination.bytes'))}) as r from ${source.from(['source.bytes', 'destination.bytes'], tree)}`,
  );
  const [met] = await source.ask(
    sql`select ${dialect.countDistinct(dialect.column('source.ip'))} as m from ${source.from(['source.ip'], destination)}`,
  );
  return {
    filter: formatFilter(tree),
    events: number(row ?? {}, 'n'),
    sent: number(row ?? {}, 'b'),
    received: number(row ?? {}, 'r'),
    sources: number(met ?? {}, 'm'),
  };
};
