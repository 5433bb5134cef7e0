import { barX, dot, type PlotOptions, ruleX, text } from '@observablehq/plot';
import { compactNumber, numberText } from '../kernel/number-text.ts';
import { clipped, visibleText } from '../kernel/visible-text.ts';
import { valueAxisX } from './axes.ts';
import { FONT_SIZE } from './draw.ts';
import { fitted } from './text-width.ts';
import type { ChartTheme } from './theme.ts';

/** Several values, each in units of its own fence. Fences are above 0, values not below it. */
export interface FencesData {
  readonly bounds: readonly {
    readonly name: string;
    readonly value: number;
    readonly threshold: number;
    readonly baseline?: number | null;
  }[];
}

const ROW_HEIGHT = 26;

/** Ticks 1, 2, 5, 10, ... over less than two decades, powers of ten beyond. */
const ratioTicks = (from: number, to: number): readonly number[] => {
  const [low, high] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))];
  const every = Math.max(1, Math.ceil((high - low) / 5));
  const steps = to / from < 100 ? [1, 2, 5] : [1];
  return Array.from({ length: high - low + 1 }, (_, index) => low + index)
    .filter((power) => power % every === 0)
    .flatMap((power) => steps.map((step) => step * 10 ** power))
    .filter((tick) => tick >= from && tick <= to);
};

/** Horizontal bars of value divided by fence on a logarithmic scale; the fence of all stands at 1. */
export const fencesPlot = ({ bounds }: FencesData, width: number, theme: ChartTheme): PlotOptions => {
  const bars = bounds.map((bound, row) => ({
    row,
    name: visibleText(clipped(bound.name, 80)),
    ratio: bound.value / bound.threshold,
    usual: (bound.baseline ?? 0) / bound.threshold,
    words: `${numberText(bound.value)} of ${numberText(bound.threshold)}`,
  }));
  const known = bars.flatMap((bar) => [bar.ratio, bar.usual]).filter((ratio) => ratio > 0);
  const from = Math.max(1e-3, Math.min(0.3, ...known) / 1.5);
  const to = Math.max(3, ...known) * 1.2;
  const nameWidth = Math.round(width * 0.37);
  const ticks = ratioTicks(from, to);
  type Bar = (typeof bars)[number];
  const inside = (ratio: number): number => Math.min(to, Math.max(from, ratio));
  return {
    height: 52 + bars.length * ROW_HEIGHT,
    marginTop: 22,
    marginBottom: 30,
    marginLeft: nameWidth,
    marginRight: 104,
    x: { type: 'log', domain: [from, to] },
    y: { type: 'band', domain: bars.map((bar) => bar.row), padding: 0.34, axis: null },
    marks: [
      ...valueAxisX(theme, { ticks, format: (ratio) => `${compactNumber(ratio)}×` }),
      barX(bars, {
        x1: () => from,
        x2: (bar: Bar) => inside(bar.ratio),
        y: 'row',
        rx: 2,
        fill: (bar: Bar) => (bar.ratio >= 1 ? theme.mark : theme.data),
      }),
      dot(
        bars.filter((bar) => bar.usual > 0),
        { x: (bar: Bar) => inside(bar.usual), y: 'row', r: 4, fill: theme.baseline, stroke: theme.text },
      ),
      ruleX([1], { stroke: theme.fence, strokeWidth: 1.25, strokeDasharray: '5,3' }),
      text(['fence'], {
        x: () => 1,
        frameAnchor: 'top',
        lineAnchor: 'bottom',
        dy: -6,
        fontSize: FONT_SIZE - 1,
        fill: theme.fence,
      }),
      text(bars, {
        y: 'row',
        text: (bar: Bar) => fitted(bar.name, nameWidth - 14, FONT_SIZE),
        title: 'name',
        frameAnchor: 'left',
        textAnchor: 'end',
        dx: -8,
        fontSize: FONT_SIZE,
        fill: theme.text,
      }),
      text(bars, {
        y: 'row',
        text: (bar: Bar) => fitted(bar.words, 96, FONT_SIZE - 1),
        frameAnchor: 'right',
        textAnchor: 'start',
        dx: 8,
        fontSize: FONT_SIZE - 1,
        fontVariant: 'tabular-nums',
        fill: (bar: Bar) => (bar.ratio >= 1 ? theme.mark : theme.muted),
      }),
    ],
  };
};
