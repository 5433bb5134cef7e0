import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import { attemptFields, attemptSql } from '../attempts.ts';
import type { Aggregate, AggregateContext } from '../detector.ts';
import { eventSource } from '../events.ts';
import { NAMED_HIGH_PORTS } from '../service-names.ts';
import { typedSettings } from '../number-setting.ts';
import { mergeBy } from '../windows.ts';
import { BACKSCATTER_SETTINGS } from './settings.ts';

/** Our addresses kept per row; a longer list is cut, so its size is a lower bound. */
export const HOSTS_KEPT = 200;
/** Answers go to ports that asked, not to services. */
const LOWEST_ASKING_PORT = 1024;

/** How an entity of the rows begins where the victim is the source. */
const AS_SOURCE = 's';
/** The same where Zeek turned the connection round, so that the victim is the destination. */
export const AS_DESTINATION = 'd';

/** Per window, victim and service (or ICMP type): answers, and which of our addresses they reached. */
export const answersAggregate = (context: AggregateContext): Aggregate => {
  const { windowSeconds } = typedSettings(BACKSCATTER_SETTINGS, context.settings);
  return {
    key: `answers by victim per ${windowSeconds} s`,
    windowSeconds,
    queries: [answersQuery(context, windowSeconds)],
    merge: mergeBy({
      sums: ['answers', 'packets', 'toServices'],
      minima: ['first'],
      maxima: ['last', 'hostCount', 'portCount'],
      sets: ['hosts'],
      setSize: HOSTS_KEPT,
    }),
  };
};

const answersQuery = (context: AggregateContext, seconds: number): Sql => {
  const { dialect } = context.store;
  const { column, turned, asked, answers, attempt, isIcmp, packets } = attemptSql(context);
  const named = join(NAMED_HIGH_PORTS.map((port) => sql`${port}`));
  const fromPort = sql`(${attempt} and not ${turned} and not ${asked} and not ${isIcmp} and (${column('source.port')} < ${LOWEST_ASKING_PORT} or ${column('source.port')} in (${named})) and ${column('destination.port')} >= ${LOWEST_ASKING_PORT})`;
  const byIcmp = sql`(${answers} and ${isIcmp} and not ${turned})`;
  const byTurn = sql`(${attempt} and ${turned} and not ${isIcmp} and ${column('destination.port')} is not null)`;
  const choose = (turnedValue: Sql, value: Sql): Sql => dialect.ifThen(byTurn, turnedValue, value);
  const transport = dialect.coalesce([column('network.transport'), sql`'ip'`]);
  const port = choose(dialect.toText(column('destination.port')), dialect.toText(column('source.port')));
  const kind = dialect.ifThen(
    isIcmp,
    dialect.concat([sql`'icmp/'`, dialect.toText(column('icmp.type'))]),
    dialect.concat([transport, sql`'/'`, port]),
  );
  const victim = choose(column('destination.ip'), column('source.ip'));
  const entity = dialect.concat([
    choose(sql`${AS_DESTINATION}`, sql`${AS_SOURCE}`),
    sql`'|'`,
    kind,
    sql`'|'`,
    victim,
  ]);
  const known = sql`${column('source.ip')} is not null and ${column('destination.ip')} is not null`;
  const events = eventSource(context).from(
    attemptFields(context.dataset),
    undefined,
    sql`(${fromPort} or ${byIcmp} or ${byTurn}) and ${known}`,
  );
  const time = dialect.epochMicros(column('@timestamp'));
  const toService = sql`not ${turned} and not ${isIcmp} and ${column('destination.port')} in (${named})`;
  const inner = sql`select ${dialect.epochMicros(dialect.bucket(column('@timestamp'), seconds))} as w, ${entity} as v, ${choose(column('source.ip'), column('destination.ip'))} as h, ${choose(column('source.port'), column('destination.port'))} as p, ${dialect.countAll()} as n, ${dialect.sum(packets)} as k, ${dialect.countWhere(toService)} as b, ${dialect.minimum(time)} as f, ${dialect.maximum(time)} as l from ${events} group by 1, 2, 3, 4`;
  const columns = join([
    sql`w as ${dialect.identifier('window')}`,
    sql`v as entity`,
    sql`sum(n) as answers`,
    sql`sum(k) as packets`,
    sql`sum(b) as ${dialect.identifier('toServices')}`,
    sql`min(f) as first`,
    sql`max(l) as last`,
    sql`${dialect.distinctList(raw('h'), HOSTS_KEPT)} as hosts`,
    sql`${dialect.countDistinct(raw('h'))} as ${dialect.identifier('hostCount')}`,
    sql`${dialect.countDistinct(raw('p'))} as ${dialect.identifier('portCount')}`,
  ]);
  return sql`select ${columns} from (${inner}) as g group by 1, 2`;
};
