import { beforeEach, describe, expect, it } from 'vitest';
import { loginGuessing } from '../../../src/detectors/login-guessing/login-guessing.ts';
import { aggregateRows, runDetectors } from '../../../src/detectors/run.ts';
import { mergeRows } from '../../../src/detectors/windows.ts';
import type { Finding } from '../../../src/schema/finding.ts';
import { defaultsOf } from '../../../src/schema/settings.ts';
import type { EventStore, Row } from '../../../src/store/event-store.ts';
import { engines, forEachEngine } from '../../helpers/engines.ts';
import { assertExplained, eventsOfFindings } from '../../helpers/finding-checks.ts';
import { clearEvents, insertEvents, type PlainEvent } from '../../helpers/loaded-stores.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const iso = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 5) + seconds * 1000).toISOString().replace('Z', '000Z');

const login = (seconds: number, address: string, user: string, isIn: boolean): PlainEvent => ({
  '@timestamp': iso(seconds),
  'source.ip': address,
  'user.name': user,
  'event.outcome': isIn ? 'success' : 'failure',
});

/** Twenty people who log in from their own address every morning, after a mistake on every third day. */
const people = (days: number): PlainEvent[] =>
  Array.from({ length: days * 20 }, (_, index) => {
    const [day, person] = [Math.floor(index / 20), index % 20];
    const at = day * DAY + 8 * HOUR + person * 60;
    const own = (isIn: boolean, later: number) =>
      login(at + later, `198.51.100.${person}`, `user${person}`, isIn);
    return (day + person) % 3 === 0 ? [own(false, 0), own(true, 9)] : [own(true, 0)];
  }).flat();

/** An office of fifteen people behind one address. */
const office = (days: number): PlainEvent[] =>
  Array.from({ length: days * 15 }, (_, index) =>
    login(Math.floor(index / 15) * DAY + 9 * HOUR + (index % 15), '192.0.2.200', `clerk${index % 15}`, true),
  );

const times = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** By what it should be told as: the events that should be told. */
const ATTACKS: readonly (readonly [string, readonly PlainEvent[], RegExp])[] = [
  [
    'a slow address',
    times(14, (index) => login(DAY + index * 3 * HOUR, '203.0.101.1', `name${index}`, false)),
    /^"203\.0\.101\.1": failed logins as 14 user names, slowly$/,
  ],
  [
    'a network with an address for each name',
    times(12, (index) => login(3 * DAY + index * 60, `203.0.113.${20 + index}`, `name${index}`, false)),
    /^"203\.0\.113\.0\/24": failed logins as 12 user names from 12 addresses$/,
  ],
  [
    'many addresses on one account',
    times(12, (index) => login(3 * DAY + index * 60, `203.1.${index}.7`, 'root', false)),
    /^Failed logins as "root" from 12 addresses$/,
  ],
  [
    'an address that got in among many failures',
    times(30, (index) => login(3 * DAY + index, '203.0.102.2', `user${index}`, index === 7)),
    /^"203\.0\.102\.2": logged in as "user7" while it failed as 29 user names$/,
  ],
  [
    'a password guessed after many failures',
    times(41, (index) => login(3 * DAY + index, '203.0.103.3', 'user4', index === 40)),
    /^"203\.0\.103\.3": logged in as "user4" after up to 40 failures$/,
  ],
  [
    'an address with implausibly many accounts',
    times(25, (index) => login(4 * DAY + index, '203.0.104.4', `clerk${index}`, true)),
    /^"203\.0\.104\.4": logged in as 25 different users in a day$/,
  ],
];

const detect = async (store: EventStore): Promise<readonly Finding[]> =>
  (await runDetectors(store, { available: [loginGuessing] })).findings;

forEachEngine((engine) => {
  describe('login guessing in a store', () => {
    let store: EventStore;
    beforeEach(async () => {
      store ??= await engine.open();
      await clearEvents(store);
    });

    // all kinds come from one query, which takes the other engine seconds
    it.each(engine.name === 'duckdb' ? ATTACKS : ATTACKS.slice(1, 4))(
      'tells %s and its exact events',
      async (_, attack, title) => {
        await insertEvents(store, 'auth', [...people(6), ...office(6), ...attack]);
        const findings = await detect(store);
        expect(findings.map((finding) => finding.title)).toEqual([expect.stringMatching(title)]);
        expect((await eventsOfFindings(store, findings)).size).toBe(1);
        if (engine.name === 'duckdb')
          expect(await assertExplained(store, findings, { available: [loginGuessing] })).toBe(1);
      },
    );

    it('compares names that nobody logs in as with each other, and tells one that stands out', async () => {
      // what knocks at every server on the Internet: a name or two a day, from ever new addresses
      const knocks = times(12, (name) =>
        times(7 + (name % 3), (index) =>
          login(2 * DAY + name * 900 + index * 7000, `203.${name}.${index}.9`, `guest${name}`, false),
        ),
      ).flat();
      await insertEvents(store, 'auth', [...people(6), ...knocks]);
      expect(await detect(store)).toEqual([]);
      await insertEvents(
        store,
        'auth',
        times(60, (index) => login(2 * DAY + index * 60, `204.1.${index}.7`, 'root', false)),
      );
      expect((await detect(store)).map(({ title }) => title)).toEqual([
        'Failed logins as "root" from 60 addresses',
      ]);
    });

    it('takes what has no outcome, such as the end of a session, for no attempt', async () => {
      const sessions = times(200, (index) => ({
        ...login(2 * DAY + index * 60, '198.51.100.3', `user${index % 4}`, true),
        'event.outcome': index % 2 === 0 ? 'success' : null,
      }));
      await insertEvents(store, 'auth', [...people(6), ...sessions]);
      expect(await detect(store)).toEqual([]);
    });

    it('counts an attempt once of which sshd writes two or three lines, and one of which it writes one', async () => {
      const lines = (index: number, beside: readonly PlainEvent[]) =>
        beside.map((more) => ({ ...login(3 * DAY + index, '203.0.103.3', 'oracle', false), ...more }));
      const unknown = { 'event.action': 'invalid-user', 'event.reason': 'invalid user' };
      const tried = { 'event.action': 'login', 'event.reason': 'invalid user' };
      const left = { 'event.action': 'login', 'event.reason': 'left before login' };
      const failures = (found: readonly Finding[]) =>
        found.map(({ evidence, events }) => [
          evidence.metrics.find(({ name }) => name === 'failed logins')?.value,
          events,
        ]);
      await insertEvents(store, 'auth', times(25, (index) => lines(index, [unknown, tried])).flat());
      const twice = await detect(store);
      expect(failures(twice)).toEqual([[25, 50]]);
      expect((await eventsOfFindings(store, twice)).size).toBe(1);
      await clearEvents(store);
      await insertEvents(store, 'auth', times(25, (index) => lines(index, [left])).flat());
      expect(failures(await detect(store))).toEqual([[25, 25]]);
      await clearEvents(store);
      // ten attempts are no twenty failures
      await insertEvents(store, 'auth', times(10, (index) => lines(index, [unknown, tried])).flat());
      expect(await detect(store)).toEqual([]);
    });

    it('tells one address that fails on one account for days, and one from inside as low', async () => {
      const slow = (address: string) =>
        times(150, (index) => login(DAY + index * 900, address, 'user4', false));
      await insertEvents(store, 'auth', [...people(6), ...slow('203.0.105.5'), ...slow('10.1.2.3')]);
      const findings = await detect(store);
      expect(findings.map(({ title }) => title)).toEqual([
        expect.stringMatching(/^"203\.0\.105\.5": 150 failed logins as "user4", none succeeded, slowly$/),
        expect.stringMatching(/^"10\.1\.2\.3": 150 failed logins as "user4", none succeeded, slowly$/),
      ]);
      expect(findings.map(({ severity }) => severity >= 30)).toEqual([true, false]);
      expect((await eventsOfFindings(store, findings)).size).toBe(2);
    });

    it('tells nothing of people, of an office behind one address, and of next to nothing', async () => {
      expect(await detect(store)).toEqual([]);
      await insertEvents(store, 'auth', [login(0, '192.0.2.1', 'a', false)]);
      expect(await detect(store)).toEqual([]);
      await insertEvents(store, 'auth', [
        ...people(6),
        ...office(6),
        { ...login(0, '192.0.2.1', 'a', false), '@timestamp': '1970-01-01T00:00:00.000000Z' },
        { ...login(0, '192.0.2.1', 'a', false), '@timestamp': '2106-01-01T00:00:00.000000Z' },
        { '@timestamp': null, 'source.ip': '192.0.2.3', 'user.name': null, 'event.outcome': null },
      ]);
      expect(await detect(store)).toEqual([]);
    });
  });
});

describe('the rows of login guessing', () => {
  it.each(ATTACKS)('of a log that came in pieces tell %s, too', async (_, attack, title) => {
    const store = await (engines[0] as (typeof engines)[0]).open();
    const rows: Row[] = [];
    let findings: readonly Finding[] = [];
    // guessing of one account is counted piece by piece, so its failures stay in one
    for (const part of [people(6), office(6), attack]) {
      await clearEvents(store);
      await insertEvents(store, 'auth', part);
      const [dataset] = await store.datasets();
      if (dataset === undefined) throw new Error('nothing was loaded');
      const context = { store, dataset, settings: defaultsOf(loginGuessing.settings), wholeLog: false };
      const aggregate = loginGuessing.aggregate(context);
      rows.push(...(await aggregateRows(aggregate, context)));
      findings = loginGuessing.judge(mergeRows(rows, aggregate.merge), context).findings;
    }
    expect(findings.map((finding) => finding.title)).toEqual([expect.stringMatching(title)]);
    await store.close();
  });
});
