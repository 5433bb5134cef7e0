import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/sql/dialect.ts';
import { join, raw, type Sql, sql } from '../../src/sql/sql.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';
import { bothEngines, rowDifferences, rowsOfBoth, storesOfBoth } from './on-both.ts';

const RUNS = { numRuns: 40, seed: 20_260_102 };
/** For statements that are long to compile. */
const FEWER_RUNS = { ...RUNS, numRuns: 15 };

/** Text as it can be stored: any Unicode but lone surrogates, with the marks that quoting is about. */
const storedText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({
      unit: fc.constantFrom(
        'a',
        'B',
        "'",
        '"',
        '\\',
        '`',
        '\n',
        '\0',
        '$',
        '{',
        '}',
        ':',
        '1',
        '.',
        '-',
        'é',
        '😀',
        '\ufeff',
      ),
      maxLength: 12,
    }),
  )
  .map((text) => Buffer.from(text).toString());

const literalList = (
  dialect: Dialect,
  values: readonly (string | bigint | number | null)[],
  type: Sql,
): Sql => {
  const rows = values.map((item, index) => {
    const literal = typeof item === 'string' ? dialect.literal(item) : sql`${item}`;
    return sql`select ${index} as n, cast(${literal} as ${type}) as x`;
  });
  return sql`(${join(rows, ' union all ')}) as e`;
};

describe.skipIf(!bothEngines)('laws that hold on both engines', () => {
  const stores = storesOfBoth((store) => insertEvents(store, 'auth', []));

  it('any text comes back as it went in, as a value, as a literal and as a name', async () => {
    await fc.assert(
      fc.asyncProperty(storedText, async (text) => {
        const name = text.replaceAll('\0', '').slice(0, 60);
        const rows = await rowsOfBoth(
          stores,
          (d) =>
            sql`select ${text} as a, ${d.literal(text)} as b, ${d.byteLength(d.literal(text))} as c, 1 as ${d.identifier(`n${name}`)}`,
        );
        const expected = { a: text, b: text, c: Buffer.byteLength(text), [`n${name}`]: 1 };
        expect(rows).toEqual([[expected], [expected]]);
      }),
      RUNS,
    );
  });

  it('texts are cut, joined, replaced and searched alike', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(storedText, { minLength: 1, maxLength: 30 }),
        storedText.filter((text) => text !== ''),
        storedText,
        fc.integer({ min: 1, max: 8 }),
        async (texts, mark, other, place) => {
          const rows = await rowsOfBoth(stores, (d) => {
            const x = raw('e.x');
            const columns = [
              d.substring(x, place),
              d.substring(x, place, 2),
              d.splitPart(x, mark, place),
              d.replaceText(x, mark, other),
              d.contains(x, mark),
              d.startsWith(x, mark),
              d.lower(x),
              d.concat([x, d.literal(other)]),
              d.nullIfText(x, [mark, other]),
              d.toLong(x),
              d.toDouble(x),
              d.capture(x, '([a-zB]+)'),
              d.replaceAll(x, '[^a-z]+', '-'),
              d.matches(x, "^[a'\\\\]"),
            ].map((item, index) => sql`${item} as ${raw(`c${index}`)}`);
            return sql`select e.n as n, ${join(columns)} from ${literalList(d, texts, d.columnType('keyword'))} order by n`;
          });
          expect(rowDifferences(rows)).toEqual([]);
          expect(rows[0]).toHaveLength(texts.length);
        },
      ),
      RUNS,
    );
  });

  it('whole numbers are divided towards negative infinity, and doubles survive their text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 2 ** 40 }),
        async (numbers, divisor) => {
          const rows = await rowsOfBoth(
            stores,
            (d) =>
              sql`select e.n as n, ${d.floorDivide(raw('e.x'), divisor)} as q, ${d.toLong(d.toText(raw('e.x')))} as same, ${d.castNumber(d.toText(raw('e.x')), 'integer')} as small from ${literalList(d, numbers, d.columnType('long'))} order by n`,
          );
          expect(rowDifferences(rows)).toEqual([]);
          const floor = (item: bigint): bigint =>
            (item - (((item % BigInt(divisor)) + BigInt(divisor)) % BigInt(divisor))) / BigInt(divisor);
          expect(rows[0].map((row) => BigInt(row['q'] as string))).toEqual(numbers.map(floor));
          expect(rows[0].map((row) => BigInt(row['same'] as string))).toEqual(numbers);
        },
      ),
      RUNS,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.double({ noNaN: true, noDefaultInfinity: true }).map((item) => item + 0),
          { minLength: 1, maxLength: 30 },
        ),
        async (numbers) => {
          const rows = await rowsOfBoth(
            stores,
            (d) =>
              sql`select e.n as n, e.x as x, ${d.toText(raw('e.x'))} as t, ${d.toDouble(d.toText(raw('e.x')))} as again from ${literalList(d, numbers, d.columnType('double'))} order by n`,
          );
          expect(rowDifferences(rows, 0)).toEqual([]);
          expect(rows[0].map((row) => Number(row['t']))).toEqual(numbers.map((item) => item + 0));
        },
      ),
      RUNS,
    );
  });

  it('times fall into the same buckets, hours and days', async () => {
    const earliest = BigInt(Date.UTC(1901, 0, 1)) * 1000n;
    const latest = BigInt(Date.UTC(2298, 11, 31)) * 1000n;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.bigInt({ min: earliest, max: latest }), { minLength: 1, maxLength: 30 }),
        fc.constantFrom(1, 7, 60, 300, 3600, 86_400, 604_800, 2_592_000),
        async (moments, seconds) => {
          const rows = await rowsOfBoth(stores, (d) => {
            const time = d.timeFromMicros(raw('e.x'));
            return sql`select e.n as n, ${time} as t, ${d.epochMicros(d.bucket(time, seconds))} as b, ${d.hourOfDay(time)} as h, ${d.dayOfWeek(time)} as w, ${d.toText(time)} as s from ${literalList(d, moments, d.columnType('long'))} order by n`;
          });
          expect(rowDifferences(rows)).toEqual([]);
          rows[0].forEach((row, index) => {
            const moment = moments[index] as bigint;
            const date = new Date(Number((moment - (((moment % 1000n) + 1000n) % 1000n)) / 1000n));
            expect([row['h'], row['w'], row['s']]).toEqual([
              date.getUTCHours(),
              date.getUTCDay() === 0 ? 7 : date.getUTCDay(),
              row['t'],
            ]);
            expect(BigInt(row['b'] as number) % BigInt(seconds * 1e6)).toBe(0n);
          });
        },
      ),
      RUNS,
    );
  });

  it('addresses lie in the same blocks', async () => {
    const ipv6 = fc.oneof(
      fc.ipV6(),
      fc
        .array(fc.constantFrom('0', '0', '1', 'ffff', '0001', 'A0'), { minLength: 8, maxLength: 8 })
        .map((groups) => groups.join(':')),
    );
    const address = fc.oneof(
      fc.ipV4(),
      ipv6,
      fc.string({ unit: fc.constantFrom(':', '.', '0', '1', 'f', 'g', '25'), maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(address, { minLength: 1, maxLength: 40 }),
        fc.ipV4(),
        fc.integer({ min: 0, max: 32 }),
        fc.integer({ min: 0, max: 128 }),
        async (addresses, base, bits4, bits6) => {
          const rows = await rowsOfBoth(stores, (d) => {
            const x = raw('e.x');
            return sql`select e.n as n, ${d.subnet(x, bits4, bits6)} as s, ${d.inSubnet(x, `${base}/${bits4}`)} as in4, ${d.inSubnet(x, `2001:db8::/${bits6}`)} as in6 from ${literalList(d, addresses, d.columnType('ip'))} order by n`;
          });
          expect(rowDifferences(rows)).toEqual([]);
          expect(rows[0]).toHaveLength(addresses.length);
        },
      ),
      FEWER_RUNS,
    );
  });

  it('aggregates of any groups are equal', async () => {
    const row = fc.tuple(
      fc.constantFrom('a', 'b', 'c', null),
      fc.option(fc.integer({ min: -5, max: 5 })),
      fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((item) => item + 0)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (data, probability) => {
          const rows = await rowsOfBoth(stores, (d) => {
            const lines = data.map(
              ([group, whole, real], index) =>
                sql`select ${index} as n, cast(${group === null ? null : d.literal(group)} as ${d.columnType('keyword')}) as g, cast(${whole} as ${d.columnType('long')}) as w, cast(${real} as ${d.columnType('double')}) as r`,
            );
            const [w, r, g] = [raw('e.w'), raw('e.r'), raw('e.g')];
            const columns = [
              ...[w, r].flatMap((x) => [
                d.quantile(x, probability),
                d.standardDeviation(x),
                d.mean(x),
                d.sum(x),
                d.minimum(x),
                d.maximum(x),
                d.mode(x),
                d.countDistinct(x),
              ]),
              ...[
                d.valueAtMinimum(r, w),
                d.valueAtMaximum(w, r),
                d.distinctList(w, 3),
                d.countWhere(sql`${w} > 0`),
                d.countAll(),
              ],
            ].map((item, index) => sql`${item} as ${raw(`c${index}`)}`);
            return sql`select ${g} as g, ${join(columns)} from (${join(lines, ' union all ')}) as e group by ${g} order by ${d.ascending(raw('1'))}`;
          });
          // A sum near zero has lost digits on either engine: compare on the scale of what was added.
          const differences = rowDifferences(rows, 1e-9).filter(({ duckdb, clickhouse }) =>
            Object.keys(duckdb ?? {}).some((key) => {
              const [left, right] = [duckdb?.[key] ?? null, clickhouse?.[key] ?? null];
              if (typeof left !== 'number' || typeof right !== 'number')
                return JSON.stringify(left) !== JSON.stringify(right);
              return Math.abs(left - right) > 1e-9 * Math.max(Math.abs(left), Math.abs(right)) + 1e-7;
            }),
          );
          expect(differences).toEqual([]);
        },
      ),
      FEWER_RUNS,
    );
  });
});
