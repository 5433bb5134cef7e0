import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { counts } from '../../src/explore/counts.ts';
import { crosstab } from '../../src/explore/crosstab.ts';
import { events } from '../../src/explore/events.ts';
import { pivot } from '../../src/explore/pivot.ts';
import { resample } from '../../src/explore/resample.ts';
import { shapeRows } from '../../src/explore/shape-rows.ts';
import type { EventStore, Row, RowValue } from '../../src/store/event-store.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { insertEvents, type PlainEvent } from '../helpers/loaded-stores.ts';

const text = fc.option(
  fc.constantFrom('a', 'A', 'b', 'é', '\uFFFD', '\u{1F600}', 'a b', '0', '10', "'", '"\\', '\n'),
  { freq: 6 },
);
const event: fc.Arbitrary<PlainEvent> = fc.record({
  '@timestamp': fc.option(
    fc
      .integer({ min: 0, max: 6 * 3600 })
      .map((seconds) => new Date(Date.UTC(2024, 0, 1) + seconds * 1000).toISOString().replace('Z', '000Z')),
    { freq: 9 },
  ),
  'user.name': text,
  'event.reason': text,
  'source.port': fc.option(fc.integer({ min: -2, max: 2 })),
});
const EVENTS =
  fc.sample(fc.array(event, { minLength: 300, maxLength: 300 }), { numRuns: 1, seed: 11 })[0] ?? [];

const sum = (rows: readonly Row[], column: string): number =>
  rows.reduce((total, row) => total + Number(row[column]), 0);
const fieldValue = (item: PlainEvent, field: string): RowValue => (item[field] ?? null) as RowValue;

/** How often each value occurs, by plain JavaScript. */
const tally = (items: readonly PlainEvent[], field: string): ReadonlyMap<RowValue, number> => {
  const found = new Map<RowValue, number>();
  for (const item of items) found.set(fieldValue(item, field), (found.get(fieldValue(item, field)) ?? 0) + 1);
  return found;
};

const anyField = fc.constantFrom('user.name', 'event.reason', 'source.port');

forEachEngine((engine) => {
  describe('laws of the questions', () => {
    let store: EventStore;
    beforeAll(async () => {
      store = await engine.open();
      await insertEvents(store, 'auth', EVENTS);
    });
    const check = (property: fc.IAsyncProperty<unknown>): Promise<void> =>
      fc.assert(property, { numRuns: 12 });

    it('counts are those of plain arithmetic, and their shares add up to 1', () =>
      check(
        fc.asyncProperty(anyField, async (field) => {
          const { rows, total } = await counts(store, { field });
          const expected = tally(EVENTS, field);
          expect(new Map(rows.map((row) => [row['value'] ?? null, row['count']]))).toEqual(expected);
          expect(total).toBe(expected.size);
          expect(sum(rows, 'share')).toBeCloseTo(1, 12);
        }),
      ));

    it('the engine orders rows as JavaScript does: numbers by size, texts by bytes, nulls last', () =>
      check(
        fc.asyncProperty(
          anyField,
          fc.constantFrom('', ':desc', ':asc'),
          fc.nat(12),
          async (field, direction, limit) => {
            const all = await counts(store, { field });
            const shape = { sort: `value${direction}`, limit };
            const byEngine = await counts(store, { field, ...shape });
            const byHand = shapeRows(all.rows, all.columns, shape, [{ column: 'count', descending: true }]);
            expect(byEngine.rows).toEqual(byHand.rows);
            expect(limit === 0 ? byHand.total : byEngine.total).toBe(byHand.total);
          },
        ),
      ));

    it('given one field, the probabilities of the other add up to 1, and lift is symmetric', () =>
      check(
        fc.asyncProperty(anyField, anyField, async (field, given) => {
          const { rows } = await counts(store, { field, given });
          const swapped = await counts(store, { field: given, given: field });
          const lifts = new Map(
            swapped.rows.map((row) => [JSON.stringify([row['value'], row['given']]), row['lift']]),
          );
          const sums = new Map<RowValue, number>();
          for (const row of rows) {
            const key = row['given'] ?? null;
            sums.set(key, (sums.get(key) ?? 0) + Number(row['probability']));
            expect(Number(row['lift'])).toBeCloseTo(
              Number(lifts.get(JSON.stringify([row['given'], row['value']]))),
              10,
            );
            expect(Number(row['probability'])).toBeCloseTo(2 ** -Number(row['surpriseBits']), 12);
            expect(Number(row['probabilityLow'])).toBeLessThanOrEqual(Number(row['probability']));
            expect(Number(row['probabilityHigh'])).toBeGreaterThanOrEqual(Number(row['probability']));
          }
          for (const share of sums.values()) expect(share).toBeCloseTo(1, 12);
        }),
      ));

    it('a contingency table has all events, and its rows and columns are the counts', () =>
      check(
        fc.asyncProperty(anyField, anyField, async (row, column) => {
          const table = await crosstab(store, { row, column });
          expect(sum(table.rows, 'count')).toBe(EVENTS.length);
          for (const [side, field] of [
            ['row', row],
            ['column', column],
          ] as const) {
            const found = new Map<RowValue, number>();
            for (const cell of table.rows) {
              const key = cell[side] ?? null;
              found.set(key, (found.get(key) ?? 0) + Number(cell['count']));
            }
            expect(found).toEqual(tally(EVENTS, field));
          }
        }),
      ));

    it('buckets and entities part the events', () =>
      check(
        fc.asyncProperty(anyField, fc.constantFrom('7m', '1h', '1d'), async (by, every) => {
          const timed = EVENTS.filter((item) => item['@timestamp'] !== null);
          const buckets = await resample(store, { every, by });
          expect(sum(buckets.rows, 'events')).toBe(timed.length);
          const perBucket = await pivot(store, { by, every, metrics: ['n=count()'] });
          expect(sum(perBucket.rows, 'n')).toBe(timed.length);
          expect(perBucket.rows).toEqual(
            [...buckets.rows]
              .filter((row) => row['events'] !== 0)
              .map((row) => ({ entity: row['entity'], start: row['start'], n: row['events'] }))
              .sort((a, b) => orderOf(perBucket.rows, a) - orderOf(perBucket.rows, b)),
          );
          const entities = await pivot(store, { by, metrics: ['n=count()'] });
          expect(new Map(entities.rows.map((row) => [row['entity'] ?? null, row['n']]))).toEqual(
            tally(EVENTS, by),
          );
        }),
      ));

    it('the first and the newest events make all events that have a time', () =>
      check(
        fc.asyncProperty(fc.nat(EVENTS.length), async (number) => {
          const where = '@timestamp : *';
          const lines = async (options: { first?: number; last?: number }): Promise<readonly unknown[]> =>
            (await events(store, { ...options, where, fields: ['log.line'] })).rows.map(
              (row) => row['log.line'],
            );
          const all = await lines({});
          const first = Math.min(number, all.length);
          expect([...(await lines({ first })), ...(await lines({ last: all.length - first }))]).toEqual(all);
        }),
      ));

    it('the newest events hold those without a time only when there are not enough others', async () => {
      const timed = EVENTS.filter((item) => item['@timestamp'] !== null).length;
      const newest = async (last: number): Promise<number> =>
        (await events(store, { last, fields: ['@timestamp'] })).rows.filter(
          (row) => row['@timestamp'] === null,
        ).length;
      expect(await newest(timed)).toBe(0);
      expect(await newest(timed + 1)).toBe(1);
    });
  });
});

const orderOf = (rows: readonly Row[], row: Readonly<Record<string, unknown>>): number =>
  rows.findIndex((item) => item['entity'] === row['entity'] && item['start'] === row['start']);
