import { UsageError } from '../kernel/errors.ts';
import { compareUtf8 } from '../kernel/text-order.ts';
import { fieldCatalog } from '../schema/catalog.ts';
import { readMetrics } from '../filter/metric.ts';
import { splitNamedMetric } from '../filter/parse-metric.ts';
import { sql } from '../sql/sql.ts';
import { type Interval, wilsonInterval } from '../stats/wilson-interval.ts';
import type { EventStore, LoadedDataset } from '../store/event-store.ts';
import { comparable } from './address-form.ts';
import { openLogLines } from './log-lines.ts';
import type { LoadedTruth } from './truth.ts';

export interface RankRequest {
  readonly store: EventStore;
  readonly dataset: LoadedDataset;
  readonly truth: LoadedTruth;
  /** Metric expression, with or without a name: `attempts=count()`. */
  readonly metric: string;
  /** Field whose values are ranked; `source.ip` unless told. */
  readonly entityField?: string;
  /** How many are taken; as many as the truth labels unless told. */
  readonly top?: number;
  readonly where?: string;
}

export interface RankPrecision {
  readonly metric: string;
  readonly field: string;
  readonly top: number;
  readonly hits: number;
  /** Share of the N highest that the truth labels; null when nothing was ranked. */
  readonly precision: number | null;
  readonly interval: Interval | null;
  /** The smallest and largest share that another order of the tied values could give. */
  readonly possible: Interval | null;
  /** Values that tie with the last one taken, those taken included. */
  readonly tied: number;
  readonly tieRule: string;
}

const TIE_RULE = 'equal values are taken in order of their text (UTF-8 bytes)';

/**
 * Precision among the N entities with the highest metric (the lab's "share of the
 * 72 busiest addresses that are attackers", 0.8888888888888888).
 * @throws UsageError for an unreadable metric, an unknown field, or truth without such entities
 */
export const rankEntities = async (request: RankRequest): Promise<RankPrecision> => {
  const { store, dataset, truth, entityField = 'source.ip' } = request;
  const labelled = truth.attacks
    .flatMap((attack) => attack.entities)
    .filter(({ field }) => field === entityField);
  const positives = new Set(labelled.map(({ value }) => comparable(entityField, value)));
  const top = request.top ?? positives.size;
  if (!Number.isInteger(top) || top < 1) {
    throw new UsageError(`the truth names no ${entityField}, so say how many to take with --top N`);
  }
  const values = await metricByEntity(store, dataset, entityField, request.metric, request.where);
  const seen = values.filter(({ entity }) => positives.has(entity)).length;
  if (seen * 2 < positives.size) {
    throw new UsageError(
      `of ${positives.size} values of ${entityField} in the truth only ${seen} occur in the log: attackers that change their address cannot be ranked by it`,
    );
  }
  const ranked = values.sort(
    (left, right) => right.value - left.value || compareUtf8(left.entity, right.entity),
  );
  return judgeRanking(ranked, positives, { metric: request.metric, field: entityField, top });
};

interface Ranked {
  readonly entity: string;
  readonly value: number;
}

const metricByEntity = async (
  store: EventStore,
  dataset: LoadedDataset,
  field: string,
  expression: string,
  where?: string,
): Promise<Ranked[]> => {
  const { dialect } = store;
  const catalog = fieldCatalog([dataset]);
  catalog.require(field);
  const named = splitNamedMetric(expression);
  const metric = readMetrics([named], catalog)[0];
  if (metric === undefined) throw new UsageError('a metric is needed, such as count()');
  const { source } = await openLogLines(store, dataset, where);
  const rows = await source.ask(
    sql`select ${dialect.toText(dialect.column(field))} as ranked_entity, ${metric.sql(dialect)} as ranked_value from ${source.from([field, ...metric.fields], { kind: 'exists', field })} group by ${dialect.column(field)}`,
  );
  return rows.flatMap((row) => {
    const value = row['ranked_value'];
    return value === null || value === undefined || Number.isNaN(Number(value))
      ? []
      : [{ entity: comparable(field, String(row['ranked_entity'])), value: Number(value) }];
  });
};

const judgeRanking = (
  ranked: readonly Ranked[],
  positives: ReadonlySet<string>,
  request: { readonly metric: string; readonly field: string; readonly top: number },
): RankPrecision => {
  const taken = ranked.slice(0, request.top);
  const hitsOf = (items: readonly Ranked[]): number =>
    items.filter(({ entity }) => positives.has(entity)).length;
  const hits = hitsOf(taken);
  const cut = taken.at(-1)?.value;
  const tied = ranked.filter(({ value }) => value === cut);
  const above = taken.filter(({ value }) => value !== cut);
  const places = taken.length - above.length;
  const most = hitsOf(above) + Math.min(places, hitsOf(tied));
  const least = hitsOf(above) + Math.max(0, places - (tied.length - hitsOf(tied)));
  const count = taken.length;
  return {
    ...request,
    hits,
    precision: count === 0 ? null : hits / count,
    interval: count === 0 ? null : wilsonInterval(hits, count),
    possible: count === 0 ? null : { lower: least / count, upper: most / count },
    tied: tied.length,
    tieRule: TIE_RULE,
  };
};
