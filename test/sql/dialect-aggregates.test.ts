import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/sql/dialect.ts';
import { join, raw, type Sql, sql } from '../../src/sql/sql.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { insertEvents, type PlainEvent } from '../helpers/loaded-stores.ts';
import { bothEngines, rowDifferences, rowsOfBoth, storesOfBoth } from './on-both.ts';

/** Groups by `event.code`: one value, ties, nulls among values, nothing but nulls, great numbers, texts of other scripts. */
const EVENTS: readonly PlainEvent[] = [
  ['one', 'a', 5, 0.5, 1],
  ['ties', 'b', 2, 1.5, 1],
  ['ties', 'a', 1, 2.5, 2],
  ['ties', 'a', 2, -2.5, 2],
  ['ties', 'b', 1, 1.5, 3],
  ['ties', 'B', null, null, 3],
  ['nulls', null, null, null, 1],
  ['nulls', null, null, null, null],
  ['mixed', null, 7, 0.1, null],
  ['mixed', '', 7, 0.2, 4],
  ['mixed', '', -7, 0.3, 5],
  ['mixed', 'é', 8, 0.4, 6],
  ['mixed', 'z', 9, 0.7, 7],
  ['mixed', '😀', 10, 0.9, 7],
  ['mixed', '\uffff', 11, 1e-9, 0],
  ['great', 'x', 9_223_372_036_854_775_807n, 1e300, 1],
  ['great', 'x', 9_223_372_036_854_775_807n, 1e300, 2],
  ['great', 'x', 1, -1e300, 3],
  ['least', 'x', -9_223_372_036_854_775_808n, 1e-300, 1],
  ['least', 'x', -1, -1e-300, 2],
  ['beyond', 'x', 1, 1.7e308, 1],
  ['beyond', 'y', 1, 1.7e308, 1],
].map(([code, text, long, double, second]) => ({
  'event.code': code as string,
  'rule.name': text as string | null,
  'source.bytes': long as number | null,
  'event.duration': double as number | null,
  'source.port': second as number | null,
  '@timestamp': second === null ? null : `2020-01-01T00:00:0${second}.000001Z`,
}));

const DATA = {
  text: 'rule.name',
  long: 'source.bytes',
  double: 'event.duration',
  time: '@timestamp',
  small: 'source.port',
};
type Column = (name: keyof typeof DATA) => Sql;

const AGGREGATES: Readonly<Record<string, (dialect: Dialect, column: Column) => Sql>> = {
  countAll: (d) => d.countAll(),
  'countWhere, unknown for nulls': (d, c) => d.countWhere(sql`${c('long')} > 1`),
  'countDistinct of texts': (d, c) => d.countDistinct(c('text')),
  'countDistinct of times': (d, c) => d.countDistinct(c('time')),
  countDistinctWhere: (d, c) => d.countDistinctWhere(c('text'), sql`${c('long')} > 1`),
  ...Object.fromEntries(
    [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1].flatMap((probability) => [
      [`quantile ${probability} of longs`, (d: Dialect, c: Column) => d.quantile(c('long'), probability)],
      [`quantile ${probability} of doubles`, (d: Dialect, c: Column) => d.quantile(c('double'), probability)],
    ]),
  ),
  'standardDeviation of longs': (d, c) => d.standardDeviation(c('small')),
  'standardDeviation of doubles': (d, c) => d.standardDeviation(c('double')),
  'mean of longs': (d, c) => d.mean(c('long')),
  'mean of doubles': (d, c) => d.mean(c('double')),
  'sum of longs beyond 64 bits': (d, c) => d.sum(c('long')),
  'sum of integers': (d, c) => d.sum(c('small')),
  'sum of doubles': (d, c) => d.sum(c('double')),
  'sum of a choice': (d, c) => d.sum(d.ifThen(sql`${c('long')} > 1`, raw('1'), raw('0'))),
  'minimum of texts': (d, c) => d.minimum(c('text')),
  'maximum of texts': (d, c) => d.maximum(c('text')),
  'minimum of longs': (d, c) => d.minimum(c('long')),
  'maximum of doubles': (d, c) => d.maximum(c('double')),
  'minimum of times': (d, c) => d.minimum(c('time')),
  'mode of texts': (d, c) => d.mode(c('text')),
  'mode of longs': (d, c) => d.mode(c('long')),
  'mode of times': (d, c) => d.mode(c('time')),
  'valueAtMinimum of texts': (d, c) => d.valueAtMinimum(c('text'), c('time')),
  'valueAtMaximum of texts': (d, c) => d.valueAtMaximum(c('text'), c('time')),
  'valueAtMaximum of longs': (d, c) => d.valueAtMaximum(c('long'), c('double')),
  'distinctList of texts': (d, c) => d.distinctList(c('text'), 3),
  'distinctList of longs': (d, c) => d.distinctList(c('long'), 100),
  'arithmetic between aggregates': (d, c) =>
    sql`${d.numeric(d.countWhere(sql`${c('small')} > 1`))} / ${d.countAll()}`,
};

const load = (store: EventStore): Promise<void> => insertEvents(store, 'network', EVENTS);
const columnOf =
  (dialect: Dialect): Column =>
  (name) =>
    dialect.column(DATA[name]);

describe.skipIf(!bothEngines)('aggregates on both engines', () => {
  const stores = storesOfBoth(load);

  for (const [name, build] of Object.entries(AGGREGATES)) {
    it(`agree by group: ${name}`, async () => {
      const rows = await rowsOfBoth(stores, (d) => {
        const code = d.column('event.code');
        return sql`select ${code} as g, ${build(d, columnOf(d))} as v from network as e group by ${code} order by ${d.ascending(raw('g'))}`;
      });
      expect(rowDifferences(rows, 1e-13)).toEqual([]);
      expect(rows[0]).toHaveLength(7);
    });

    it(`agree over no rows at all: ${name}`, async () => {
      const rows = await rowsOfBoth(
        stores,
        (d) =>
          sql`select ${build(d, columnOf(d))} as v from network as e where ${d.column('rule.name')} = 'nowhere'`,
      );
      expect(rowDifferences(rows)).toEqual([]);
      expect(rows[0]).toHaveLength(1);
    });
  }

  it('give the known answers', async () => {
    const rows = await rowsOfBoth(stores, (d) => {
      const c = columnOf(d);
      const values = [
        sql`${d.mode(c('text'))} as mode`,
        sql`${d.quantile(c('long'), 0.25)} as q`,
        sql`${d.valueAtMinimum(c('text'), c('time'))} as first`,
        sql`${d.valueAtMaximum(c('text'), c('time'))} as last`,
        sql`${d.distinctList(c('text'), 2)} as list`,
        sql`${d.sum(c('long'))} as total`,
      ];
      return sql`select ${join(values)} from network as e where ${d.column('event.code')} = 'ties'`;
    });
    const expected = [{ mode: 'a', q: 1, first: 'b', last: 'b', list: ['B', 'a'], total: 6 }];
    expect(rows).toEqual([expected, expected]);
  });

  it('sort texts by UTF-8 bytes, nulls last, in both directions', async () => {
    for (const direction of ['ascending', 'descending'] as const) {
      const rows = await rowsOfBoth(
        stores,
        (d) =>
          sql`select ${d.column('rule.name')} as v from network as e order by ${d[direction](d.column('rule.name'))}, 1`,
      );
      expect(rowDifferences(rows)).toEqual([]);
      expect(rows[0].slice(-3).map((row) => row['v'])).toEqual([null, null, null]);
    }
  });

  it('take the previous row of the same entity', async () => {
    const rows = await rowsOfBoth(stores, (d) => {
      const order = [d.ascending(d.column('@timestamp')), d.ascending(d.column('log.line'))];
      const before = d.previous(d.column('source.bytes'), d.column('rule.name'), order);
      return sql`select ${d.column('log.line')} as n, ${before} as v from network as e order by n`;
    });
    expect(rowDifferences(rows)).toEqual([]);
    expect(rows[0].map((row) => row['v']).filter((item) => item !== null)).not.toEqual([]);
  });

  it('count in steps', async () => {
    const rows = await rowsOfBoth(
      stores,
      (d) => sql`select n from ${d.series(-3_600_000_000, 4, 3_600_000_000)} as s order by n`,
    );
    expect(rows[1].map((row) => row['n'])).toEqual([-3_600_000_000, 0, 3_600_000_000, 7_200_000_000]);
    expect(rowDifferences(rows)).toEqual([]);
  });

  it('join with nulls for what has no partner, and divide whole numbers as doubles', async () => {
    const rows = await rowsOfBoth(
      stores,
      (d) =>
        sql`select s.n as n, t.n as other, s.n / 2 as half from ${d.series(0, 4, 1)} as s left join ${d.series(2, 9, 1)} as t on t.n = s.n order by s.n`,
    );
    expect(rows[1]).toEqual([
      { n: 0, other: null, half: 0 },
      { n: 1, other: null, half: 0.5 },
      { n: 2, other: 2, half: 1 },
      { n: 3, other: 3, half: 1.5 },
    ]);
    expect(rowDifferences(rows)).toEqual([]);
  });

  it('keep a column apart from an alias of the same name', async () => {
    const rows = await rowsOfBoth(
      stores,
      (d) =>
        sql`select ${d.maximum(d.column('source.bytes'))} as ${d.identifier('source.bytes')}, ${d.column('rule.name')} as ${d.identifier('event.code')} from network as e where ${d.column('source.bytes')} < 5 and ${d.column('event.code')} = 'ties' group by ${d.column('rule.name')} order by 2`,
    );
    expect(rows[1]).toEqual([
      { 'source.bytes': 2, 'event.code': 'a' },
      { 'source.bytes': 2, 'event.code': 'b' },
    ]);
    expect(rowDifferences(rows)).toEqual([]);
  });
});

describe.skipIf(!bothEngines)('lists on both engines', () => {
  const stores = storesOfBoth(() => Promise.resolve());
  const LISTS = {
    duckdb: ['null', 'cast([] as varchar[])', "['a', 'b''c', '']"],
    clickhouse: ['null', 'emptyArrayString()', "['a', 'b\\'c', '']"],
  };
  const listed = (dialect: Dialect): Sql => {
    const rows = LISTS[dialect.name].map(
      (list, index) =>
        sql`select ${index} as n, cast(${raw(list)} as ${dialect.columnType('keywords')}) as ${dialect.identifier('related.ip')}`,
    );
    return sql`(${join(rows, ' union all ')}) as e`;
  };

  it('agree on what a list holds; a missing one holds nothing', async () => {
    const rows = await rowsOfBoth(stores, (d) => {
      const list = d.column('related.ip');
      return sql`select e.n as n, ${list} as list, ${list} is null as missing, ${d.listHasAny(list)} as hasAny, ${d.listContains(list, "b'c")} as contains, ${d.listContains(list, '')} as empty, ${d.listMatches(list, '^b')} as matches, ${d.listMatches(list, 'zz')} as no from ${listed(d)} order by 1`;
    });
    const all = {
      n: 2,
      list: ['a', "b'c", ''],
      hasAny: true,
      contains: true,
      empty: true,
      matches: true,
      no: false,
    };
    const none = { hasAny: false, contains: false, empty: false, matches: false, no: false };
    expect(rows[0].map(({ missing: _missing, ...row }) => row)).toEqual([
      { n: 0, list: null, ...none },
      { n: 1, list: [], ...none },
      all,
    ]);
    expect(rows[1].map(({ missing: _missing, ...row }) => row)).toEqual(
      rows[0].map(({ missing: _missing, ...row }) => row),
    );
    expect(rows.map((part) => part.map((row) => Boolean(row['missing'])))).toEqual([
      [true, false, false],
      [true, false, false],
    ]);
  });
});
