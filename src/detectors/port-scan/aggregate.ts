import { join, type Sql, sql } from '../../sql/sql.ts';
import type { Aggregate, AggregateContext } from '../detector.ts';
import { eventSource } from '../events.ts';
import { typedSettings } from '../number-setting.ts';
import { mergeScanRows, PING, TARGETS_KEPT } from './scan-stretch.ts';
import { PORT_SCAN_SETTINGS, type PortScanSettings } from './settings.ts';

export const SCAN_FIELDS = [
  '@timestamp',
  'source.ip',
  'source.port',
  'destination.ip',
  'destination.port',
  'network.transport',
  'icmp.type',
  'event.type',
  'event.outcome',
  'event.occurrences',
  'rule.name',
] as const;

/** ICMP types that ask: echo, timestamp, address mask, and echo of ICMPv6. The others answer. */
const ASKING_ICMP = [8, 13, 17, 128];
const WELL_KNOWN = 1024;

/** Per window and address: attempts, packets and the targets; once: how many targets the addresses have. */
export const scanAggregate = (context: AggregateContext): Aggregate => {
  const settings = typedSettings(PORT_SCAN_SETTINGS, context.settings);
  return {
    key: `attempts by source.ip per ${settings.windowSeconds} s${context.wholeLog ? ` of at least ${fewestAttempts(settings)}` : ''}`,
    windowSeconds: settings.windowSeconds,
    queries: [targetsQuery(context, settings), ...(context.wholeLog ? [peersQuery(context)] : [])],
    merge: mergeScanRows,
  };
};

const fewestAttempts = (settings: PortScanSettings): number =>
  Math.min(settings.minimumHosts, settings.minimumPorts, settings.minimumTargets);

const columnsOf = ({ store: { dialect } }: AggregateContext) => {
  const column = (name: (typeof SCAN_FIELDS)[number]): Sql => dialect.column(name);
  const isIcmp = sql`(coalesce(${column('network.transport')}, '') in ('icmp', 'icmp6', 'ipv6-icmp') or ${column('icmp.type')} is not null)`;
  const asks = sql`(not ${isIcmp} or ${column('icmp.type')} is null or ${column('icmp.type')} in (${join(ASKING_ICMP.map((type) => sql`${type}`))}))`;
  // A packet that was only noted, as by UFW's audit rules, was neither refused nor failed.
  const noted = sql`(${column('event.outcome')} is null and ${dialect.coalesce([dialect.matches(column('rule.name'), '(?i)\\baudit\\b'), sql`false`])})`;
  const attempt = sql`(coalesce(${column('event.type')}, '') = 'denied' or (coalesce(${column('event.outcome')}, 'failure') = 'failure' and not ${noted}))`;
  const port = dialect.concat([
    dialect.coalesce([column('network.transport'), sql`'ip'`]),
    sql`'/'`,
    dialect.coalesce([dialect.toText(column('destination.port')), sql`'none'`]),
  ]);
  return { column, isIcmp, asks, attempt, port: dialect.ifThen(isIcmp, sql`${PING}`, port) };
};

/** Attempts by target first, so that a chatty address gives short lists. */
const targetsQuery = (context: AggregateContext, settings: PortScanSettings): Sql => {
  const { dialect } = context.store;
  const { column, attempt, asks, port } = columnsOf(context);
  const source = eventSource(context);
  const tried = sql`${attempt} and ${asks}`;
  const answer = sql`${tried} and ${column('source.port')} < ${WELL_KNOWN} and ${column('destination.port')} >= ${WELL_KNOWN}`;
  const time = dialect.ifThen(tried, dialect.epochMicros(column('@timestamp')), sql`null`);
  const packets = dialect.ifThen(tried, dialect.coalesce([column('event.occurrences'), sql`1`]), sql`0`);
  const window = dialect.epochMicros(dialect.bucket(column('@timestamp'), settings.windowSeconds));
  const busy = sql`select ${column('source.ip')} as a from ${source.from(SCAN_FIELDS)} group by 1 having ${dialect.countWhere(tried)} >= ${fewestAttempts(settings)}`;
  const loud = context.wholeLog
    ? sql`${column('source.ip')} in (${busy})`
    : sql`${column('source.ip')} is not null`;
  const inner = sql`select ${window} as w, ${column('source.ip')} as a, ${port} as p, ${column('destination.ip')} as h, ${dialect.countAll()} as n, ${dialect.countWhere(tried)} as t, ${dialect.sum(packets)} as k, ${dialect.countWhere(answer)} as r, ${dialect.minimum(time)} as f, ${dialect.maximum(time)} as l from ${source.from(SCAN_FIELDS, undefined, loud)} group by 1, 2, 3, 4`;
  const asked = sql`t > 0 and h is not null`;
  const target = dialect.ifThen(asked, dialect.concat([sql`p`, sql`'|'`, sql`h`]), sql`null`);
  const columns = join([
    sql`w as ${dialect.identifier('window')}`,
    sql`a as entity`,
    sql`sum(n) as ${dialect.identifier('all')}`,
    sql`sum(t) as attempts`,
    sql`sum(k) as packets`,
    sql`sum(r) as answers`,
    sql`min(f) as first`,
    sql`max(l) as last`,
    sql`${dialect.distinctList(target, TARGETS_KEPT)} as kept`,
    sql`${dialect.countWhere(asked)} as targets`,
    sql`${dialect.countDistinctWhere(sql`h`, asked)} as hosts`,
    sql`${dialect.countDistinctWhere(sql`p`, sql`${asked} and p <> ${PING}`)} as ports`,
  ]);
  return sql`select ${columns} from (${inner}) as g group by 1, 2`;
};

/** Quartiles of log2(1 + different targets) over the addresses: what the peers make of a fence. */
const peersQuery = (context: AggregateContext): Sql => {
  const { dialect } = context.store;
  const { column, attempt, asks, port } = columnsOf(context);
  const events = eventSource(context).from(SCAN_FIELDS, undefined, sql`${attempt} and ${asks}`);
  const targets = sql`select ${column('source.ip')} as a, ${port} as p, ${column('destination.ip')} as h from ${events} group by 1, 2, 3`;
  const perAddress = sql`select a, ${dialect.logarithm2(dialect.numeric(sql`(1 + ${dialect.countAll()})`))} as x from (${targets}) as t where a is not null group by a`;
  return sql`select null as ${dialect.identifier('window')}, null as entity, ${dialect.countAll()} as peers, ${dialect.quantile(sql`x`, 0.25)} as ${dialect.identifier('peerLower')}, ${dialect.quantile(sql`x`, 0.75)} as ${dialect.identifier('peerUpper')} from (${perAddress}) as q`;
};
