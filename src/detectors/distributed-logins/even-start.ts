import { binomialTail } from '../../stats/binomial-tail.ts';

/** A beginning that is thinner than chance allows beside the rest is not the wave's. */
const CHANCE = 0.001;

/**
 * Index of the window where an even wave begins, of its strangers per window. A beginning is cut
 * off while it has so many fewer for its length than the rest that chance does not explain it
 * (binomial), `latest` being the last window that may become the first. Strays hours before an
 * attack go; a slow attack, even as it is, stays whole.
 * @example evenStart([1, 0, 0, 0, 0, 0, 0, 0, 0, 6, 7], 10) // 9
 */
export const evenStart = (strangers: readonly number[], latest: number): number => {
  let start = 0;
  for (;;) {
    const cut = clearestCut(strangers, start, latest);
    if (cut === null) return start;
    start = cut;
  }
};

const clearestCut = (strangers: readonly number[], start: number, latest: number): number | null => {
  const length = strangers.length - start;
  const total = strangers.slice(start).reduce((sum, count) => sum + count, 0);
  let clearest: number | null = null;
  let least = CHANCE;
  let before = 0;
  for (let cut = start + 1; cut <= latest; cut += 1) {
    before += strangers[cut - 1] as number;
    if (strangers[cut] === 0) continue;
    const chance = binomialTail(total - before, total, (strangers.length - cut) / length);
    if (chance >= least) continue;
    clearest = cut;
    least = chance;
  }
  return clearest;
};
