import { join, type Sql, sql } from '../../sql/sql.ts';
import type { Row } from '../../store/event-store.ts';
import { attemptFields, attemptSql } from '../attempts.ts';
import type { DetectionContext } from '../detector.ts';
import type { EventSource } from '../events.ts';
import { numberOf } from '../windows.ts';
import type { DistributedScanSettings } from './settings.ts';

/** What is scanned together: the ports of a host, or the hosts that have a port. */
export type Side = 'host' | 'port';

/** Attempts of addresses with few targets at one host or port in one window. */
export interface Cell {
  /** Host address, or `transport/port`. */
  readonly key: string;
  /** Microseconds of the window's start. */
  readonly window: number;
  readonly sources: number;
  /** Different ports of the host, or hosts of the port. */
  readonly targets: number;
  readonly attempts: number;
  readonly first: number;
  readonly last: number;
}

/** What the cells of all hosts or ports look like. */
export interface Cells {
  /** All cells of those that come into question. */
  readonly candidates: readonly Cell[];
  readonly count: number;
  readonly lower: number;
  readonly upper: number;
}

/** Sub-query: attempts of TCP and UDP with both ends and a time, as a, h, p, t. */
const askedSql = (context: DetectionContext, source: EventSource): Sql => {
  const { dialect } = context.store;
  const { column, asks, answers, isIcmp, target } = attemptSql(context);
  const ends = ['source.ip', 'destination.ip', 'destination.port', '@timestamp'] as const;
  const known = join(
    ends.map((name) => sql`${column(name)} is not null`),
    ' and ',
  );
  const condition = sql`${asks} and not ${answers} and not ${isIcmp} and ${known}`;
  return sql`select ${column('source.ip')} as a, ${column('destination.ip')} as h, ${target} as p, ${dialect.epochMicros(column('@timestamp'))} as t from ${source.from(attemptFields(context.dataset), undefined, condition)}`;
};

/** Addresses that have more targets than the few that a shared scan leaves each. */
export const heavySources = (
  context: DetectionContext,
  source: EventSource,
  { mostPerSource }: DistributedScanSettings,
): Sql =>
  sql`select a from (select a, h, p from (${askedSql(context, source)}) as x group by 1, 2, 3) as y group by a having ${context.store.dialect.countAll()} > ${mostPerSource}`;

export const askCells = async (
  context: DetectionContext,
  source: EventSource,
  settings: DistributedScanSettings,
  look: { readonly side: Side; readonly seconds: number; readonly fewest: number },
): Promise<Cells> => {
  const { dialect } = context.store;
  const [key, other] = look.side === 'host' ? [sql`h`, sql`p`] : [sql`p`, sql`h`];
  const light = sql`select * from (${askedSql(context, source)}) as z where a not in (${heavySources(context, source, settings)})`;
  const columns = join([
    sql`${dialect.epochMicros(dialect.bucket(dialect.timeFromMicros(sql`t`), look.seconds))} as w`,
    sql`${key} as k`,
    sql`${dialect.countDistinct(sql`a`)} as sources`,
    sql`${dialect.countDistinct(other)} as targets`,
    sql`${dialect.countAll()} as attempts`,
    sql`min(t) as first`,
    sql`max(t) as last`,
  ]);
  const cells = sql`select ${columns} from (${light}) as g group by 1, 2`;
  const quartiles = await source.ask(
    sql`select ${dialect.countAll()} as n, ${dialect.quantile(sql`targets`, 0.25)} as lower, ${dialect.quantile(sql`targets`, 0.75)} as upper, max(targets) as most from (${cells}) as c`,
  );
  const [row = {}] = quartiles;
  const summary = {
    count: numberOf(row, 'n'),
    lower: numberOf(row, 'lower'),
    upper: numberOf(row, 'upper'),
  };
  if (numberOf(row, 'most') < look.fewest) return { ...summary, candidates: [] };
  const rows = await source.ask(
    sql`with c as (${cells}) select * from c where k in (select k from c where targets >= ${look.fewest} and sources >= ${settings.minimumSources}) order by k, w`,
  );
  return { ...summary, candidates: rows.map(cellOf) };
};

const cellOf = (row: Row): Cell => ({
  key: String(row['k']),
  window: numberOf(row, 'w'),
  sources: numberOf(row, 'sources'),
  targets: numberOf(row, 'targets'),
  attempts: numberOf(row, 'attempts'),
  first: numberOf(row, 'first'),
  last: numberOf(row, 'last'),
});

/** First and last attempt of the log, and how many attempts there are. */
export const askExtent = async (
  context: DetectionContext,
  source: EventSource,
): Promise<{ readonly first: number; readonly last: number; readonly attempts: number }> => {
  const [row = {}] = await source.ask(
    sql`select min(t) as first, max(t) as last, ${context.store.dialect.countAll()} as n from (${askedSql(context, source)}) as x`,
  );
  return { first: numberOf(row, 'first'), last: numberOf(row, 'last'), attempts: numberOf(row, 'n') };
};
