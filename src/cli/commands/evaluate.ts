import { UsageError } from '../../kernel/errors.ts';
import { durationSeconds } from '../../kernel/duration.ts';
import { writeConfusion } from '../../workflows/confusion-figure.ts';
import { type EvaluateOptions, evaluateInputs, rankInputs } from '../../workflows/evaluate.ts';
import { pictureFormat } from '../../workflows/plot.ts';
import { timeSplit } from '../../workflows/time-split.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { inputWordsOf } from '../output/analysis-screen.ts';
import { methodText, withInputs } from '../output/evaluation-screen.ts';
import { printRows } from '../output/print-rows.ts';
import { severityBound } from './analyze.ts';
import { dataOptions, given, whereOf } from './data-options.ts';

export const COLUMNS = [
  'method',
  'flagged',
  'tp',
  'fp',
  'tn',
  'fn',
  'FPR',
  'FDR',
  'FNR',
  'FOR',
  'precision',
  'recall',
  'f1',
  'mcc',
];

/** What `evaluate` and `sweep` are asked alike. */
export const judgingOptions = (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): { readonly asked: Omit<EvaluateOptions, 'truth'>; readonly finish: () => void } => {
  // The truth is what is judged against here, not a field of the events.
  const { truth: _truth, ...reading } = options;
  const { finishProgress, ...data } = dataOptions(context, inputs, reading);
  const overlap = options['overlap'] as number | undefined;
  if (overlap !== undefined && !(overlap > 0 && overlap <= 1))
    throw new UsageError('--overlap takes a share above 0 and up to 1');
  const window = options['window'] as string | undefined;
  const [train, test] = [options['train'] as string | undefined, options['test'] as string | undefined];
  return {
    finish: finishProgress,
    asked: {
      ...data,
      ...given({
        where: whereOf(options),
        detectors: options['detectors'] as readonly string[] | undefined,
        rules: options['rules'] as readonly string[] | undefined,
        config: options['config'] as string | undefined,
        leastSeverity: severityBound(options['leastSeverity'], '--least-severity'),
        by: options['by'] as 'entity' | 'event' | 'window' | undefined,
        entityField: options['entityField'] as string | undefined,
        windowSeconds: window === undefined ? undefined : durationSeconds(window),
        overlap,
        split: train === undefined && test === undefined ? undefined : timeSplit(train, test),
      }),
    },
  };
};

/** `evaluate INPUT... --truth FILE`: the confusion matrix and error rates of each method. */
export const evaluateCommand = async (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): Promise<void> => {
  if (options['rank'] !== undefined) return rankCommand(context, inputs, options);
  if (options['top'] !== undefined) throw new UsageError('--top goes with --rank METRIC');
  if (options['preset'] !== undefined && (options['detectors'] ?? options['rules']) !== undefined)
    throw new UsageError('--preset lab chooses the methods; leave --detectors and --rules out');
  const picture = options['plot'] as string | undefined;
  if (picture !== undefined) pictureFormat(picture, '--plot');
  const { asked, finish } = judgingOptions(context, inputs, options);
  const { accounts, results } = await evaluateInputs({
    ...asked,
    truth: String(options['truth']),
    ...given({ preset: options['preset'] as 'lab' | undefined }),
  });
  finish();
  const words = inputWordsOf(inputs, options);
  const rows = results.flatMap((result) =>
    result.rows.map((row) => ({ dataset: result.dataset, ...withInputs(row, words) })),
  );
  const notes = results.flatMap((result) => [
    `${result.truth}; ${result.definitions.join('; ')}`,
    ...result.notes,
  ]);
  const isTable = options['json'] !== true && options['csv'] !== true;
  const columns = asked.split === undefined ? COLUMNS : ['method', 'baseline', ...COLUMNS.slice(1)];
  await printRows(context, options, {
    command: 'evaluate',
    accounts,
    rows,
    total: rows.length,
    notes,
    ...(isTable || options['csv'] === true ? { columns } : {}),
  });
  if (picture !== undefined) {
    const methods = rows.map((row) => ({
      ...row,
      name: row.baseline === undefined ? row.method : `${row.method}, ${row.baseline}`,
    }));
    await writeConfusion(picture, methods, `Confusion matrices of ${words}`);
    if (options['quiet'] !== true) context.terminal.note(`confusion matrices in ${picture}`);
  }
  if (isTable) await context.terminal.write(rows.map(methodText).join(''));
};

const OF_DETECTORS = [
  ...['preset', 'detectors', 'rules', 'config', 'leastSeverity', 'by', 'window', 'overlap'],
  ...['train', 'test', 'plot'],
];

/** `evaluate INPUT... --truth FILE --rank METRIC`: how many of the entities with the highest metric are attackers. */
const rankCommand = async (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): Promise<void> => {
  const foreign = OF_DETECTORS.find((name) => options[name] !== undefined);
  if (foreign !== undefined)
    throw new UsageError('--rank judges a metric, not detectors; leave the options of detectors out');
  const { asked, finish } = judgingOptions(context, inputs, options);
  const truth = String(options['truth']);
  const top = given({ top: options['top'] as number | undefined });
  const { accounts, results } = await rankInputs({
    ...asked,
    truth,
    metric: String(options['rank']),
    ...top,
  });
  finish();
  const rows = results.map(({ metric, field, top: taken, hits, precision, interval, possible, tied }) => ({
    metric,
    field,
    top: taken,
    hits,
    precision,
    precisionLow: interval?.lower ?? null,
    precisionHigh: interval?.upper ?? null,
    possibleLow: possible?.lower ?? null,
    possibleHigh: possible?.upper ?? null,
    tied,
  }));
  const notes = results.map(
    ({ tieRule }) => `${tieRule}; another order of the ties gives possibleLow to possibleHigh`,
  );
  await printRows(context, options, { command: 'evaluate', accounts, rows, total: rows.length, notes });
};
