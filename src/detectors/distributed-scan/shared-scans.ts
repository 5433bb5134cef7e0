import { countFence, FEWEST_COUNTS, fenceOf } from '../count-fence.ts';
import type { Cell, Cells, Side } from './light-attempts.ts';
import type { DistributedScanSettings } from './settings.ts';

/** A run of windows in which many addresses asked one host or for one port. */
export interface SharedScan {
  readonly side: Side;
  readonly key: string;
  readonly windowSeconds: number;
  readonly firstWindow: number;
  readonly first: number;
  readonly last: number;
  /** The largest cell, against what was usual. */
  readonly peak: Cell;
  /** Counts beyond which the others' cells, and its own other windows, do not go. */
  readonly othersFence: number | undefined;
  readonly ownFence: number | undefined;
  readonly cells: number;
  readonly windows: number;
}

interface Look {
  readonly side: Side;
  readonly seconds: number;
  readonly fewest: number;
  /** First and last attempt of the log. */
  readonly extent: { readonly first: number; readonly last: number; readonly attempts: number };
}

/** Windows at most this many apart belong to one scan. */
const JOINED_WINDOWS = 2;
/** Where there is nothing to compare with, one target must have this share of all attempts. */
const DOMINANT_SHARE = 0.5;

/**
 * Cells far out among the other hosts' cells and among the same host's (or port's) other
 * windows, joined over short pauses. A port is compared with its own past alone: that
 * some ports are asked for by the whole world says nothing of the others.
 */
export const sharedScans = (
  cells: Cells,
  look: Look,
  settings: DistributedScanSettings,
): readonly SharedScan[] => {
  const micros = look.seconds * 1e6;
  const windows = 1 + Math.floor(look.extent.last / micros) - Math.floor(look.extent.first / micros);
  const byKey = new Map<string, Cell[]>();
  for (const cell of cells.candidates) {
    const own = byKey.get(cell.key);
    if (own === undefined) byKey.set(cell.key, [cell]);
    else own.push(cell);
  }
  const othersFence =
    look.side === 'host' && cells.count >= FEWEST_COUNTS ? fenceOf(cells.lower, cells.upper) : undefined;
  return [...byKey.values()].flatMap((own) => {
    const isLarge = (cell: Cell): boolean =>
      cell.targets >= look.fewest && cell.sources >= settings.minimumSources;
    const ownFence = fenceOfOwn(own, windows);
    const isFar = (cell: Cell): boolean => {
      if (othersFence === undefined && ownFence === undefined)
        return cell.attempts >= DOMINANT_SHARE * look.extent.attempts;
      return cell.targets > (othersFence ?? 0) && cell.targets > (ownFence ?? 0);
    };
    const hot = own.filter((cell) => isLarge(cell) && isFar(cell));
    return runsOf(hot, micros).map((run): SharedScan => {
      const peak = run.reduce((best, cell) => (cell.targets > best.targets ? cell : best));
      return {
        side: look.side,
        key: peak.key,
        windowSeconds: look.seconds,
        firstWindow: (run[0] as Cell).window,
        first: Math.min(...run.map(({ first }) => first)),
        last: Math.max(...run.map(({ last }) => last)),
        peak,
        othersFence,
        ownFence,
        cells: cells.count,
        windows,
      };
    });
  });
};

/** Windows in which nobody asked count as 0. */
const fenceOfOwn = (own: readonly Cell[], windows: number): number | undefined => {
  if (windows < FEWEST_COUNTS) return undefined;
  const zeros = Math.min(Math.max(0, windows - own.length), 100_000);
  return countFence([...own.map(({ targets }) => targets), ...new Array<number>(zeros).fill(0)]);
};

const runsOf = (cells: readonly Cell[], micros: number): readonly (readonly Cell[])[] => {
  const runs: Cell[][] = [];
  for (const cell of cells) {
    const before = runs.at(-1)?.at(-1);
    if (before !== undefined && cell.window - before.window <= JOINED_WINDOWS * micros)
      runs.at(-1)?.push(cell);
    else runs.push([cell]);
  }
  return runs;
};

/** Whether two scans of one target share a moment. */
export const overlaps = (left: SharedScan, right: SharedScan): boolean =>
  left.side === right.side && left.key === right.key && left.first <= right.last && right.first <= left.last;
