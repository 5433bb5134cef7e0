import { beforeAll, describe, expect, it } from 'vitest';
import type { EventStore, Row } from '../../src/store/event-store.ts';
import { askPlot, drawPlot, plotText } from '../../src/workflows/plot.ts';
import type { PanelOptions, PlotOptions } from '../../src/workflows/plot/options.ts';
import { LOGINS, REQUESTS } from '../explore/small-log.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';

forEachEngine((engine) => {
  describe('Plots of ten logins', () => {
    let store: EventStore;
    beforeAll(async () => {
      store = await engine.open();
      await insertEvents(store, 'auth', LOGINS);
    });
    const ask = (panel: PanelOptions, more: Partial<PlotOptions> = {}) =>
      askPlot(store, { panels: [panel], ...more });
    const rows = async (panel: PanelOptions, more?: Partial<PlotOptions>): Promise<readonly Row[]> =>
      (await ask(panel, more)).rows.map(({ panel: _panel, ...row }) => row);

    it('have a bar per value, the longest first', async () => {
      expect(await rows({ kind: 'bar', x: 'user.name', top: 3 })).toEqual([
        { x: 'ana', y: 3 },
        { x: 'bob', y: 2 },
        { x: 'eva', y: 2 },
      ]);
      const { notes, figure } = await ask({ kind: 'bar', x: 'user.name', top: 3 });
      expect(notes).toEqual(['3 of 6 values of user.name; --top shows more']);
      expect(figure.title).toBe('events by user.name');
    });

    it('have bars in pieces by colour, in the order that was asked for', async () => {
      const pieces = await rows({ kind: 'bar', x: 'user.name', color: 'event.outcome' }, { sort: 'x:desc' });
      const sum = pieces.reduce((total, row) => total + Number(row['y']), 0);
      expect(sum).toBe(10);
      expect(pieces.filter((row) => row['x'] !== null)[0]?.['x']).toBe('zoë');
      expect(pieces.at(-1)?.['x']).toBeNull();
    });

    it('have a place per entity, equal ones counted', async () => {
      const places = await rows({
        kind: 'scatter',
        x: 'attempts=count()',
        y: ['failures=count(event.outcome : failure)'],
        by: 'user.name',
      });
      expect(places.reduce((sum, row) => sum + Number(row['count']), 0)).toBe(5);
      expect(places.map((row) => row['x'])).toEqual([...places.map((row) => row['x'])].sort());
    });

    it('have values of entities, of buckets and of events', async () => {
      expect(await rows({ kind: 'histogram', by: 'user.name' })).toEqual([
        { x: 1, count: 2 },
        { x: 2, count: 2 },
        { x: 3, count: 1 },
      ]);
      const buckets = await rows({ kind: 'box', every: '1h', y: ['count()'] });
      expect(
        buckets.reduce((sum, row) => sum + Number(row['y']) * Number(row['count']), 0),
      ).toBeLessThanOrEqual(10);
      const hours = await rows({ kind: 'histogram', x: 'event.hour' });
      expect(hours.reduce((sum, row) => sum + Number(row['count']), 0)).toBe(10);
    });

    it('have a line over time, one per metric or per value, or the mean over entities', async () => {
      const line = await rows({ kind: 'line', every: '1h' });
      expect(line.every((row) => typeof row['x'] === 'string' && typeof row['y'] === 'number')).toBe(true);
      const two = await rows({ kind: 'line', every: '1h', y: ['all=count()', 'distinct(user.name)'] });
      expect(new Set(two.map((row) => row['color']))).toEqual(new Set(['all', 'distinct(user.name)']));
      const perValue = await rows({ kind: 'line', every: '1h', color: 'event.outcome' });
      expect(new Set(perValue.map((row) => row['color']))).toEqual(new Set(['failure', 'success', null]));
      const mean = await rows({ kind: 'line', every: '1h', by: 'user.name', averageOverEntities: true });
      expect(mean).toHaveLength(line.length);
      const hours = await rows({ kind: 'line', x: 'event.hour' });
      expect(hours.map((row) => row['x'])).toEqual([10, 13, 14]);
    });

    it('have several panels that take over what they do not say', async () => {
      const answer = await askPlot(store, {
        panels: [
          { kind: 'box', by: 'source.ip', y: ['attempts=count()'] },
          { kind: 'histogram', bins: 5 },
          { kind: 'line', every: '2h' },
        ],
        title: 'Attempts & more',
        from: 'log.csv',
        where: 'user.name : *',
      });
      expect(answer.figure.panels.map((panel) => [panel.kind, panel.xName, panel.yName])).toEqual([
        ['box', '', 'attempts'],
        ['histogram', 'attempts', 'number of source.ip'],
        ['line', 'time', 'events'],
      ]);
      const svg = await drawPlot(answer.figure);
      for (const words of ['Attempts &amp; more', 'attempts', 'number of source.ip', 'time, UTC', 'events'])
        expect(svg).toContain(`>${words}<`);
      expect(svg).toContain('9 events of log.csv');
      expect(svg).toContain('where user.name : *');
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(await plotText(answer.figure, 80)).toContain('quartiles');
    });

    it('say what is wrong and what would do', async () => {
      const wrong: readonly (readonly [PanelOptions, RegExp])[] = [
        [{ kind: 'histogram', x: 'count()' }, /count\(\) is a metric: say per what .*--by source\.ip/],
        [
          { kind: 'histogram', x: 'user.name' },
          /--x takes numbers, and user\.name is of type keyword; use plot bar/,
        ],
        [{ kind: 'histogram', x: 'usr.name' }, /unknown field "usr\.name": did you mean user\.name/],
        [{ kind: 'histogram' }, /needs what to draw/],
        [{ kind: 'scatter', x: 'event.hour' }, /one --x and one --y/],
        [{ kind: 'bar' }, /needs the field of its bars/],
        [{ kind: 'bar', x: 'user.name', bins: 3 }, /plot bar takes no --bins; histogram do/],
        [{ kind: 'bar', x: 'user.name', y: ['mean(event.hour)'], color: 'event.outcome' }, /add up/],
        [{ kind: 'line', by: 'user.name' }, /--color user\.name/],
        [
          { kind: 'line', y: ['mode(user.name)'] },
          /draws numbers, and mode\(user\.name\) is of type keyword/,
        ],
        [{ kind: 'box', by: 'user.name', y: ['sum(user.name)'] }, /sum takes a number field/],
        [
          { kind: 'scatter', x: 'event.hour', y: ['event.hour'], boundaries: ['x'] },
          /no boundary; write it like x=125/,
        ],
        [{ kind: 'histogram', by: 'user.name', bins: 0 }, /--bins takes a whole number from 1/],
        [{ kind: 'histogram', by: 'user.name', opacity: 2 }, /--opacity takes a number above 0/],
      ];
      for (const [panel, message] of wrong)
        await expect(ask(panel), JSON.stringify(panel)).rejects.toThrow(message);
      await expect(ask({ kind: 'line' }, { sort: 'y' })).rejects.toThrow(/--sort orders bars/);
      await expect(ask({ kind: 'line' }, { having: 'y > 1' })).rejects.toThrow(/--having/);
      const { figure } = await ask({ kind: 'scatter', x: 'event.hour', y: ['event.weekday'] });
      await expect(plotText(figure, 80)).rejects.toThrow(/needs a file: --to/);
    });
  });

  describe('Plots of requests', () => {
    it('leave missing values out and say how many', async () => {
      const store = await engine.open();
      await insertEvents(store, 'web', REQUESTS);
      const { rows, notes } = await askPlot(store, {
        panels: [{ kind: 'box', y: ['http.response.body.bytes'], x: 'http.request.method' }],
      });
      const all = rows.reduce((sum, row) => sum + Number(row['count']), 0);
      expect(all).toBe(REQUESTS.length);
      const without = REQUESTS.filter((event) => (event['http.response.body.bytes'] ?? null) === null).length;
      expect(without).toBeGreaterThan(0);
      expect(notes).toEqual([
        `http.response.body.bytes missing: ${without} ${without === 1 ? 'value' : 'values'} not drawn`,
      ]);
    });
  });
});
