import { parseInputs } from '../../workflows/parse.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { jsonText } from '../output/json.ts';
import { dataOptions } from './data-options.ts';

const BATCH = 500;

/** `parse INPUT...`: one document a line. */
export const parseCommand = async (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): Promise<void> => {
  const { finishProgress, ...data } = dataOptions(context, inputs, options);
  const limit = typeof options['limit'] === 'number' ? options['limit'] : Number.POSITIVE_INFINITY;
  let waiting: string[] = [];
  let given = 0;
  const flush = async (): Promise<void> => {
    if (waiting.length > 0) await context.terminal.write(`${waiting.join('\n')}\n`);
    waiting = [];
  };
  for await (const document of parseInputs(data)) {
    if (given >= limit) break;
    given += 1;
    waiting.push(jsonText(document));
    if (waiting.length >= BATCH) await flush();
  }
  finishProgress();
  await flush();
};
