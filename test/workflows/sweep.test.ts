import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyze } from '../../src/workflows/analyze.ts';
import { systemEffects } from '../../src/workflows/effects.ts';
import { evaluateInputs } from '../../src/workflows/evaluate.ts';
import { writeLoginSimulation } from '../../src/workflows/simulate.ts';
import { type SweepOptions, sweepInputs } from '../../src/workflows/sweep.ts';
import { sweepFigure } from '../../src/workflows/sweep-figure.ts';
import { timeSplit } from '../../src/workflows/time-split.ts';

let folder: string;
let log: string;
let truth: string;
const effects = systemEffects();
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'logfence-sweep-'));
  [log, truth] = [at('log.csv'), at('attacks.csv')];
  await writeLoginSimulation(
    { days: 8, start: '2019-02-04', seed: 6, make: true },
    {
      userBase: at('user_base.txt'),
      userIps: at('user_ips.json'),
      log,
      attacks: truth,
      eventTruth: at('truth.json'),
    },
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (options: Partial<SweepOptions>) =>
  sweepInputs({ effects, inputs: [log], truth, thresholds: {}, goal: { kind: 'f1' }, ...options });
const SETTING = 'lab-median.usernames.percent';

describe('sweep', () => {
  it('gives at each threshold what evaluate gives with that setting, and curves from the points', async () => {
    const answer = await run({ setting: SETTING, thresholds: { values: [900, 125] } });
    expect(answer.points.map(({ threshold }) => threshold)).toEqual([125, 900]);
    for (const point of answer.points) {
      const { results } = await evaluateInputs({
        ...{ effects, inputs: [log], truth, detectors: ['lab-median'] },
        settings: { 'lab-median': { 'usernames.percent': point.threshold } },
      });
      const { tp, fp, tn, fn } = point;
      expect(results[0]?.rows[0]).toMatchObject({ tp, fp, tn, fn });
    }
    expect(answer.roc).toHaveLength(4);
    expect(answer.chosen?.f1).toBe(Math.max(...answer.points.map(({ f1 }) => f1 ?? 0)));
    const figure = sweepFigure(answer);
    expect(figure.panels.map(({ rows }) => rows.length)).toEqual([4, answer.precisionRecall.length + 1]);
  });

  it('writes settings that analyze takes: the same findings as at the chosen threshold', async () => {
    const save = at('tuned.yaml');
    const answer = await run({
      setting: SETTING,
      thresholds: { values: [125, 900] },
      goal: { kind: 'cost', missCosts: 0.01 },
      save,
    });
    expect(answer.saved).toBe(save);
    const { threshold, findings } = answer.chosen ?? { threshold: 0, findings: 0 };
    expect(readFileSync(save, 'utf8')).toMatch(
      new RegExp(
        `^# logfence sweep: ${SETTING} = ${threshold} .*\\n(# .*\\n)+detectors:\\n  lab-median:\\n    usernames.percent: ${threshold}\\n$`,
      ),
    );
    const analysis = await analyze({ effects, inputs: [log], config: save });
    await analysis.data.close();
    expect(analysis.findings.filter(({ detector }) => detector === 'lab-median')).toHaveLength(findings);
  });

  it('keeps a rule file with its settings, wherever the settings file lies', async () => {
    const rule = readFileSync(new URL('../../rules/lab-tukey.yaml', import.meta.url), 'utf8');
    const [own, save] = [at('own-rule.yaml'), at('own.yaml')];
    writeFileSync(own, rule.replace('name: lab-tukey', 'name: own-fence'));
    const setting = 'own-fence.attempts.tukey';
    await run({ setting, rules: [own], thresholds: { values: [2.5] }, save });
    expect(readFileSync(save, 'utf8')).toContain('rules:\n  - own-rule.yaml\n');
    const analysis = await analyze({ effects, inputs: [log], config: save, detectors: ['own-fence'] });
    await analysis.data.close();
    expect(analysis.ran).toEqual(['own-fence']);
  });

  it('writes nothing where no threshold serves the goal', async () => {
    const answer = await run({
      ...{ setting: 'lab-tukey.usernames.tukey', thresholds: { values: [3] }, save: at('none.yaml') },
      goal: { kind: 'false-positive rate', atMost: 0 },
    });
    expect([answer.chosen, answer.saved, existsSync(at('none.yaml'))]).toEqual([null, null, false]);
  });

  it('judges the threshold on a period it was not chosen on', async () => {
    const split = timeSplit('..2019-02-09', undefined);
    const answer = await run({ setting: SETTING, thresholds: { values: [125, 300] }, split });
    const whole = await run({ setting: SETTING, thresholds: { values: [125, 300] } });
    expect(answer.tested?.threshold).toBe(answer.chosen?.threshold);
    const [before, after, all] = [answer.chosen, answer.tested, whole.points[0]].map(
      (point) => point?.attacks ?? 0,
    );
    expect(before).toBeGreaterThan(0);
    expect((before ?? 0) + (after ?? 0)).toBe(all);
  });

  it('repeats over simulated seeds and over samplings, adding counts up and telling the spread', async () => {
    const simulated = await run({
      ...{ inputs: [], simulate: { what: 'login', days: 3 }, seeds: [3, 4] },
      ...{ setting: SETTING, thresholds: { values: [125, 300] } },
    }).catch((error: unknown) => error);
    expect(String(simulated)).toMatch(/leave inputs, --store and --truth out/);
    const { truth: _truth, ...rest } = {
      truth,
      ...{ effects, thresholds: { values: [125, 300] }, goal: { kind: 'f1' } as const },
    };
    const answer = await sweepInputs({
      ...rest,
      inputs: [],
      simulate: { what: 'login', days: 3 },
      seeds: [3, 4],
      setting: SETTING,
    });
    expect(answer.repetitions.map(({ seed }) => seed)).toEqual([3, 4]);
    answer.points.forEach(({ tp }, index) => {
      expect(tp).toBe(answer.repetitions.reduce((sum, { points }) => sum + (points[index]?.tp ?? 0), 0));
    });
    expect(answer.spread[0]?.rates.recall.known).toBe(2);
    const sampled = await run({ setting: SETTING, thresholds: { values: [125] }, seeds: [1, 2, 3] });
    expect([sampled.repetitions.length, sampled.spread[0]?.repetitions]).toEqual([3, 3]);
  });

  it.each([
    [
      { setting: 'request-erors.minimumErrors' },
      /unknown detector "request-erors": did you mean request-errors/,
    ],
    [
      { setting: 'request-errors.minimumError' },
      /unknown setting of request-errors "minimumError": did you mean/,
    ],
    [{ setting: 'request-errors.minimumErrors' }, /says nothing of these events/],
    [{ setting: SETTING, thresholds: { values: [0] } }, /usernames.percent takes 1 to 1000000 %, not 0/],
    [{ setting: SETTING, thresholds: { from: 9, to: 3 } }, /nothing to try between 9 and 3/],
    [{ setting: SETTING, detectors: ['rarity'] }, /leave --detectors out/],
    [{ setting: 'volume.minimumBurst', seeds: [1] }, /draws nothing at random|says nothing/],
    [{ save: 'x.yaml' }, /--save goes with --setting/],
    [{ seeds: [1] }, /seeds repeat simulated logs/],
  ])('refuses what cannot be swept, with the way out: %j', async (options, message) => {
    await expect(run(options)).rejects.toThrow(message);
  });
});

describe('baselines of one period judged on the next', () => {
  it('stand beside the way of the lab, with the difference', async () => {
    const split = timeSplit('2019-02-04..2019-02-09', undefined);
    const { results } = await evaluateInputs({ effects, inputs: [log], truth, preset: 'lab', split });
    const rows = results[0]?.rows ?? [];
    expect(rows.map(({ baseline }) => baseline)).toEqual(
      Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? 'same period' : 'earlier period')),
    );
    for (let index = 0; index < rows.length; index += 2) {
      const [lab, later] = [rows[index], rows[index + 1]];
      expect(later?.method).toBe(lab?.method);
      expect((lab?.tp ?? 0) + (lab?.fn ?? 0)).toBe((later?.tp ?? 0) + (later?.fn ?? 0));
      expect(later?.difference?.FNR).toBeCloseTo((later?.FNR ?? 0) - (lab?.FNR ?? 0), 12);
    }
    // A rule that was written with these periods judges the same windows.
    const whole = await evaluateInputs({
      effects,
      inputs: [log],
      truth,
      preset: 'lab',
      where: '@timestamp >= "2019-02-09"',
    });
    expect(whole.results[0]?.rows.map(({ tp, fp, tn, fn }) => [tp, fp, tn, fn])).toEqual(
      rows.filter(({ baseline }) => baseline === 'same period').map(({ tp, fp, tn, fn }) => [tp, fp, tn, fn]),
    );
  });

  it.each([
    ['2019-02-01..2019-02-09', '2019-02-08..', /must begin where the training ends, or later/],
    ['2019-02-01', undefined, /a period has two ends; write it like/],
    ['2019-02-01..', undefined, /must begin where the training ends/],
    ['2019-02-09..2019-02-01', undefined, /ends before it begins/],
    ['soon..later', undefined, /"soon" is no time/],
  ])('refuses %s and %s', (train, test, message) => {
    expect(() => timeSplit(train, test)).toThrow(message);
  });
});
