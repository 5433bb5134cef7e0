import type { Campaign } from './campaign.ts';
import type { UsualSize } from './sent.ts';
import type { WebAttacksSettings } from './settings.ts';

/** How the server answered a campaign, and whether it may have worked. */
export interface Outcome {
  readonly answered: number;
  readonly redirected: number;
  readonly refused: number;
  readonly failed: number;
  /** Requests without status. */
  readonly unknown: number;
  /** Answers of 2xx whose size is far from what the path usually gives. */
  readonly oddSizes: number;
  /** The farthest of them. */
  readonly oddest: { readonly path: string; readonly size: number; readonly usual: UsualSize } | undefined;
  readonly verdict: Verdict;
}

/**
 * `may have worked`: an answer of 2xx with an unusual size; `reached the program`: a server
 * error; `answered as usual` and `answered`: 2xx of usual or of unknown size; `refused`:
 * nothing but 3xx and 4xx; `unknown`: no status.
 */
export type Verdict =
  | 'may have worked'
  | 'reached the program'
  | 'answered as usual'
  | 'answered'
  | 'refused'
  | 'unknown';

/** A size within this share of the middle is no other size, however alike the usual ones are. */
const LEAST_SPREAD_SHARE = 0.1;
const LEAST_SPREAD_BYTES = 64;

export const outcomeOf = (
  campaign: Campaign,
  usual: ReadonlyMap<string, UsualSize>,
  settings: WebAttacksSettings,
): Outcome => {
  const count = (from: number, to: number): number =>
    campaign.sent.reduce(
      (sum, { status, events }) => (status !== null && status >= from && status < to ? sum + events : sum),
      0,
    );
  let oddSizes = 0;
  let compared = 0;
  let oddest: Outcome['oddest'];
  let farthest = 0;
  const judged = campaign.family !== 'scanner-agent' && campaign.family !== 'odd-request';
  for (const { target, status, events, least, most } of judged ? campaign.sent : []) {
    if (target === null || status === null || status < 200 || status >= 300) continue;
    const path = pathOf(target);
    const size = usual.get(path);
    if (size === undefined || least === null || most === null) continue;
    compared += events;
    for (const bytes of [least, most]) {
      const distance = spreadsAway(bytes, size);
      if (distance > settings.sizeFence && distance > farthest) {
        farthest = distance;
        oddest = { path, size: bytes, usual: size };
      }
    }
    if (Math.max(spreadsAway(least, size), spreadsAway(most, size)) > settings.sizeFence) oddSizes += events;
  }
  const [answered, redirected, refused, failed] = [
    count(200, 300),
    count(300, 400),
    count(400, 500),
    count(500, 600),
  ];
  const unknown = campaign.sent.reduce(
    (sum, { status, events }) => (status === null ? sum + events : sum),
    0,
  );
  return {
    answered,
    redirected,
    refused,
    failed,
    unknown,
    oddSizes,
    oddest,
    verdict: verdictOf({ answered, failed, refused: refused + redirected, oddSizes, compared }),
  };
};

/** Distance beyond the nearer quartile, in quartile distances. */
const spreadsAway = (bytes: number, { lower, middle, upper }: UsualSize): number => {
  const spread = Math.max(upper - lower, LEAST_SPREAD_SHARE * middle, LEAST_SPREAD_BYTES);
  return Math.max(lower - bytes, bytes - upper, 0) / spread;
};

const pathOf = (target: string): string => target.split(/[?#]/, 1)[0] ?? '';

const verdictOf = (seen: {
  readonly answered: number;
  readonly failed: number;
  readonly refused: number;
  readonly oddSizes: number;
  readonly compared: number;
}): Verdict => {
  if (seen.oddSizes > 0) return 'may have worked';
  if (seen.failed > 0) return 'reached the program';
  if (seen.answered > 0) return seen.compared >= seen.answered ? 'answered as usual' : 'answered';
  return seen.refused > 0 ? 'refused' : 'unknown';
};
