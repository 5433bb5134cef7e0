import { beforeAll, describe, expect, it } from 'vitest';
import { counts } from '../../src/explore/counts.ts';
import { describe as describeNumbers } from '../../src/explore/describe.ts';
import { events } from '../../src/explore/events.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { fileSource, loadSources } from '../helpers/log-source.ts';
import { sharedDataMissing, sharedPath } from '../helpers/shared-data.ts';

describe.skipIf(sharedDataMissing !== undefined)('the API access log with the appended lines', () => {
  forEachEngine((engine) => {
    let store: EventStore;
    beforeAll(async () => {
      const opened = await engine.open();
      store = opened;
      const accounts = await loadSources(opened, [
        fileSource(sharedPath('data/api-access/access.log')),
        fileSource(sharedPath('data/api-access/appended.log')),
      ]);
      expect(accounts.map((account) => account.parsed)).toEqual([13974, 4]);
    });

    const shares = async (field: string, top: number): Promise<readonly unknown[]> =>
      (await counts(store, { field, top })).rows.map((row) => [
        row['value'],
        row['count'],
        Number(Number(row['share']).toFixed(6)),
      ]);

    it('has the published addresses, status codes and paths', async () => {
      expect(await shares('source.ip', 6)).toEqual([
        ['97.105.19.58', 11999, 0.85842],
        ['173.173.113.51', 1059, 0.075762],
        ['72.181.113.170', 613, 0.043855],
        ['72.181.105.81', 246, 0.017599],
        ['24.26.242.9', 21, 0.001502],
        ['68.201.219.223', 21, 0.001502],
      ]);
      expect(await shares('http.response.status_code', 9)).toEqual([
        [200, 13960, 0.998712],
        [499, 16, 0.001145],
        [301, 2, 0.000143],
      ]);
      expect((await shares('url.original', 5)).slice(0, 5)).toEqual([
        ['/api/v1/sales?page=2', 709, 0.050723],
        ['/api/v1/items', 464, 0.033195],
        ['/api/v1/items?page=2', 291, 0.020818],
        ['/api/v1/items?page=3', 219, 0.015667],
        ['/api/v1/stores', 162, 0.01159],
      ]);
    });

    it('has the published agents, one method and one version', async () => {
      expect((await shares('user_agent.original', 9)).map((row) => (row as unknown[]).slice(1))).toEqual([
        [12005, 0.85885],
        [1911, 0.136715],
        [34, 0.002432],
        [8, 0.000572],
        [7, 0.000501],
        [6, 0.000429],
        [4, 0.000286],
        [2, 0.000143],
        [1, 0.000072],
      ]);
      expect(await shares('http.request.method', 9)).toEqual([['GET', 13978, 1]]);
      expect((await counts(store, { field: 'http.version' })).rows).toMatchObject([
        { count: 13978, share: 1 },
      ]);
      expect(
        (await counts(store, { field: 'user_agent.name' })).rows.map((row) => [row['value'], row['count']]),
      ).toEqual([
        ['python-requests', 13916],
        ['Chrome', 40],
        ['Firefox', 8],
        ['Slackbot-LinkExpanding', 7],
        ['Slackbot', 6],
        ['Python-urllib', 1],
      ]);
    });

    it('counts paths without the page', async () => {
      const { rows } = await counts(store, { field: 'url.path', where: 'url.path : /api/v1/sales*' });
      expect(rows.slice(0, 2)).toMatchObject([
        { value: '/api/v1/sales', count: 12406 },
        { value: '/api/v1/sales/', count: 3 },
      ]);
      const templates = await counts(store, { field: 'url.path_template', top: 2 });
      expect(templates.rows[0]).toMatchObject({ value: '/api/v1/sales?page={number}' });
    });

    it('has the published conditional probabilities', async () => {
      const answer = await counts(store, { field: 'http.response.status_code', given: 'source.ip' });
      const probability = (given: string, value: number): unknown =>
        answer.rows.find((row) => row['given'] === given && row['value'] === value)?.['probability'];
      expect(probability('97.105.19.58', 499)).toBeCloseTo(0.001167, 6);
      expect(probability('72.181.113.170', 499)).toBeCloseTo(0.003263, 6);
      expect(probability('95.31.16.121', 301)).toBe(1);
      const single = answer.rows.find((row) => row['given'] === '95.31.16.121');
      expect(Number(single?.['probabilityLow'])).toBeLessThan(0.5);
    });

    it('shows the two largest answers with their lines', async () => {
      const { rows } = await events(store, {
        where: 'http.response.body.megabytes >= 1',
        fields: ['http.response.body.bytes'],
      });
      expect(rows.map((row) => row['http.response.body.bytes']).sort()).toEqual([1153005, 2056327]);
      const described = await describeNumbers(store, { fields: ['http.response.body.bytes'] });
      expect(described.rows[0]).toMatchObject({ count: 13978, missing: 0, max: 2056327 });
    });
  });
});
