import { type InputError, UsageError } from '../../kernel/errors.ts';
import { systemEffects } from '../../workflows/effects.ts';
import type { EnrichmentOptions } from '../../workflows/enrichment-options.ts';
import type { DataOptions } from '../../workflows/open-data.ts';
import { readPeriod } from '../../workflows/questions.ts';
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

const texts = (value: unknown): readonly string[] | undefined => value as readonly string[] | undefined;

/** Options that say what is to be known about addresses; undefined when none was given. */
const enrichmentOptions = (options: Options): EnrichmentOptions | undefined => {
  const chosen = given({
    clientIp: text(options['clientIp']),
    trustedProxies: texts(options['trustedProxies']),
    names: text(options['names']),
    indicators: texts(options['indicators']),
    databases: texts(options['mmdb']),
    resolveNames: options['resolveNames'] as boolean | undefined,
    resolveInternal: options['resolveInternal'] as boolean | undefined,
    dnsServer: text(options['dnsServer']),
  });
  if (chosen.resolveNames !== true && (chosen.resolveInternal === true || chosen.dnsServer !== undefined)) {
    throw new UsageError('--resolve-internal and --dns-server need --resolve-names, which asks name servers');
  }
  return Object.keys(chosen).length === 0 ? undefined : chosen;
};

/** Options that say how inputs are read, by the names of the parser. */
const OF_INPUTS: Readonly<Record<string, string>> = {
  format: '--format',
  pattern: '--pattern',
  mapping: '--mapping',
  timeZone: '--time-zone',
  year: '--year',
  again: '--again',
  maxExpansion: '--max-expansion',
};

/** No option is ignored silently. */
const refuseUseless = (inputs: readonly string[], options: Options): void => {
  const useless = Object.keys(OF_INPUTS).find((name) => options[name] !== undefined);
  if (inputs.length === 0 && typeof options['store'] === 'string' && useless !== undefined)
    throw new UsageError(`${OF_INPUTS[useless]} says how an input is read, and only a store is named`);
  if (options['again'] === true && options['store'] === undefined)
    throw new UsageError('--again goes with --store: without one nothing is stored yet');
};

/** The part of a command's options that says what to read and how. */
export const dataOptions = (
  { terminal, signal }: CommandContext,
  inputs: readonly string[],
  options: Options,
): DataOptions & { readonly finishProgress: () => void } => {
  const quiet = options['quiet'] === true;
  refuseUseless(inputs, options);
  const progress = progressLine(terminal, quiet);
  return {
    inputs,
    effects: systemEffects(),
    signal,
    onProgress: progress.update,
    finishProgress: progress.finish,
    // What was read is answered; a script must not take it for the whole.
    onBroken: (failure: InputError) => {
      process.exitCode = Math.max(Number(process.exitCode ?? 0), failure.exitStatus);
    },
    ...(quiet ? {} : { onNote: (note: string) => terminal.note(`note: ${note}`) }),
    ...given({
      store: text(options['store']),
      format: text(options['format']),
      pattern: text(options['pattern']),
      mapping: text(options['mapping']),
      timeZone: text(options['timeZone']),
      year: options['year'] as number | undefined,
      again: options['again'] as boolean | undefined,
      maxExpansion: options['maxExpansion'] as number | undefined,
      labels: text(options['truth']),
      enrichment: enrichmentOptions(options),
    }),
  };
};

/** Which events a question sees, and what each of them counts for. */
export const narrowing = (options: Options) =>
  given({
    where: text(options['where']),
    since: text(options['since']),
    until: text(options['until']),
    datasets: texts(options['dataset']),
    weigh: options['weigh'] === false ? false : undefined,
  });

/** `--where`, `--since` and `--until` as one filter. */
export const whereOf = (options: Options): string | undefined => {
  readPeriod(given({ since: text(options['since']), until: text(options['until']) }));
  const parts = [
    ...(typeof options['where'] === 'string' ? [`(${options['where']})`] : []),
    ...(typeof options['since'] === 'string' ? [`@timestamp >= "${options['since']}"`] : []),
    ...(typeof options['until'] === 'string' ? [`@timestamp < "${options['until']}"`] : []),
  ];
  if (parts.length === 1 && typeof options['where'] === 'string') return options['where'];
  return parts.length === 0 ? undefined : parts.join(' and ');
};

/** The events before `--since` that match `--where`; undefined without `--since`. */
export const earlierOf = (options: Options): string | undefined =>
  typeof options['since'] === 'string'
    ? [
        ...(typeof options['where'] === 'string' ? [`(${options['where']})`] : []),
        `@timestamp < "${options['since']}"`,
      ].join(' and ')
    : undefined;
