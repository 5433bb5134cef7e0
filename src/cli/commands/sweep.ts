import { UsageError } from '../../kernel/errors.ts';
import { pictureFormat } from '../../workflows/plot.ts';
import { type Goal, type SweepAnswer, sweepInputs } from '../../workflows/sweep.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { inputWordsOf, shellWord } from '../output/analysis-screen.ts';
import { csvText } from '../output/csv.ts';
import { answerJson } from '../output/json.ts';
import type { OutputRow } from '../output/rows.ts';
import { printRows } from '../output/print-rows.ts';
import { given } from './data-options.ts';
import { COLUMNS, judgingOptions } from './evaluate.ts';

const SPREAD = ['FPR', 'recall', 'precision', 'f1', 'mcc'] as const;

const numbers = (text: unknown, option: string): readonly number[] | undefined => {
  if (typeof text !== 'string') return undefined;
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (values.some((value) => !Number.isFinite(value)))
    throw new UsageError(`${option} ${text}: write numbers with commas between them, such as 10,20,40`);
  return values;
};

const MOST_SEEDS = 1000;

/** `1..5` or `1,2,7`. */
const seedsOf = (text: unknown): readonly number[] | undefined => {
  if (typeof text !== 'string') return undefined;
  const range = /^([0-9]{1,15})\.\.([0-9]{1,15})$/.exec(text);
  const seeds =
    range === null
      ? (numbers(text, '--seeds') ?? [])
      : Array.from(
          { length: Math.max(0, Math.min(MOST_SEEDS + 1, Number(range[2]) - Number(range[1]) + 1)) },
          (_, index) => Number(range[1]) + index,
        );
  if (
    seeds.length === 0 ||
    seeds.length > MOST_SEEDS ||
    new Set(seeds).size < seeds.length ||
    seeds.some((seed) => !Number.isSafeInteger(seed) || seed < 0)
  )
    throw new UsageError(
      `--seeds ${text}: write 1 to ${MOST_SEEDS} different whole numbers, such as 1..5 or 3,8,21`,
    );
  return seeds;
};

const goalOf = (options: Options): Goal => {
  const [limit, cost] = [options['maxFpr'] as number | undefined, options['missCost'] as number | undefined];
  const asked = [options['goal'], limit, cost].filter((item) => item !== undefined);
  if (asked.length > 1) throw new UsageError('--goal, --max-fpr and --miss-cost are goals; name one of them');
  if (limit !== undefined) {
    if (!(limit >= 0 && limit <= 1)) throw new UsageError('--max-fpr takes a rate from 0 to 1, such as 0.01');
    return { kind: 'false-positive rate', atMost: limit };
  }
  if (cost !== undefined) {
    if (!(cost > 0 && Number.isFinite(cost)))
      throw new UsageError('--miss-cost takes a number above 0: how many false alarms a miss costs');
    return { kind: 'cost', missCosts: cost };
  }
  return { kind: options['goal'] === 'mcc' ? 'mcc' : 'f1' };
};

/** `sweep INPUT... --truth FILE`: what the values of a setting do, and which serves a goal. */
export const sweepCommand = async (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): Promise<void> => {
  const picture = options['plot'] as string | undefined;
  if (picture !== undefined) pictureFormat(picture, '--plot');
  const { asked, finish } = judgingOptions(context, inputs, options);
  const what = options['simulate'] as string | undefined;
  if (what === undefined && (options['days'] ?? options['attack']) !== undefined)
    throw new UsageError('--days and --attack go with --simulate NAME');
  const bounds = ['values', 'from', 'to', 'steps'].filter((name) => options[name] !== undefined);
  if (options['setting'] === undefined && bounds.some((name) => name !== 'values'))
    throw new UsageError(
      '--from, --to and --steps go with --setting DETECTOR.SETTING; of the severity all are tried',
    );
  if (options['values'] !== undefined && bounds.length > 1)
    throw new UsageError('--values lists what is tried; leave --from, --to and --steps out');
  const answer = await sweepInputs({
    ...asked,
    thresholds: given({
      values: numbers(options['values'], '--values'),
      from: options['from'] as number | undefined,
      to: options['to'] as number | undefined,
      steps: options['steps'] as number | undefined,
    }),
    goal: goalOf(options),
    ...given({
      truth: options['truth'] as string | undefined,
      setting: options['setting'] as string | undefined,
      seeds: seedsOf(options['seeds']),
      save: options['save'] as string | undefined,
      simulate:
        what === undefined
          ? undefined
          : {
              what,
              ...given({
                days: options['days'] as number | undefined,
                attacks: options['attack'] as readonly string[] | undefined,
              }),
            },
    }),
  });
  finish();
  if (picture !== undefined) {
    const { writeSweepFigure } = await import('../../workflows/sweep-figure.ts');
    await writeSweepFigure(picture, answer);
  }
  await print(context, inputs, options, answer);
  if (options['save'] !== undefined && answer.saved === null)
    throw new UsageError(`no threshold serves the goal, so ${String(options['save'])} was not written`);
  if (picture !== undefined && options['quiet'] !== true)
    context.terminal.note(`ROC and precision-recall curves in ${picture}`);
};

const print = async (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
  answer: SweepAnswer,
): Promise<void> => {
  const rows = rowsOf(answer);
  const { accounts, definitions, notes } = answer;
  if (options['json'] === true) {
    await context.terminal.write(
      answerJson('sweep', accounts, { rows, ...extrasOf(answer), notes: [...definitions, ...notes] }),
    );
    return;
  }
  const isRepeated = answer.spread.length > 0;
  if (options['csv'] === true) return context.terminal.write(csvText(rows));
  const columns = isRepeated
    ? [
        'threshold',
        'repetitions',
        ...SPREAD.flatMap((name) => [name, `${name}Std`]),
        'detectedAttacks',
        'attacks',
      ]
    : ['threshold', ...COLUMNS.slice(1), 'detectedAttacks', 'attacks', 'findings', 'trueFindings'];
  await printRows(context, options, {
    command: 'sweep',
    accounts,
    rows,
    columns,
    total: rows.length,
    notes: [...definitions, ...notes],
  });
  await context.terminal.write(closingText(answer, inputWordsOf(inputs, options)));
};

/** A row per threshold; over several seeds rates are those of the sums, with their spread. */
const rowsOf = ({ points, spread, repetitions }: SweepAnswer): OutputRow[] =>
  points.map((point) => {
    const spreadHere = spread.find(({ threshold }) => threshold === point.threshold);
    if (spreadHere === undefined) return { ...point };
    const parts = SPREAD.flatMap((name) => {
      const { mean, standardDeviation, minimum, maximum } = spreadHere.rates[name];
      return [
        [`${name}Mean`, mean],
        [`${name}Std`, standardDeviation],
        [`${name}Min`, minimum],
        [`${name}Max`, maximum],
      ] as const;
    });
    return { ...point, repetitions: repetitions.length, ...Object.fromEntries(parts) };
  });

const extrasOf = (answer: SweepAnswer) => ({
  setting: answer.setting,
  goal: answer.goal,
  operatingPoint: answer.chosen,
  tested: answer.tested,
  saved: answer.saved,
  rocArea: answer.rocArea,
  averagePrecision: answer.averagePrecision,
  curves: {
    roc: answer.roc.map(({ x, y }) => ({ FPR: x, recall: y })),
    precisionRecall: answer.precisionRecall.map(({ x, y }) => ({ recall: x, precision: y })),
  },
  seeds: answer.repetitions.flatMap(({ seed, rocArea, averagePrecision }) =>
    seed === null ? [] : [{ seed, rocArea, averagePrecision }],
  ),
});

const rate = (value: number | null): string => (value === null ? 'unknown' : value.toFixed(4));

const closingText = (answer: SweepAnswer, words: string): string => {
  const { chosen, tested, setting, goal, saved } = answer;
  const rates = (point: NonNullable<SweepAnswer['chosen']>): string =>
    `FPR ${rate(point.FPR)}, recall ${rate(point.recall)}, precision ${rate(point.precision)}, F1 ${rate(point.f1)}`;
  const lines = [
    '',
    `ROC area ${rate(answer.rocArea)}, average precision ${rate(answer.averagePrecision)}`,
    chosen === null
      ? `no threshold serves the goal (${goal})`
      : `${setting} = ${chosen.threshold} gives ${goal}: ${rates(chosen)}`,
    ...(tested === null ? [] : [`on the test period it gives ${rates(tested)}`]),
    ...(saved === null
      ? []
      : [
          `written to ${saved}; next:`,
          `  logfence analyze ${words === '' ? 'INPUT' : words} --config ${shellWord(saved)}`,
        ]),
  ];
  return `${lines.join('\n')}\n`;
};
