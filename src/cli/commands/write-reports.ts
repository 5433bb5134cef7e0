import { withoutPassword } from '../../kernel/without-password.ts';
import type { OpenAnalysis } from '../../workflows/analyze.ts';
import { buildReport } from '../../workflows/build-report.ts';
import { systemEffects } from '../../workflows/effects.ts';
import { lineKey, originalLines } from '../../workflows/original-lines.ts';
import { packageVersion } from '../../workflows/version.ts';
import { writeReport } from '../../workflows/write-report.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { inputWordsOf, shellWord } from '../output/analysis-screen.ts';
import { given } from './data-options.ts';

/** Options that change what a report says, as they are typed. */
const TYPED: readonly (readonly [string, string])[] = [
  ['format', '--format'],
  ['timeZone', '--time-zone'],
  ['year', '--year'],
  ['where', '--where'],
  ['since', '--since'],
  ['until', '--until'],
  ['report', '--report'],
  ['digest', '--digest'],
];

/** The command that gives the report again. */
const commandOf = (inputs: readonly string[], options: Options): string => {
  const lists = ['detectors', 'rules'].flatMap((name) => {
    const list = options[name];
    return Array.isArray(list) && list.length > 0 ? [`--${name} ${shellWord(list.join(','))}`] : [];
  });
  const typed = TYPED.flatMap(([name, flag]) => {
    const value = options[name];
    return value === undefined ? [] : [`${flag} ${shellWord(String(value))}`];
  });
  const store = options['store'] as string | undefined;
  const words = [
    ...inputs.map((input) => shellWord(withoutPassword(input))),
    ...(store === undefined ? [] : [`--store ${shellWord(withoutPassword(store))}`]),
    ...lists,
    ...typed,
  ];
  return `logfence analyze ${words.join(' ')}`;
};

/** Writes the report and the digest that were asked for, and says where they are. */
export const writeReports = async (
  { terminal, signal }: CommandContext,
  inputs: readonly string[],
  options: Options,
  analysis: OpenAnalysis,
): Promise<void> => {
  const effects = systemEffects();
  const { store } = analysis.data;
  const report = await buildReport({
    store,
    accounts: analysis.accounts,
    findings: analysis.findings,
    notes: analysis.notes,
    run: analysis.runOptions,
    inputWords: inputWordsOf(inputs, options),
    version: packageVersion(),
    generatedAt: new Date(effects.now()).toISOString(),
    command: commandOf(inputs, options),
    signal,
    originals: async (lines) => {
      const texts = await originalLines(store, effects, lines);
      return lines.map((line) => texts.get(lineKey(line)) ?? null);
    },
  });
  const page = options['report'] as string | undefined;
  const digest = options['digest'] as string | undefined;
  await writeReport(report, given({ page, digest }));
  if (options['quiet'] === true) return;
  if (page !== undefined) terminal.note(`report: ${page}`);
  if (digest !== undefined) terminal.note(`digest: ${digest}`);
};
