import { visibleText } from '../../kernel/visible-text.ts';
import { numberText } from '../../kernel/number-text.ts';
import { eventNumber, eventRows, originalEvents } from '../../workflows/events.ts';
import { openData } from '../../workflows/open-data.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { jsonText } from '../output/json.ts';
import { dataOptions } from './data-options.ts';
import { eventsAsked } from './events-asked.ts';

/** Events shown on a terminal when no number is said. */
const SCREEN_EVENTS = 20;

/** `events --where F`: NDJSON, or the raw lines with `--original`. */
export const eventsCommand = async (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): Promise<void> => {
  const { finishProgress, ...data } = dataOptions(context, inputs, options);
  const opened = await openData(data);
  finishProgress();
  try {
    const isSaid = options['first'] !== undefined || options['limit'] !== undefined;
    const cut = context.terminal.isTerminal && !isSaid && options['json'] !== true;
    const asked = cut ? eventsAsked({ ...options, limit: SCREEN_EVENTS }) : eventsAsked(options);
    if (options['original'] === true) {
      await printOriginals(context, originalEvents(opened.store, data.effects, asked));
    } else {
      for await (const rows of eventRows(opened.store, asked)) {
        if (rows.length > 0) await context.terminal.write(`${rows.map(jsonText).join('\n')}\n`);
      }
    }
    const total = cut ? await eventNumber(opened.store, asked) : 0;
    if (total > SCREEN_EVENTS)
      context.terminal.note(
        `${SCREEN_EVENTS} of ${numberText(total)} events; --limit ${total}, --json or a pipe gives all`,
      );
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
