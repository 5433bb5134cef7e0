import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { Row } from '../../store/event-store.ts';
import type { DetectionContext } from '../detector.ts';
import type { EventSource } from '../events.ts';
import { numberOf } from '../windows.ts';

const AGENT = 'user_agent.original';
const ADDRESS = 'source.ip';
const METHOD = 'http.request.method';
const PATH = 'url.path';
const REFERRER = 'http.request.referrer';
export const CROWD_FIELDS = ['@timestamp', AGENT, ADDRESS, METHOD, PATH, REFERRER] as const;

/** Addresses that did one kind of thing alone under one agent. */
export interface Crowd {
  readonly agent: string;
  readonly method: string;
  /** First segment of the paths; '' for the root. */
  readonly segment: string;
  readonly referred: boolean;
  readonly addresses: number;
  /** Addresses of the agent, addresses that did the same under any agent, and all addresses and agents. */
  readonly ofAgent: number;
  readonly alike: number;
  readonly all: number;
  readonly first: number | null;
  readonly last: number | null;
}

/**
 * What an address did under an agent: `s` is its one method and first segment, with or without referrer; null for more. The
 * parts are compared one by one, for putting a text together for every event costs more than all the rest.
 */
const visitorsSql = ({ store: { dialect } }: DetectionContext, source: EventSource): Sql => {
  const column = (name: string): Sql => dialect.column(name);
  const parts = {
    m: column(METHOD),
    p: dialect.splitPart(column(PATH), '/', 2),
    r: dialect.ifThen(sql`${column(REFERRER)} is null`, sql`0`, sql`1`),
  };
  const names = Object.keys(parts);
  const ends = Object.entries(parts).flatMap(([name, part]) => [
    sql`${dialect.minimum(part)} as ${raw(`lo_${name}`)}`,
    sql`${dialect.maximum(part)} as ${raw(`hi_${name}`)}`,
  ]);
  const known = sql`${column(AGENT)} is not null and ${column(ADDRESS)} is not null and ${column(METHOD)} is not null and ${dialect.startsWith(column(PATH), '/')}`;
  const time = dialect.epochMicros(column('@timestamp'));
  const visitors = sql`select ${column(AGENT)} as g, ${column(ADDRESS)} as a, ${join(ends)}, ${dialect.minimum(time)} as f, ${dialect.maximum(time)} as l from ${source.from(CROWD_FIELDS, undefined, known)} group by 1, 2`;
  const isOne = join(
    names.map((name) => raw(`lo_${name} = hi_${name}`)),
    ' and ',
  );
  const action = dialect.concat([
    raw('lo_m'),
    dialect.literal(' '),
    raw('lo_p'),
    dialect.ifThen(raw('lo_r = 0'), dialect.literal(' -'), dialect.literal(' +')),
  ]);
  return sql`select g, ${dialect.ifThen(isOne, action, raw('null'))} as s, f, l from (${visitors}) as w`;
};

/** Crowds of at least so many addresses, largest first, with what others do. */
export const askCrowds = async (
  context: DetectionContext,
  source: EventSource,
  fewest: number,
): Promise<readonly Crowd[]> => {
  const { dialect } = context.store;
  const alike = sql`select g, s, ${dialect.countAll()} as c, min(f) as f, max(l) as l from (${visitorsSql(context, source)}) as v group by 1, 2`;
  const columns = join([
    sql`g`,
    sql`s`,
    sql`c`,
    sql`f`,
    sql`l`,
    sql`sum(c) over (partition by g) as n`,
    sql`sum(c) over (partition by s) as k`,
    sql`sum(c) over () as total`,
  ]);
  const rows = await source.ask(
    sql`select * from (select ${columns} from (${alike}) as x) as y where s is not null and c >= ${fewest} order by c desc, g, s`,
  );
  return rows.map(crowdOf);
};

const crowdOf = (row: Row): Crowd => {
  const action = String(row['s']);
  const blank = action.indexOf(' ');
  return {
    agent: String(row['g']),
    method: action.slice(0, blank),
    segment: action.slice(blank + 1, -2),
    referred: action.endsWith('+'),
    addresses: numberOf(row, 'c'),
    ofAgent: numberOf(row, 'n'),
    alike: numberOf(row, 'k'),
    all: numberOf(row, 'total'),
    first: row['f'] === null ? null : numberOf(row, 'f'),
    last: row['l'] === null ? null : numberOf(row, 'l'),
  };
};

/** Agents with so many addresses, most first. */
export const askAgents = async (
  { store: { dialect } }: DetectionContext,
  source: EventSource,
  fewest: number,
): Promise<readonly string[]> => {
  const rows = await source.ask(
    sql`select ${dialect.column(AGENT)} as g, ${dialect.countDistinct(dialect.column(ADDRESS))} as c from ${source.from(CROWD_FIELDS, { kind: 'exists', field: AGENT })} group by 1 having c >= ${fewest} order by c desc, g limit 5000`,
  );
  return rows.map((row) => String(row['g']));
};
