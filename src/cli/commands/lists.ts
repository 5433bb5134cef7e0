import { detectorList, formatList } from '../../workflows/lists.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { answerJson } from '../output/json.ts';
import { styleFor } from '../output/style.ts';

/** `detectors`: each with its settings, ranges and units. */
export const detectorsCommand = async (
  { terminal }: CommandContext,
  _words: readonly string[],
  options: Options,
): Promise<void> => {
  const detectors = await detectorList();
  if (options['json'] === true) {
    await terminal.write(answerJson('detectors', [], { rows: detectors }));
    return;
  }
  const { bold, dim } = styleFor(terminal.color);
  const text = detectors.map(({ name, title, summary, kind, settings }) => {
    const lines = settings.map(
      (setting) =>
        `    ${setting.name} = ${setting.default} ${setting.unit}  ${dim(`${setting.minimum} to ${setting.maximum}; ${setting.description}`)}`,
    );
    return [
      `${bold(name)}  ${title}${kind === 'batch only' ? dim('  (batch only)') : ''}`,
      `  ${summary}`,
      ...lines,
    ].join('\n');
  });
  await terminal.write(`${text.join('\n\n')}\n`);
};

/** `formats`: each with an example line. */
export const formatsCommand = async (
  { terminal }: CommandContext,
  _words: readonly string[],
  options: Options,
): Promise<void> => {
  const formats = formatList();
  if (options['json'] === true) {
    await terminal.write(answerJson('formats', [], { rows: formats }));
    return;
  }
  const { bold, dim } = styleFor(terminal.color);
  const text = formats.map(
    ({ name, title, dataset, example }) =>
      `${bold(name)}  ${title} ${dim(`→ ${dataset}`)}\n  ${example.replaceAll('\t', '  ')}`,
  );
  await terminal.write(`${text.join('\n\n')}\n`);
};
