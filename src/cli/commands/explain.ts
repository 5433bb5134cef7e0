import { visibleText } from '../../kernel/visible-text.ts';
import { aboutText } from '../../reporters/about.ts';
import { explain } from '../../workflows/explain.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { inputWordsOf, shellWord } from '../output/analysis-screen.ts';
import { wrapped } from '../output/wrapped.ts';
import { answerJson } from '../output/json.ts';
import { styleFor } from '../output/style.ts';
import { dataOptions, earlierOf, given, whereOf } from './data-options.ts';

/** `explain FINDING INPUT...`: the arithmetic of one finding, step by step. */
export const explainCommand = async (
  context: CommandContext,
  [id = '', ...inputs]: readonly string[],
  options: Options,
): Promise<void> => {
  const { terminal } = context;
  const { finishProgress, ...data } = dataOptions(context, inputs, options);
  const explained = await explain(id, {
    ...data,
    ...given({
      where: whereOf(options),
      earlier: earlierOf(options),
      rules: options['rules'] as readonly string[] | undefined,
      config: options['config'] as string | undefined,
    }),
  });
  finishProgress();
  const { accounts, finding, current, steps, changes } = explained;
  if (options['json'] === true) {
    await terminal.write(
      answerJson('explain', accounts, {
        rows: steps.map((step, index) => ({ step: index + 1, text: step })),
        finding,
        current: current ?? null,
        changes,
      }),
    );
    return;
  }
  const { bold, dim } = styleFor(terminal.color);
  const width = Math.min(terminal.columns, 120);
  const shown = current ?? finding;
  const words = inputWordsOf(inputs, options);
  const next = (
    shown.next.length > 0 ? shown.next : [`logfence events --where ${shellWord(shown.filter)}`]
  ).slice(0, 2);
  const text = [
    bold(visibleText(shown.title)),
    dim(
      `${shown.id} · ${shown.detector} · severity ${shown.severity}${shown.attack.length > 0 ? ` · ATT&CK ${shown.attack.join(', ')}` : ''}`,
    ),
    ...(finding.about === undefined ? [] : [wrapped(visibleText(aboutText(finding.about)), width, '')]),
    '',
    wrapped(visibleText(shown.explanation), width, ''),
    '',
    ...steps.map((step) => `  ${visibleText(step)}`),
    ...(changes.length === 0
      ? []
      : ['', bold('Changed since it was found:'), ...changes.map((change) => `  ${visibleText(change)}`)]),
    '',
    'Next:',
    ...next.map(
      (command) =>
        `  ${visibleText(command)}${/ (--store|INPUT)/.test(command) || words === '' ? '' : ` ${words}`}`,
    ),
  ];
  await terminal.write(`${text.join('\n')}\n`);
};
