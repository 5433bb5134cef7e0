import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFilter } from '../../src/filter/check.ts';
import { compileCondition, compileWhere } from '../../src/filter/compile.ts';
import { parseFilter } from '../../src/filter/parse.ts';
import { rowPredicate } from '../../src/filter/evaluate.ts';
import { allOf, anyOf, type FilterTree, filterFields, noneOf } from '../../src/filter/tree.ts';
import { UsageError } from '../../src/kernel/errors.ts';
import { fieldCatalog } from '../../src/schema/catalog.ts';
import { relation } from '../../src/sql/relation.ts';
import { sql } from '../../src/sql/sql.ts';
import type { EventStore, LoadedDataset, Row } from '../../src/store/event-store.ts';
import { engines, insertEvents, type PlainEvent } from '../helpers/loaded-stores.ts';

const TEXTS = [
  'a',
  'A',
  'ab',
  'a*b',
  'a b',
  '"',
  '\\',
  "'",
  '%',
  '_',
  'é',
  '😀',
  '\uFFFD',
  '\n',
  '\t\u0001',
  'and',
  '10',
  'ba',
  'a.b',
  '$',
  '^a',
  '[a]',
  'NULL',
];
const ADDRESSES = [
  '10.0.0.1',
  '10.1.2.3',
  '11.0.0.1',
  '255.255.255.255',
  '0.0.0.0',
  '2001:db8::1',
  '2001:0DB8::1',
  '::',
  'fe80::1:2',
  '::ffff:10.0.0.1',
  '10.0.0.0/8',
  '010.0.0.1',
  'host.example',
  '1.2.3',
];
const NUMBERS = [0, 1, -1, 404, 2147483647, -2147483648];
const LONGS = [0n, 1n, -1n, 9007199254740993n, 9223372036854775807n, -9223372036854775808n, 1000n];
const DOUBLES = [0, 0.5, -1.5, 1e300, 1e-300, 0.1, 3, 1234.5678];
const TIMES = [
  '1970-01-01T00:00:00.000000Z',
  '2018-11-05T17:59:59.999999Z',
  '2018-11-05T18:00:00.000000Z',
  '2018-11-05T18:00:00.000001Z',
  '1969-12-31T23:59:59.999999Z',
  '2100-02-28T00:00:00.500000Z',
];

const pick = <Value>(list: readonly Value[], index: number): Value => list[index % list.length] as Value;

/** Every value appears several times, and every field is missing in some events. */
const EVENTS: readonly PlainEvent[] = Array.from({ length: 240 }, (_, index) => ({
  '@timestamp': index % 7 === 0 ? null : pick(TIMES, index),
  'event.type': index % 5 === 0 ? null : pick(TEXTS, index),
  'event.action': index % 11 === 0 ? null : pick(TEXTS, index * 3 + 1),
  'source.ip': index % 13 === 0 ? null : pick(ADDRESSES, index),
  'destination.port': index % 6 === 0 ? null : pick(NUMBERS, index),
  'source.bytes': index % 4 === 0 ? null : pick(LONGS, index),
  'event.duration': index % 9 === 0 ? null : pick(DOUBLES, index),
}));

const textLeaf = (field: string): fc.Arbitrary<FilterTree> =>
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom(':', '<', '<=', '>', '>='),
        fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 3 })),
      )
      .map(([operator, value]) => ({ kind: 'compare', field, operator, value }) as FilterTree),
    fc
      .array(fc.constantFrom('', ...TEXTS, '.', '(', 'b'), { minLength: 2, maxLength: 4 })
      .map((pieces) =>
        pieces.filter((piece, index) => piece !== '' || index === 0 || index === pieces.length - 1),
      )
      .filter((pieces) => pieces.some((piece) => piece !== ''))
      .map((pieces): FilterTree => ({ kind: 'match', field, pieces })),
  );
const valueLeaf = (field: string, values: fc.Arbitrary<string>, ranges = true): fc.Arbitrary<FilterTree> =>
  fc
    .tuple(ranges ? fc.constantFrom(':', '<', '<=', '>', '>=') : fc.constant(':'), values)
    .map(([operator, value]) => ({ kind: 'compare', field, operator, value }) as FilterTree);

const numberText = fc.oneof(
  fc.constantFrom(
    ...[...NUMBERS, ...LONGS, ...DOUBLES].map(String),
    '1.5',
    '-0.5',
    '1e3',
    '99999999999999999999',
    '-1e30',
    '.5',
    '9007199254740993',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);
/** A field that is computed when it is asked for: its wildcards become one pattern. */
const DERIVED = 'path(event.action)';

const leaf: fc.Arbitrary<FilterTree> = fc.oneof(
  fc
    .array(
      textLeaf(DERIVED).filter((tree) => tree.kind === 'match'),
      { minLength: 1, maxLength: 4 },
    )
    .map(anyOf),
  textLeaf('event.type'),
  textLeaf('event.action'),
  valueLeaf(
    'source.ip',
    fc.constantFrom(
      ...ADDRESSES,
      '10.0.0.0/9',
      '0.0.0.0/0',
      '::/0',
      '2001:db8::/33',
      '10.1.2.3/32',
      'fe80::/10',
    ),
    false,
  ),
  textLeaf('source.ip').filter((tree) => tree.kind === 'match'),
  valueLeaf('destination.port', numberText),
  valueLeaf('source.bytes', numberText),
  valueLeaf('event.duration', numberText),
  valueLeaf(
    '@timestamp',
    fc.constantFrom(
      ...TIMES,
      '2018-11-05',
      '2018',
      '1970-01',
      '2018-11-05T18:00Z',
      '2018-11-05 18:00+01:00',
      '0001',
      '9998-12-31',
    ),
  ),
  fc
    .constantFrom('event.type', 'source.ip', 'destination.port', '@timestamp', 'network.transport')
    .map((field): FilterTree => ({ kind: 'exists', field })),
  fc.array(fc.constantFrom('4', '0', '', '1'), { minLength: 2, maxLength: 3 }).map(
    (pieces): FilterTree => ({
      kind: 'match',
      field: 'source.bytes',
      pieces: pieces.some((piece) => piece !== '') ? pieces : ['4', ''],
    }),
  ),
);
const { tree: anyTree } = fc.letrec<{ tree: FilterTree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('tree'), { minLength: 1, maxLength: 4 }).map(allOf),
    fc.array(tie('tree'), { minLength: 1, maxLength: 4 }).map(anyOf),
    tie('tree').map(noneOf),
  ),
}));

describe.each(engines)('filters on $name', (engine) => {
  let store: EventStore;
  let datasets: readonly LoadedDataset[];
  let rows: readonly Row[];

  beforeAll(async () => {
    store = await engine.open();
    await insertEvents(store, 'network', EVENTS);
    datasets = await store.datasets();
    const fields = [...(datasets[0]?.fields.map((field) => field.name) ?? []), DERIVED];
    const columns = fields.map(
      (field) => sql`${store.dialect.column(field)} as ${store.dialect.identifier(field)}`,
    );
    rows = await store.query(
      sql`select ${columns.reduce((left, right) => sql`${left}, ${right}`)} from ${relation(store.dialect, datasets, fields)}`,
    );
  });
  afterAll(() => store.close());

  const linesOf = async (
    condition: ReturnType<typeof compileWhere>,
    fields: readonly string[],
  ): Promise<readonly number[]> => {
    const line = store.dialect.column('log.line');
    const found = await store.query(
      sql`select ${line} as line from ${relation(store.dialect, datasets, [...fields, 'log.line'])} where ${condition} order by ${line}`,
    );
    return found.map((row) => Number(row['line']));
  };

  it('part the events: each matches a filter or its negation, and JavaScript agrees', async () => {
    expect(rows.length).toBe(EVENTS.length);
    await fc.assert(
      fc.asyncProperty(anyTree, async (tree) => {
        const fields = filterFields(tree);
        const condition = checkFilter(tree, fieldCatalog(datasets));
        const holding = await linesOf(compileWhere(store.dialect, condition), fields);
        const strict = await linesOf(compileCondition(store.dialect, condition), fields);
        const failing = await linesOf(sql`not ${compileCondition(store.dialect, condition)}`, fields);
        const negated = await linesOf(compileWhere(store.dialect, { kind: 'not', item: condition }), fields);
        const holds = rowPredicate(condition);
        const expected = rows
          .filter(holds)
          .map((row) => Number(row['log.line']))
          .sort((a, b) => a - b);
        expect(holding).toEqual(expected);
        expect(strict).toEqual(expected);
        expect(negated).toEqual(failing);
        expect([...holding, ...failing].sort((a, b) => a - b)).toEqual(EVENTS.map((_, index) => index + 1));
      }),
      { numRuns: engine.name === 'duckdb' ? 300 : 120 },
    );
  });

  it.each([
    ['http.status : 3', 'unknown field "http.status"'],
    ['destination.prot : 3', 'did you mean destination.port'],
    ['destination.port : abc', 'is a number and cannot be "abc"'],
    ['@timestamp >= yesterday', 'is no time'],
    ['@timestamp : 2018-11-31', 'is no time'],
    ['source.ip > "10.0.0.0"', 'is an address'],
    ['event.duration : 4*', 'takes no wildcard'],
  ])('refuse %s with a pointer to the column', (text, words) => {
    const [field = ''] = text.split(' ');
    const tree: FilterTree = { kind: 'compare', field, operator: ':', value: 'x', at: 0 };
    expect(() => checkFilter(tree, { typeOf: () => undefined, names: () => [] })).toThrow(UsageError);
    expect(() => readAndCheck(text, datasets)).toThrow(words);
    expect(() => readAndCheck(text, datasets)).toThrow(/^filter, column [0-9]+: /);
  });
});

const readAndCheck = (text: string, datasets: readonly LoadedDataset[]): unknown =>
  checkFilter(parseFilter(text), fieldCatalog(datasets), { what: 'filter', text });
