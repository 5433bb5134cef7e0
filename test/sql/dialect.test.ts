import { beforeAll, describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/sql/dialect.ts';
import { raw, type Sql, sql } from '../../src/sql/sql.ts';
import type { EventStore, RowValue } from '../../src/store/event-store.ts';
import { engines } from '../helpers/engines.ts';
import { insertEvents, type PlainEvent } from '../helpers/loaded-stores.ts';
import { ADDRESSES, DOUBLES, LONGS, TEXTS, TIMES } from './edge-values.ts';

/** One column of `network` per kind of value. */
const COLUMNS = {
  text: 'rule.name',
  address: 'source.ip',
  long: 'source.bytes',
  double: 'event.duration',
  time: '@timestamp',
};
type Kind = keyof typeof COLUMNS;
const VALUES: Readonly<Record<Kind, readonly (string | number | bigint | null)[]>> = {
  text: TEXTS,
  address: ADDRESSES,
  long: LONGS,
  double: DOUBLES,
  time: TIMES,
};

type Build = (dialect: Dialect, input: Sql) => Sql;

/** One expression per method and corner; each is computed for every edge value of its kind. */
const CASES: Readonly<Record<Kind, Readonly<Record<string, Build>>>> = {
  text: {
    'substring from 2': (d, x) => d.substring(x, 2),
    'substring 2 for 2': (d, x) => d.substring(x, 2, 2),
    'substring past the end': (d, x) => d.substring(x, 20_000, 5),
    'splitPart 1': (d, x) => d.splitPart(x, '?', 1),
    'splitPart 3': (d, x) => d.splitPart(x, '?', 3),
    'splitPart by a longer separator': (d, x) => d.splitPart(x, '//', 2),
    'splitPart by a quote': (d, x) => d.splitPart(x, "'", 2),
    'splitPart by a backslash': (d, x) => d.splitPart(x, '\\', 2),
    byteLength: (d, x) => d.byteLength(x),
    lower: (d, x) => d.lower(x),
    concat: (d, x) => d.concat([x, d.literal("-'\\\n-"), x]),
    startsWith: (d, x) => d.startsWith(x, 'a'),
    'startsWith nothing': (d, x) => d.startsWith(x, ''),
    'contains b': (d, x) => d.contains(x, 'b'),
    'contains a quote': (d, x) => d.contains(x, "'"),
    'contains a NUL': (d, x) => d.contains(x, '\u0000'),
    'contains nothing': (d, x) => d.contains(x, ''),
    'matches a dot': (d, x) => d.matches(x, '^a.b$'),
    'matches one character': (d, x) => d.matches(x, '^.$'),
    'matches an empty text': (d, x) => d.matches(x, '^$'),
    'matches without case': (d, x) => d.matches(x, '(?i)^abc'),
    'matches a class': (d, x) => d.matches(x, '^[^a-z]+$'),
    'matches a quote and a backslash': (d, x) => d.matches(x, "['\\\\]"),
    'matches the word edge': (d, x) => d.matches(x, '\\bb\\b'),
    capture: (d, x) => d.capture(x, 'a(.)'),
    'capture of a group without part': (d, x) => d.capture(x, '(z)?a'),
    'capture groups, first': (d, x) =>
      d.captured(d.captureGroups(sql`coalesce(${x}, '')`, '(a)(z)?(.)', ['p', 'q', 'r']), ['p', 'q', 'r'], 0),
    'capture groups, none': (d, x) =>
      d.captured(d.captureGroups(sql`coalesce(${x}, '')`, '(a)(z)?(.)', ['p', 'q', 'r']), ['p', 'q', 'r'], 1),
    'capture groups, last': (d, x) =>
      d.captured(d.captureGroups(sql`coalesce(${x}, '')`, '(a)(z)?(.)', ['p', 'q', 'r']), ['p', 'q', 'r'], 2),
    replaceText: (d, x) => d.replaceText(x, 'a', "'\\1$&"),
    'replaceText of two': (d, x) => d.replaceText(x, 'XX', ''),
    replaceAll: (d, x) => d.replaceAll(x, '([a-c])', '<\\1>'),
    'replaceAll, anchored': (d, x) => d.replaceAll(x, '^[a-z]', '_'),
    'replaceAll, numbers': (d, x) => d.replaceAll(x, '[0-9]+', '{number}'),
    'replaceAll with two groups': (d, x) => d.replaceAll(x, '(.)(b)', '\\2\\1'),
    toLong: (d, x) => d.toLong(x),
    toDouble: (d, x) => d.toDouble(x),
    'toText of text': (d, x) => d.toText(x),
    'nullIfText of one': (d, x) => d.nullIfText(x, ['']),
    'nullIfText of three': (d, x) => d.nullIfText(x, ['-', "it's", '\\N']),
    'nullIfText of none': (d, x) => d.nullIfText(x, []),
    ifThen: (d, x) => d.ifThen(d.matches(x, 'a'), d.literal('yes'), d.literal('no')),
    coalesce: (d, x) => d.coalesce([x, d.literal('none')]),
    'coalesce of one': (d, x) => d.coalesce([x]),
    'a value as a parameter': (_d, x) =>
      sql`case when ${x} = ${"it's"} then ${'a\u0000\\n\n'} else ${''} end`,
    'a literal': (d) => d.literal('a\'"`\\n\n\t{p1:String}$1'),
  },
  address: {
    'inSubnet 10/8': (d, x) => d.inSubnet(x, '10.0.0.0/8'),
    'inSubnet of an odd length': (d, x) => d.inSubnet(x, '192.168.0.0/23'),
    'inSubnet of one': (d, x) => d.inSubnet(x, '1.2.3.4'),
    'inSubnet of all': (d, x) => d.inSubnet(x, '0.0.0.0/0'),
    'inSubnet of IPv6': (d, x) => d.inSubnet(x, '2001:db8::/32'),
    'inSubnet of IPv6 of an odd length': (d, x) => d.inSubnet(x, '2001:db8::/31'),
    'inSubnet of all IPv6': (d, x) => d.inSubnet(x, '::/0'),
    'inSubnet of mapped': (d, x) => d.inSubnet(x, '::ffff:0:0/96'),
    ...Object.fromEntries(
      (
        [
          [24, 64],
          [0, 0],
          [32, 128],
          [13, 61],
          [8, 48],
          [31, 127],
          [16, 96],
          [1, 1],
        ] as const
      ).map(([bits4, bits6]) => [
        `subnet /${bits4} /${bits6}`,
        (d: Dialect, x: Sql) => d.subnet(x, bits4, bits6),
      ]),
    ),
  },
  long: {
    'floorDivide by 7': (d, x) => d.floorDivide(x, 7),
    'floorDivide by 1': (d, x) => d.floorDivide(x, 1),
    'floorDivide by an hour': (d, x) => d.floorDivide(x, 3_600_000_000),
    'toText of a long': (d, x) => d.toText(x),
    numeric: (d, x) => d.numeric(x),
    logarithm2: (d, x) => d.logarithm2(x),
    'ifThen with null': (d, x) => d.ifThen(sql`${x} > 0`, x, raw('null')),
    'coalesce with 0': (d, x) => d.coalesce([x, raw('0')]),
  },
  double: {
    'toText of a double': (d, x) => d.toText(x),
    numeric: (d, x) => d.numeric(x),
    logarithm2: (d, x) => d.logarithm2(x),
  },
  time: {
    'bucket of an hour': (d, x) => d.bucket(x, 3600),
    'bucket of a week': (d, x) => d.bucket(x, 604_800),
    'bucket of 7 seconds': (d, x) => d.bucket(x, 7),
    'bucket of half a second': (d, x) => d.bucket(x, 0.5),
    epochMicros: (d, x) => d.epochMicros(x),
    'there and back': (d, x) => d.timeFromMicros(d.epochMicros(x)),
    hourOfDay: (d, x) => d.hourOfDay(x),
    dayOfWeek: (d, x) => d.dayOfWeek(x),
    'comparison with a time': (d, x) =>
      d.ifThen(
        sql`${x} >= ${d.time('1970-01-01T00:00:00.000001Z')}`,
        d.literal('after'),
        d.literal('before'),
      ),
    'a literal': (d) => d.time('2298-12-31T23:59:59.999999Z'),
    'a literal with zone': (d) => d.time('2012-03-16T18:00+05:30'),
    'a literal date': (d) => d.time('1901-01-01'),
    'toText of a time': (d, x) => d.toText(x),
  },
};

const load = async (store: EventStore): Promise<void> => {
  for (const kind of Object.keys(COLUMNS) as Kind[]) {
    const events = VALUES[kind].map(
      (item, index): PlainEvent => ({ 'log.line': index, [COLUMNS[kind]]: item }),
    );
    await insertEvents(store, 'network', events, kind);
  }
};

const evaluate = async (store: EventStore, kind: Kind, build: Build): Promise<readonly RowValue[]> => {
  const { dialect } = store;
  const input = dialect.column(COLUMNS[kind]);
  const rows = await store.query(
    sql`select ${dialect.column('log.line')} as n, ${build(dialect, input)} as v from network as e where ${dialect.column('log.file.path')} = ${kind} order by n`,
  );
  return rows.map((row) => row['v'] ?? null);
};

const close = (left: RowValue, right: RowValue): boolean =>
  Object.is(left, right) ||
  (typeof left === 'number' && typeof right === 'number' && Math.abs(left - right) <= 1e-12 * Math.abs(left));

describe.skipIf(engines.length < 2)('both engines', () => {
  const stores: EventStore[] = [];
  beforeAll(async () => {
    for (const engine of engines) {
      const store = await engine.open();
      await load(store);
      stores.push(store);
    }
    return async () => {
      for (const store of stores) await store.close();
    };
  });

  for (const kind of Object.keys(CASES) as Kind[]) {
    for (const [name, build] of Object.entries(CASES[kind])) {
      it(`agree on ${kind}: ${name}`, async () => {
        const [duckdb, clickhouse] = [
          await evaluate(stores[0] as EventStore, kind, build),
          await evaluate(stores[1] as EventStore, kind, build),
        ];
        const differences = VALUES[kind].flatMap((input, index) => {
          const [left, right] = [duckdb[index] ?? null, clickhouse[index] ?? null];
          return close(left, right) ? [] : [{ input, duckdb: left, clickhouse: right }];
        });
        expect(differences).toEqual([]);
        expect(duckdb).toHaveLength(VALUES[kind].length);
      });
    }
  }
});
