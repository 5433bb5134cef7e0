import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/explore/answer.ts';
import { counts } from '../../src/explore/counts.ts';
import { crosstab } from '../../src/explore/crosstab.ts';
import { describe as describeNumbers } from '../../src/explore/describe.ts';
import { events, streamEvents } from '../../src/explore/events.ts';
import { fields } from '../../src/explore/fields.ts';
import { hosts } from '../../src/explore/hosts.ts';
import { pivot } from '../../src/explore/pivot.ts';
import { resample } from '../../src/explore/resample.ts';
import type { EventStore, Row } from '../../src/store/event-store.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';
import { LOGINS, REQUESTS } from './small-log.ts';

/** Rows as lists of the named columns' values. */
const picked = (answer: Answer, ...names: readonly string[]): readonly (readonly unknown[])[] =>
  answer.rows.map((row) => names.map((name) => row[name]));
const at = (clock: string): string => `2024-05-06T${clock}.000000Z`;

/** Rows with numbers rounded to 12 digits, so that engines may differ in the last bits. */
const rounded = (rows: readonly Row[]): readonly Row[] =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'number' ? Number(value.toPrecision(12)) : value,
      ]),
    ),
  );

forEachEngine((engine) => {
  describe('ten logins', () => {
    let store: EventStore;
    beforeAll(async () => {
      store = await engine.open();
      await insertEvents(store, 'auth', LOGINS);
    });

    it('are counted by user: missing values are a row, ties go by bytes, shares add up to 1', async () => {
      const answer = await counts(store, { field: 'user.name' });
      expect(answer.rows).toEqual([
        { value: 'ana', count: 3, share: 0.3 },
        { value: 'bob', count: 2, share: 0.2 },
        { value: 'eva', count: 2, share: 0.2 },
        { value: 'Zed', count: 1, share: 0.1 },
        { value: 'zoë', count: 1, share: 0.1 },
        { value: null, count: 1, share: 0.1 },
      ]);
      expect(answer.total).toBe(6);
    });

    it('are cut to the top, with the number of all rows beside it', async () => {
      const answer = await counts(store, { field: 'user.name', top: 2 });
      expect(picked(answer, 'value')).toEqual([['ana'], ['bob']]);
      expect(answer.total).toBe(6);
    });

    it('are filtered, sorted and narrowed by columns of the result', async () => {
      const answer = await counts(store, {
        field: 'user.name',
        where: 'source.ip : "10.1.0.0/16"',
        having: 'count < 3 and value : *',
        sort: 'value:desc',
        fields: ['count', 'value'],
      });
      expect(answer.rows).toEqual([{ count: 2, value: 'bob' }]);
      expect(answer.total).toBe(1);
    });

    it('are counted by network, IPv6 too', async () => {
      expect(picked(await counts(store, { field: 'source.ip', byPrefix: 24 }), 'value', 'count')).toEqual([
        ['10.1.2.0/24', 4],
        ['10.1.9.0/24', 2],
        ['2001:db8:1:2::/64', 2],
        ['10.2.0.0/24', 1],
        [null, 1],
      ]);
      expect(
        picked(await counts(store, { field: 'source.ip', byPrefix: [15, 32] }), 'value', 'count'),
      ).toEqual([
        ['10.0.0.0/15', 6],
        ['2001:db8::/32', 2],
        ['10.2.0.0/15', 1],
        [null, 1],
      ]);
    });

    it('give conditional probabilities with interval, surprise and lift', async () => {
      const answer = await counts(store, {
        field: 'event.outcome',
        given: 'user.name',
        where: 'user.name : (ana or Zed)',
      });
      expect(picked(answer, 'given', 'value', 'count', 'givenCount')).toEqual([
        ['ana', 'success', 2, 3],
        ['ana', 'failure', 1, 3],
        ['Zed', 'success', 1, 1],
      ]);
      const [success, failure, single] = rounded(answer.rows);
      // Wilson intervals and logarithms from R: binom::binom.wilson, log2
      expect(success).toMatchObject({
        probability: 0.666666666667,
        surpriseBits: 0.584962500721,
        lift: 0.888888888889,
      });
      expect(success?.['probabilityLow']).toBeCloseTo(0.2076597, 6);
      expect(success?.['probabilityHigh']).toBeCloseTo(0.938508, 5);
      expect(failure).toMatchObject({ surpriseBits: 1.58496250072, lift: 1.33333333333 });
      expect(single).toMatchObject({
        probability: 1,
        probabilityHigh: 1,
        surpriseBits: 0,
        lift: 1.33333333333,
      });
      expect(single?.['probabilityLow']).toBeCloseTo(0.2065493143772375, 12);
    });

    it('make a contingency table with empty cells and missing values', async () => {
      const answer = await crosstab(store, {
        row: 'event.outcome',
        column: 'event.reason',
        normalize: 'row',
      });
      expect(answer.rows).toEqual([
        { row: 'failure', column: 'wrong password', count: 2, share: 0.5 },
        { row: 'failure', column: 'wrong user', count: 2, share: 0.5 },
        { row: 'failure', column: null, count: 0, share: 0 },
        { row: 'success', column: 'wrong password', count: 0, share: 0 },
        { row: 'success', column: 'wrong user', count: 0, share: 0 },
        { row: 'success', column: null, count: 5, share: 1 },
        { row: null, column: 'wrong password', count: 0, share: 0 },
        { row: null, column: 'wrong user', count: 0, share: 0 },
        { row: null, column: null, count: 1, share: 1 },
      ]);
      const all = await crosstab(store, { row: 'event.outcome', column: 'event.reason' });
      expect(all.rows.reduce((sum, row) => sum + Number(row['share']), 0)).toBeCloseTo(1, 12);
      const column = await crosstab(store, {
        row: 'event.outcome',
        column: 'event.reason',
        normalize: 'column',
        having: 'not column : *',
      });
      expect(rounded(column.rows).map((row) => row['share'])).toEqual([0, 0.833333333333, 0.166666666667]);
    });

    it('fill time buckets, empty ones included, and say what has no time', async () => {
      const answer = await resample(store, {
        every: '1h',
        mode: ['user.name'],
        distinct: ['source.ip'],
        metrics: ['rate=share(event.outcome : failure)'],
      });
      expect(answer.rows).toEqual([
        { start: at('10:00:00'), events: 4, 'mode(user.name)': 'ana', 'distinct(source.ip)': 2, rate: 0.5 },
        { start: at('11:00:00'), events: 0, 'mode(user.name)': null, 'distinct(source.ip)': 0, rate: null },
        { start: at('12:00:00'), events: 0, 'mode(user.name)': null, 'distinct(source.ip)': 0, rate: null },
        { start: at('13:00:00'), events: 3, 'mode(user.name)': 'eva', 'distinct(source.ip)': 3, rate: 1 / 3 },
        { start: at('14:00:00'), events: 2, 'mode(user.name)': 'Zed', 'distinct(source.ip)': 1, rate: 0 },
      ]);
      expect(answer.notes).toEqual(['1 event has no time and is in no bucket']);
    });

    it('fill the time asked for, not only the time seen', async () => {
      const answer = await resample(store, {
        every: '30m',
        since: '2024-05-06T12:15Z',
        until: '2024-05-06T14:00Z',
      });
      expect(picked(answer, 'start', 'events')).toEqual([
        [at('12:00:00'), 0],
        [at('12:30:00'), 0],
        [at('13:00:00'), 2],
        [at('13:30:00'), 1],
      ]);
    });

    it('fill buckets per entity', async () => {
      const answer = await resample(store, { every: '1d', by: 'event.outcome' });
      expect(picked(answer, 'start', 'entity', 'events')).toEqual([
        [at('00:00:00'), 'failure', 3],
        [at('00:00:00'), 'success', 5],
        [at('00:00:00'), null, 1],
      ]);
    });

    it('are averaged over entities inside their own span or over the whole', async () => {
      const own = await resample(store, { every: '1h', by: 'source.ip', averageOverEntities: true });
      expect(picked(own, 'start', 'events', 'entities', 'mean')).toEqual([
        [at('10:00:00'), 4, 2, 2],
        [at('11:00:00'), 0, 1, 0],
        [at('12:00:00'), 0, 1, 0],
        [at('13:00:00'), 3, 3, 1],
        [at('14:00:00'), 1, 1, 1],
      ]);
      const all = await resample(store, {
        every: '1h',
        by: 'source.ip',
        averageOverEntities: true,
        span: 'all',
      });
      expect(picked(all, 'mean')).toEqual([[0.8], [0], [0], [0.6], [0.2]]);
    });

    it('are pivoted by entity with outcomes and rates', async () => {
      const answer = await pivot(store, { by: 'source.ip' });
      expect(answer.rows.slice(0, 2)).toEqual([
        {
          entity: '10.1.2.3',
          events: 4,
          'distinct(user.name)': 2,
          success: 2,
          failure: 2,
          successRate: 0.5,
          failureRate: 0.5,
          first: at('10:00:00'),
          last: at('13:30:00'),
        },
        {
          entity: '10.1.9.9',
          events: 2,
          'distinct(user.name)': 1,
          success: 1,
          failure: 1,
          successRate: 0.5,
          failureRate: 0.5,
          first: at('10:20:00'),
          last: at('10:20:00'),
        },
      ]);
      expect(picked(answer, 'entity')).toEqual([
        ['10.1.2.3'],
        ['10.1.9.9'],
        ['10.2.0.1'],
        ['2001:db8:1:2::5'],
        ['2001:db8:1:2::6'],
        [null],
      ]);
    });

    it('take metrics by name, per entity and bucket, and divide by nothing to null', async () => {
      const answer = await pivot(store, {
        by: 'user.name',
        every: '1h',
        metrics: [
          'fails=count(event.outcome : failure)',
          'ratio=(count() - fails) / fails * 2',
          'who=first(source.ip)',
          'end=last(source.ip)',
          'top=mode(source.ip)',
        ],
        where: 'user.name : (ana or bob or eva)',
      });
      expect(answer.rows).toEqual([
        {
          entity: 'ana',
          start: at('10:00:00'),
          fails: 0,
          ratio: null,
          who: '10.1.2.3',
          end: '10.1.9.9',
          top: '10.1.2.3',
        },
        {
          entity: 'bob',
          start: at('10:00:00'),
          fails: 1,
          ratio: 0,
          who: '10.1.2.3',
          end: '10.1.2.3',
          top: '10.1.2.3',
        },
        {
          entity: 'bob',
          start: at('13:00:00'),
          fails: 0,
          ratio: null,
          who: '10.1.2.3',
          end: '10.1.2.3',
          top: '10.1.2.3',
        },
        {
          entity: 'eva',
          start: at('13:00:00'),
          fails: 1,
          ratio: 2,
          who: '2001:db8:1:2::5',
          end: '2001:db8:1:2::6',
          top: '2001:db8:1:2::5',
        },
      ]);
    });

    it('are pivoted by several fields at once', async () => {
      const answer = await pivot(store, { by: ['event.outcome', 'event.reason'], metrics: ['n=count()'] });
      expect(answer.rows).toEqual([
        { 'event.outcome': 'success', 'event.reason': null, n: 5 },
        { 'event.outcome': 'failure', 'event.reason': 'wrong password', n: 2 },
        { 'event.outcome': 'failure', 'event.reason': 'wrong user', n: 2 },
        { 'event.outcome': null, 'event.reason': null, n: 1 },
      ]);
    });

    it('are shown newest last, without time at the end, the same whole and streamed', async () => {
      const answer = await events(store, {
        where: 'user.name : ana',
        fields: ['@timestamp', 'log.line', 'event.hour'],
      });
      expect(answer.rows).toEqual([
        { '@timestamp': at('10:00:00'), 'log.line': 1, 'event.hour': 10 },
        { '@timestamp': at('10:20:00'), 'log.line': 3, 'event.hour': 10 },
        { '@timestamp': null, 'log.line': 8, 'event.hour': null },
      ]);
      expect(answer.total).toBe(3);
      const streamed: Row[] = [];
      for await (const rows of streamEvents(store)) streamed.push(...rows);
      expect(streamed).toEqual((await events(store)).rows);
      expect(streamed.map((row) => row['log.line'])).toEqual([1, 2, 3, 4, 5, 6, 7, 9, 10, 8]);
      expect(streamed[0]).toMatchObject({
        'event.dataset': 'auth',
        'log.file.path': 'test.log',
        'source.port': null,
      });
    });

    it('are shown first and last', async () => {
      const lines = async (options: Parameters<typeof events>[1]): Promise<unknown> =>
        (await events(store, { ...options, fields: ['log.line'] })).rows.map((row) => row['log.line']);
      expect(await lines({ first: 2 })).toEqual([1, 2]);
      expect(await lines({ last: 2, where: '@timestamp : *' })).toEqual([9, 10]);
      expect(await lines({ limit: 3 })).toEqual([1, 2, 3]);
      expect(await lines({ sort: 'user.name:desc', first: 2 })).toEqual([9, 5]);
    });

    it('know their fields', async () => {
      const answer = await fields(store, { derived: true });
      const byName = new Map(answer.rows.map((row) => [row['field'], row]));
      expect(byName.get('user.name')).toEqual({
        field: 'user.name',
        type: 'keyword',
        present: 9,
        missing: 1,
        distinct: 5,
        examples: ['ana', 'bob', 'eva'],
        expression: null,
      });
      expect(byName.get('source.subnet')).toMatchObject({
        present: 9,
        distinct: 4,
        expression: 'subnet(source.ip,24,64)',
      });
    });

    it('list their addresses as hosts', async () => {
      const answer = await hosts(store);
      expect(answer.rows[0]).toEqual({
        address: '10.1.2.3',
        events: 4,
        asSource: 4,
        asDestination: 0,
        peers: 0,
        first: at('10:00:00'),
        last: at('13:30:00'),
      });
      expect(answer.total).toBe(5);
    });

    it('know the seconds since the previous event of the same entity', async () => {
      const answer = await events(store, {
        where: 'source.ip : 10.1.2.3',
        fields: ['event.since_previous', 'since_previous(user.name)'],
      });
      expect(answer.rows).toEqual([
        { 'event.since_previous': null, 'since_previous(user.name)': null },
        { 'event.since_previous': 5, 'since_previous(user.name)': null },
        { 'event.since_previous': 3594, 'since_previous(user.name)': null },
        { 'event.since_previous': 9001, 'since_previous(user.name)': 12595 },
      ]);
    });
  });

  describe('eight requests', () => {
    let store: EventStore;
    beforeAll(async () => {
      store = await engine.open();
      await insertEvents(store, 'web', REQUESTS);
    });

    it('have derived fields by name and by call', async () => {
      const wanted = ['url.path', 'url.query', 'url.extension', 'url.path_template', 'user_agent.name'];
      const answer = await events(store, { fields: wanted });
      expect(picked(answer, ...wanted)).toEqual([
        [
          '/shop/items/7',
          'page=81&sort=up',
          null,
          '/shop/items/{number}?page={number}&sort={text}',
          'Firefox',
        ],
        [
          '/shop/items/8',
          'page=2&sort=down',
          null,
          '/shop/items/{number}?page={number}&sort={text}#top',
          'Chrome',
        ],
        ['/img/photo-123.jpg', null, 'jpg', '/img/photo-{number}.jpg', 'curl'],
        ['/a/550e8400-e29b-41d4-a716-446655440000/x', null, null, '/a/{uuid}/x', 'Googlebot'],
        ['/blob/deadbeefcafe0123', null, null, '/blob/{hex}', 'DirBuster'],
        ['/', "id=1' or 1=1", null, '/?id={text}', 'Nikto'],
        ['*', null, null, '*', null],
        [null, null, null, null, 'Internet Explorer'],
      ]);
      const amounts = [
        'http.response.body.megabytes',
        'http.response.body.size_class',
        'size_class(http.response.body.bytes,250)',
        'length(url.original)',
        'weekday(@timestamp)',
      ];
      const sizes = await events(store, { fields: amounts, first: 5 });
      expect(picked(sizes, ...amounts)).toEqual([
        [100 / 1048576, '1 to <1000', '<250', 29, 1],
        [300 / 1048576, '1 to <1000', '>=250', 34, 1],
        [1, '1000000 to <10000000', '>=250', 18, 1],
        [null, null, null, 41, 1],
        [0, '<1', '<250', 22, 1],
      ]);
    });

    it('can be filtered and counted by derived fields', async () => {
      expect(
        picked(
          await counts(store, { field: 'url.path_template', where: 'url.path_template : *items*' }),
          'value',
          'count',
        ),
      ).toEqual([
        ['/shop/items/{number}?page={number}&sort={text}', 1],
        ['/shop/items/{number}?page={number}&sort={text}#top', 1],
      ]);
      expect(
        picked(
          await counts(store, {
            field: 'http.response.status_code',
            where: 'user_agent.name : Googlebot or hour(@timestamp) > 10',
          }),
          'value',
        ),
      ).toEqual([[404]]);
    });

    it('are described by amounts, per entity and by the counts of a metric', async () => {
      const { rows } = await describeNumbers(store, { fields: ['http.response.body.bytes'] });
      expect(rounded(rows)).toEqual([
        {
          field: 'http.response.body.bytes',
          count: 6,
          missing: 2,
          mean: 508163.5,
          std: 842630.508753,
          min: 0,
          p25: 28.75,
          p50: 200,
          p75: 786507,
          max: 2000000,
        },
      ]);
      const perAddress = await describeNumbers(store, {
        by: 'source.ip',
        metric: 'max(http.response.body.bytes)',
      });
      expect(perAddress.rows[0]).toMatchObject({ count: 2, missing: 0, min: 1048576, max: 2000000 });
      const ofCounts = await describeNumbers(store, { by: 'source.ip', metric: 'count()', ofCounts: true });
      expect(ofCounts.rows[0]).toMatchObject({ count: 1, mean: 2, std: null });
      const picked = await describeNumbers(store, { ofCounts: 'source.ip', fields: ['field', 'max'] });
      expect(picked.columns.map((column) => column.name)).toEqual(['field', 'max']);
      await expect(describeNumbers(store, { ofCounts: 'source.ip', fields: ['source.ip'] })).rejects.toThrow(
        'unknown column "source.ip"',
      );
    });

    it('together with logins are one relation, with nulls where a dataset lacks a field', async () => {
      const both = await engine.open();
      await insertEvents(both, 'web', REQUESTS.slice(0, 2), 'web.log');
      await insertEvents(both, 'auth', LOGINS.slice(0, 3), 'auth.log');
      expect(picked(await counts(both, { field: 'event.dataset' }), 'value', 'count')).toEqual([
        ['auth', 3],
        ['web', 2],
      ]);
      expect(picked(await counts(both, { field: 'user_agent.name' }), 'value', 'count')).toEqual([
        [null, 3],
        ['Chrome', 1],
        ['Firefox', 1],
      ]);
      expect(
        picked(await counts(both, { field: 'user.name', datasets: ['auth'] }), 'value', 'count'),
      ).toEqual([
        ['ana', 2],
        ['bob', 1],
      ]);
      expect(
        picked(
          await events(both, { where: 'source.ip : "10.0.0.0/8"', fields: ['event.since_previous'] }),
          'event.since_previous',
        ),
      ).toEqual([[null], [null], [null], [5], [null]]);
    });
  });
});
