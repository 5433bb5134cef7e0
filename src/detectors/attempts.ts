import { allOf, anyOf, type FilterTree, noneOf } from '../filter/tree.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import type { LoadedDataset } from '../store/event-store.ts';
import type { DetectionContext } from './detector.ts';
import { equals } from './events.ts';
import { NAMED_HIGH_PORTS } from './service-names.ts';

/** What a dataset must have so that attempts to connect can be told in it. */
export const ATTEMPT_FIELDS = [
  '@timestamp',
  'source.ip',
  'source.port',
  'destination.ip',
  'destination.port',
  'network.transport',
  'icmp.type',
  'icmp.code',
  'event.type',
  'event.outcome',
  'event.occurrences',
  'rule.name',
] as const;

/** ICMP types that ask: echo, timestamp, information, address mask, and echo of ICMPv6. The others answer. */
const ASKING_ICMP = [8, 13, 15, 17, 128];
/** ICMP types that answer somebody: replies and errors, of ICMPv6 too. */
const ANSWERING_ICMP = [0, 1, 2, 3, 4, 5, 11, 12, 14, 16, 18, 129];
const WELL_KNOWN = 1024;

/** How the name of an ICMP target begins; all others are `transport/port`. */
export const ICMP_TARGET = 'icmp/';

/** Zeek marks what it turned round with `^`: the answer came first, so the source asked nothing. */
export const HISTORY = 'zeek.conn.history';
const TURNED = '^';
/** It saw the source's SYN: whatever the ports, the source asked. */
const ASKED = 'S';

/** The fields that attempts are told by in this dataset. */
export const attemptFields = (dataset: LoadedDataset): readonly string[] =>
  hasHistory(dataset) ? [...ATTEMPT_FIELDS, HISTORY] : ATTEMPT_FIELDS;

const hasHistory = ({ fields }: LoadedDataset): boolean => fields.some(({ name }) => name === HISTORY);

export interface AttemptSql {
  column(name: (typeof ATTEMPT_FIELDS)[number]): Sql;
  /** Zeek turned the connection round, as it began with an answer. */
  readonly turned: Sql;
  /** The source's SYN was seen, where the log tells. */
  readonly asked: Sql;
  readonly isIcmp: Sql;
  /** Refused, failed or of unknown outcome, whatever was sent. */
  readonly attempt: Sql;
  /** An attempt that asks: no ICMP answer and no error. */
  readonly asks: Sql;
  /** An attempt that looks like an answer: from a service to a port that has none, or an ICMP answer. */
  readonly answers: Sql;
  /** `tcp/22`, or `icmp/8/0` (type and code). */
  readonly target: Sql;
  /** Packets of an event. */
  readonly packets: Sql;
}

/** How an attempt is told from a connection and from an answer, as conditions over events. */
export const attemptSql = ({ store: { dialect }, dataset }: DetectionContext): AttemptSql => {
  const column: AttemptSql['column'] = (name) => dialect.column(name);
  const numbers = (list: readonly number[]): Sql => join(list.map((item) => sql`${item}`));
  const isIcmp = sql`(coalesce(${column('network.transport')}, '') in ('icmp', 'icmp6', 'ipv6-icmp') or ${column('icmp.type')} is not null)`;
  const icmpAsks = sql`(not ${isIcmp} or ${column('icmp.type')} is null or ${column('icmp.type')} in (${numbers(ASKING_ICMP)}))`;
  // A packet that was only noted, as by UFW's audit rules, was neither refused nor failed.
  const noted = sql`(${column('event.outcome')} is null and ${dialect.coalesce([dialect.matches(column('rule.name'), '(?i)\\baudit\\b'), sql`false`])})`;
  const attempt = sql`(coalesce(${column('event.type')}, '') = 'denied' or (coalesce(${column('event.outcome')}, 'failure') = 'failure' and not ${noted}))`;
  const turned = hasHistory(dataset)
    ? sql`coalesce(${dialect.startsWith(dialect.column(HISTORY), TURNED)}, false)`
    : sql`false`;
  const named = numbers(NAMED_HIGH_PORTS);
  const toNoService = sql`(${column('destination.port')} >= ${WELL_KNOWN} and ${column('destination.port')} not in (${named}))`;
  const fromService = sql`(${column('source.port')} < ${WELL_KNOWN} or ${column('source.port')} in (${named}))`;
  const asked = hasHistory(dataset)
    ? sql`coalesce(${dialect.startsWith(dialect.column(HISTORY), ASKED)}, false)`
    : sql`false`;
  const portAnswers = sql`(not ${isIcmp} and not ${asked} and ${fromService} and ${toNoService})`;
  const text = (expression: Sql, otherwise: string): Sql =>
    dialect.coalesce([dialect.toText(expression), sql`${otherwise}`]);
  const port = dialect.concat([
    dialect.coalesce([column('network.transport'), sql`'ip'`]),
    sql`'/'`,
    text(column('destination.port'), 'none'),
  ]);
  const icmp = dialect.concat([
    sql`${ICMP_TARGET}`,
    text(column('icmp.type'), 'none'),
    dialect.ifThen(
      sql`${column('icmp.code')} is null`,
      sql`''`,
      dialect.concat([sql`'/'`, text(column('icmp.code'), '')]),
    ),
  ]);
  return {
    column,
    isIcmp,
    attempt,
    turned,
    asked,
    asks: sql`(${attempt} and ${icmpAsks} and not ${turned})`,
    answers: sql`(${attempt} and coalesce(${portAnswers} or (${isIcmp} and ${column('icmp.type')} in (${numbers(ANSWERING_ICMP)})), false))`,
    target: dialect.ifThen(isIcmp, icmp, port),
    packets: dialect.coalesce([column('event.occurrences'), sql`1`]),
  };
};

/** What Zeek did not turn round; no condition where the log does not tell. */
export const notTurned = (dataset: LoadedDataset): readonly FilterTree[] => unlessHistory(dataset, TURNED);

/** Neither that, nor begun by the source's SYN. */
export const notAsked = (dataset: LoadedDataset): readonly FilterTree[] => [
  ...notTurned(dataset),
  ...unlessHistory(dataset, ASKED),
];

const unlessHistory = (dataset: LoadedDataset, beginning: string): readonly FilterTree[] =>
  hasHistory(dataset) ? [noneOf({ kind: 'match', field: HISTORY, pieces: [beginning, ''] } as const)] : [];

/** Refused or failed, or with no outcome at all. */
export const refusedFilter = (): FilterTree =>
  anyOf([equals('event.type', 'denied'), equals('event.outcome', 'failure'), equals('event.outcome', null)]);

/** Refused, failed or without outcome, no ICMP answer and not turned round: what `asks` selects, as a filter. */
export const attemptFilter = (dataset: LoadedDataset): FilterTree =>
  allOf([
    refusedFilter(),
    anyOf([equals('icmp.type', null), ...ASKING_ICMP.map((type) => equals('icmp.type', String(type)))]),
    ...notTurned(dataset),
  ]);
