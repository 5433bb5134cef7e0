import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import { attemptFields, attemptSql, ICMP_TARGET } from '../attempts.ts';
import type { Aggregate, AggregateContext } from '../detector.ts';
import { eventSource } from '../events.ts';
import { typedSettings } from '../number-setting.ts';
import { contactsQuery, contactTotalsQuery, FEWEST_THROUGH, fewestFailures } from './first-contacts.ts';
import { mergeScanRows, TARGETS_KEPT } from './scan-stretch.ts';
import { PORT_SCAN_SETTINGS, type PortScanSettings } from './settings.ts';

/** Of the hosts asked for a port, so many must have refused: a client with a few dead ends is no scanner. */
const LEAST_REFUSED_SHARE = 1 / 3;

/** Per window and address: attempts, packets, targets and first contacts; once: how many targets the addresses have. */
export const scanAggregate = (context: AggregateContext): Aggregate => {
  const settings = typedSettings(PORT_SCAN_SETTINGS, context.settings);
  const { windowSeconds, theta0, theta1, alpha, beta } = settings;
  const walk = `walk ${theta0} ${theta1} ${alpha} ${beta}`;
  return {
    key: `attempts by source.ip per ${windowSeconds} s, ${walk}${context.wholeLog ? `, of at least ${fewestAttempts(settings)}` : ''}`,
    windowSeconds,
    queries: [
      targetsQuery(context, settings),
      contactsQuery(context, settings),
      contactTotalsQuery(context, settings),
      ...(context.wholeLog ? [peersQuery(context)] : []),
    ],
    merge: mergeScanRows,
  };
};

const fewestAttempts = (settings: PortScanSettings): number =>
  Math.min(settings.minimumHosts, settings.minimumPorts, settings.minimumTargets);

/** Addresses with so many attempts that one of the looks could find something. */
const busyAddresses = (context: AggregateContext, settings: PortScanSettings): Sql => {
  const { dialect } = context.store;
  const { column, asks } = attemptSql(context);
  const source = eventSource(context);
  const attempts = dialect.countWhere(asks);
  const enoughThrough = sql`(select ${dialect.countAll()} from ${source.from(attemptFields(context.dataset), undefined, sql`${column('event.outcome')} = 'success'`)}) >= ${FEWEST_THROUGH}`;
  const few = Math.min(fewestAttempts(settings), fewestFailures(settings));
  return sql`select ${column('source.ip')} as a from ${source.from(attemptFields(context.dataset))} group by 1 having ${attempts} >= ${fewestAttempts(settings)} or (${attempts} >= ${few} and ${enoughThrough})`;
};

/** Attempts by target first, so that a chatty address gives short lists. */
const targetsQuery = (context: AggregateContext, settings: PortScanSettings): Sql => {
  const { dialect } = context.store;
  const { column, asks, answers, target, packets } = attemptSql(context);
  const source = eventSource(context);
  const time = dialect.ifThen(asks, dialect.epochMicros(column('@timestamp')), sql`null`);
  const window = dialect.epochMicros(dialect.bucket(column('@timestamp'), settings.windowSeconds));
  const loud = context.wholeLog
    ? sql`${column('source.ip')} in (${busyAddresses(context, settings)})`
    : sql`${column('source.ip')} is not null`;
  const measures = join([
    sql`${dialect.countAll()} as n`,
    sql`${dialect.countWhere(asks)} as t`,
    sql`${dialect.countWhere(sql`${column('event.outcome')} = 'success'`)} as o`,
    sql`${dialect.sum(dialect.ifThen(asks, packets, sql`0`))} as k`,
    sql`${dialect.countWhere(sql`${answers} and ${asks}`)} as r`,
    sql`${dialect.minimum(time)} as f`,
    sql`${dialect.maximum(time)} as l`,
  ]);
  const inner = sql`select ${window} as w, ${column('source.ip')} as a, ${target} as p, ${column('destination.ip')} as h, ${measures} from ${source.from(attemptFields(context.dataset), undefined, loud)} group by 1, 2, 3, 4`;
  const perPort = sql`over (partition by w, a, p)`;
  const judged = sql`select *, sum(${dialect.ifThen(sql`t > 0`, sql`1`, sql`0`)}) ${perPort} as refused, sum(${dialect.ifThen(sql`t = 0 and o > 0`, sql`1`, sql`0`)}) ${perPort} as met from (${inner}) as i`;
  const asked = sql`(t > 0 and h is not null and refused >= ${LEAST_REFUSED_SHARE} * (refused + met))`;
  const pinged = dialect.startsWith(raw('p'), ICMP_TARGET);
  const entry = dialect.ifThen(asked, dialect.concat([sql`p`, sql`'|'`, sql`h`]), sql`null`);
  const columns = join([
    sql`w as ${dialect.identifier('window')}`,
    sql`a as entity`,
    sql`sum(n) as ${dialect.identifier('all')}`,
    sql`sum(t) as attempts`,
    sql`sum(k) as packets`,
    sql`sum(r) as answers`,
    sql`min(f) as first`,
    sql`max(l) as last`,
    sql`${dialect.distinctList(entry, TARGETS_KEPT)} as kept`,
    sql`${dialect.countWhere(asked)} as targets`,
    sql`${dialect.countDistinctWhere(sql`h`, asked)} as hosts`,
    sql`${dialect.countDistinctWhere(sql`h`, sql`${asked} and ${pinged}`)} as pinged`,
    sql`${dialect.countDistinctWhere(sql`p`, sql`${asked} and not ${pinged}`)} as ports`,
  ]);
  return sql`select ${columns} from (${judged}) as g group by 1, 2`;
};

/** Quartiles of log2(1 + different targets) over the addresses: what the peers make of a fence. */
const peersQuery = (context: AggregateContext): Sql => {
  const { dialect } = context.store;
  const { column, asks, target } = attemptSql(context);
  const events = eventSource(context).from(attemptFields(context.dataset), undefined, asks);
  const targets = sql`select ${column('source.ip')} as a, ${target} as p, ${column('destination.ip')} as h from ${events} group by 1, 2, 3`;
  const perAddress = sql`select a, ${dialect.logarithm2(dialect.numeric(sql`(1 + ${dialect.countAll()})`))} as x from (${targets}) as t where a is not null group by a`;
  return sql`select null as ${dialect.identifier('window')}, null as entity, ${dialect.countAll()} as peers, ${dialect.quantile(sql`x`, 0.25)} as ${dialect.identifier('peerLower')}, ${dialect.quantile(sql`x`, 0.75)} as ${dialect.identifier('peerUpper')} from (${perAddress}) as q`;
};
