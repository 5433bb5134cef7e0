import { formatFilter } from '../filter/format.ts';
import { parseFilter } from '../filter/parse.ts';
import { allOf } from '../filter/tree.ts';
import { InterruptedError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import { together } from '../kernel/together.ts';
import type { Finding } from '../schema/finding.ts';
import type { SettingValues } from '../schema/settings.ts';
import type { EventStore, LoadedDataset, Row, SideBySideQueries } from '../store/event-store.ts';
import type { Aggregate, AggregateContext, DetectionContext, Detector, Judgement } from './detector.ts';
import { equals, eventSource } from './events.ts';
import type { History } from './history.ts';
import { shellQuoted } from './next-commands.ts';
import { completeSettings } from './number-setting.ts';
import { rankFindings } from './rank.ts';
import { DETECTORS } from './registry.ts';
import { mergeRows } from './windows.ts';

export interface DetectorTiming {
  /** Detectors that shared the step. */
  readonly detectors: readonly string[];
  readonly dataset: string;
  readonly step: 'aggregate' | 'judge' | 'detect';
  readonly milliseconds: number;
}

export interface RunOptions {
  /** Names of the detectors to run; all that fit when absent. */
  readonly detectors?: readonly string[];
  /** What there is to choose from; the built-in ones when absent. Rule files add theirs here. */
  readonly available?: readonly Detector[];
  /** By detector, values that replace the defaults. */
  readonly settings?: Readonly<Record<string, SettingValues>>;
  /** Filter that narrows the events. */
  readonly where?: string;
  /** What came before those events; detectors that need a history do not run without. */
  readonly history?: History;
  readonly signal?: AbortSignal;
  /** Milliseconds of any steady clock; needed for `onTiming`. */
  readonly now?: () => number;
  readonly onTiming?: (timing: DetectorTiming) => void;
}

export interface DetectionRun {
  /** Ranked, see `rankFindings`. */
  readonly findings: readonly Finding[];
  /** Remarks such as "rarity: not enough data to judge, needs 100 events". */
  readonly notes: readonly string[];
  /** Detectors that fitted a dataset, by name. */
  readonly ran: readonly string[];
}

/**
 * Runs detectors over everything a store holds and ranks what they find: side by side
 * where the store answers so, which their timings include. Detectors that share an
 * aggregate share its queries. The first failure stops the others.
 * @throws UsageError for unknown detectors, settings or fields; EngineError; InterruptedError.
 */
export const runDetectors = async (
  store: EventStore & Partial<SideBySideQueries>,
  options: RunOptions = {},
): Promise<DetectionRun> => {
  const failed = new AbortController();
  const signal =
    options.signal === undefined ? failed.signal : AbortSignal.any([options.signal, failed.signal]);
  const sideBySide = store.sideBySide?.bind(store) ?? ((work) => work());
  try {
    return await sideBySide(() => runAll(store, { ...options, signal }, failed), signal);
  } catch (error) {
    if (options.signal?.aborted === true) throw new InterruptedError(undefined, error);
    throw failed.signal.aborted ? failed.signal.reason : error;
  }
};

const runAll = async (
  store: EventStore,
  options: RunOptions,
  failed: AbortController,
): Promise<DetectionRun> => {
  const chosen = chooseDetectors(options);
  const findings: Finding[] = [];
  const notes: string[] = [];
  const ran = new Set<string>();
  const datasets = await store.datasets();
  for (const dataset of datasets) {
    const narrow = narrowing(datasets.length > 1 ? dataset : undefined, options.where);
    const fitting = chosen.filter((detector) => detector.fits(dataset));
    for (const [detector, judgement] of await runOnDataset(store, dataset, fitting, options, failed)) {
      ran.add(detector.name);
      findings.push(...judgement.findings.map(narrow));
      notes.push(...judgement.notes.map((note) => `${detector.name}: ${note}`));
    }
  }
  return { findings: rankFindings(findings), notes, ran: [...ran] };
};

/**
 * Makes a finding's filter hold for the whole store: only this dataset where there are
 * several, and only what the run was narrowed to.
 */
const narrowing = (
  dataset: LoadedDataset | undefined,
  where: string | undefined,
): ((finding: Finding) => Finding) => {
  const trees = [
    ...(dataset === undefined ? [] : [equals('event.dataset', dataset.name)]),
    ...(where === undefined ? [] : [parseFilter(where)]),
  ];
  if (trees.length === 0) return (finding) => finding;
  return (finding) => {
    const filter = formatFilter(allOf([...trees, parseFilter(finding.filter)]));
    const [before, after] = [shellQuoted(finding.filter), shellQuoted(filter)];
    return {
      ...finding,
      filter,
      next: finding.next.map((command) => command.replaceAll(before, () => after)),
    };
  };
};

const chooseDetectors = (options: RunOptions): readonly Detector[] => {
  const available = options.available ?? DETECTORS;
  const names = available.map((detector) => detector.name);
  for (const name of [...(options.detectors ?? []), ...Object.keys(options.settings ?? {})]) {
    if (!names.includes(name)) throw unknownName('detector', name, names, 'the command detectors lists them');
  }
  const wanted = options.detectors;
  return available.filter((detector) =>
    wanted === undefined
      ? detector.needsHistory !== true || options.history !== undefined
      : wanted.includes(detector.name),
  );
};

type Result = readonly [Detector, Judgement];

/** All of them at once; judgements and timings come in the order of the detectors. */
const runOnDataset = async (
  store: EventStore,
  dataset: LoadedDataset,
  detectors: readonly Detector[],
  options: RunOptions,
  failed: AbortController,
): Promise<readonly Result[]> => {
  const shared = new Map<string, Promise<readonly Row[]>>();
  const timings = detectors.map((): DetectorTiming[] => []);
  const results = await together(
    detectors.map((detector, index) => async (): Promise<Result> => {
      const own = { ...options, onTiming: (timing: DetectorTiming) => timings[index]?.push(timing) };
      try {
        const context = contextFor(store, dataset, detector, options);
        return [detector, await runOne(detector, context, shared, own)];
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    }),
  );
  for (const timing of timings.flat()) options.onTiming?.(timing);
  return results;
};

const runOne = async (
  detector: Detector,
  context: DetectionContext,
  shared: Map<string, Promise<readonly Row[]>>,
  options: RunOptions,
): Promise<Judgement> => {
  const { dataset } = context;
  const names = [detector.name];
  if (detector.kind === 'batch only')
    return timed(options, names, dataset, 'detect', () => detector.detect(context));
  const aggregate = detector.aggregate({ ...context, wholeLog: true });
  const rows =
    shared.get(aggregate.key) ??
    timed(options, names, dataset, 'aggregate', () => aggregateRows(aggregate, context));
  shared.set(aggregate.key, rows);
  const found = await rows;
  return timed(options, names, dataset, 'judge', async () => detector.judge(found, context));
};

const contextFor = (
  store: EventStore,
  dataset: LoadedDataset,
  detector: Detector,
  { settings = {}, where, history, signal }: RunOptions,
): DetectionContext => ({
  store,
  dataset,
  settings: completeSettings(detector.name, detector.settings, settings[detector.name] ?? {}),
  ...(where === undefined ? {} : { where }),
  ...(history === undefined ? {} : { history }),
  ...(signal === undefined ? {} : { signal }),
});

/** Runs an aggregate's queries and merges their rows, sorted by entity and window. */
export const aggregateRows = async (
  aggregate: Aggregate,
  context: DetectionContext | AggregateContext,
): Promise<readonly Row[]> => {
  const source = eventSource(context);
  const answers = await together(aggregate.queries.map((query) => () => source.ask(query)));
  return mergeRows(answers.flat(), aggregate.merge);
};

const timed = async <Value>(
  { now, onTiming }: RunOptions,
  detectors: readonly string[],
  dataset: LoadedDataset,
  step: DetectorTiming['step'],
  work: () => Promise<Value>,
): Promise<Value> => {
  const start = now?.() ?? 0;
  const result = await work();
  if (now !== undefined) onTiming?.({ detectors, dataset: dataset.name, step, milliseconds: now() - start });
  return result;
};
