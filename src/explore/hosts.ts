import { UsageError } from '../kernel/errors.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import { HOST_FACTS } from '../schema/facts.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Answer, Column, QuestionOptions } from './answer.ts';
import { openScope, type Scope } from './scope.ts';
import { askQuestion, type Question } from './shape-query.ts';

export interface HostsOptions extends QuestionOptions {}

const SIDES = [
  { own: 'source.ip', other: 'destination.ip', role: 'asSource' },
  { own: 'destination.ip', other: 'source.ip', role: 'asDestination' },
] as const;

/**
 * Every address that occurs as source or destination:
 * `{address, events, asSource, asDestination, peers, first, last}`; `peers` is the number
 * of addresses on the other side, counted per role. Most events first, ties by address.
 * Where the store has look-up data, what is known about the address follows: range, country,
 * autonomous system, reverse name, owner, indicator, ... (see HOST_FACTS).
 * @throws UsageError when the events carry no addresses
 */
export const hosts = async (store: EventStore, options: HostsOptions = {}): Promise<Answer> => {
  const scope = await openScope(store, options);
  return askQuestion(scope, hostsQuestion(scope), options);
};

const hostsQuestion = (scope: Scope): Question => {
  const { dialect, catalog } = scope;
  const sides = SIDES.filter(({ own }) => catalog.typeOf(own) !== undefined);
  if (sides.length === 0) throw new UsageError('these events have neither source.ip nor destination.ip');
  const name = (text: string): Sql => dialect.identifier(text);
  const column = (text: string): Sql => dialect.column(text);
  const sums = ['events', 'asSource', 'asDestination', 'peers'].map(
    (text) => sql`${dialect.sum(column(text))} as ${name(text)}`,
  );
  const times = [
    sql`${dialect.minimum(column('first'))} as ${name('first')}`,
    sql`${dialect.maximum(column('last'))} as ${name('last')}`,
  ];
  const all = join(
    sides.map((side) => sideRows(scope, side)),
    ' union all ',
  );
  const counted = sql`select ${column('address')} as ${name('address')}, ${join([...sums, ...times])} from (${all}) as e group by ${column('address')}`;
  const facts = hasFacts(scope) ? HOST_FACTS : [];
  return {
    query: facts.length === 0 ? counted : withHostFacts(scope, counted),
    columns: [
      { name: 'address', type: 'ip' },
      ...['events', 'asSource', 'asDestination', 'peers'].map(
        (text): Column => ({ name: text, type: 'long' }),
      ),
      { name: 'first', type: 'date' },
      { name: 'last', type: 'date' },
      ...facts.map(({ suffix, type }): Column => ({ name: suffix, type })),
    ],
    order: [
      { column: 'events', descending: true },
      { column: 'address', descending: false },
    ],
  };
};

const hasFacts = ({ datasets }: Scope): boolean =>
  datasets.some((dataset) =>
    dataset.lookups?.some((field) => field.places.some((place) => place.table === 'hosts')),
  );

const withHostFacts = ({ dialect }: Scope, counted: Sql): Sql => {
  const name = (text: string): Sql => dialect.identifier(text);
  const own = ['address', 'events', 'asSource', 'asDestination', 'peers', 'first', 'last'];
  const selected = [
    ...own.map((text) => sql`t.${name(text)} as ${name(text)}`),
    ...HOST_FACTS.map(({ column, suffix }) => sql`h.${name(column)} as ${name(suffix)}`),
  ];
  return sql`select ${join(selected)} from (${counted}) as t left join ${name('hosts')} as h on h.${name('entity')} = t.${name('address')}`;
};

/** One side's addresses, from the pairs of both addresses: cheaper than distinct values per group. */
const sideRows = (scope: Scope, { own, other, role }: (typeof SIDES)[number]): Sql => {
  const { dialect, catalog } = scope;
  const name = (text: string): Sql => dialect.identifier(text);
  const column = (text: string): Sql => dialect.column(text);
  const hasOther = catalog.typeOf(other) !== undefined;
  const events = dialect.sum(column('events'));
  const selected = [
    sql`${column('address')} as ${name('address')}`,
    sql`${events} as ${name('events')}`,
    sql`${role === 'asSource' ? events : sql`0`} as ${name('asSource')}`,
    sql`${role === 'asDestination' ? events : sql`0`} as ${name('asDestination')}`,
    sql`${hasOther ? dialect.countWhere(sql`${column('peer')} is not null`) : sql`0`} as ${name('peers')}`,
    sql`${dialect.minimum(column('first'))} as ${name('first')}`,
    sql`${dialect.maximum(column('last'))} as ${name('last')}`,
  ];
  return sql`select ${join(selected)} from (${pairs(scope, own, hasOther ? other : undefined)}) as e group by ${column('address')}`;
};

const pairs = (scope: Scope, own: string, other: string | undefined): Sql => {
  const { dialect } = scope;
  const address = dialect.column(own);
  const peer = other === undefined ? undefined : dialect.column(other);
  const time = dialect.column('@timestamp');
  const selected = [
    sql`${address} as ${dialect.identifier('address')}`,
    ...(peer === undefined ? [] : [sql`${peer} as ${dialect.identifier('peer')}`]),
    sql`${scope.count()} as ${dialect.identifier('events')}`,
    sql`${dialect.minimum(time)} as ${dialect.identifier('first')}`,
    sql`${dialect.maximum(time)} as ${dialect.identifier('last')}`,
  ];
  const fields = [own, ...(other === undefined ? [] : [other]), '@timestamp', ...scope.countFields];
  const keys = peer === undefined ? [address] : [address, peer];
  return sql`select ${join(selected)} from ${scope.from(fields, sql`${address} is not null`)} group by ${join(keys)}`;
};
