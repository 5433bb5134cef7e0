import { visibleText } from '../../kernel/visible-text.ts';
import { eventRows, originalEvents } from '../../workflows/events.ts';
import { openData } from '../../workflows/open-data.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { jsonText } from '../output/json.ts';
import { dataOptions, given } from './data-options.ts';

/** `events --where F`: NDJSON, or the raw lines with `--original`. */
export const eventsCommand = async (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): Promise<void> => {
  const { finishProgress, ...data } = dataOptions(context, inputs, options);
  const opened = await openData(data);
  finishProgress();
  const asked = {
    ...given({
      where: options['where'] as string | undefined,
      since: options['since'] as string | undefined,
      until: options['until'] as string | undefined,
      fields: options['fields'] as readonly string[] | undefined,
      first: options['first'] as number | undefined,
      last: options['limit'] as number | undefined,
    }),
  };
  try {
    if (options['original'] === true) {
      await printOriginals(context, originalEvents(opened.store, data.effects, asked));
      return;
    }
    for await (const rows of eventRows(opened.store, asked)) {
      if (rows.length > 0) await context.terminal.write(`${rows.map(jsonText).join('\n')}\n`);
    }
  } finally {
    await opened.close();
  }
};

/** On a terminal control characters are made visible; into a file or pipe the lines go as they are. */
const printOriginals = async (
  { terminal }: CommandContext,
  batches: AsyncIterable<readonly (string | null)[]>,
): Promise<void> => {
  let gone = 0;
  for await (const lines of batches) {
    gone += lines.filter((line) => line === null).length;
    const present = lines.flatMap((line) =>
      line === null ? [] : [terminal.isTerminal ? visibleText(line) : line],
    );
    if (present.length > 0) await terminal.write(`${present.join('\n')}\n`);
  }
  if (gone > 0) terminal.note(`note: ${gone} lines cannot be shown, their sources are gone or have changed`);
};
