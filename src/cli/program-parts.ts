import { type Command, Help } from 'commander';
import type { CommandContext, Runner } from './command-context.ts';
import { HEADINGS } from './option-groups.ts';

/** Loads a command's code only when it runs: help stays fast. */
export const lazily =
  (context: CommandContext, load: () => Promise<Runner>) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const words = command.processedArgs.flatMap((item) =>
      Array.isArray(item) ? (item as string[]) : item === undefined ? [] : [String(item)],
    );
    const run = await load();
    await run(context, words, command.opts());
  };

/** A message of the option parser, in the form of ours. */
export const parserMessage = (message: string): string =>
  message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/ ?\(Did you mean (?:one of )?(.*)\?\)$/, ': did you mean $1?')
    .replaceAll(/\. (\S)/g, (_, letter: string) => `; ${letter.toLowerCase()}`)
    .replace(/\.$/, '');

/** Groups of a help text: what a command alone has, then what many have, how to read last. */
const ORDER: readonly string[] = [
  'Options:',
  HEADINGS.events,
  HEADINGS.rows,
  HEADINGS.tuning,
  HEADINGS.output,
  HEADINGS.reading,
  HEADINGS.known,
];

export const orderedGroups: Help['groupItems'] = (unsorted, visible, groupOf) => {
  const groups = [...Help.prototype.groupItems(unsorted, visible, groupOf)];
  return new Map(groups.sort(([left], [right]) => ORDER.indexOf(left) - ORDER.indexOf(right)));
};
