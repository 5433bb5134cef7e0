import { beforeAll, describe, expect, it } from 'vitest';
import { counts } from '../../src/explore/counts.ts';
import { crosstab } from '../../src/explore/crosstab.ts';
import { events } from '../../src/explore/events.ts';
import { labelEvents } from '../../src/explore/label-events.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { labelStore } from '../../src/workflows/label-store.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';
import { fileSource, loadSources } from '../helpers/log-source.ts';
import { readShared, sharedDataMissing, sharedPath } from '../helpers/shared-data.ts';
import { LOGINS } from './small-log.ts';

forEachEngine((engine) => {
  describe('labels', () => {
    it('are fields of every event, for questions and filters', async () => {
      const store = await engine.open();
      await insertEvents(store, 'auth', LOGINS, 'a.log');
      await insertEvents(store, 'auth', LOGINS, 'b.log');
      const labelled = await labelEvents(
        store,
        [
          { path: 'a.log', firstLine: 2, lastLine: 3, attack: 'guessing' },
          { path: 'a.log', firstLine: 3, lastLine: 3, attack: 'flood' },
          { path: 'b.log', firstLine: 4, lastLine: 2000, attack: 'flood' },
        ],
        'test',
      );
      expect(
        (await counts(labelled, { field: 'label.attack' })).rows.map((row) => [row['value'], row['count']]),
      ).toEqual([
        [false, 11],
        [true, 9],
      ]);
      expect(
        (await counts(labelled, { field: 'label.name', where: 'label.attack : true' })).rows.map((row) => [
          row['value'],
          row['count'],
        ]),
      ).toEqual([
        ['flood', 8],
        ['guessing', 1],
      ]);
      const { rows } = await events(labelled, { where: 'label.name : guessing' });
      expect(rows).toMatchObject([{ 'log.file.path': 'a.log', 'log.line': 2, 'label.attack': true }]);
      expect((await store.datasets())[0]?.fields.some((field) => field.name === 'label.attack')).toBe(false);
    });
  });

  describe.skipIf(sharedDataMissing !== undefined)('the truth of the login lab', () => {
    let store: EventStore;
    beforeAll(async () => {
      const opened = await engine.open();
      await loadSources(opened, [fileSource(sharedPath('data/login-attempts/log.csv'))]);
      const labelled = await labelStore(opened, readShared('data/login-attempts/attacks.csv'), {
        suffix: 'lab',
      });
      expect(labelled.notes).toEqual([]);
      store = labelled.store;
    });

    it('gives the published crosstab of attackers and reasons', async () => {
      const { rows } = await crosstab(store, {
        row: 'label.attack',
        column: 'event.reason',
        having: 'column : *',
      });
      expect(rows.map((row) => [row['row'], row['column'], row['count']])).toEqual([
        [false, 'error_account_locked', 1],
        [false, 'error_wrong_password', 299],
        [false, 'error_wrong_username', 2],
        [true, 'error_account_locked', 0],
        [true, 'error_wrong_password', 3316],
        [true, 'error_wrong_username', 5368],
      ]);
    });

    it('gives the published shares of success', async () => {
      const answer = await counts(store, { field: 'event.outcome', given: 'label.attack' });
      const share = (given: boolean): unknown =>
        answer.rows.find((row) => row['given'] === given && row['value'] === 'success')?.['probability'];
      expect(share(true)).toBeCloseTo(0.168199, 6);
      expect(share(false)).toBeCloseTo(0.873957, 6);
    });
  });
});
