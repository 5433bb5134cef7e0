import { parseTimeSpan } from '../filter/time-span.ts';
import { UsageError } from '../kernel/errors.ts';

/** Starts of `--since` and `--until`, microseconds since 1970; undefined where not given. */
export interface Period {
  readonly since: bigint | undefined;
  readonly until: bigint | undefined;
}

/** @throws UsageError when one of them is no time, or when no moment lies between them */
export const readPeriod = (options: { readonly since?: string; readonly until?: string }): Period => {
  const since = startOf('since', options.since);
  const until = startOf('until', options.until);
  if (since !== undefined && until !== undefined && since >= until)
    throw new UsageError('--since lies after --until; swap the two times');
  return { since, until };
};

const startOf = (name: string, text: string | undefined): bigint | undefined => {
  if (text === undefined) return undefined;
  const span = parseTimeSpan(text);
  if (span !== undefined) return span.from;
  throw new UsageError(
    `--${name} "${text}" is no time; write it like 2012-03-16, 2012-03-16T18:00Z or 2012-03-16T18:00:05+01:00`,
  );
};
