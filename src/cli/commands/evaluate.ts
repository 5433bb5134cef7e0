import { UsageError } from '../../kernel/errors.ts';
import { durationSeconds } from '../../kernel/duration.ts';
import { type EvaluateOptions, evaluateInputs, rankInputs, sweepInputs } from '../../workflows/evaluate.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { printRows } from '../output/print-rows.ts';
import { severityBound, whereOf } from './analyze.ts';
import { dataOptions, given } from './data-options.ts';

const COLUMNS = [
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

const request = (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): { readonly asked: EvaluateOptions; readonly finish: () => void } => {
  // The truth is what is judged against here, not a field of the events.
  const { truth, ...reading } = options;
  const { finishProgress, ...data } = dataOptions(context, inputs, reading);
  const overlap = options['overlap'] as number | undefined;
  if (overlap !== undefined && !(overlap > 0 && overlap <= 1))
    throw new UsageError('--overlap takes a share above 0 and up to 1');
  const window = options['window'] as string | undefined;
  return {
    finish: finishProgress,
    asked: {
      ...data,
      truth: String(truth),
      ...given({
        where: whereOf(options),
        detectors: options['detectors'] as readonly string[] | undefined,
        rules: options['rules'] as readonly string[] | undefined,
        preset: options['preset'] as 'lab' | undefined,
        leastSeverity: severityBound(options['leastSeverity']),
        by: options['by'] as 'entity' | 'event' | 'window' | undefined,
        entityField: options['entityField'] as string | undefined,
        windowSeconds: window === undefined ? undefined : durationSeconds(window),
        overlap,
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
  const { asked, finish } = request(context, inputs, options);
  const { accounts, results } = await evaluateInputs(asked);
  finish();
  const isTable = options['json'] !== true && options['csv'] !== true;
  const rows = results.flatMap((result) => result.rows.map((row) => ({ dataset: result.dataset, ...row })));
  const notes = results.flatMap((result) => [
    `${result.truth}; ${result.definitions.join(' ')}`,
    ...result.notes,
  ]);
  await printRows(context, options, {
    command: 'evaluate',
    accounts,
    rows,
    total: rows.length,
    notes,
    ...(isTable || options['csv'] === true ? { columns: COLUMNS } : {}),
  });
  if (!isTable) return;
  for (const { rows: methods } of results) {
    for (const { method, detectedAttacks, attacks, missed, falseFindings } of methods) {
      const parts = [
        `\n${method}: ${detectedAttacks} of ${attacks} attacks found, ${falseFindings.length} findings false`,
      ];
      for (const item of missed.slice(0, 5)) parts.push(`  missed ${item.title}: ${item.next}`);
      for (const item of falseFindings.slice(0, 3)) parts.push(`  false ${item.title}: ${item.next}`);
      await context.terminal.write(`${parts.join('\n')}\n`);
    }
  }
};

const OF_DETECTORS = ['preset', 'detectors', 'rules', 'leastSeverity', 'by', 'window', 'overlap'];

/** `evaluate INPUT... --truth FILE --rank METRIC`: how many of the entities with the highest metric are attackers. */
const rankCommand = async (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): Promise<void> => {
  const foreign = OF_DETECTORS.find((name) => options[name] !== undefined);
  if (foreign !== undefined)
    throw new UsageError('--rank judges a metric, not detectors; leave the options of detectors out');
  const { asked, finish } = request(context, inputs, options);
  const top = given({ top: options['top'] as number | undefined });
  const { accounts, results } = await rankInputs({ ...asked, metric: String(options['rank']), ...top });
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

/** `sweep INPUT... --truth FILE`: what raising the least severity does. */
export const sweepCommand = async (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): Promise<void> => {
  const { asked, finish } = request(context, inputs, options);
  const { accounts, results } = await sweepInputs(asked);
  finish();
  const rows = results.flatMap((result) => result.points.map((point) => ({ ...point })));
  const columns = [
    'threshold',
    ...COLUMNS.slice(1),
    'detectedAttacks',
    'attacks',
    'findings',
    'trueFindings',
  ];
  const isTable = options['json'] !== true && options['csv'] !== true;
  await printRows(context, options, {
    command: 'sweep',
    accounts,
    rows,
    total: rows.length,
    notes: results.flatMap((result) => [...result.definitions, ...result.notes]),
    ...(isTable ? { columns } : {}),
  });
};
