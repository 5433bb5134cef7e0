import type { Detector } from '../detectors/detector.ts';
import { type RunOptions, runDetectors } from '../detectors/run.ts';
import { RATE_NAMES, type Rates } from '../evaluation/confusion.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import type { EvaluatedMethod, Evaluation, MethodEvaluation, NextStep } from '../evaluation/evaluation.ts';
import { parseTruth } from '../evaluation/parse-truth.ts';
import { rankEntities, type RankPrecision } from '../evaluation/rank-entities.ts';
import type { LoadedTruth } from '../evaluation/truth.ts';
import { UsageError } from '../kernel/errors.ts';
import type { InputAccount } from '../schema/accounting.ts';
import type { EventStore, LoadedDataset } from '../store/event-store.ts';
import { type AnalyzeOptions, detectionOptions } from './analyze.ts';
import { openData } from './open-data.ts';
import { ruleDetectors } from './rule-files.ts';
import { earlierPeriod, samePeriod, type TimeSplit, type WayToJudge } from './time-split.ts';
import { localTime, readTruthText } from './truth-file.ts';

export type { NextStep };

/** The lab's four methods, as shipped rule files, in the order of its table. */
const LAB_METHODS: readonly string[] = Object.freeze([
  'lab-mean-trimmed',
  'lab-median',
  'lab-tukey',
  'lab-z-score',
]);

export interface EvaluateOptions extends AnalyzeOptions {
  readonly truth: string;
  readonly preset?: 'lab';
  /** Findings below this severity do not count. */
  readonly leastSeverity?: number;
  readonly by?: 'entity' | 'event' | 'window';
  readonly entityField?: string;
  readonly windowSeconds?: number;
  readonly overlap?: number;
  /** Baselines from one period, judged on another, beside the lab's way. */
  readonly split?: TimeSplit;
}

/** One method's row; with a time split it says which period its baseline comes from. */
export interface EvaluationRow extends MethodEvaluation {
  readonly baseline?: WayToJudge['name'];
  /** Rates with the baseline of the earlier period less those of the lab's way; null where one is. */
  readonly difference?: Rates;
}

/** An evaluation of one dataset of the inputs. */
export interface InputEvaluation extends Omit<Evaluation, 'rows'> {
  readonly rows: readonly EvaluationRow[];
  readonly dataset: string;
  readonly truth: string;
}

export interface EvaluationAnswer<Result> {
  readonly accounts: readonly InputAccount[];
  readonly results: readonly Result[];
}

/** The detectors to judge, as the options choose them. */
const runOptionsFor = async (options: EvaluateOptions, way: WayToJudge | undefined): Promise<RunOptions> => {
  const run = await detectionOptions(options, way?.adapt);
  const narrowed = way === undefined ? run : { ...run, where: way.seen };
  if (options.preset !== 'lab') return narrowed;
  const { detectors: _all, settings = {}, ...rest } = narrowed;
  const own = Object.entries(settings).filter(([name]) => LAB_METHODS.includes(name));
  const available = await ruleDetectors(LAB_METHODS, way?.adapt);
  return { ...rest, available, settings: Object.fromEntries(own) };
};

/** Every detector on its own, then all of them together; or the lab's four methods. */
const methodsFor = async (
  store: EventStore,
  dataset: LoadedDataset,
  options: EvaluateOptions,
  way: WayToJudge | undefined,
): Promise<readonly EvaluatedMethod[]> => {
  const run = await runOptionsFor(options, way);
  const { findings, ran } = await runDetectors(store, run);
  const own = countable(findings, dataset, options, way);
  const available = run.available as readonly Detector[];
  const each = ran
    .filter((name) => available.some((detector) => detector.name === name && detector.fits(dataset)))
    .map((name) => ({ name, findings: own.filter((finding) => finding.detector === name) }));
  return options.preset === 'lab' || each.length < 2
    ? each
    : [...each, { name: 'all together', findings: own }];
};

/** Findings that are judged: about the dataset, severe enough, and not over before the judged time. */
export const countable = (
  findings: EvaluatedMethod['findings'],
  dataset: LoadedDataset,
  { leastSeverity = 0 }: Pick<EvaluateOptions, 'leastSeverity'>,
  way: WayToJudge | undefined,
): EvaluatedMethod['findings'] =>
  findings.filter(
    (finding) =>
      finding.dataset === dataset.name &&
      finding.severity >= leastSeverity &&
      (way?.since === undefined || way.since === null || finding.end === null || finding.end >= way.since),
  );

export const unitOf = ({ by, entityField, windowSeconds, overlap }: EvaluateOptions) => ({
  ...(by === undefined ? {} : { by }),
  ...(entityField === undefined ? {} : { entityField }),
  ...(windowSeconds === undefined ? {} : { windowSeconds }),
  ...(overlap === undefined ? {} : { overlap }),
});

/** Opens what is judged and works on each dataset. */
export const perDataset = async <Result>(
  options: EvaluateOptions,
  work: (store: EventStore, dataset: LoadedDataset, truth: LoadedTruth) => Promise<Result>,
): Promise<EvaluationAnswer<Result>> => {
  const truth = parseTruth(await readTruthText(options.truth), localTime(options.timeZone ?? 'UTC'));
  const data = await openData(options);
  try {
    const datasets = await data.store.datasets();
    if (datasets.length === 0)
      throw new UsageError('there are no events to evaluate; name a log that has some');
    const results: Result[] = [];
    for (const dataset of datasets) results.push(await work(data.store, dataset, truth));
    return { accounts: data.accounts, results };
  } finally {
    await data.close();
  }
};

/** Compares what the detectors find with labels, per method; with a time split both ways. */
export const evaluateInputs = (options: EvaluateOptions): Promise<EvaluationAnswer<InputEvaluation>> =>
  perDataset(options, async (store, dataset, truth) => {
    const judge = async (way: WayToJudge | undefined): Promise<Evaluation> => {
      const methods = await methodsFor(store, dataset, options, way);
      const where = way?.judged ?? options.where;
      const narrowed = where === undefined ? {} : { where };
      return evaluate({ store, dataset, truth, methods, ...unitOf(options), ...narrowed });
    };
    const about = { dataset: dataset.name, truth: truth.description };
    if (options.split === undefined) return { ...(await judge(undefined)), ...about };
    const same = await judge(samePeriod(options.split, options.where));
    const earlier = await judge(earlierPeriod(options.split, options.where));
    return { ...bothWays(same, earlier), ...about };
  });

/** Each method twice, the lab's way first, with the difference. */
const bothWays = (same: Evaluation, earlier: Evaluation): Omit<InputEvaluation, 'dataset' | 'truth'> => ({
  ...earlier,
  definitions: [
    ...earlier.definitions,
    'same period: the baseline comes from the events that are judged, as in the login lab; earlier period: from the training period',
  ],
  rows: earlier.rows.flatMap((row): EvaluationRow[] => {
    const lab = same.rows.find((other) => other.method === row.method);
    const later: EvaluationRow = { ...row, baseline: 'earlier period' };
    if (lab === undefined) return [later];
    return [
      { ...lab, baseline: 'same period' },
      { ...later, difference: differenceOf(row, lab) },
    ];
  }),
  notes: [...new Set([...same.notes, ...earlier.notes])],
});

const differenceOf = (later: Rates, earlier: Rates): Rates =>
  Object.fromEntries(
    RATE_NAMES.map((name) => {
      const [left, right] = [later[name], earlier[name]];
      return [name, left === null || right === null ? null : left - right];
    }),
  ) as unknown as Rates;

/** What is ranked, and how many of the highest are held against the truth (as many as it labels unless told). */
export interface RankOptions extends EvaluateOptions {
  readonly metric: string;
  readonly top?: number;
}

/** Precision among the entities with the highest metric. */
export const rankInputs = (options: RankOptions): Promise<EvaluationAnswer<RankPrecision>> =>
  perDataset(options, (store, dataset, truth) => {
    const { metric, entityField, top, where } = options;
    return rankEntities({
      store,
      dataset,
      truth,
      metric,
      ...(entityField === undefined ? {} : { entityField }),
      ...(top === undefined ? {} : { top }),
      ...(where === undefined ? {} : { where }),
    });
  });
