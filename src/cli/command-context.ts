import type { Terminal } from './output/streams.ts';

/** What every command is handed beside its own words. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Options as the parser gives them, by camel-cased long name. */
export type Options = Readonly<Record<string, unknown>>;

/** Runs one command with its words and options. */
export type Runner = (context: CommandContext, words: readonly string[], options: Options) => Promise<void>;
