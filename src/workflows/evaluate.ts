import type { Detector } from '../detectors/detector.ts';
import { runDetectors } from '../detectors/run.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import type { EvaluatedMethod, Evaluation } from '../evaluation/evaluation.ts';
import { parseTruth } from '../evaluation/parse-truth.ts';
import { rankEntities, type RankPrecision } from '../evaluation/rank-entities.ts';
import { type Sweep, sweepSeverity } from '../evaluation/sweep.ts';
import type { LoadedTruth } from '../evaluation/truth.ts';
import { UsageError } from '../kernel/errors.ts';
import type { InputAccount } from '../schema/accounting.ts';
import type { EventStore, LoadedDataset } from '../store/event-store.ts';
import type { AnalyzeOptions } from './analyze.ts';
import { openData } from './open-data.ts';
import { allDetectors } from './rule-detectors.ts';
import { ruleDetectors } from './rule-files.ts';
import { localTime, readTruthText } from './truth-file.ts';

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
}

/** An evaluation of one dataset of the inputs. */
export interface InputEvaluation extends Evaluation {
  readonly dataset: string;
  readonly truth: string;
}

export interface EvaluationAnswer<Result> {
  readonly accounts: readonly InputAccount[];
  readonly results: readonly Result[];
}

/** Every detector on its own, then all of them together; or the lab's four methods. */
const methodsFor = async (
  store: EventStore,
  dataset: LoadedDataset,
  options: EvaluateOptions,
): Promise<readonly EvaluatedMethod[]> => {
  const least = options.leastSeverity ?? 0;
  const run = async (available: readonly Detector[]): Promise<readonly EvaluatedMethod[]> => {
    const { where, signal, settings } = options;
    const { findings, ran } = await runDetectors(store, {
      available,
      ...(where === undefined ? {} : { where }),
      ...(settings === undefined ? {} : { settings }),
      ...(signal === undefined ? {} : { signal }),
    });
    const own = findings.filter((finding) => finding.dataset === dataset.name && finding.severity >= least);
    const each = ran
      .filter((name) => available.some((detector) => detector.name === name && detector.fits(dataset)))
      .map((name) => ({ name, findings: own.filter((finding) => finding.detector === name) }));
    return options.preset === 'lab' || each.length < 2
      ? each
      : [...each, { name: 'all together', findings: own }];
  };
  if (options.preset === 'lab') return run(await ruleDetectors(LAB_METHODS));
  const all = await allDetectors(options.rules ?? [], options.detectors);
  const wanted = options.detectors;
  return run(wanted === undefined ? all : all.filter((detector) => wanted.includes(detector.name)));
};

const unitOf = ({ by, entityField, windowSeconds, overlap }: EvaluateOptions) => ({
  ...(by === undefined ? {} : { by }),
  ...(entityField === undefined ? {} : { entityField }),
  ...(windowSeconds === undefined ? {} : { windowSeconds }),
  ...(overlap === undefined ? {} : { overlap }),
});

const perDataset = async <Result>(
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

/** Compares what the detectors find with labels, per method. */
export const evaluateInputs = (options: EvaluateOptions): Promise<EvaluationAnswer<InputEvaluation>> =>
  perDataset(options, async (store, dataset, truth) => {
    const methods = await methodsFor(store, dataset, options);
    const { where } = options;
    const result = await evaluate({
      store,
      dataset,
      truth,
      methods,
      ...unitOf(options),
      ...(where === undefined ? {} : { where }),
    });
    return { ...result, dataset: dataset.name, truth: truth.description };
  });

/** What raising the least severity that counts does to precision and recall. */
export const sweepInputs = (options: EvaluateOptions): Promise<EvaluationAnswer<Sweep>> =>
  perDataset(options, async (store, dataset, truth) => {
    const methods = await methodsFor(store, dataset, options);
    const findings =
      methods.find((method) => method.name === 'all together')?.findings ??
      methods.flatMap((method) => method.findings);
    return sweepSeverity({ store, dataset, truth, ...unitOf(options) }, findings);
  });

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
