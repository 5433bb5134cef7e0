import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readMetrics } from '../../src/filter/metric.ts';
import { parseMetric, splitNamedMetric } from '../../src/filter/parse-metric.ts';
import { UsageError } from '../../src/kernel/errors.ts';
import { fieldCatalog } from '../../src/schema/catalog.ts';
import { relation } from '../../src/sql/relation.ts';
import { join, sql } from '../../src/sql/sql.ts';
import type { EventStore, Row } from '../../src/store/event-store.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';

const types: Readonly<Record<string, 'keyword' | 'long' | 'date' | 'ip'>> = {
  'user.name': 'keyword',
  'event.outcome': 'keyword',
  'source.ip': 'ip',
  'source.bytes': 'long',
  '@timestamp': 'date',
};
const fields = { typeOf: (name: string) => types[name], names: () => Object.keys(types) };
const read = (...expressions: readonly string[]): unknown =>
  readMetrics(expressions.map(splitNamedMetric), fields);

describe('a metric that cannot be read', () => {
  it.each([
    ['sum(user.name)', 'metric, column 5: sum takes a number field', 'user.name is of type keyword'],
    ['sum(source.byts)', 'column 5: unknown field "source.byts"', 'did you mean source.bytes'],
    ['cuont()', 'column 1: unknown metric "cuont"', 'did you mean count'],
    ['rate=fails / 2', 'metric rate, column 1: unknown metric "fails"', 'column'],
    ['count(event.outcome : )', 'column 23: expected a value', 'column'],
    ['count(', 'column 7: expected a condition', 'column'],
    ['quantile(source.bytes)', 'quantile takes a field and a probability', 'column'],
    ['quantile(source.bytes, 2)', 'column 24: a probability lies between 0 and 1', 'column'],
    ['mode(user.name) + 1', 'column 17: arithmetic takes numbers', 'column'],
    ['count() count()', 'column 9: expected + - * / or the end', 'column'],
    ['user.name', 'a field stands inside a metric', 'column'],
    ['larger(count())', 'larger takes two metrics', 'column'],
    ['share()', 'share takes a condition', 'column'],
    ['', 'column 1: expected a number, a metric', 'column'],
    ['1 + )', 'column 5: expected a number', 'column'],
  ])('points at the column: %s', (text, words, more) => {
    expect(() => read(text)).toThrow(UsageError);
    expect(() => read(text)).toThrow(words);
    expect(() => read(text)).toThrow(more);
  });

  it('is refused when it nests without end or grows beyond reason', () => {
    expect(() => parseMetric(`${'('.repeat(100_000)}1`)).toThrow('inside each other');
    expect(() => parseMetric(`${'-'.repeat(100_000)}1`)).toThrow('inside each other');
  });
});

describe('a metric', () => {
  it('has a name before the equals sign, or is named by its text', () => {
    expect(splitNamedMetric('rate = a / b')).toEqual({ name: 'rate', expression: 'a / b' });
    expect(splitNamedMetric('count(user.name : "a=b")')).toEqual({
      name: 'count(user.name : "a=b")',
      expression: 'count(user.name : "a=b")',
    });
  });

  it('reads filters with parentheses and commas of their own', () => {
    expect(parseMetric('distinct(user.name, source.ip : (a or "b,)")) / count()')).toMatchObject({
      kind: 'arithmetic',
      operator: '/',
      left: { name: 'distinct', field: 'user.name', filter: { kind: 'or' } },
    });
  });
});

interface Item {
  readonly bytes: number | null;
  readonly name: string | null;
}

const aggregates = (items: readonly Item[]): Readonly<Record<string, number | string | null>> => {
  const bytes = items
    .map((item) => item.bytes)
    .filter((value) => value !== null)
    .sort((a, b) => a - b);
  const names = items.map((item) => item.name).filter((value) => value !== null);
  const sum = bytes.reduce((total, value) => total + value, 0);
  const frequency = new Map<string, number>();
  for (const name of names) frequency.set(name, (frequency.get(name) ?? 0) + 1);
  const [mode = null] = [...frequency]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([name]) => name);
  const at = (probability: number): number | null => {
    if (bytes.length === 0) return null;
    const position = (bytes.length - 1) * probability;
    const low = bytes[Math.floor(position)] as number;
    const high = bytes[Math.ceil(position)] as number;
    return low + (high - low) * (position - Math.floor(position));
  };
  const big = items.filter((item) => item.bytes !== null && item.bytes > 2);
  return {
    n: items.length,
    names: new Set(names).size,
    sum,
    mean: bytes.length === 0 ? null : sum / bytes.length,
    low: bytes[0] ?? null,
    high: bytes.at(-1) ?? null,
    median: at(0.5),
    p90: at(0.9),
    mode,
    big: big.length,
    bigNames: new Set(big.map((item) => item.name).filter((name) => name !== null)).size,
    bigShare: items.length === 0 ? null : big.length / items.length,
    most: Math.max(new Set(names).size, big.length, 1),
    ratio: big.length === 0 ? null : (items.length - big.length * 2) / -big.length,
  };
};

forEachEngine((engine) => {
  describe('metrics', () => {
    let store: EventStore;
    beforeAll(async () => {
      store = await engine.open();
    });

    const ask = async (group: string): Promise<Row> => {
      const datasets = await store.datasets();
      const metrics = readMetrics(
        [
          'n=count()',
          'names=distinct(user.name)',
          'sum=sum(http.response.body.bytes)',
          'mean=mean(http.response.body.bytes)',
          'low=min(http.response.body.bytes)',
          'high=max(http.response.body.bytes)',
          'median=median(http.response.body.bytes)',
          'p90=quantile(http.response.body.bytes, .9)',
          'mode=mode(user.name)',
          'big=count(http.response.body.bytes > 2)',
          'bigNames=distinct(user.name, http.response.body.bytes > 2)',
          'bigShare=share(http.response.body.bytes > 2)',
          'ratio=(n - big * 2) / -big',
          'most=larger(names, larger(big, 1))',
        ].map(splitNamedMetric),
        fieldCatalog(datasets),
      );
      const { dialect } = store;
      const selected = metrics.map(
        (metric) => sql`${metric.sql(dialect)} as ${dialect.identifier(metric.name)}`,
      );
      const from = relation(dialect, datasets, ['url.domain', ...metrics.flatMap((metric) => metric.fields)]);
      const rows = await store.query(
        sql`select ${join(selected)} from ${from} where ${dialect.column('url.domain')} = ${group}`,
      );
      return rows[0] ?? {};
    };

    it('equal what plain arithmetic gives, missing values and empty groups included', async () => {
      const item = fc.record({
        bytes: fc.option(fc.integer({ min: -5, max: 9 })),
        name: fc.option(fc.constantFrom('a', 'B', 'é', 'zz')),
      });
      const groups = fc.sample(fc.array(item, { maxLength: 12 }), { numRuns: 40, seed: 7 });
      await insertEvents(
        store,
        'web',
        groups.flatMap((items, group) =>
          items.map((one) => ({
            'url.domain': `g${group}`,
            'http.response.body.bytes': one.bytes,
            'user.name': one.name,
          })),
        ),
      );
      for (const [group, items] of groups.entries()) {
        const found = await ask(`g${group}`);
        for (const [name, expected] of Object.entries(aggregates(items))) {
          const actual = found[name];
          if (typeof expected === 'number')
            expect(actual, `${name} of group ${group}`).toBeCloseTo(expected, 12);
          else expect(actual, `${name} of group ${group}`).toBe(expected);
        }
      }
    });
  });
});
