import { decadeTicks } from '../ticks.ts';

export interface NumberScale {
  readonly options: {
    readonly type: 'linear' | 'log' | 'symlog';
    readonly domain: readonly [number, number];
    readonly constant?: number;
  };
  readonly ticks: readonly number[] | undefined;
}

/**
 * The scale of some values. A logarithmic one shows zero where zero occurs (symlog);
 * negative values are shown linearly.
 */
export const numberScale = (
  values: readonly number[],
  { log = false, zero = false }: { readonly log?: boolean; readonly zero?: boolean } = {},
): NumberScale => {
  const known = values.filter(Number.isFinite);
  // A spread argument list has a limit that a long log exceeds.
  const least = known.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = known.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  if (known.length === 0) return { options: { type: 'linear', domain: [0, 1] }, ticks: undefined };
  if (log && least >= 0 && most > 0) {
    if (least === 0 && most > 1) {
      return {
        options: { type: 'symlog', domain: [0, most * 1.15], constant: 1 },
        ticks: decadeTicks(most, { zero: true }),
      };
    }
    if (least > 0) {
      const domain = [least / 1.15, most * 1.15] as const;
      const ticks = decadesBetween(...domain);
      return { options: { type: 'log', domain }, ticks: ticks.length >= 2 ? ticks : undefined };
    }
  }
  const from = zero ? Math.min(0, least) : least;
  const to = zero ? Math.max(0, most) : most;
  const room = (to - from) * 0.04 || Math.max(1, Math.abs(to) * 0.1);
  return {
    options: { type: 'linear', domain: [zero && from === 0 ? 0 : from - room, to + room] },
    ticks: undefined,
  };
};

const decadesBetween = (from: number, to: number): readonly number[] => {
  const [low, high] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
  const every = Math.max(1, Math.ceil((high - low + 1) / 6));
  return Array.from({ length: Math.max(0, high - low + 1) }, (_, index) => low + index)
    .filter((power) => power % every === 0)
    .map((power) => 10 ** power);
};
