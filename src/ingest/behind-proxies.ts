import type { ClientAddress } from '../enrichment/client-address.ts';
import type { FieldRule, FormatDefinition } from '../formats/definition.ts';
import { EngineError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import type { EventStore, LineStaging, RowWriting } from '../store/event-store.ts';

/** How the client behind proxies is found. */
export interface ClientRule {
  /** Field that holds the forwarded addresses. */
  readonly field: string;
  readonly client: ClientAddress;
}

const PEER_FIELD = 'source.ip';

/**
 * The rule for logs of a format; undefined when none is wanted, or when it cannot hold
 * for a log that was only found in a folder.
 * @throws UsageError when the format of a log that was named has no such field of text.
 */
export const clientRuleFor = (
  rule: ClientRule | undefined,
  { name, fields }: FormatDefinition,
  onlyFound: boolean,
): ClientRule | undefined => {
  if (rule === undefined) return undefined;
  const texts = Object.entries(fields).flatMap(([field, rule]) =>
    isText(rule) && field !== PEER_FIELD ? [field] : [],
  );
  if (fields[PEER_FIELD] !== undefined && texts.includes(rule.field)) return rule;
  if (onlyFound) return undefined;
  throw unknownName(
    `--client-ip field of the ${name} format`,
    rule.field,
    texts,
    `it reads ${texts.join(', ')}; a log_format with the forwarded addresses can be given as --pattern`,
  );
};

/** A rule whose values are texts of the line. */
const isText = (rule: FieldRule): boolean =>
  rule.kind === 'text' || (rule.kind === 'first' && rule.of.every(isText));

/** What is to be inserted: values that are read from `from`, and the number of the line. */
export interface EventRows {
  readonly values: readonly Sql[];
  readonly from: Sql;
  readonly number: Sql;
}

interface Request {
  readonly store: EventStore & LineStaging & Partial<RowWriting>;
  readonly rule: ClientRule;
  /** Field of each value. */
  readonly fields: readonly string[];
  readonly rows: EventRows;
  /** An unused name for a temporary table; the caller drops it. */
  readonly table: string;
}

const BATCH_ROWS = 20_000;

/**
 * The same rows with the client in place of the proxy. Every pair of peer and forwarded
 * addresses is judged once, in JavaScript; the engine joins the answers.
 */
export const withClients = async ({ store, rule, fields, rows, table }: Request): Promise<EventRows> => {
  const peer = rows.values[fields.indexOf(PEER_FIELD)] as Sql;
  const forwarded = rows.values[fields.indexOf(rule.field)] as Sql;
  const pairs = await store.query(
    sql`select distinct ${peer} as peer, ${forwarded} as forwarded from ${rows.from}`,
  );
  const changed = pairs.flatMap((pair) => {
    if (typeof pair['peer'] !== 'string' || typeof pair['forwarded'] !== 'string') return [];
    const client = rule.client(pair['peer'], pair['forwarded']);
    return client === pair['peer'] ? [] : [[pair['peer'], pair['forwarded'], client]];
  });
  const text = store.dialect.columnType('keyword');
  await store.keepRows(
    table,
    sql`select cast('' as ${text}) as peer, cast('' as ${text}) as forwarded, cast('' as ${text}) as client where 1 = 0`,
  );
  if (store.insertRows === undefined) throw new EngineError('this store cannot take rows in');
  const columns = ['peer', 'forwarded', 'client'].map((name) => ({ name, type: 'keyword' as const }));
  for (let start = 0; start < changed.length; start += BATCH_ROWS) {
    await store.insertRows(table, columns, changed.slice(start, start + BATCH_ROWS));
  }
  const column = (index: number): Sql => raw(`v.f${index}`);
  const selected = [
    sql`${rows.number} as n`,
    ...rows.values.map((value, index) => sql`${value} as ${raw(`f${index}`)}`),
  ];
  const own = (name: string): Sql => column(fields.indexOf(name));
  return {
    values: fields.map((field, index) =>
      field === PEER_FIELD ? store.dialect.coalesce([raw('c.client'), column(index)]) : column(index),
    ),
    from: sql`(select ${join(selected)} from ${rows.from}) as v left join ${raw(table)} as c on c.peer = ${own(PEER_FIELD)} and c.forwarded = ${own(rule.field)}`,
    number: raw('v.n'),
  };
};
