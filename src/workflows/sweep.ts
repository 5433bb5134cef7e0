import { dirname, relative } from 'node:path';
import { settingsFileText } from '../config/settings-file.ts';
import type { Detector } from '../detectors/detector.ts';
import { type RunOptions, runDetectors } from '../detectors/run.ts';
import {
  averagePrecision,
  type CurvePoint,
  precisionRecallCurve,
  rocArea,
  rocCurve,
} from '../evaluation/curves.ts';
import { type Goal, goalText, operatingPoint } from '../evaluation/operating-point.ts';
import { pooledPoints, type SpreadPoint, spreadOver } from '../evaluation/spread.ts';
import { type Sweep, sweep, type SweepPoint } from '../evaluation/sweep.ts';
import { type ThresholdChoice, thresholdsFor } from '../evaluation/thresholds.ts';
import type { LoadedTruth } from '../evaluation/truth.ts';
import { UsageError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import type { InputAccount } from '../schema/accounting.ts';
import type { Finding } from '../schema/finding.ts';
import type { Setting } from '../schema/settings.ts';
import type { EventStore, LoadedDataset } from '../store/event-store.ts';
import { detectionOptions } from './analyze.ts';
import { countable, type EvaluateOptions, perDataset, unitOf } from './evaluate.ts';
import { shippedNames } from './rule-files.ts';
import { type SimulatedInput, simulatedInput } from './simulated-input.ts';
import { earlierPeriod, trainingOnly, type WayToJudge } from './time-split.ts';
import { writeWhole } from './write-whole.ts';

export type { Goal };

export interface SweepOptions extends Omit<EvaluateOptions, 'truth'> {
  readonly truth?: string;
  /** `DETECTOR.SETTING`; the least severity of all findings when absent. */
  readonly setting?: string;
  readonly thresholds: ThresholdChoice;
  readonly goal: Goal;
  /** Repetitions: simulated logs of these seeds, or samplings of a rule with these seeds. */
  readonly seeds?: readonly number[];
  readonly simulate?: Omit<SimulatedInput, 'seed'>;
  /** Settings file to write with the chosen threshold. */
  readonly save?: string;
}

/** One repetition. */
export interface SeededSweep extends Sweep {
  readonly seed: number | null;
}

export interface SweepAnswer {
  readonly accounts: readonly InputAccount[];
  readonly setting: string;
  /** Of one run, or added up over the repetitions. */
  readonly points: readonly SweepPoint[];
  readonly repetitions: readonly SeededSweep[];
  /** How the rates vary; empty for a single run. */
  readonly spread: readonly SpreadPoint[];
  readonly roc: readonly CurvePoint[];
  readonly precisionRecall: readonly CurvePoint[];
  readonly rocArea: number | null;
  readonly averagePrecision: number | null;
  readonly goal: string;
  readonly chosen: SweepPoint | null;
  /** The chosen threshold on the test period; null without a time split. */
  readonly tested: SweepPoint | null;
  /** Null where nothing was to be saved, or no threshold serves the goal. */
  readonly saved: string | null;
  readonly definitions: readonly string[];
  readonly notes: readonly string[];
}

/** What is swept: where its findings come from at a threshold. */
interface Swept {
  readonly name: string;
  readonly thresholds: (
    store: EventStore,
    dataset: LoadedDataset,
    way: WayToJudge | undefined,
  ) => Promise<readonly number[]>;
  readonly findings: (
    threshold: number,
    store: EventStore,
    dataset: LoadedDataset,
    way: WayToJudge | undefined,
  ) => Promise<readonly Finding[]>;
}

/**
 * Tries thresholds against labels: points, curves, the one that serves the goal, its spread
 * over seeds, its rates on a period it was not chosen on, and a settings file with it.
 * @throws UsageError for a setting, threshold or seed that there is not; InputError; EngineError
 */
export const sweepInputs = async (options: SweepOptions): Promise<SweepAnswer> => {
  const { seeds, simulate, goal, split } = options;
  if (options.save !== undefined && options.setting === undefined)
    throw new UsageError('the least severity is no setting of a detector; --save goes with --setting');
  const runs =
    simulate === undefined
      ? await runsOnInputs(options)
      : await runsOnSimulations(options, simulate, seeds ?? [0]);
  const repetitions = runs.map(({ result, seed }) => ({ ...result, seed }));
  const points = pooledPoints(repetitions);
  if (points.length === 0)
    throw new UsageError('the repetitions have no threshold in common; name some with --values');
  const chosen = operatingPoint(points, goal);
  const tested =
    split === undefined || chosen === null
      ? null
      : (pooledPoints(await onTest(options, chosen.threshold))[0] ?? null);
  const answer = {
    accounts: runs.flatMap((run) => run.accounts),
    setting: options.setting ?? 'severity',
    points,
    repetitions,
    spread: repetitions.length < 2 ? [] : spreadOver(repetitions),
    roc: rocCurve(points),
    precisionRecall: precisionRecallCurve(points),
    rocArea: rocArea(points),
    averagePrecision: averagePrecision(points),
    goal: goalText(goal),
    chosen,
    tested,
    definitions: repetitions[0]?.definitions ?? [],
    notes: [...new Set(repetitions.flatMap(({ notes }) => notes))],
  };
  return { ...answer, saved: await saveSettings(options, answer) };
};

interface SweepRun {
  readonly seed: number | null;
  readonly accounts: readonly InputAccount[];
  readonly result: Sweep;
}

/** One log, once; or as often as seeds are given for a rule that samples. */
const runsOnInputs = async (options: SweepOptions): Promise<readonly SweepRun[]> => {
  const { truth, seeds } = options;
  if (truth === undefined)
    throw new UsageError(
      'there is no truth to hold findings against: name it with --truth FILE, or simulate logs with --simulate NAME --seeds 1..5',
    );
  const way = options.split === undefined ? undefined : trainingOnly(options.split, options.where);
  const each = await perDataset({ ...options, truth }, async (store, dataset, labels) => {
    const swept = await sweptOf(options, dataset, way);
    if (swept === undefined) return [];
    const results: { seed: number | null; result: Sweep }[] = [];
    for (const seed of seeds ?? [null]) {
      const seeded = seed === null ? swept : await seededRule(options, dataset, way, seed);
      results.push({ seed, result: await sweepOne(seeded, { store, dataset, labels, options, way }) });
    }
    return results;
  });
  const runs = onlyOne(each.results, options).map((run) => ({ ...run, accounts: [] }));
  return runs.map((run, index) => (index === 0 ? { ...run, accounts: each.accounts } : run));
};

const onlyOne = <Item>(results: readonly (readonly Item[])[], { setting }: SweepOptions): readonly Item[] => {
  const own = results.filter((items) => items.length > 0);
  if (own.length === 1) return own[0] as readonly Item[];
  if (own.length > 1)
    throw new UsageError(
      'the inputs hold several kinds of logs; sweep one of them at a time, with its own truth',
    );
  throw new UsageError(`${setting} says nothing of these events: its detector does not fit them`);
};

/** A simulated log per seed, each with its own truth. */
const runsOnSimulations = async (
  options: SweepOptions,
  simulate: Omit<SimulatedInput, 'seed'>,
  seeds: readonly number[],
): Promise<readonly SweepRun[]> => {
  if (options.inputs.length > 0 || options.store !== undefined || options.truth !== undefined)
    throw new UsageError('--simulate makes the logs and their truth; leave inputs, --store and --truth out');
  const runs: SweepRun[] = [];
  for (const seed of seeds) {
    const folder = options.effects.makeFolder();
    try {
      const { log, truth } = await simulatedInput(folder, { ...simulate, seed });
      const { seeds: _seeds, simulate: _simulate, ...rest } = options;
      const [run] = await runsOnInputs({ ...rest, inputs: [log], truth });
      if (run !== undefined) runs.push({ ...run, seed });
      options.onNote?.(`seed ${seed} done`);
    } finally {
      options.effects.removeFolder(folder);
    }
  }
  return runs;
};

/** The chosen threshold on the test period, with baselines from the training period. */
const onTest = async (options: SweepOptions, threshold: number): Promise<readonly Sweep[]> => {
  const { split } = options;
  if (split === undefined) return [];
  if (options.simulate !== undefined)
    throw new UsageError('--train and --test part one log; with --simulate choose other seeds instead');
  const way = earlierPeriod(split, options.where);
  const { results } = await perDataset(
    { ...options, truth: String(options.truth) },
    async (store, dataset, labels) => {
      const swept = await sweptOf(options, dataset, way);
      if (swept === undefined) return [];
      const single = { ...swept, thresholds: async () => [threshold] };
      return [await sweepOne(single, { store, dataset, labels, options, way })];
    },
  );
  return results.flat();
};

interface SweepPlace {
  readonly store: EventStore;
  readonly dataset: LoadedDataset;
  readonly labels: LoadedTruth;
  readonly options: SweepOptions;
  readonly way: WayToJudge | undefined;
}

const sweepOne = async (
  swept: Swept,
  { store, dataset, labels, options, way }: SweepPlace,
): Promise<Sweep> => {
  const where = way?.judged ?? options.where;
  return sweep({
    store,
    dataset,
    truth: labels,
    ...unitOf({ ...options, truth: '' }),
    ...(where === undefined ? {} : { where }),
    setting: swept.name,
    thresholds: await swept.thresholds(store, dataset, way),
    run: (threshold) => swept.findings(threshold, store, dataset, way),
  });
};

/** What the options name to be swept; undefined where its detector does not fit the dataset. */
const sweptOf = async (
  options: SweepOptions,
  dataset: LoadedDataset,
  way: WayToJudge | undefined,
  seed?: number,
): Promise<Swept | undefined> => {
  if (options.setting === undefined) return sweptSeverity(options, seed);
  if (options.detectors !== undefined)
    throw new UsageError('--setting names its detector; leave --detectors out');
  const { detector, setting, run } = await findSetting(options, way);
  if (!detector.fits(dataset)) return undefined;
  const own = run.settings?.[detector.name] ?? {};
  if (seed !== undefined && !detector.settings.some(({ name }) => name === 'seed'))
    throw new UsageError(
      `${detector.name} draws nothing at random, so seeds change nothing; simulate logs with --simulate NAME --seeds ...`,
    );
  return {
    name: options.setting,
    thresholds: async () => thresholdsFor(setting, options.thresholds),
    findings: async (threshold, store) => {
      const values = { ...own, [setting.name]: threshold, ...(seed === undefined ? {} : { seed }) };
      const { findings } = await runDetectors(store, {
        ...run,
        available: [detector],
        settings: { [detector.name]: values },
        ...(way === undefined ? {} : { where: way.seen }),
      });
      return countable(findings, dataset, options, way);
    },
  };
};

const seededRule = async (
  options: SweepOptions,
  dataset: LoadedDataset,
  way: WayToJudge | undefined,
  seed: number,
): Promise<Swept> => (await sweptOf(options, dataset, way, seed)) as Swept;

/** The severity from which findings count; detectors run once. */
const sweptSeverity = (options: SweepOptions, seed: number | undefined): Swept => {
  if (seed !== undefined)
    throw new UsageError(
      'seeds repeat simulated logs (--simulate NAME) or the sampling of a rule (--setting RULE.TEST)',
    );
  const known = new Map<string, Promise<readonly Finding[]>>();
  const findingsOf = (store: EventStore, dataset: LoadedDataset, way: WayToJudge | undefined) => {
    const key = way?.seen ?? '';
    const found =
      known.get(key) ??
      (async () => {
        const run = await detectionOptions(options, way?.adapt);
        const { findings } = await runDetectors(store, {
          ...run,
          ...(way === undefined ? {} : { where: way.seen }),
        });
        return countable(findings, dataset, options, way);
      })();
    known.set(key, found);
    return found;
  };
  return {
    name: 'severity',
    thresholds: async (store, dataset, way) => {
      const { values } = options.thresholds;
      if (values !== undefined) return values;
      const severities = (await findingsOf(store, dataset, way)).map(({ severity }) => severity);
      return severities.length === 0 ? [0] : severities;
    },
    findings: async (least, store, dataset, way) =>
      (await findingsOf(store, dataset, way)).filter(({ severity }) => severity >= least),
  };
};

/** @throws UsageError naming the nearest detector or setting */
const findSetting = async (
  options: SweepOptions,
  way: WayToJudge | undefined,
): Promise<{ readonly detector: Detector; readonly setting: Setting; readonly run: RunOptions }> => {
  const text = options.setting ?? '';
  const cut = text.indexOf('.');
  const [detectorName, settingName] = cut < 0 ? [text, ''] : [text.slice(0, cut), text.slice(cut + 1)];
  const shipped = (await shippedNames()).includes(detectorName);
  const rules = [...(options.rules ?? []), ...(shipped ? [detectorName] : [])];
  const { detectors: _named, ...run } = await detectionOptions({ ...options, rules }, way?.adapt);
  const available = run.available ?? [];
  const detector = available.find(({ name }) => name === detectorName);
  if (detector === undefined)
    throw unknownName(
      'detector',
      detectorName,
      available.map(({ name }) => name),
      'the command detectors lists them',
    );
  const names = detector.settings.map(({ name }) => name);
  const setting = detector.settings.find(({ name }) => name === settingName);
  if (setting === undefined)
    throw unknownName(`setting of ${detectorName}`, settingName, names, `it has ${names.join(', ')}`);
  return { detector, setting, run };
};

/** Writes the chosen threshold as a settings file that `analyze --config` takes. */
const saveSettings = async (
  options: SweepOptions,
  { chosen, tested, goal, repetitions }: Omit<SweepAnswer, 'saved'>,
): Promise<string | null> => {
  const { save } = options;
  if (save === undefined || chosen === null) return null;
  const { detector, setting, run } = await findSetting(options, undefined);
  const shipped = await shippedNames();
  const rules = (options.rules ?? []).map((rule) =>
    shipped.includes(rule) ? rule : relative(dirname(save), rule),
  );
  const rates = (point: SweepPoint): string =>
    `FPR ${shown(point.FPR)}, recall ${shown(point.recall)}, precision ${shown(point.precision)}`;
  const remarks = [
    `logfence sweep: ${options.setting} = ${chosen.threshold} gives ${goal}`,
    `where it was chosen${repetitions.length > 1 ? ` (${repetitions.length} repetitions)` : ''}: ${rates(chosen)}`,
    ...(tested === null ? [] : [`on the test period: ${rates(tested)}`]),
  ];
  const own = { ...run.settings?.[detector.name], [setting.name]: chosen.threshold };
  await writeWhole(
    save,
    settingsFileText({ rules, detectors: { ...run.settings, [detector.name]: own } }, remarks),
  );
  return save;
};

const shown = (rate: number | null): string =>
  rate === null ? 'unknown' : String(Number(rate.toPrecision(6)));
