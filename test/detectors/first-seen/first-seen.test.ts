import { describe, expect, it } from 'vitest';
import { firstSeen } from '../../../src/detectors/first-seen/first-seen.ts';
import { noveltyBasis } from '../../../src/detectors/first-seen/novelty.ts';
import { joinLooks, MOST_SEEN, type SeenValue } from '../../../src/detectors/history.ts';
import { type RunOptions, runDetectors } from '../../../src/detectors/run.ts';
import { historyText, learnHistory, parseHistory, readHistory } from '../../../src/workflows/history-file.ts';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forEachEngine } from '../../helpers/engines.ts';
import { assertExplained, eventsOfFindings } from '../../helpers/finding-checks.ts';
import { insertEvents, type PlainEvent } from '../../helpers/loaded-stores.ts';
import { moment } from '../../helpers/web-events.ts';

const DAY = 86_400;
const login = (user: string, address: string, seconds: number): PlainEvent => ({
  '@timestamp': moment(seconds),
  'user.name': user,
  'source.ip': address,
  'event.outcome': 'success',
});

/** A day of 300 logins, three people with two addresses each. */
const ordinaryDay = (from: number): readonly PlainEvent[] =>
  Array.from({ length: 300 }, (_, index) =>
    login(`user${index % 3}`, `198.51.100.${(index % 3) * 2 + (index % 2)}`, from + index * 60),
  );
/** A known user from a new address, twice; a new user, whose address is no news of its own. */
const NEWS = [
  login('user1', '203.0.113.7', DAY + 100),
  login('user1', '203.0.113.7', DAY + 900),
  login('mallory', '203.0.113.8', DAY + 500),
];
const FOUND = [
  ['user.name', 'mallory', 'First seen: user.name "mallory"', 1],
  ['user.name', 'user1', 'First seen: source.ip "203.0.113.7" of user.name "user1"', 2],
];
const SINCE = moment(DAY);
const sorted = (rows: readonly (readonly unknown[])[]) =>
  [...rows].sort((a, b) => (String(a) < String(b) ? -1 : 1));

const find = async (store: Parameters<typeof runDetectors>[0], options: RunOptions) => {
  const { findings, notes, ran } = await runDetectors(store, { available: [firstSeen], ...options });
  const told = findings.map(({ entity, title, events }) => [entity.field, entity.value, title, events]);
  return { findings, notes, ran, told: sorted(told) };
};

describe('what was never seen before', () => {
  forEachEngine((engine) => {
    it('is held against earlier events of the store, exactly and with its arithmetic', async () => {
      const store = await engine.open();
      await insertEvents(store, 'auth', [...ordinaryDay(0), ...ordinaryDay(DAY), ...NEWS]);
      const options = { where: `@timestamp >= "${SINCE}"`, history: { where: `@timestamp < "${SINCE}"` } };
      const { findings, notes, told } = await find(store, options);
      expect(told).toEqual(FOUND);
      expect(notes).toEqual([]);
      expect((await eventsOfFindings(store, findings)).size).toBe(2);
      expect(await assertExplained(store, findings, { available: [firstSeen], ...options })).toBe(2);
      // The day that the history is made of has no news.
      const quiet = { where: `@timestamp < "${SINCE}"`, history: options.history };
      expect((await find(store, quiet)).told).toEqual([]);
    });

    it('is held against a file, which learns it', async () => {
      const file = join(await mkdtemp(join(tmpdir(), 'history-')), 'seen.json');
      const first = await engine.open();
      await insertEvents(first, 'auth', ordinaryDay(0));
      expect(await learnHistory(file, await readHistory(file), first, {})).toEqual([
        `history: ${file} is new; the next log is held against what was seen in this one`,
      ]);
      const second = await engine.open();
      await insertEvents(second, 'auth', [...ordinaryDay(DAY), ...NEWS]);
      const values = await readHistory(file);
      expect((await find(second, { history: { values } })).told).toEqual(FOUND);
      expect(await learnHistory(file, values, second, {})).toEqual([]);
      const learned = await readHistory(file);
      expect((await find(second, { history: { values: learned } })).told).toEqual([]);
      expect(learned.get('auth')?.get('user.name')).toContainEqual({
        parts: ['user1'],
        events: 202,
        first: moment(60),
        last: moment(DAY + 298 * 60),
      });
      expect(await readdir(join(file, '..'))).toEqual(['seen.json']);
    });

    it('is not judged without a history, or with too little of it', async () => {
      const store = await engine.open();
      await insertEvents(store, 'auth', ordinaryDay(0));
      expect((await find(store, {})).ran).toEqual([]);
      const asked = await find(store, { detectors: ['first-seen'] });
      expect(asked.notes).toEqual([
        'first-seen: not enough data to judge auth, needs a history: --since TIME or --history FILE',
      ]);
      const early = moment(60 * 40);
      const short = await find(store, {
        where: `@timestamp >= "${early}"`,
        history: { where: `@timestamp < "${early}"` },
      });
      expect([short.told, short.notes]).toEqual([
        [],
        ['first-seen: not enough data to judge auth, needs a history of 100 events and has 40'],
      ]);
    });
  });

  it('is less surprising the more of the history stands there once, by Good and Turing', () => {
    const value = (name: string, events: number): SeenValue => ({
      parts: [name],
      events,
      first: null,
      last: null,
    });
    expect(noveltyBasis([value('a', 511)]).bits).toBe(9);
    expect(noveltyBasis([value('a', 508), value('b', 1), value('c', 1), value('d', 1)]).bits).toBe(7);
    const many = Array.from({ length: MOST_SEEN }, (_, index) => value(`v${index}`, 1));
    expect(joinLooks(many, many)).toHaveLength(MOST_SEEN);
    expect(joinLooks(many, [value('one more', 1)])).toBeNull();
  });

  it('comes back from a file as it was, whatever the values are', () => {
    const odd = ['__proto__', 'a"b\\', '\u0000\u001b[31m', 'ü\u2028'].map((name) => ({
      parts: [name, '443'],
      events: 3,
      first: null,
      last: moment(1),
    }));
    const values = new Map([
      [
        'network',
        new Map([
          ['source.ip+destination.port', odd],
          ['user.name', null],
        ]),
      ],
    ]);
    expect(parseHistory(historyText(values), 'seen.json')).toEqual(values);
    expect(parseHistory(historyText(new Map()), 'seen.json')).toEqual(new Map());
  });

  it.each([
    ['', 'it is not JSON'],
    ['[]', 'it has no "datasets"'],
    ['{"datasets": {}}', '"logfence_history" is not 1'],
    ['{"logfence_history": 2, "datasets": {}}', '"logfence_history" is not 1'],
    ['{"logfence_history": 1, "datasets": {"auth": []}}', '"auth" has no fields'],
    ['{"logfence_history": 1, "datasets": {"auth": {"a": 5}}}', '"a" has no list of values'],
    ['{"logfence_history": 1, "datasets": {"auth": {"a": [["x", 0, null, null]]}}}', 'value 1 of "a" is not'],
    [
      '{"logfence_history": 1, "datasets": {"auth": {"a": [["x", 1, "now", null]]}}}',
      'value 1 of "a" is not',
    ],
    [
      '{"logfence_history": 1, "datasets": {"auth": {"a+b": [["x", 1, null, null]]}}}',
      'value 1 of "a+b" is not',
    ],
  ])('refuses the file %j in one line, and leaves it alone', async (text, why) => {
    const file = join(await mkdtemp(join(tmpdir(), 'history-')), 'seen.json');
    await writeFile(file, text);
    const refusal = await readHistory(file).catch((error: Error) => error.message);
    expect(refusal).toContain(why);
    expect(refusal).not.toContain('\n');
    expect(await readFile(file, 'utf8')).toBe(text);
  });
});
