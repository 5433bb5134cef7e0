import type { ErrorStretch } from './stretch.ts';

export interface WindowTotals {
  readonly requests: number;
  readonly errors: number;
  /** Addresses, counted in each window in which they asked, and those of them that mostly failed. */
  readonly addresses: number;
  readonly failingAddresses: number;
}

/** Requests of others below which their error rate says nothing. */
const FEWEST_REQUESTS = 30;

/** A share of failing requests from which a few attackers beside this one could be the reason. */
const NOTABLE_SHARE = 0.25;

/**
 * How often others fail: the share of their requests; where that is notable, the share
 * of addresses that mostly fail if it is lower. A few attackers can fill the requests
 * with errors, but when the server is at fault most addresses fail. Undefined where
 * there are too few requests to tell.
 */
export const usualShare = ({
  requests,
  errors,
  addresses,
  failingAddresses,
}: WindowTotals): number | undefined => {
  if (requests < FEWEST_REQUESTS) return undefined;
  const share = errors / requests;
  return share < NOTABLE_SHARE || addresses === 0 ? share : Math.min(share, failingAddresses / addresses);
};

/** What all others did in the windows of a stretch. */
export const othersOf = (
  stretch: ErrorStretch,
  totals: ReadonlyMap<number | null, WindowTotals>,
): WindowTotals => {
  let requests = -stretch.requests;
  let errors = -stretch.errors;
  let addresses = -stretch.addresses;
  let failingAddresses = -stretch.failingAddresses;
  for (const window of stretch.windows) {
    requests += totals.get(window)?.requests ?? 0;
    errors += totals.get(window)?.errors ?? 0;
    addresses += totals.get(window)?.addresses ?? 0;
    failingAddresses += totals.get(window)?.failingAddresses ?? 0;
  }
  return {
    requests: Math.max(0, requests),
    errors: Math.max(0, errors),
    addresses: Math.max(0, addresses),
    failingAddresses: Math.max(0, failingAddresses),
  };
};

/** By address, the largest number of failing paths in one stretch. */
export const pathsByAddress = (parts: readonly ErrorStretch[]): ReadonlyMap<string, number> => {
  const paths = new Map<string, number>();
  for (const part of parts) paths.set(part.entity, Math.max(paths.get(part.entity) ?? 0, part.paths));
  return paths;
};
