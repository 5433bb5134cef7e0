import type { Options } from '../command-context.ts';
import { given, narrowing } from './data-options.ts';

/** Which events are wanted and in which order: `--limit` takes the newest, with `--sort` the first of its order. */
export const eventsAsked = (options: Options) => {
  const { where, ...events } = narrowing(options);
  const sort = options['sort'] as string | undefined;
  const limit = options['limit'] as number | undefined;
  const having = options['having'] as string | undefined;
  const conditions = [where, having].filter((condition) => condition !== undefined);
  return {
    ...events,
    ...(conditions.length === 2
      ? { where: conditions.map((each) => `(${each})`).join(' and ') }
      : given({ where: conditions[0] })),
    ...given({
      sort,
      fields: options['fields'] as readonly string[] | undefined,
      first: options['first'] as number | undefined,
      ...(sort === undefined ? { last: limit } : { limit }),
    }),
  };
};
