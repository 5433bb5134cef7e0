import { isoToMicros, microsToIso } from '../kernel/time.ts';
import { type Sql, sql } from '../sql/sql.ts';
import type { Row } from '../store/event-store.ts';
import type { Answer, QuestionOptions } from './answer.ts';
import { type BucketRange, bucketRange, withoutTimeNote } from './buckets.ts';
import type { Scope } from './scope.ts';
import { shapeRows } from './shape-rows.ts';

export interface AverageOptions extends QuestionOptions {
  readonly by: string;
  readonly span?: 'own' | 'all';
}

/**
 * The mean number of events per entity in each bucket. An entity counts with zeros
 * between its own first and last bucket (`own`, as pandas does when it resamples each
 * group and then averages), or over the whole (`all`). Events without entity are left out.
 */
export const averageOverEntities = async (
  scope: Scope,
  options: AverageOptions,
  seconds: number,
): Promise<Answer> => {
  const entity = scope.catalog.require(options.by).name;
  const range = await bucketRange(scope, seconds);
  range?.checkCells(1);
  const rows =
    range === undefined ? [] : await averagedRows(scope, entity, seconds, range, options.span ?? 'own');
  return shapeRows(
    rows,
    [
      { name: 'start', type: 'date' },
      { name: 'events', type: 'long' },
      { name: 'entities', type: 'long' },
      { name: 'mean', type: 'double' },
    ],
    options,
    [{ column: 'start', descending: false }],
    await withoutTimeNote(scope),
  );
};

const averagedRows = async (
  scope: Scope,
  entity: string,
  seconds: number,
  range: BucketRange,
  span: 'own' | 'all',
): Promise<readonly Row[]> => {
  const perBucket = new Float64Array(range.count);
  for (const row of await scope.ask(eventsPerBucket(scope, entity, seconds))) {
    perBucket[positionOf(range, row['start'])] = Number(row['n']);
  }
  // Entities that begin in a bucket, less those that ended before it.
  const changes = new Float64Array(range.count + 1);
  for (const row of await scope.ask(entitySpans(scope, entity, seconds))) {
    const first = span === 'all' ? 0 : positionOf(range, row['first']);
    const last = span === 'all' ? range.count - 1 : positionOf(range, row['last']);
    changes[first] = (changes[first] ?? 0) + Number(row['n']);
    changes[last + 1] = (changes[last + 1] ?? 0) - Number(row['n']);
  }
  let entities = 0;
  return [...range.starts()].map((start, index) => {
    entities += changes[index] ?? 0;
    const events = perBucket[index] ?? 0;
    return { start: microsToIso(start), events, entities, mean: entities === 0 ? null : events / entities };
  });
};

const positionOf = (range: BucketRange, iso: unknown): number => range.index(isoToMicros(String(iso)) ?? 0n);

const timedEntities = (scope: Scope, entity: string): Sql => {
  const { dialect } = scope;
  const fields = ['@timestamp', entity, ...scope.countFields];
  return scope.from(
    fields,
    sql`${dialect.column('@timestamp')} is not null and ${dialect.column(entity)} is not null`,
  );
};

const eventsPerBucket = (scope: Scope, entity: string, seconds: number): Sql => {
  const { dialect } = scope;
  const start = dialect.bucket(dialect.column('@timestamp'), seconds);
  return sql`select ${start} as ${dialect.identifier('start')}, ${scope.count()} as ${dialect.identifier('n')} from ${timedEntities(scope, entity)} group by ${start}`;
};

/** How many entities have the same first and last bucket. */
const entitySpans = (scope: Scope, entity: string, seconds: number): Sql => {
  const { dialect } = scope;
  const time = dialect.column('@timestamp');
  const [first, last] = ['first', 'last'].map((name) => dialect.identifier(name)) as [Sql, Sql];
  const spans = sql`select ${dialect.bucket(dialect.minimum(time), seconds)} as ${first}, ${dialect.bucket(dialect.maximum(time), seconds)} as ${last} from ${timedEntities(scope, entity)} group by ${dialect.column(entity)}`;
  const keys = sql`${dialect.column('first')}, ${dialect.column('last')}`;
  return sql`select ${dialect.column('first')} as ${first}, ${dialect.column('last')} as ${last}, ${dialect.countAll()} as ${dialect.identifier('n')} from (${spans}) as e group by ${keys}`;
};
