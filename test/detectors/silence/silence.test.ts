import { beforeAll, describe, expect, it } from 'vitest';
import { runDetectors } from '../../../src/detectors/run.ts';
import { judgedPauses } from '../../../src/detectors/silence/pauses.ts';
import type { Silence } from '../../../src/detectors/silence/silent-pause.ts';
import { silence } from '../../../src/detectors/silence/silence.ts';
import { SILENCE_SETTINGS, silenceSettings } from '../../../src/detectors/silence/settings.ts';
import type { VolumeWindow } from '../../../src/detectors/volume-counts.ts';
import { defaultsOf } from '../../../src/schema/settings.ts';
import { RandomState } from '../../../src/stats/mersenne-twister-numpy.ts';
import type { EventStore } from '../../../src/store/event-store.ts';
import { forEachEngine } from '../../helpers/engines.ts';
import { clearEvents, insertEvents } from '../../helpers/loaded-stores.ts';

const SETTINGS = silenceSettings(defaultsOf(SILENCE_SETTINGS));
const HOUR = 3600;
const DAY = 86_400;
const WEEK = 7 * DAY;

const silencesOf = (...given: Parameters<typeof judgedPauses>): readonly Silence[] =>
  judgedPauses(...given).silences;

type Rhythm = (time: number) => number;

/** Share of the busiest rate at a time; the log begins on a Monday at 00:00. */
const RHYTHMS: Readonly<Record<string, Rhythm>> = {
  flat: () => 1,
  daily: (time) => 0.05 + 0.95 * (0.5 + 0.5 * Math.sin((2 * Math.PI * (time / HOUR - 9)) / 24)),
  'office hours': (time) => {
    const hour = (time / HOUR) % 24;
    return Math.floor(time / DAY) % 7 < 5 && hour >= 8 && hour < 18 ? 1 : 0.01;
  },
};

interface Interval {
  readonly from: number;
  readonly until: number;
}

/** Times of a source's events in seconds: a Poisson process of this busiest rate, without its silences. */
const arrivals = (
  seed: number,
  perHour: number,
  rhythm: Rhythm,
  seconds: number,
  silences: readonly Interval[],
): number[] => {
  const random = new RandomState(seed);
  const times: number[] = [];
  for (let time = 0; time < seconds; ) {
    time += (HOUR / perHour) * -Math.log(1 - random.randomSample());
    const kept = random.randomSample() < rhythm(time);
    if (kept && !silences.some(({ from, until }) => time >= from && time < until)) times.push(time);
  }
  return times.filter((time) => time < seconds);
};

interface Beats {
  readonly everySeconds: number;
  /** Shares of the interval and of the events. */
  readonly jitter: number;
  readonly lost: number;
  readonly until: number;
}

/** Times of a source that sends an event every so often. */
const beats = (
  random: RandomState,
  { everySeconds, jitter, lost, until }: Beats,
  silences: readonly Interval[],
): number[] => {
  const times: number[] = [];
  for (let time = 0; time < until; time += everySeconds * (1 - jitter + 2 * jitter * random.randomSample()))
    if (random.randomSample() >= lost && !silences.some((item) => time >= item.from && time < item.until))
      times.push(time);
  return times;
};

const windowsOf = (times: readonly number[]): readonly VolumeWindow[] => {
  const windows = new Map<number, VolumeWindow>();
  for (const time of times) {
    const micros = Math.floor(time / SETTINGS.windowSeconds) * SETTINGS.windowSeconds * 1e6;
    const before = windows.get(micros);
    const events = (before?.events ?? 0) + 1;
    windows.set(micros, {
      micros,
      events,
      weight: events,
      first: before?.first ?? time * 1e6,
      last: time * 1e6,
    });
  }
  return [...windows.values()];
};

const overlaps = (found: Silence, { from, until }: Interval): boolean =>
  found.from / 1e6 < until && found.until / 1e6 > from;

describe('silences of simulated sources', () => {
  const weeks = 5;
  /** Silences of four hours in the busy part of the day, one a week after the first. */
  const planted = Array.from({ length: weeks - 1 }, (_, week): Interval => {
    const from = (week + 1) * WEEK + ((week % 4) + 1) * DAY + (10 + week / 2) * HOUR;
    return { from, until: from + 4 * HOUR };
  });

  it.each([
    ['flat', 60, 1],
    ['flat', 600, 1],
    ['daily', 120, 0.9],
    ['daily', 600, 1],
    ['office hours', 300, 0.75],
    ['office hours', 1200, 1],
  ] as const)(
    'with %s traffic of %i an hour are found, at most one false one a week',
    (name, perHour, atLeast) => {
      let found = 0;
      let wrong = 0;
      const sources = 6;
      for (let source = 0; source < sources; source += 1) {
        const times = arrivals(
          source * 31 + perHour,
          perHour,
          RHYTHMS[name] as Rhythm,
          weeks * WEEK,
          planted,
        );
        const silences = silencesOf(windowsOf(times), weeks * WEEK * 1e6, SETTINGS);
        found += planted.filter((interval) => silences.some((item) => overlaps(item, interval))).length;
        wrong += silences.filter((item) => !planted.some((interval) => overlaps(item, interval))).length;
      }
      expect(found / (sources * planted.length)).toBeGreaterThanOrEqual(atLeast);
      expect(wrong / (sources * weeks)).toBeLessThanOrEqual(1);
    },
  );

  it.each(
    [60, 300, 900, 3600].flatMap((everySeconds) =>
      [
        [0, 0],
        [0.1, 0.01],
        [0.3, 0],
        [0.3, 0.01],
      ].map(([jitter, lost]) => ({ everySeconds, jitter: jitter as number, lost: lost as number })),
    ),
  )(
    'of a source with an event every $everySeconds s, give or take $jitter, $lost of them lost, are found within three intervals, at most one false one a week',
    ({ everySeconds, jitter, lost }) => {
      const length = 3 * WEEK;
      let [inTime, planned, wrong] = [0, 0, 0];
      for (let source = 0; source < 4; source += 1) {
        const random = new RandomState(source * 101 + everySeconds);
        const stops = [1, 2, 3].map((part): Interval => {
          const from = (5 * part - 3 + random.randomSample()) * DAY;
          return { from, until: from + Math.max(900, 10 * everySeconds) };
        });
        const times = beats(random, { everySeconds, jitter, lost, until: length }, stops);
        const silences = silencesOf(windowsOf(times), length * 1e6, SETTINGS);
        planned += stops.length;
        inTime += stops.filter((stop) =>
          silences.some(
            (found) => overlaps(found, stop) && (found.toldAt - found.from) / 1e6 <= 3 * everySeconds,
          ),
        ).length;
        wrong += silences.filter((found) => !stops.some((stop) => overlaps(found, stop))).length;
      }
      expect(inTime / planned).toBe(1);
      expect(wrong / (4 * 3)).toBeLessThanOrEqual(1);
    },
  );

  it('of a regular source are found on its first day, and not at the hours when it is switched off', () => {
    const day = { everySeconds: 60, jitter: 0.1, lost: 0, until: DAY };
    const firstDay = windowsOf(beats(new RandomState(5), day, []));
    const last = firstDay.at(-1)?.last ?? 0;
    expect(silencesOf(firstDay, last + 150e6, SETTINGS)).toEqual([]);
    expect(silencesOf(firstDay, last + 180e6, SETTINGS)).toHaveLength(1);
    const atWork = beats(new RandomState(6), { ...day, everySeconds: 300, until: 4 * WEEK }, []).filter(
      (time) => Math.floor(time / DAY) % 7 < 5 && (time % DAY) / HOUR > 8.3 && (time % DAY) / HOUR < 17.7,
    );
    const nights = silencesOf(windowsOf(atWork), 4 * WEEK * 1e6, SETTINGS);
    expect(nights.length).toBeLessThanOrEqual(2);
    expect(nights.every(({ from }) => from < WEEK * 1e6)).toBe(true);
  });

  it.each([1, 4, 20])('of a slow source, %i events an hour at random, are found', (perHour) => {
    const length = Math.max(4, 24 / perHour) * HOUR;
    const slow = planted.map(({ from }) => ({ from, until: from + length }));
    let [found, wrong] = [0, 0];
    for (let source = 0; source < 6; source += 1) {
      const times = arrivals(source * 37 + perHour, perHour, RHYTHMS['flat'] as Rhythm, weeks * WEEK, slow);
      const silences = silencesOf(windowsOf(times), weeks * WEEK * 1e6, SETTINGS);
      found += slow.filter((interval) => silences.some((item) => overlaps(item, interval))).length;
      wrong += silences.filter((item) => !slow.some((interval) => overlaps(item, interval))).length;
    }
    expect(found / (6 * slow.length)).toBeGreaterThanOrEqual(0.9);
    expect(wrong / (6 * weeks)).toBeLessThanOrEqual(0.3);
  });

  it('do not depend on what comes later', () => {
    const times = arrivals(9, 300, RHYTHMS['daily'] as Rhythm, 4 * WEEK, planted);
    const whole = silencesOf(windowsOf(times), 4 * WEEK * 1e6, SETTINGS);
    const half = times.filter((time) => time < 2.5 * WEEK);
    const early = silencesOf(windowsOf(half), (half.at(-1) as number) * 1e6, SETTINGS);
    expect(early.length).toBeGreaterThan(0);
    expect(early).toEqual(whole.slice(0, early.length));
  });
});

forEachEngine((engine) => {
  describe('silence in a store', () => {
    let store: EventStore;
    const iso = (seconds: number): string =>
      new Date(Date.UTC(2026, 2, 2) + seconds * 1000).toISOString().replace('Z', '000Z');
    const gap = { from: 5 * DAY + 11 * HOUR, until: 5 * DAY + 14 * HOUR };
    const stop = { from: 6 * DAY + 2 * HOUR, until: 6 * DAY + 5 * HOUR };
    const sensor = (name: string, seed: number, silences: readonly Interval[]) =>
      arrivals(seed, 30, () => 1, WEEK, silences).map((time) => ({
        '@timestamp': iso(time),
        'observer.hostname': name,
        'source.ip': '192.0.2.1',
      }));

    beforeAll(async () => {
      store = await engine.open();
    });

    it('is told from a stop of all collection by what else arrived', async () => {
      await insertEvents(store, 'network', [
        ...sensor('gate-a', 1, [gap, stop]),
        ...sensor('gate-b', 2, [stop]),
      ]);
      const { findings } = await runDetectors(store, { available: [silence] });
      const told = findings.map(({ title, entity, start, events }) => ({
        title,
        entity: entity.value,
        day: start?.slice(0, 13),
        events,
      }));
      expect(told).toEqual([
        { title: '"gate-a": silent for 3.1 hours', entity: 'gate-a', day: '2026-03-07T10', events: 0 },
        {
          title: expect.stringMatching(/^Nothing arrived from any source for 3 hours/),
          entity: 'network',
          day: '2026-03-08T01',
          events: 0,
        },
      ]);
      expect(findings[0]?.explanation).toMatch(/other sources had \d+ events meanwhile$/);
      expect(findings[0]?.attack).toEqual(['T1562.006']);
      expect(silence.steps(findings[0] as (typeof findings)[0])[0]).toMatch(/^events expected meanwhile = /);
    });

    it('is told of one of several regular sources, and once where all stop together', async () => {
      await clearEvents(store);
      const one = { from: 2 * DAY, until: 2 * DAY + HOUR };
      const all = { from: 3 * DAY, until: 3 * DAY + 2 * HOUR };
      for (const [index, everySeconds] of [60, 300, 900, 120].entries()) {
        const random = new RandomState(index + 40);
        const stops = everySeconds === 300 ? [one, all] : [all];
        const times = beats(random, { everySeconds, jitter: 0.2, lost: 0, until: 4 * DAY }, stops);
        const events = times.map((time) => ({
          '@timestamp': iso(time),
          'observer.hostname': `host-${everySeconds}`,
        }));
        await insertEvents(store, 'network', events);
      }
      const { findings } = await runDetectors(store, { available: [silence] });
      expect(findings.map(({ entity, start }) => [entity.value, start?.slice(0, 10)])).toEqual([
        ['host-300', '2026-03-03'],
        ['network', '2026-03-04'],
      ]);
      expect(findings[0]?.explanation).toMatch(
        /^No event for .*, where one came every [45](\.\d)? minutes; 2\.75 times that makes a silence, by 200 earlier pauses/,
      );
    });

    it('of a file that ends before the others is told, not of one that another follows', async () => {
      await clearEvents(store);
      const file = (seed: number, from: number, until: number) =>
        beats(new RandomState(seed), { everySeconds: 60, jitter: 0.2, lost: 0, until: until - from }, []).map(
          (time) => ({ '@timestamp': iso(from + time) }),
        );
      await insertEvents(store, 'network', file(1, 0, DAY), 'gate.log.1');
      await insertEvents(store, 'network', file(2, DAY, 2 * DAY), 'gate.log');
      await insertEvents(store, 'network', file(3, 0, 2 * DAY - 6 * HOUR), 'other.log');
      const { findings } = await runDetectors(store, { available: [silence] });
      expect(findings.map(({ title }) => title)).toEqual([
        '"other.log": silent for 6 hours until the end of the log',
      ]);
    });

    it('is not told where the clock jumps, and the log behind the jump is judged by itself', async () => {
      await clearEvents(store);
      const times = arrivals(77, 30, () => 1, 2 * WEEK, []);
      const jumped = times.map((time) => ({ '@timestamp': iso(time > WEEK ? time + 80 * 365 * DAY : time) }));
      await insertEvents(store, 'network', jumped);
      const { findings, notes } = await runDetectors(store, { available: [silence] });
      expect(findings.length).toBeLessThanOrEqual(1);
      expect(findings.filter(({ title }) => / days/.test(title))).toEqual([]);
      expect(notes).toEqual([
        expect.stringMatching(
          /^silence: not enough data to judge the 29,200 days after 2026-03-0.*, needs a log that lasts longer/,
        ),
      ]);
    });

    it('of an empty or short log is not judged, and says what it needs', async () => {
      await clearEvents(store);
      await insertEvents(store, 'network', [{ '@timestamp': iso(0), 'observer.hostname': 'gate-a' }]);
      const { findings, notes } = await runDetectors(store, { available: [silence] });
      expect(findings).toEqual([]);
      expect(notes).toEqual([
        'silence: not enough data to judge, needs 30 pauses between windows with events, 20 where they are regular, has 0',
      ]);
    });
  });
});
