import type { Aftermath } from './aftermath.ts';
import type { Campaign } from './campaign.ts';
import type { WebAttacksSettings } from './settings.ts';
import { type Sign, signsOf } from './signs.ts';
import { type SizeReport, sizesOf } from './sizes.ts';
import type { Usual } from './usual.ts';

/** How the server answered a campaign, and whether it may have worked. */
export interface Outcome extends SizeReport {
  readonly answered: number;
  readonly redirected: number;
  readonly refused: number;
  readonly failed: number;
  /** Requests without status. */
  readonly unknown: number;
  /** What beside sizes speaks for it. */
  readonly signs: readonly Sign[];
  readonly verdict: Verdict;
}

/**
 * `may have worked`: an answer of 2xx with an unusual size, or another sign; `reached the
 * program`: a server error; `answered as usual` and `answered`: 2xx of usual or of unknown
 * size; `refused`: nothing but 3xx and 4xx; `unknown`: no status.
 */
export type Verdict =
  | 'may have worked'
  | 'reached the program'
  | 'answered as usual'
  | 'answered'
  | 'refused'
  | 'unknown';

export const outcomeOf = (
  campaign: Campaign,
  usual: Usual,
  aftermath: Aftermath | undefined,
  settings: WebAttacksSettings,
): Outcome => {
  const count = (from: number, to: number): number =>
    campaign.sent.reduce(
      (sum, { status, events }) => (status !== null && status >= from && status < to ? sum + events : sum),
      0,
    );
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
  const isJudged = campaign.family !== 'scanner-agent' && campaign.family !== 'odd-request';
  const sizes = isJudged
    ? sizesOf(campaign, usual, settings)
    : { oddSizes: 0, compared: 0, oddest: undefined };
  const signs = isJudged ? signsOf(campaign, usual, aftermath) : [];
  const verdict = verdictOf({
    answered,
    failed,
    refused: refused + redirected,
    compared: sizes.compared,
    worked: sizes.oddSizes > 0 || signs.length > 0,
  });
  return { ...sizes, answered, redirected, refused, failed, unknown, signs, verdict };
};

const verdictOf = (seen: {
  readonly answered: number;
  readonly failed: number;
  readonly refused: number;
  readonly compared: number;
  readonly worked: boolean;
}): Verdict => {
  if (seen.worked) return 'may have worked';
  if (seen.failed > 0) return 'reached the program';
  if (seen.answered > 0) return seen.compared >= seen.answered ? 'answered as usual' : 'answered';
  return seen.refused > 0 ? 'refused' : 'unknown';
};
