import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { Aggregate, AggregateContext } from '../detector.ts';
import { eventSource } from '../events.ts';
import { typedSettings } from '../number-setting.ts';
import { mergeBy } from '../windows.ts';
import { REGISTERED, WRITTEN } from './name-shape.ts';
import { DNS_NAMES_SETTINGS, type DnsNamesSettings } from './settings.ts';

const NAME = 'dns.question.name';
const CODE = 'dns.response_code';
const TYPE = 'dns.question.type';
const TIME = '@timestamp';
const ENTITY = 'source.ip';

export const FIELDS = [TIME, ENTITY, NAME, CODE, TYPE] as const;

/** Names kept per window, address and domain; beyond it counts are lower bounds. */
export const NAMES_KEPT = 400;

/** Ways to write one domain, upper case and a final dot; more are cut. */
const SPELLINGS_KEPT = 60;

/** Between address and domain in an entity; neither can hold it. */
export const ENTITY_SEPARATOR = ' ';

/**
 * Per window, address and domain: questions, the different names, questions for texts; and
 * per window and address the domains that do not exist.
 */
export const namesAggregate = (context: AggregateContext): Aggregate => {
  const settings = typedSettings(DNS_NAMES_SETTINGS, context.settings);
  return {
    key: `names asked for by ${ENTITY} and domain per ${settings.windowSeconds} s${context.wholeLog ? ` of at least ${settings.minimumNames} or ${settings.minimumUnknown}` : ''}`,
    windowSeconds: settings.windowSeconds,
    queries: [belowQuery(context, settings), unknownQuery(context, settings)],
    merge: mergeBy({
      sums: ['questions', 'texts'],
      minima: ['first'],
      maxima: ['last', 'names'],
      sets: ['kept', 'unknown', 'spellings'],
      setSize: NAMES_KEPT,
    }),
  };
};

const windowOf = ({ store: { dialect } }: AggregateContext, seconds: number): Sql =>
  dialect.epochMicros(dialect.bucket(dialect.column(TIME), seconds));

const belowQuery = (context: AggregateContext, settings: DnsNamesSettings): Sql => {
  const { dialect } = context.store;
  const name = dialect.column(NAME);
  const lower = dialect.lower(name);
  const exist = {
    kind: 'and',
    items: [ENTITY, NAME].map((field) => ({ kind: 'exists', field }) as const),
  } as const;
  const time = dialect.epochMicros(dialect.column(TIME));
  const entity = dialect.concat([
    dialect.column(ENTITY),
    dialect.literal(ENTITY_SEPARATOR),
    dialect.capture(lower, REGISTERED),
  ]);
  const texts = dialect.countWhere(sql`${dialect.column(TYPE)} in ('TXT', 'NULL', 'CNAME', 'MX')`);
  const inner = sql`select ${windowOf(context, settings.windowSeconds)} as w, ${entity} as k, ${dialect.capture(name, WRITTEN)} as d, ${lower} as x, ${dialect.countAll()} as n, ${texts} as c, ${dialect.minimum(time)} as f, ${dialect.maximum(time)} as l from ${eventSource(context).from([TIME, ENTITY, NAME, TYPE], exist)} group by 1, 2, 3, 4`;
  const busy = context.wholeLog
    ? sql` and k in (select k from g group by k having ${dialect.countDistinct(raw('x'))} >= ${settings.minimumNames})`
    : sql``;
  const columns = join([
    sql`w as ${dialect.identifier('window')}`,
    raw('k as entity'),
    raw('sum(n) as questions, sum(c) as texts, min(f) as first, max(l) as last'),
    sql`${dialect.countDistinct(raw('x'))} as names`,
    sql`${dialect.distinctList(raw('x'), NAMES_KEPT)} as kept`,
    sql`${dialect.distinctList(raw('d'), SPELLINGS_KEPT)} as spellings`,
    sql`${noneOf(context)} as unknown`,
  ]);
  return sql`with g as (${inner}) select ${columns} from g where d <> ''${busy} group by w, k`;
};

const noneOf = ({ store: { dialect } }: AggregateContext): Sql =>
  dialect.distinctList(sql`cast(null as ${dialect.columnType('keyword')})`, 1);

/** Domains that do not exist; the entity ends in the separator. */
const unknownQuery = (context: AggregateContext, settings: DnsNamesSettings): Sql => {
  const { dialect } = context.store;
  const domain = dialect.capture(dialect.lower(dialect.column(NAME)), REGISTERED);
  const missing = {
    kind: 'and',
    items: [
      { kind: 'exists', field: ENTITY } as const,
      { kind: 'exists', field: NAME } as const,
      { kind: 'compare', field: CODE, operator: ':', value: 'NXDOMAIN', literal: true } as const,
    ],
  } as const;
  const time = dialect.epochMicros(dialect.column(TIME));
  const inner = sql`select ${windowOf(context, settings.windowSeconds)} as w, ${dialect.column(ENTITY)} as a, ${domain} as d, ${dialect.countAll()} as n, ${dialect.minimum(time)} as f, ${dialect.maximum(time)} as l from ${eventSource(context).from([TIME, ENTITY, NAME, CODE], missing)} group by 1, 2, 3`;
  const known = raw("d <> ''");
  const columns = join([
    sql`w as ${dialect.identifier('window')}`,
    sql`${dialect.concat([raw('a'), dialect.literal(ENTITY_SEPARATOR)])} as entity`,
    raw('sum(n) as questions, 0 as texts, min(f) as first, max(l) as last'),
    sql`${dialect.countWhere(known)} as names`,
    sql`${noneOf(context)} as kept`,
    sql`${noneOf(context)} as spellings`,
    sql`${dialect.distinctList(dialect.ifThen(known, raw('d'), raw('null')), NAMES_KEPT)} as unknown`,
  ]);
  const busy = context.wholeLog
    ? sql` where a in (select a from g where d <> '' group by a having ${dialect.countDistinct(raw('d'))} >= ${settings.minimumUnknown})`
    : sql``;
  return sql`with g as (${inner}) select ${columns} from g${busy} group by w, a`;
};
