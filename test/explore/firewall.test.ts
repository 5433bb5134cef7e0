import { beforeAll, describe, expect, it } from 'vitest';
import { counts } from '../../src/explore/counts.ts';
import { events } from '../../src/explore/events.ts';
import { hosts } from '../../src/explore/hosts.ts';
import { pivot } from '../../src/explore/pivot.ts';
import { resample } from '../../src/explore/resample.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { insertEvents, type PlainEvent } from '../helpers/loaded-stores.ts';

const PLACES = {
  Moscow: {
    'source.geo.country_iso_code': 'RU',
    'source.geo.city_name': 'Moscow',
    'source.geo.location': '55.7386,37.6068',
  },
  Amsterdam: {
    'source.geo.country_iso_code': 'NL',
    'source.geo.city_name': 'Amsterdam',
    'source.geo.location': '52.3759,4.8975',
  },
  Netherlands: { 'source.geo.country_iso_code': 'NL', 'source.geo.location': '52.3824,4.8995' },
  Nowhere: {},
} as const;

type Deny = readonly [
  source: string,
  place: keyof typeof PLACES,
  transport: string,
  port: number | null,
  destination: string,
  occurrences?: number,
];
const DENIES: readonly Deny[] = [
  ['198.51.100.121', 'Amsterdam', 'tcp', 7742, '192.168.26.55'],
  ['198.51.100.121', 'Amsterdam', 'tcp', 22, '192.168.24.50', 4],
  ['198.51.100.70', 'Amsterdam', 'tcp', 22, '192.168.24.10'],
  ['203.0.113.74', 'Moscow', 'tcp', 5060, '192.168.26.10', 2],
  ['203.0.113.74', 'Moscow', 'udp', 5060, '192.168.26.10'],
  ['192.0.2.97', 'Netherlands', 'icmp', null, '192.168.26.66'],
  ['192.0.2.98', 'Nowhere', 'tcp', 80, '192.168.24.13'],
];
const EVENTS: readonly PlainEvent[] = DENIES.map(
  ([source, place, transport, port, destination, occurrences], index) => ({
    '@timestamp': `2021-06-21T20:5${index}:00.000000Z`,
    'source.ip': source,
    'destination.ip': destination,
    'destination.port': port,
    'network.transport': transport,
    'event.occurrences': occurrences ?? null,
    ...PLACES[place],
  }),
);

forEachEngine((engine) => {
  describe('firewall probes', () => {
    let store: EventStore;
    beforeAll(async () => {
      store = await engine.open();
      await insertEvents(store, 'network', EVENTS);
    });
    const top = async (
      field: string,
      options: { byPrefix?: number; where?: string; weigh?: boolean } = {},
    ): Promise<unknown> =>
      (await counts(store, { field, top: 20, ...options })).rows.map((row) => [row['value'], row['count']]);

    it('are weighed by how often each happened, unless told otherwise', async () => {
      expect(await top('network.transport')).toEqual([
        ['tcp', 9],
        ['icmp', 1],
        ['udp', 1],
      ]);
      expect(await top('network.transport', { weigh: false })).toEqual([
        ['tcp', 5],
        ['icmp', 1],
        ['udp', 1],
      ]);
      const shares = (await counts(store, { field: 'network.transport' })).rows.map((row) =>
        Number(row['share']),
      );
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect((await resample(store, { every: '1h' })).rows).toEqual([
        { start: '2021-06-21T20:00:00.000000Z', events: 11 },
      ]);
    });

    it('are ranked by port, country and /24, with missing values and stated ties', async () => {
      expect(await top('destination.port')).toEqual([
        [22, 5],
        [5060, 3],
        [80, 1],
        [7742, 1],
        [null, 1],
      ]);
      expect(await top('source.geo.country_iso_code')).toEqual([
        ['NL', 7],
        ['RU', 3],
        [null, 1],
      ]);
      expect(await top('source.ip', { byPrefix: 24 })).toEqual([
        ['198.51.100.0/24', 6],
        ['203.0.113.0/24', 3],
        ['192.0.2.0/24', 2],
      ]);
    });

    it('are drilled down: addresses inside one /24, destinations of one /24', async () => {
      const inside = { where: 'source.ip : "198.51.100.0/24"' };
      expect(await top('source.ip', inside)).toEqual([
        ['198.51.100.121', 5],
        ['198.51.100.70', 1],
      ]);
      expect(await top('destination.ip', inside)).toEqual([
        ['192.168.24.50', 4],
        ['192.168.24.10', 1],
        ['192.168.26.55', 1],
      ]);
      expect(await top('source.ip', { where: 'source.subnet : "198.51.100.0\\/24"' })).toEqual([
        ['198.51.100.121', 5],
        ['198.51.100.70', 1],
      ]);
      expect(
        (await events(store, { ...inside, fields: ['log.line'] })).rows.map((row) => row['log.line']),
      ).toEqual([1, 2, 3]);
    });

    it('are grouped by coordinates and city', async () => {
      const answer = await pivot(store, {
        by: ['source.geo.location', 'source.geo.city_name'],
        metrics: ['probes=count()', 'addresses=distinct(source.ip)'],
      });
      expect(answer.rows).toEqual([
        {
          'source.geo.location': '52.3759,4.8975',
          'source.geo.city_name': 'Amsterdam',
          probes: 6,
          addresses: 2,
        },
        {
          'source.geo.location': '55.7386,37.6068',
          'source.geo.city_name': 'Moscow',
          probes: 3,
          addresses: 1,
        },
        { 'source.geo.location': '52.3824,4.8995', 'source.geo.city_name': null, probes: 1, addresses: 1 },
        { 'source.geo.location': null, 'source.geo.city_name': null, probes: 1, addresses: 1 },
      ]);
    });

    it('know both sides as hosts', async () => {
      const { rows, total } = await hosts(store);
      expect(
        rows
          .slice(0, 3)
          .map((row) => [row['address'], row['events'], row['asSource'], row['asDestination'], row['peers']]),
      ).toEqual([
        ['198.51.100.121', 5, 5, 0, 2],
        ['192.168.24.50', 4, 0, 4, 1],
        ['192.168.26.10', 3, 0, 3, 1],
      ]);
      expect(total).toBe(11);
    });
  });
});
