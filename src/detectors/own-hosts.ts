import { allOf, type FilterTree } from '../filter/tree.ts';
import type { Dialect } from '../sql/dialect.ts';
import { type Sql, sql } from '../sql/sql.ts';
import type { EventSource } from './events.ts';

const REFERRER = 'http.request.referrer';
const DOMAIN = 'url.domain';
/** The host of an address without its port. */
const HOST = '^[A-Za-z]{3,6}://([[][^]]*[]]|[^/?#:]+)';
/** Hosts of a site that are looked at: a proxy may serve several. */
const MOST_HOSTS = 20;

/** The host that a referrer, or another whole address, names. */
export const hostOf = (dialect: Dialect, address: Sql): Sql => dialect.capture(address, HOST);

/**
 * Hosts that are our own, as a query of one column: those asked for, where the log names
 * them; and the one that most referrers of answered requests name, for pages, their
 * pictures and styles come from it.
 */
export const ownHosts = (dialect: Dialect, source: EventSource): Sql => {
  const answered: FilterTree = allOf([
    { kind: 'exists', field: REFERRER },
    { kind: 'compare', field: 'http.response.status_code', operator: '<', value: '400' },
  ]);
  const referrers = sql`select ${dialect.column(REFERRER)} as r, ${dialect.countAll()} as n from ${source.from([REFERRER], answered)} group by 1`;
  const named = sql`select ${hostOf(dialect, sql`r`)} as h, sum(n) as n from (${referrers}) as v group by 1`;
  const first = sql`select h from (select h from (${named}) as w where h is not null and h <> '' order by n desc, h limit 1) as f`;
  if (!source.has(DOMAIN)) return first;
  const asked = sql`select ${dialect.column(DOMAIN)} as h, ${dialect.countAll()} as n from ${source.from([DOMAIN], { kind: 'exists', field: DOMAIN })} group by 1 order by n desc, h limit ${MOST_HOSTS}`;
  return sql`${first} union all select h from (${asked}) as d`;
};
