import { rectY, ruleY } from '@observablehq/plot';
import { nameAbove, nameBelow, valueAxisX, valueAxisY } from '../axes.ts';
import { boundaryMarks } from './boundaries.ts';
import { numberScale } from './number-scale.ts';
import { margins, MARGINS, NO_VALUE, type PanelPlot, type PanelRow } from './panel.ts';

export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly colour: string;
}

export const DEFAULT_BINS = 30;

/**
 * Counts per bin of equal width from the smallest to the largest value, the last bin with
 * both ends, as numpy's histogram does; of equal ratio with `log` (values above 0 only).
 * Equal values all fall into one bin of width 1 about them. Bins without values are left
 * out unless `empty`.
 */
export const histogramBins = (
  rows: readonly { readonly value: number; readonly colour: string; readonly count?: number }[],
  bins: number,
  log = false,
  empty = false,
): readonly HistogramBin[] => {
  const usable = rows.filter(({ value }) => Number.isFinite(value) && (!log || value > 0));
  const forward = log ? Math.log : (value: number): number => value;
  const backward = log ? Math.exp : (value: number): number => value;
  let low = usable.reduce((least, row) => Math.min(least, forward(row.value)), Number.POSITIVE_INFINITY);
  let high = usable.reduce((most, row) => Math.max(most, forward(row.value)), Number.NEGATIVE_INFINITY);
  if (usable.length === 0) return [];
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const step = (high - low) / bins;
  const counts = new Map<string, number[]>();
  for (const { value, colour, count = 1 } of usable) {
    const own = counts.get(colour) ?? new Array<number>(bins).fill(0);
    const index = Math.min(bins - 1, Math.max(0, Math.floor((forward(value) - low) / step)));
    own[index] = (own[index] ?? 0) + count;
    counts.set(colour, own);
  }
  return [...counts].flatMap(([colour, own]) =>
    own.flatMap((count, index) =>
      count === 0 && !empty
        ? []
        : [{ from: backward(low + index * step), to: backward(low + (index + 1) * step), count, colour }],
    ),
  );
};

const PLAIN = '';

const colourName = (row: PanelRow): string => (row.colour === undefined ? PLAIN : (row.colour ?? NO_VALUE));

/** Bars of counts per bin; several colours lie behind one another, half transparent. */
export const histogramPanel: PanelPlot = (panel, { width, height, theme, palette }) => {
  const rows = panel.rows.flatMap((row) =>
    typeof row.x === 'number' ? [{ value: row.x, colour: colourName(row), count: row.count ?? 1 }] : [],
  );
  const isLogarithmic = panel.logX === true && rows.every((row) => row.value > 0);
  const bins = histogramBins(rows, panel.bins ?? DEFAULT_BINS, isLogarithmic);
  const edges = bins.flatMap((bin) => [bin.from, bin.to]);
  const from = edges.reduce((low, edge) => Math.min(low, edge), edges[0] ?? 0);
  const to = edges.reduce((high, edge) => Math.max(high, edge), edges[0] ?? 1);
  const y = numberScale([0, ...bins.map((bin) => bin.count)], { log: panel.logY === true, zero: true });
  const scale = isLogarithmic ? numberScale(edges, { log: true }) : undefined;
  const opacity = panel.opacity ?? (palette.size > 1 ? 0.6 : 1);
  return {
    height,
    ...margins(),
    x: { type: isLogarithmic ? 'log' : 'linear', domain: [from, to] },
    y: { ...y.options, domain: [...y.options.domain] },
    marks: [
      ...valueAxisY(theme, y.ticks === undefined ? {} : { ticks: y.ticks }),
      ...valueAxisX(theme, scale?.ticks === undefined ? {} : { ticks: scale.ticks }),
      rectY(bins, {
        x1: 'from',
        x2: 'to',
        y1: () => 0,
        y2: 'count',
        insetLeft: 0.4,
        insetRight: 0.4,
        fill: (bin: HistogramBin) =>
          bin.colour === PLAIN ? theme.data : (palette.get(bin.colour) ?? theme.muted),
        fillOpacity: opacity,
      }),
      ruleY([0], { stroke: theme.muted }),
      ...boundaryMarks(panel.boundaries ?? [], [from, to], y.options.domain, theme),
      nameAbove(panel.yName, theme, width - 60, { dx: 4 - MARGINS.left, dy: -12 }),
      nameBelow(panel.xName, theme, width - 80, 26),
    ],
  };
};
