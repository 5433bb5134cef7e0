import type { ErrorStretch } from './stretch.ts';

export interface WindowTotals {
  readonly requests: number;
  readonly errors: number;
}

/** What all others did in the windows of a stretch. */
export const othersOf = (
  stretch: ErrorStretch,
  totals: ReadonlyMap<number | null, WindowTotals>,
): WindowTotals => {
  let requests = -stretch.requests;
  let errors = -stretch.errors;
  for (const window of stretch.windows) {
    requests += totals.get(window)?.requests ?? 0;
    errors += totals.get(window)?.errors ?? 0;
  }
  return { requests: Math.max(0, requests), errors: Math.max(0, errors) };
};

/** By address, the largest number of failing paths in one stretch. */
export const pathsByAddress = (parts: readonly ErrorStretch[]): ReadonlyMap<string, number> => {
  const paths = new Map<string, number>();
  for (const part of parts) paths.set(part.entity, Math.max(paths.get(part.entity) ?? 0, part.paths));
  return paths;
};
