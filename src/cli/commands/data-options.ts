import { systemEffects } from '../../workflows/effects.ts';
import type { DataOptions } from '../../workflows/open-data.ts';
import { progressLine } from '../output/progress.ts';
import type { CommandContext, Options } from '../command-context.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** An object without its undefined entries, for options that must be absent rather than undefined. */
export const given = <Values extends Readonly<Record<string, unknown>>>(
  values: Values,
): { [Key in keyof Values]?: Exclude<Values[Key], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Values]?: Exclude<Values[Key], undefined>;
  };

/** The part of a command's options that says what to read and how. */
export const dataOptions = (
  { terminal, signal }: CommandContext,
  inputs: readonly string[],
  options: Options,
): DataOptions & { readonly finishProgress: () => void } => {
  const quiet = options['quiet'] === true;
  const progress = progressLine(terminal, quiet);
  return {
    inputs,
    effects: systemEffects(),
    signal,
    onProgress: progress.update,
    finishProgress: progress.finish,
    ...(quiet ? {} : { onNote: (note: string) => terminal.note(`note: ${note}`) }),
    ...given({
      store: text(options['store']),
      format: text(options['format']),
      timeZone: text(options['timeZone']),
      year: options['year'] as number | undefined,
      again: options['again'] as boolean | undefined,
      labels: text(options['truth']),
    }),
  };
};

/** `--where`, `--since` and `--until` as one filter. */
export const whereOf = (options: Options): string | undefined => {
  const parts = [
    ...(typeof options['where'] === 'string' ? [`(${options['where']})`] : []),
    ...(typeof options['since'] === 'string' ? [`@timestamp >= "${options['since']}"`] : []),
    ...(typeof options['until'] === 'string' ? [`@timestamp < "${options['until']}"`] : []),
  ];
  if (parts.length === 1 && typeof options['where'] === 'string') return options['where'];
  return parts.length === 0 ? undefined : parts.join(' and ');
};
