import { beforeEach, describe, expect, it } from 'vitest';
import { distributedLogins } from '../../../src/detectors/distributed-logins/distributed-logins.ts';
import { aggregateRows, runDetectors } from '../../../src/detectors/run.ts';
import { mergeRows } from '../../../src/detectors/windows.ts';
import type { Finding } from '../../../src/schema/finding.ts';
import { defaultsOf } from '../../../src/schema/settings.ts';
import { RandomState } from '../../../src/stats/mersenne-twister-numpy.ts';
import type { EventStore, Row } from '../../../src/store/event-store.ts';
import { engines, forEachEngine } from '../../helpers/engines.ts';
import { assertExplained, eventsOfFindings } from '../../helpers/finding-checks.ts';
import { clearEvents, insertEvents, type PlainEvent } from '../../helpers/loaded-stores.ts';

const HOUR = 3600;
const iso = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 2) + Math.round(seconds * 1000)).toISOString().replace('Z', '000Z');

const login = (seconds: number, address: string, user: string, isIn: boolean): PlainEvent => ({
  '@timestamp': iso(seconds),
  'source.ip': address,
  'user.name': user,
  'event.outcome': isIn ? 'success' : 'failure',
});

/** Some twenty logins an hour by sixty people with two addresses each, one in eight failing. */
const ordinary = (hours: number, seed = 1): PlainEvent[] => {
  const random = new RandomState(seed);
  return Array.from({ length: hours * 20 }, () => {
    const user = Math.floor(random.randomSample() * 60);
    const address = `198.51.100.${2 * user + Math.floor(random.randomSample() * 2)}`;
    return login(random.randomSample() * hours * HOUR, address, `user${user}`, random.randomSample() > 1 / 8);
  });
};

const attack = (attempts: number, from: number, gap: number, user = (index: number) => `guess${index}`) =>
  Array.from({ length: attempts }, (_, index) =>
    login(
      from + index * gap,
      `203.0.${113 + Math.floor(index / 200)}.${index % 200}`,
      user(index),
      index % 9 === 8,
    ),
  );

const detect = async (store: EventStore): Promise<readonly Finding[]> =>
  (await runDetectors(store, { available: [distributedLogins] })).findings;

const hoursOf = ({ start, end }: Finding): number[] =>
  [start, end].map((time) => (Date.parse(String(time)) - Date.UTC(2026, 2, 2)) / 3_600_000);

forEachEngine((engine) => {
  describe('distributed logins in a store', () => {
    let store: EventStore;
    beforeEach(async () => {
      store ??= await engine.open();
      await clearEvents(store);
    });

    it('takes no packet that a firewall refused for a login', async () => {
      const packets = attack(60, 70.3 * HOUR, 60).map(({ 'user.name': _, ...event }) => event);
      const allowed = ordinary(96).map(({ 'user.name': _, ...event }) => event);
      await insertEvents(store, 'network', [...allowed, ...packets]);
      expect(await detect(store)).toEqual([]);
      await clearEvents(store);
      await insertEvents(store, 'network', [...allowed, ...ordinary(96), ...attack(60, 70.3 * HOUR, 60)]);
      const findings = await detect(store);
      expect(findings).toHaveLength(1);
      expect((await eventsOfFindings(store, findings)).size).toBe(1);
    });

    it.each([
      ['a second', 1],
      ['a minute', 60],
      ['ten minutes', 600],
    ])('finds an address per attempt with gaps of %s, and its exact events', async (_, gap) => {
      await insertEvents(store, 'auth', [...ordinary(96), ...attack(60, 70.3 * HOUR, gap)]);
      const findings = await detect(store);
      expect(findings).toHaveLength(1);
      const [finding] = findings as [Finding];
      const [start = 0, end = 0] = hoursOf(finding);
      expect(start).toBeGreaterThan(70);
      expect(start).toBeLessThan(70.5);
      expect(end).toBeGreaterThan(70.3 + (50 * gap) / HOUR);
      expect(end).toBeLessThan(70.9 + (60 * gap) / HOUR);
      expect(finding.severity).toBeGreaterThanOrEqual(55);
      expect(finding.attack).toEqual(['T1110.003', 'T1110.004']);
      expect((await eventsOfFindings(store, findings)).size).toBe(1);
      expect(await assertExplained(store, findings, { available: [distributedLogins] })).toBe(1);
    });

    it('tells guessing against one account from spraying', async () => {
      await insertEvents(store, 'auth', [...ordinary(48), ...attack(40, 40 * HOUR, 5, () => 'root')]);
      const [finding] = await detect(store);
      expect(finding?.title).toBe('36 new addresses failed to log in as "root"');
      expect(finding?.attack).toEqual(['T1110.001']);
    });

    it('finds nothing in ordinary logins, nor in one address that fails a lot', async () => {
      const one = Array.from({ length: 80 }, (_, index) =>
        login(30 * HOUR + index, '203.0.113.9', `u${index}`, false),
      );
      await insertEvents(store, 'auth', [...ordinary(60, 5), ...one]);
      expect(await detect(store)).toEqual([]);
    });

    it('says what too short a log lacks, and survives odd clocks and missing values', async () => {
      await insertEvents(store, 'auth', attack(30, 0, 1));
      const { findings, notes } = await runDetectors(store, { available: [distributedLogins] });
      expect(findings).toEqual([]);
      expect(notes).toEqual([
        'distributed-logins: not enough data to judge, needs more than 24 windows of 5 minutes, has 1',
      ]);
      await insertEvents(store, 'auth', [
        { ...login(0, '192.0.2.1', 'a', false), '@timestamp': '1970-01-01T00:00:00.000000Z' },
        { ...login(0, '192.0.2.2', 'a', false), '@timestamp': '2106-01-01T00:00:00.000000Z' },
        { '@timestamp': null, 'source.ip': '192.0.2.3', 'user.name': 'a', 'event.outcome': 'failure' },
        { '@timestamp': iso(9), 'source.ip': null, 'user.name': null, 'event.outcome': null },
      ]);
      expect(await detect(store)).toEqual([]);
    });
  });
});

describe('distributed logins and time', () => {
  const events = [...ordinary(96), ...attack(60, 50 * HOUR, 60), ...attack(120, 80 * HOUR, 2)].sort(
    (left, right) => (String(left['@timestamp']) < String(right['@timestamp']) ? -1 : 1),
  );

  const live = async (part: readonly PlainEvent[]): Promise<readonly Row[]> => {
    const store = await (engines[0] as (typeof engines)[0]).open();
    await insertEvents(store, 'auth', part);
    const [dataset] = await store.datasets();
    if (dataset === undefined) throw new Error('nothing was loaded');
    const context = { store, dataset, settings: defaultsOf(distributedLogins.settings), wholeLog: false };
    const rows = await aggregateRows(distributedLogins.aggregate(context), context);
    await store.close();
    return rows;
  };

  it('are the same for a first part of the log whatever follows, and for a log that came in pieces', async () => {
    const store = await (engines[0] as (typeof engines)[0]).open();
    await insertEvents(store, 'auth', events);
    const [dataset] = await store.datasets();
    if (dataset === undefined) throw new Error('nothing was loaded');
    const context = { store, dataset, settings: defaultsOf(distributedLogins.settings), wholeLog: false };
    const whole = await detect(store);
    expect(whole).toHaveLength(2);
    const pieces: Row[] = [];
    for (let start = 0; start < events.length; start += 700) {
      pieces.push(...(await live(events.slice(start, start + 700))));
    }
    const { merge } = distributedLogins.aggregate(context);
    const merged = distributedLogins.judge(mergeRows(pieces, merge), context).findings;
    expect(merged.map(({ id, events: count, severity }) => ({ id, count, severity }))).toEqual(
      [...whole]
        .sort((left, right) => (String(left.start) < String(right.start) ? -1 : 1))
        .map(({ id, events: count, severity }) => ({ id, count, severity })),
    );
    const first = events.filter((event) => String(event['@timestamp']) < iso(60 * HOUR));
    const early = distributedLogins.judge(await live(first), context).findings;
    expect(early).toEqual(merged.slice(0, 1));
    await store.close();
  });
});
