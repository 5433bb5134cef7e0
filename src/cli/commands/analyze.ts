import { UsageError } from '../../kernel/errors.ts';
import { sumAccounts } from '../../schema/accounting.ts';
import { SEVERITY_BOUNDS } from '../../schema/finding.ts';
import { type Analysis, analyze, type OpenAnalysis } from '../../workflows/analyze.ts';
import { analysisScreen, inputWordsOf, summarySentence, tuningWordsOf } from '../output/analysis-screen.ts';
import { answerJson } from '../output/json.ts';
import { styleFor } from '../output/style.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { dataOptions, earlierOf, given, whereOf } from './data-options.ts';

/** The bound of `--fail-on` or another option; undefined when it was not asked for. */
export const severityBound = (text: unknown, option = '--fail-on'): number | undefined => {
  if (typeof text !== 'string') return undefined;
  if (Object.hasOwn(SEVERITY_BOUNDS, text)) return SEVERITY_BOUNDS[text as keyof typeof SEVERITY_BOUNDS];
  const bound = Number(text);
  if (text.trim() !== '' && bound >= 0 && bound <= 100) return bound;
  throw new UsageError(`${option} "${text}" is no severity; use 0 to 100, low, medium, high or critical`);
};

/** The bound of `--max-rejects`; undefined when it was not asked for. */
export const rejectBound = (value: unknown): number | undefined => {
  if (value === undefined) return undefined;
  const share = Number(value);
  if (share >= 0 && share <= 1) return share;
  throw new UsageError('--max-rejects takes a share from 0 to 1, e.g. 0.01');
};

const run = async (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
  print: (analysis: OpenAnalysis) => Promise<void>,
): Promise<void> => {
  const failOn = severityBound(options['failOn']);
  const maximumRejects = rejectBound(options['maxRejects']);
  const { finishProgress, ...data } = dataOptions(context, inputs, options);
  const analysis = await analyze({
    ...data,
    showsRemarks: options['json'] !== true,
    ...given({
      where: whereOf(options),
      earlier: earlierOf(options),
      history: options['history'] as string | undefined,
      detectors: options['detectors'] as readonly string[] | undefined,
      rules: options['rules'] as readonly string[] | undefined,
      config: options['config'] as string | undefined,
      allow: options['allow'] as string | undefined,
    }),
  });
  finishProgress();
  try {
    await print(analysis);
  } finally {
    await analysis.data.close();
  }
  const { lines, rejected } = sumAccounts(analysis.accounts);
  const tooSevere = failOn !== undefined && analysis.findings.some((finding) => finding.severity >= failOn);
  const tooMany = maximumRejects !== undefined && lines > 0 && rejected / lines > maximumRejects;
  if (tooSevere || tooMany) process.exitCode = 1;
};

const limitOf = (options: Options, otherwise: number): number =>
  typeof options['limit'] === 'number' ? options['limit'] : otherwise;

const asJson = (command: string, analysis: Analysis, options: Options): string =>
  answerJson(command, analysis.accounts, {
    findings: analysis.findings.slice(0, limitOf(options, Number.POSITIVE_INFINITY)),
    entities: analysis.entities.slice(0, limitOf(options, Number.POSITIVE_INFINITY)),
    summary: {
      text: summarySentence(analysis),
      events: analysis.events,
      start: analysis.span?.start ?? null,
      end: analysis.span?.end ?? null,
      findings: analysis.findings.length,
      detectors: analysis.ran,
      notes: analysis.notes,
      ...(options['timings'] === true ? { timings: analysis.timings } : {}),
    },
  });

const asScreen = (
  context: CommandContext,
  inputs: readonly string[],
  analysis: Analysis,
  options: Options,
): string =>
  analysisScreen(analysis, {
    style: styleFor(context.terminal.color),
    width: Math.min(context.terminal.columns, 120),
    limit: limitOf(options, 20),
    inputWords: inputWordsOf(inputs, options),
    tuningWords: tuningWordsOf(options),
    timings: options['timings'] === true,
    byEntity: options['byEntity'] === true,
  });

/** `analyze INPUT...` */
export const analyzeCommand = (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): Promise<void> =>
  run(context, inputs, options, async (analysis) => {
    if (options['report'] !== undefined || options['digest'] !== undefined) {
      const { writeReports } = await import('./write-reports.ts');
      await writeReports(context, inputs, options, analysis);
    }
    const text =
      options['json'] === true
        ? asJson('analyze', analysis, options)
        : asScreen(context, inputs, analysis, options);
    await context.terminal.write(text);
  });

/** `detect`: the findings of a store or of inputs, without reports. */
export const detectCommand = (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): Promise<void> =>
  run(context, inputs, options, async (analysis) => {
    const text =
      options['json'] === true
        ? asJson('detect', analysis, options)
        : asScreen(context, inputs, analysis, options);
    await context.terminal.write(text);
  });
