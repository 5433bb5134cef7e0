import { dot, type PlotOptions, rect, rectY, ruleX, ruleY } from '@observablehq/plot';
import { compactNumber, numberText } from '../kernel/number-text.ts';
import { nameAbove, nameBelow, valueAxisX, valueAxisY } from './axes.ts';
import { type Label, placedLabels } from './labels.ts';
import type { ChartTheme } from './theme.ts';
import { decadeTicks } from './ticks.ts';

/** One value among others, with what is usual and the fence. */
export interface PeersData {
  readonly metric: string;
  readonly unit?: string;
  readonly value: number;
  readonly peers: readonly number[];
  readonly peersName: string;
  readonly baseline?: number | null;
  readonly threshold?: number | null;
}

const BINS = 32;
const MARGIN = { top: 52, right: 22, bottom: 46, left: 42 };

interface Scale {
  readonly isLogarithmic: boolean;
  readonly from: number;
  readonly to: number;
  forward(value: number): number;
  backward(value: number): number;
}

/** Logarithmic (zero included) when the values lie decades apart, as counts of hosts mostly do. */
const scaleOf = (values: readonly number[]): Scale => {
  const from = Math.min(...values);
  const to = Math.max(...values);
  const isLogarithmic = from >= 0 && to >= 60;
  if (isLogarithmic) {
    return { isLogarithmic, from: 0, to: to * 1.25, forward: Math.log1p, backward: Math.expm1 };
  }
  const low = from >= 0 && from < to / 2 ? 0 : from - (to - from) * 0.05;
  const high = to > low ? to + (to - low) * 0.06 : low + 1;
  return { isLogarithmic, from: low, to: high, forward: (value) => value, backward: (value) => value };
};

interface Bin {
  readonly x1: number;
  readonly x2: number;
  readonly count: number;
}

const binned = (values: readonly number[], scale: Scale): readonly Bin[] => {
  const start = scale.forward(scale.from);
  const step = (scale.forward(scale.to) - start) / BINS;
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const index = Math.min(BINS - 1, Math.max(0, Math.floor((scale.forward(value) - start) / step)));
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.flatMap((count, index) => {
    if (count === 0) return [];
    return [
      { x1: scale.backward(start + index * step), x2: scale.backward(start + (index + 1) * step), count },
    ];
  });
};

/** Histogram of the others with median, fence and this entity's value marked. */
export const peersPlot = (data: PeersData, width: number, theme: ChartTheme): PlotOptions => {
  const { value, threshold = null, baseline = null } = data;
  const known = [value, threshold, baseline].filter((each): each is number => each !== null);
  const finite = [...data.peers, ...known].filter(Number.isFinite);
  const scale = scaleOf(finite.length === 0 ? [0, 1] : finite);
  const plotWidth = width - MARGIN.left - MARGIN.right;
  const start = scale.forward(scale.from);
  const pixel = (x: number | Date): number =>
    MARGIN.left + ((scale.forward(Number(x)) - start) / (scale.forward(scale.to) - start)) * plotWidth;
  const bins = binned(data.peers.filter(Number.isFinite), scale);
  const tallest = Math.max(1, ...bins.map((bin) => bin.count));
  const isBelow = threshold !== null && value < threshold;
  const labels: Label[] = [
    { x: value, text: numberText(value), colour: theme.mark, bold: true },
    ...(threshold === null
      ? []
      : [{ x: threshold, text: `fence ${numberText(threshold)}`, colour: theme.fence, bold: false }]),
    ...(baseline === null
      ? []
      : [{ x: baseline, text: `usual ${numberText(baseline)}`, colour: theme.baseline, bold: false }]),
  ].filter((label) => Number.isFinite(Number(label.x)));
  const ticks = scale.isLogarithmic ? decadeTicks(scale.to, { zero: true }) : undefined;
  return {
    height: 224,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { type: scale.isLogarithmic ? 'symlog' : 'linear', domain: [scale.from, scale.to], constant: 1 },
    y: { domain: [0, tallest * 1.05] },
    marks: [
      threshold === null
        ? null
        : rect([threshold], {
            x1: () => (isBelow ? scale.from : threshold),
            x2: () => (isBelow ? threshold : scale.to),
            fill: theme.shade,
          }),
      ...valueAxisY(theme, { ticks: tallest < 4 ? [...Array(tallest + 1).keys()] : 3 }),
      ...valueAxisX(theme, { ...(ticks === undefined ? {} : { ticks }), format: compactNumber }),
      rectY(bins, {
        x1: 'x1',
        x2: 'x2',
        y: (bin: Bin) => Math.max(bin.count, tallest * 0.02),
        fill: theme.data,
        insetLeft: 0.5,
        insetRight: 0.5,
      }),
      ruleY([0], { stroke: theme.muted }),
      baseline === null ? null : ruleX([baseline], { stroke: theme.baseline, strokeWidth: 1.5 }),
      threshold === null
        ? null
        : ruleX([threshold], { stroke: theme.fence, strokeWidth: 1.25, strokeDasharray: '5,3' }),
      ruleX([value], { stroke: theme.mark, strokeWidth: 2 }),
      dot([value], { x: () => value, y: () => tallest * 1.05, r: 4.5, fill: theme.mark }),
      ...placedLabels(labels, pixel, width),
      nameAbove(data.peersName, theme, width - 60, { dx: -MARGIN.left + 4, dy: -38 }),
      nameBelow(unitName(data), theme, width - 40, 24),
    ],
  };
};

const unitName = ({ metric, unit }: PeersData): string =>
  unit === undefined || unit === '' || metric.includes(unit) ? metric : `${metric} (${unit})`;
