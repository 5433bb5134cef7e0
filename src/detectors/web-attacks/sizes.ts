import { type Weighted, weightedQuantile } from '../../stats/weighted-quantile.ts';
import type { Campaign } from './campaign.ts';
import type { SentRequests } from './sent.ts';
import type { WebAttacksSettings } from './settings.ts';
import type { Usual, UsualSize } from './usual.ts';

export interface SizeReport {
  /** Answers of 2xx whose size is far from what the path usually gives. */
  readonly oddSizes: number;
  /** Answers of 2xx for which a usual size is known. */
  readonly compared: number;
  /** The farthest of them. */
  readonly oddest: OddSize | undefined;
}

export interface OddSize {
  readonly path: string;
  readonly size: number;
  readonly usual: UsualSize;
  /** The address's own requests made the usual size, for hardly anybody else asked for the path. */
  readonly own: boolean;
}

/** A size within this share of the middle is no other size, however alike the usual ones are. */
const LEAST_SPREAD_SHARE = 0.1;
const LEAST_SPREAD_BYTES = 64;

/**
 * Holds the sizes of a campaign's answers against those of the same paths: what others
 * were given there, else what most of the address's own attempts were given.
 */
export const sizesOf = (campaign: Campaign, usual: Usual, settings: WebAttacksSettings): SizeReport => {
  const own = ownSizes(campaign, settings.minimumSizes);
  let [oddSizes, compared, farthest] = [0, 0, 0];
  let oddest: OddSize | undefined;
  for (const sent of campaign.sent) {
    const { target, events, least, most } = sent;
    if (target === null || least === null || most === null || !isGood(sent)) continue;
    const path = pathOf(target);
    const others = usual.byPath.get(path)?.size;
    const size = others ?? own.get(path);
    if (size === undefined) continue;
    compared += events;
    const distances = [least, most].map((bytes) => spreadsAway(bytes, size));
    if (Math.max(...distances) > settings.sizeFence) oddSizes += events;
    for (const [index, distance] of distances.entries()) {
      if (distance <= settings.sizeFence || distance <= farthest) continue;
      farthest = distance;
      oddest = { path, size: index === 0 ? least : most, usual: size, own: others === undefined };
    }
  }
  return { oddSizes, compared, oddest };
};

export const isGood = ({ status }: SentRequests): boolean => status !== null && status >= 200 && status < 300;

export const pathOf = (target: string): string => target.split(/[?#]/, 1)[0] ?? '';

/** Distance beyond the nearer quartile, in quartile distances; what others were given too is not far. */
const spreadsAway = (bytes: number, { least, lower, middle, upper }: UsualSize): number => {
  const spread = Math.max(upper - lower, LEAST_SPREAD_SHARE * middle, LEAST_SPREAD_BYTES);
  const below = bytes < least ? lower - bytes : 0;
  return Math.max(below, bytes - upper, 0) / spread;
};

/** Sizes of an address's own odd requests by path, where they are enough to show an exception among them. */
const ownSizes = ({ sent, others }: Campaign, minimumSizes: number): ReadonlyMap<string, UsualSize> => {
  const byPath = new Map<string, Weighted[]>();
  for (const requests of [...sent, ...others]) {
    const { target, least, most, events } = requests;
    if (target === null || least === null || most === null || !isGood(requests)) continue;
    const path = pathOf(target);
    const sizes = byPath.get(path) ?? [];
    sizes.push({ value: (least + most) / 2, count: events });
    byPath.set(path, sizes);
  }
  const usual = new Map<string, UsualSize>();
  for (const [path, sizes] of byPath) {
    const answers = sizes.reduce((sum, { count }) => sum + count, 0);
    // Quartiles stand on four times as many as a middle.
    if (answers < 4 * minimumSizes) continue;
    const at = (share: number): number => weightedQuantile(sizes, share) ?? 0;
    usual.set(path, { answers, least: at(0.05), lower: at(0.25), middle: at(0.5), upper: at(0.75) });
  }
  return usual;
};
