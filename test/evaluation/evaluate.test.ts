import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import type { Evaluation } from '../../src/evaluation/evaluation.ts';
import { parseTruth } from '../../src/evaluation/parse-truth.ts';
import { rankEntities } from '../../src/evaluation/rank-entities.ts';
import type { Finding } from '../../src/schema/finding.ts';
import type { EventStore, LoadedDataset } from '../../src/store/event-store.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';

const time = (minute: number): string =>
  new Date(Date.UTC(2026, 2, 2, 0, minute)).toISOString().replace('.000Z', '.000000Z');

/** 20 events, one a minute: addresses a.. by turns, lines 11 to 14 and 17 from the attacker. */
const ATTACKER = '2001:DB8:0::66';
const ATTACKED = [11, 12, 13, 14, 17];
const events = Array.from({ length: 20 }, (_, index) => ({
  '@timestamp': time(index),
  'source.ip': ATTACKED.includes(index + 1) ? ATTACKER : `10.0.0.${(index % 4) + 1}`,
  'user.name': `user${index % 7}`,
  'event.outcome': index % 3 === 0 ? 'failure' : 'success',
}));

const finding = (id: string, filter: string, extra: Partial<Finding> = {}): Finding => ({
  id,
  detector: 'test',
  title: `finding ${id}`,
  severity: 40,
  entity: { field: 'source.ip', value: ATTACKER },
  start: time(10),
  end: time(13),
  events: 0,
  dataset: 'auth',
  evidence: { metrics: [], score: [] },
  filter,
  attack: [],
  explanation: '',
  next: [],
  ...extra,
});

const hit = finding('hit', 'log.line >= 11 and log.line <= 14');
const broad = finding('broad', 'log.line >= 8 and log.line <= 20', {
  entity: { field: 'source.ip', value: '10.0.0.1' },
  end: time(19),
});
const wrong = finding('wrong', 'log.line <= 3', {
  entity: { field: 'source.ip', value: '10.0.0.2' },
  start: time(0),
  end: time(2),
});
const silence = finding('silence', 'log.line > 99', {
  entity: { field: 'event.dataset', value: 'auth' },
  start: time(40),
  end: time(80),
});

const jsonTruth = (attacks: readonly object[]): ReturnType<typeof parseTruth> =>
  parseTruth(JSON.stringify({ attacks }));
const byEvents = jsonTruth([{ name: 'guessing', start: time(10), end: time(16), events: ATTACKED }]);

forEachEngine((engine) => {
  describe('evaluate', () => {
    let store: EventStore;
    let dataset: LoadedDataset;
    beforeAll(async () => {
      store = await engine.open();
      await insertEvents(store, 'auth', events);
      dataset = (await store.datasets())[0] as LoadedDataset;
    });
    const run = async (
      truth: ReturnType<typeof parseTruth>,
      findings: readonly Finding[],
      extra = {},
    ): Promise<Evaluation> =>
      evaluate({ store, dataset, truth, methods: [{ name: 'test', findings }], ...extra });

    it('counts events: those a filter selects against those the truth labels', async () => {
      const { by, population, positives, rows } = await run(byEvents, [hit, wrong]);
      expect([by, population, positives]).toEqual(['event', 20, 5]);
      expect(rows[0]).toMatchObject({
        flagged: 7,
        tp: 4,
        fp: 3,
        tn: 12,
        fn: 1,
        precision: 4 / 7,
        recall: 0.8,
      });
    });

    it('tells true findings from false ones by the share of attacked events, and names the next step', async () => {
      const { rows } = await run(byEvents, [hit, broad, wrong]);
      expect(rows[0]).toMatchObject({ findings: 3, trueFindings: 1, attacks: 1, detectedAttacks: 1 });
      expect(rows[0]?.falseFindings.map(({ id, events: count, next }) => [id, count, next])).toEqual([
        ['broad', 13, "logfence events --where 'log.line >= 8 and log.line <= 20'"],
        ['wrong', 3, "logfence events --where 'log.line <= 3'"],
      ]);
      const lenient = await run(byEvents, [broad], { overlap: 0.3 });
      expect(lenient.rows[0]?.trueFindings).toBe(1);
      expect(lenient.definitions[1]).toContain('at least 0.3');
    });

    it('measures the time to the first detection from the start of the attack', async () => {
      const later = finding('later', 'log.line : 17', { start: time(16), end: time(16) });
      const { rows } = await run(byEvents, [later, hit]);
      expect(rows[0]?.detections).toEqual([
        { attack: 'guessing', finding: 'hit', secondsToFirstEvidence: 0, secondsToDetection: 180 },
      ]);
      expect(rows[0]?.medianSecondsToDetection).toBe(180);
    });

    it('counts addresses however they are written, and says so', async () => {
      const truth = parseTruth('source_ip\n2001:db8::66\n10.0.0.3\n');
      const { by, rows, notes, population } = await run(truth, [hit, wrong, silence]);
      expect([by, population]).toEqual(['entity', 5]);
      expect(rows[0]).toMatchObject({ flagged: 2, tp: 1, fp: 1, fn: 1, tn: 2 });
      expect(notes.some((note) => /1 addresses of the truth are written differently/.test(note))).toBe(true);
      expect(notes.some((note) => /1 findings are about event.dataset/.test(note))).toBe(true);
      expect(rows[0]?.missed.map(({ id, next }) => [id, next])).toEqual([
        [
          'attack from 10.0.0.3',
          expect.stringContaining(`logfence events --where '(source.ip : "10.0.0.3")`),
        ],
      ]);
    });

    it('counts windows by the share of the shorter one', async () => {
      const truth = parseTruth(`start,end\n${time(10)},${time(16)}\n`);
      const { by, rows, population, definitions } = await run(truth, [hit, wrong], {
        by: 'window',
        windowSeconds: 300,
      });
      // Windows 0-5, 5-10, 10-15, 15-20: the attack fills the third and reaches one of five minutes into the fourth.
      expect([by, population]).toEqual(['window', 4]);
      expect(rows[0]).toMatchObject({ tp: 1, fp: 1, tn: 2, fn: 0 });
      expect(definitions[0]).toContain('at least 0.5 of the shorter');
      const strict = await run(truth, [hit], { by: 'window', windowSeconds: 300, overlap: 0.1 });
      expect(strict.rows[0]).toMatchObject({ tp: 1, fn: 1 });
    });

    it('finds a silence by its time alone', async () => {
      const truth = jsonTruth([{ name: 'silent', start: time(50), end: time(70), events: [] }]);
      // The silence lies after the last event, so it is outside the judged period and left out.
      const outside = await run(truth, [silence], { by: 'window' });
      expect(outside.notes[0]).toMatch(/1 of 1 labelled attacks lie outside the judged period/);
      const within = jsonTruth([{ name: 'silent', start: time(4), end: time(5), events: [] }]);
      const quiet = finding('quiet', 'log.line > 99', { start: time(4), end: time(5) });
      const { rows } = await run(within, [quiet], { by: 'window' });
      expect(rows[0]).toMatchObject({ trueFindings: 1, detectedAttacks: 1 });
    });

    it('shows null, never 0 or NaN, for an empty class, and warns', async () => {
      const nothing = await run(parseTruth(''), [hit], { by: 'event' });
      expect(nothing.rows[0]).toMatchObject({
        tp: 0,
        fp: 4,
        recall: null,
        FNR: null,
        f1: null,
        mcc: null,
        precision: 0,
      });
      expect(nothing.notes).toContain(
        'the truth labels none of the 20 events; recall, FNR and F1 say nothing here',
      );
      const silent = await run(byEvents, []);
      expect(silent.rows[0]).toMatchObject({
        flagged: 0,
        precision: null,
        FDR: null,
        recall: 0,
        medianSecondsToDetection: null,
      });
      expect(JSON.stringify(silent)).not.toContain('NaN');
    });

    it('warns of truth that matches nothing, lies outside or counts lines beyond the log', async () => {
      const strangers = await run(parseTruth('192.0.2.1\n'), [hit]);
      expect(strangers.notes).toContain(
        'the truth matches no event of this log: is it the truth of another log?',
      );
      expect(strangers.rows[0]).toMatchObject({ tp: 0, fn: 1 });
      const beyond = await run(jsonTruth([{ name: 'x', events: [19, 20, 21, 500] }]), [hit]);
      expect(beyond.notes).toContain('2 of 4 event numbers of x match no judged event');
      const elsewhen = await run(parseTruth('start,end\n2020-01-01,2020-01-02\n'), [hit], { by: 'event' });
      expect(elsewhen.notes[0]).toMatch(/lie outside the judged period \(2026-03-02T00:00:00.000000Z to /);
    });

    it('goes by event numbers where the years of log and truth differ, and says what then says nothing', async () => {
      const truth = jsonTruth([
        { name: 'x', start: '2025-03-02T00:10:00Z', end: '2025-03-02T00:16:00Z', events: ATTACKED },
      ]);
      const { rows, notes } = await run(truth, [hit], { by: 'event' });
      expect(rows[0]).toMatchObject({ tp: 4, fn: 1, detectedAttacks: 1 });
      expect(notes[0]).toMatch(/labelled times of 1 attacks lie outside .* needs --year/);
    });

    it('leaves out attacks none of whose events are judged', async () => {
      const where = `@timestamp >= "${time(18)}"`;
      const { positives, notes, rows } = await run(byEvents, [hit], { where });
      expect([positives, rows[0]?.attacks]).toEqual([0, 0]);
      expect(
        notes.some((note) => note.startsWith('1 of 1 labelled attacks lie outside the judged period')),
      ).toBe(true);
    });

    it('judges a period alone when told to', async () => {
      const { population, positives, notes } = await run(byEvents, [hit], {
        where: `@timestamp >= "${time(12)}"`,
      });
      expect([population, positives]).toEqual([8, 3]);
      expect(notes).toContain('2 of 5 event numbers of guessing match no judged event');
    });

    it.each([
      ['entity', byEvents, /names no attackers.*--by event/],
      [
        'entity',
        jsonTruth([
          {
            name: 'x',
            events: [1],
            variedAddresses: true,
            entities: [{ field: 'source.ip', value: '10.0.0.1' }],
          },
        ]),
        /changed their address/,
      ],
      [
        'entity',
        jsonTruth([{ name: 'x', entities: [{ field: 'url.path', value: '/' }] }]),
        /no field url.path/,
      ],
    ] as const)(
      'refuses to count by %s what cannot be counted, with the way out',
      async (by, truth, message) => {
        await expect(run(truth, [hit], { by })).rejects.toThrow(message);
      },
    );

    it('ranks by a metric with the tie rule stated and what other orders could give', async () => {
      const truth = parseTruth('10.0.0.4\n10.0.0.2\n');
      // Events: attacker 5; of the others 10.0.0.2 and 10.0.0.4 have 4, 10.0.0.3 has 4, 10.0.0.1 has 3.
      const ranking = await rankEntities({ store, dataset, truth, metric: 'count()', top: 3 });
      expect(ranking).toMatchObject({
        top: 3,
        hits: 1,
        precision: 1 / 3,
        tied: 3,
        possible: { lower: 1 / 3, upper: 2 / 3 },
      });
      await expect(rankEntities({ store, dataset, truth: byEvents, metric: 'count()' })).rejects.toThrow(
        /--top N/,
      );
      await expect(rankEntities({ store, dataset, truth, metric: 'count(' })).rejects.toThrow(/metric/);
      await expect(
        rankEntities({ store, dataset, truth, metric: 'count()', entityField: 'source.ipp' }),
      ).rejects.toThrow(/source.ip/);
    });

    it('refuses event numbers when several files were read', async () => {
      const two = await engine.open();
      await insertEvents(two, 'auth', events, 'one.log');
      await insertEvents(two, 'auth', events, 'two.log');
      const both = (await two.datasets())[0] as LoadedDataset;
      await expect(evaluate({ store: two, dataset: both, truth: byEvents, methods: [] })).rejects.toThrow(
        /2 files were read/,
      );
      const truth = parseTruth('2001:db8::66\n');
      const { rows, population } = await evaluate({
        store: two,
        dataset: both,
        truth,
        methods: [{ name: 'm', findings: [hit] }],
        by: 'event',
      });
      expect([population, rows[0]?.tp, rows[0]?.fn]).toEqual([40, 8, 2]);
    });
  });
});
