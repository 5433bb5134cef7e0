import { expect, it } from 'vitest';
import { raw, sql } from '../../src/sql/sql.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';

forEachEngine((engine) => {
  it('shows the events of a committed load through the view of the dataset', async () => {
    const store = await engine.open();
    await insertEvents(store, 'auth', [
      { '@timestamp': '2018-11-01T00:00:00.000001Z', 'source.ip': '1.2.3.4', 'event.outcome': 'failure' },
      { 'user.name': 'é\u0000\'"\\' },
    ]);
    const rows = await store.query(sql`select * from auth order by ${raw('"log.line"')}`);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      '@timestamp': '2018-11-01T00:00:00.000001Z',
      'source.ip': '1.2.3.4',
      'user.name': null,
      'event.dataset': 'auth',
      'log.file.path': 'test.log',
      'log.line': 1,
    });
    expect(rows[1]).toMatchObject({ '@timestamp': null, 'user.name': 'é\u0000\'"\\', 'log.line': 2 });
    const datasets = await store.datasets();
    expect(datasets.map((dataset) => [dataset.name, dataset.events])).toEqual([['auth', 2]]);
  });
});
