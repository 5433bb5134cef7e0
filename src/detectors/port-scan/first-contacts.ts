import { join, type Sql, sql } from '../../sql/sql.ts';
import type { Row } from '../../store/event-store.ts';
import { failuresNeeded, thresholdRandomWalk, walkSteps } from '../../stats/threshold-random-walk.ts';
import { attemptFields, attemptSql } from '../attempts.ts';
import type { AggregateContext } from '../detector.ts';
import { eventSource } from '../events.ts';
import { entityOf, numberOf, textsOf } from '../windows.ts';
import { hypothesesOf, type PortScanSettings } from './settings.ts';

/** First contacts kept per window and address, the earliest ones. */
export const CONTACTS_KEPT = 200;
/** Added to times so that all have seventeen digits and sort as texts. */
const TIME_OFFSET = 20_000_000_000_000_000n;
/** Addresses that belong to nobody in particular: a multicast gets no answer. */
const GROUP_BLOCKS = ['224.0.0.0/4', 'ff00::/8', '255.255.255.255/32'];
/** Outcomes are known when so many first contacts got through, and such a share of all. */
export const FEWEST_THROUGH = 10;
const LEAST_THROUGH_SHARE = 0.01;

/** First contacts by TCP with a known outcome, one row per address `a` and host `h`: when `f`, whether through `s`. */
const contactsSql = (context: AggregateContext): Sql => {
  const { dialect } = context.store;
  const { column, answers, isIcmp } = attemptSql(context);
  const time = dialect.epochMicros(column('@timestamp'));
  const through = dialect.ifThen(sql`${column('event.outcome')} = 'success'`, sql`1`, sql`0`);
  const groups = join(
    GROUP_BLOCKS.map((block) => dialect.inSubnet(column('destination.ip'), block)),
    ' or ',
  );
  const counted = sql`${column('@timestamp')} is not null and ${column('event.outcome')} in ('success', 'failure') and coalesce(${column('network.transport')}, 'tcp') = 'tcp' and not ${isIcmp} and not ${answers} and ${column('source.ip')} is not null and ${column('destination.ip')} is not null and not (${groups})`;
  const events = eventSource(context).from(attemptFields(context.dataset), undefined, counted);
  return sql`select ${column('source.ip')} as a, ${column('destination.ip')} as h, ${dialect.minimum(time)} as f, ${dialect.valueAtMinimum(through, time)} as s from ${events} group by 1, 2`;
};

const windowSql = (context: AggregateContext, { windowSeconds }: PortScanSettings): Sql => {
  const { dialect } = context.store;
  return dialect.epochMicros(dialect.bucket(dialect.timeFromMicros(sql`f`), windowSeconds));
};

/** How many first contacts there were per window, and how many got through. */
export const contactTotalsQuery = (context: AggregateContext, settings: PortScanSettings): Sql => {
  const { dialect } = context.store;
  return sql`select ${windowSql(context, settings)} as ${dialect.identifier('window')}, null as entity, ${dialect.countAll()} as contacts, ${dialect.countWhere(sql`s = 1`)} as through from (${contactsSql(context)}) as c group by 1`;
};

/**
 * The first contacts of each address by window. Over a whole log only those addresses
 * whose likelihood ratio, never let below 1, reaches the bound: no other walk can.
 */
export const contactsQuery = (context: AggregateContext, settings: PortScanSettings): Sql => {
  const { dialect } = context.store;
  const { through, failed, upper } = walkSteps(hypothesesOf(settings));
  const entry = dialect.concat([
    dialect.wholeText(sql`(f + ${TIME_OFFSET})`),
    sql`'|'`,
    dialect.toText(sql`s`),
    sql`'|'`,
    sql`h`,
  ]);
  const columns = join([
    sql`${windowSql(context, settings)} as ${dialect.identifier('window')}`,
    sql`a as entity`,
    sql`${dialect.distinctList(entry, CONTACTS_KEPT)} as ${dialect.identifier('firstContacts')}`,
  ]);
  const order = sql`partition by a order by f, s, h rows between unbounded preceding and current row`;
  const step = dialect.ifThen(sql`s = 1`, sql`${through}`, sql`${failed}`);
  const steps = sql`select a, f, s, h, sum(${step}) over (${order}) as r from c`;
  const floors = sql`select a, r, min(r) over (${order}) as m from (${steps}) as t`;
  const floor = dialect.ifThen(sql`m < 0`, sql`m`, sql`0`);
  const loud = sql` where a in (select a from (${floors}) as u group by a having max(r - ${floor}) >= ${upper - 1e-6})`;
  return sql`with c as (${contactsSql(context)}) select ${columns} from c${context.wholeLog ? loud : sql``} group by 1, 2`;
};

/** Fewest failures with which a walk can end. */
export const fewestFailures = (settings: PortScanSettings): number => failuresNeeded(hypothesesOf(settings));

/** What the log says about outcomes as a whole. */
export interface KnownOutcomes {
  readonly contacts: number;
  readonly through: number;
  /** Enough first contacts got through: the log tells of both kinds. */
  readonly areKnown: boolean;
}

export const knownOutcomes = (rows: readonly Row[]): KnownOutcomes => {
  const totals = rows.filter((row) => entityOf(row) === null);
  const contacts = totals.reduce((sum, row) => sum + numberOf(row, 'contacts'), 0);
  const through = totals.reduce((sum, row) => sum + numberOf(row, 'through'), 0);
  const areKnown = through >= FEWEST_THROUGH && through >= LEAST_THROUGH_SHARE * contacts;
  return { contacts, through, areKnown };
};

/** A walk that reached the bound. */
export interface DecidedWalk {
  /** Microseconds of the contact that decided. */
  readonly decided: number;
  /** All first contacts of the address, and how they went. */
  readonly contacts: number;
  readonly failures: number;
  readonly through: number;
  readonly likelihood: number;
  readonly bound: number;
}

/** The walk over an address's first contacts; undefined where it never reached the bound. */
export const walkOf = (own: readonly Row[], settings: PortScanSettings): DecidedWalk | undefined => {
  const seen = new Set<string>();
  const contacts: { readonly time: number; readonly through: boolean }[] = [];
  for (const text of own.flatMap((row) => textsOf(row, 'firstContacts')).sort()) {
    const [time = '', through = '', ...host] = text.split('|');
    const name = host.join('|');
    if (seen.has(name)) continue;
    seen.add(name);
    contacts.push({ time: Number(BigInt(time) - TIME_OFFSET), through: through === '1' });
  }
  const walk = thresholdRandomWalk(
    contacts.map(({ through }) => through),
    hypothesesOf(settings),
  );
  if (walk.decidedAt === null) return undefined;
  const failures = contacts.filter(({ through }) => !through).length;
  return {
    decided: (contacts[walk.decidedAt] as { readonly time: number }).time,
    contacts: contacts.length,
    failures,
    through: contacts.length - failures,
    likelihood: Math.exp(walk.peak),
    bound: Math.exp(walk.bound),
  };
};
