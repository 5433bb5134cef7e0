import { beforeAll, describe, expect, it } from 'vitest';
import { counts } from '../../src/explore/counts.ts';
import { crosstab } from '../../src/explore/crosstab.ts';
import { describe as describeNumbers } from '../../src/explore/describe.ts';
import { fields } from '../../src/explore/fields.ts';
import { pivot } from '../../src/explore/pivot.ts';
import { resample } from '../../src/explore/resample.ts';
import type { EventStore, Row } from '../../src/store/event-store.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { fileSource, loadSources } from '../helpers/log-source.ts';
import { readShared, sharedDataMissing, sharedPath } from '../helpers/shared-data.ts';

/** Rows of a table that pandas wrote; texts stay texts. */
const table = (name: string): readonly Readonly<Record<string, string>>[] => {
  const [head = '', ...lines] = readShared(`data/login-attempts/reference/${name}.csv`).trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index], cell])));
};

/** Equal to 12 significant digits. */
const expectClose = (actual: unknown, expected: number): void => {
  expect(typeof actual).toBe('number');
  expect(Math.abs((actual as number) - expected)).toBeLessThanOrEqual(Math.abs(expected) * 1e-12);
};

const iso = (stamp: string): string => `${stamp.replace(' ', 'T')}.000000Z`;

describe.skipIf(sharedDataMissing !== undefined)('the login attempts of November 2018', () => {
  const attackers = (): ReadonlySet<string> =>
    new Set(
      readShared('data/login-attempts/attacks.csv')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[2] as string),
    );
  const ofAttackers = (): string =>
    `source.ip : (${[...attackers()].map((address) => `"${address}"`).join(' or ')})`;

  forEachEngine((engine) => {
    let store: EventStore;
    beforeAll(async () => {
      const opened = await engine.open();
      store = opened;
      await loadSources(opened, [fileSource(sharedPath('data/login-attempts/log.csv'))]);
    });

    it('are counted: attempts, addresses, names, reasons', async () => {
      const found = await fields(store);
      const distinct = new Map(found.rows.map((row) => [row['field'], row]));
      expect(distinct.get('source.ip')).toMatchObject({ present: 12836, missing: 0, distinct: 327 });
      expect(distinct.get('user.name')).toMatchObject({ present: 12836, distinct: 1960 });
      expect(distinct.get('event.reason')).toMatchObject({ present: 8986, missing: 3850, distinct: 3 });
      const reasons = await counts(store, { field: 'event.reason' });
      expect(reasons.rows.map((row) => [row['value'], row['count']])).toEqual([
        ['error_wrong_username', 5370],
        [null, 3850],
        ['error_wrong_password', 3615],
        ['error_account_locked', 1],
      ]);
      expect(attackers().size).toBe(72);
      expectClose(attackers().size / 327, 0.22018348623853212);
    });

    it('per address are described as pandas does', async () => {
      const { rows } = await describeNumbers(store, { ofCounts: 'source.ip' });
      const [row = {}] = rows;
      expect(row).toMatchObject({ count: 327, missing: 0, min: 1, p25: 5, p50: 10, p75: 22.5, max: 257 });
      expect(row['mean']).toBeCloseTo(39.253823, 6);
      expect(row['std']).toBeCloseTo(69.27933, 6);
    });

    it('of the busiest addresses are mostly attacks', async () => {
      const busiest = await counts(store, { field: 'source.ip', top: 72 });
      const hits = busiest.rows.filter((row) => attackers().has(String(row['value']))).length;
      expectClose(hits / 72, 0.8888888888888888);
      expect(busiest.total).toBe(327);
    });

    it('succeed for attackers less often', async () => {
      const success = async (where: string): Promise<Row> => {
        const { rows } = await counts(store, { field: 'event.outcome', where, having: 'value : success' });
        return rows[0] ?? {};
      };
      expect((await success(ofAttackers()))['share']).toBeCloseTo(0.168199, 6);
      expect((await success(`not ${ofAttackers()}`))['share']).toBeCloseTo(0.873957, 6);
      const reasons = async (where: string): Promise<readonly unknown[]> => {
        const { rows } = await crosstab(store, {
          row: 'event.reason',
          column: 'event.outcome',
          where,
          having: 'row : * and column : failure',
        });
        return rows.map((row) => [row['row'], row['count']]);
      };
      expect(await reasons(ofAttackers())).toEqual([
        ['error_wrong_password', 3316],
        ['error_wrong_username', 5368],
      ]);
      expect(await reasons(`not ${ofAttackers()}`)).toEqual([
        ['error_account_locked', 1],
        ['error_wrong_password', 299],
        ['error_wrong_username', 2],
      ]);
    });

    it('name many users from few addresses', async () => {
      const { rows } = await describeNumbers(store, {
        by: 'source.ip',
        metric: 'distinct(user.name)',
        ofCounts: true,
      });
      const [row = {}] = rows;
      expect(row).toMatchObject({ count: 53, min: 1, p25: 1, p50: 1, p75: 2, max: 253 });
      expect(row['mean']).toBeCloseTo(6.169811, 6);
      expect(row['std']).toBeCloseTo(34.562505, 6);
    });

    it('per hour equal the table of pandas, empty hours included', async () => {
      const { rows } = await resample(store, { every: '1h' });
      expect(rows).toEqual(
        table('nov_hourly_attempts').map((row) => ({
          start: iso(String(row['datetime'])),
          events: Number(row['attempts']),
        })),
      );
    });

    it('per address and hour equal the table of pandas', async () => {
      const { rows } = await pivot(store, {
        by: 'source.ip',
        every: '1h',
        metrics: [
          'username=distinct(user.name)',
          'success=count(event.outcome : success)',
          'failures=count(event.outcome : failure)',
          'attempts=count()',
          'success_rate=success / attempts',
          'failure_rate=1 - success_rate',
        ],
      });
      const expected = table('nov_hourly_ip_logs');
      expect(rows.length).toBe(1382);
      rows.forEach((row, index) => {
        const wanted = expected[index] ?? {};
        expect([row['entity'], row['start']]).toEqual([wanted['source_ip'], iso(String(wanted['datetime']))]);
        for (const name of ['username', 'success', 'failures', 'attempts', 'success_rate', 'failure_rate']) {
          expectClose(row[name], Number(wanted[name]));
        }
      });
    });

    it('per address equal the pivot table of pandas', async () => {
      const { rows } = await pivot(store, {
        by: 'source.ip',
        metrics: [
          'attempts=count()',
          'error_account_locked=count(event.reason : error_account_locked)',
          'error_wrong_password=count(event.reason : error_wrong_password)',
          'error_wrong_username=count(event.reason : error_wrong_username)',
          'success=count(event.outcome : success)',
          'success_rate=success / attempts',
          'error_rate=1 - success_rate',
        ],
        sort: 'attempts:desc',
      });
      const expected = new Map(table('nov_pivot_per_ip').map((row) => [row['source_ip'], row]));
      expect(rows.length).toBe(expected.size);
      for (const row of rows) {
        const { source_ip: _address, ...wanted } = expected.get(String(row['entity'])) ?? {};
        expect(Object.keys(wanted).length).toBe(7);
        for (const [name, text] of Object.entries(wanted)) expectClose(row[name], Number(text));
      }
    });

    it('per hour and address are averaged over each address’s own span', async () => {
      const own = await resample(store, { every: '1h', by: 'source.ip', averageOverEntities: true });
      const all = await resample(store, {
        every: '1h',
        by: 'source.ip',
        averageOverEntities: true,
        span: 'all',
      });
      expect(own.rows.length).toBe(722);
      // computed by a second way: the table of pandas, whose rows are the non-empty hours of each address
      const hours = table('nov_hourly_ip_logs');
      const spans = new Map<string, { first: string; last: string }>();
      for (const row of hours) {
        const address = String(row['source_ip']);
        const start = iso(String(row['datetime']));
        spans.set(address, { first: spans.get(address)?.first ?? start, last: start });
      }
      own.rows.forEach((row, index) => {
        const start = String(row['start']);
        const attempts = hours
          .filter((hour) => iso(String(hour['datetime'])) === start)
          .reduce((sum, hour) => sum + Number(hour['attempts']), 0);
        const alive = [...spans.values()].filter(({ first, last }) => first <= start && start <= last).length;
        expect(row).toMatchObject({
          events: attempts,
          entities: alive,
          mean: alive === 0 ? null : attempts / alive,
        });
        expect(all.rows[index]).toMatchObject({
          start,
          events: attempts,
          entities: 327,
          mean: attempts / 327,
        });
      });
    });
  });
});
