import { barX, type PlotOptions, ruleX, text } from '@observablehq/plot';
import { numberText, percentText } from '../kernel/number-text.ts';
import { clipped, visibleText } from '../kernel/visible-text.ts';
import { nameBelow, valueAxisX } from './axes.ts';
import { FONT_SIZE } from './draw.ts';
import { fitted } from './text-width.ts';
import type { ChartTheme } from './theme.ts';
import { decadeTicks } from './ticks.ts';

/** Counts of a field's values, the rare one among the common ones. */
export interface ShareData {
  readonly field: string;
  readonly total: number;
  readonly bars: readonly { readonly value: string | null; readonly count: number; readonly rare: boolean }[];
  readonly others?: { readonly values: number; readonly count: number };
}

interface Bar {
  readonly row: number;
  readonly name: string;
  readonly count: number;
  readonly tone: 'common' | 'rare' | 'others';
}

const ROW_HEIGHT = 24;
/** A bar for one event must be seen, so that the logarithmic axis starts below 1. */
const FIRST = 0.6;

const rows = (data: ShareData): readonly Bar[] => {
  const common = data.bars.filter((bar) => !bar.rare);
  const rare = data.bars.filter((bar) => bar.rare);
  const bar = (each: { value: string | null; count: number; rare: boolean }) => ({
    name:
      each.value === null
        ? '(missing)'
        : each.value === ''
          ? '(empty)'
          : visibleText(clipped(each.value, 80, { middle: true })),
    count: each.count,
    tone: each.rare ? ('rare' as const) : ('common' as const),
  });
  const { others } = data;
  const between =
    others === undefined || others.values === 0
      ? []
      : [{ name: `${numberText(others.values)} other values`, count: others.count, tone: 'others' as const }];
  return [...common.map(bar), ...between, ...rare.map(bar)].map((each, row) => ({ ...each, row }));
};

/** Horizontal bars on a logarithmic scale, names left, count and share right. */
export const sharePlot = (data: ShareData, width: number, theme: ChartTheme): PlotOptions => {
  const bars = rows(data);
  const largest = Math.max(1, ...bars.map((bar) => bar.count));
  const nameWidth = Math.round(width * 0.36);
  const colour = (bar: Bar): string =>
    bar.tone === 'rare' ? theme.mark : bar.tone === 'others' ? theme.grid : theme.data;
  const value = (bar: Bar): string =>
    `${numberText(bar.count)} · ${percentText(data.total === 0 ? 0 : bar.count / data.total)}`;
  return {
    height: 54 + bars.length * ROW_HEIGHT,
    marginTop: 8,
    marginBottom: 46,
    marginLeft: nameWidth,
    marginRight: 112,
    x: { type: 'log', domain: [FIRST, Math.max(largest, 10)], clamp: true },
    y: { type: 'band', domain: bars.map((bar) => bar.row), padding: 0.28, axis: null },
    marks: [
      ...valueAxisX(theme, { ticks: decadeTicks(Math.max(largest, 10), { most: 4 }) }),
      barX(bars, {
        x1: () => FIRST,
        x2: (bar: Bar) => Math.max(bar.count, FIRST),
        y: 'row',
        fill: colour,
        rx: 2,
      }),
      ruleX([FIRST], { stroke: theme.muted }),
      text(bars, {
        y: 'row',
        text: (bar: Bar) => fitted(bar.name, nameWidth - 14, FONT_SIZE),
        title: 'name',
        frameAnchor: 'left',
        textAnchor: 'end',
        dx: -8,
        fontSize: FONT_SIZE,
        fontWeight: 'normal',
        fill: (bar: Bar) =>
          bar.tone === 'rare' ? theme.mark : bar.tone === 'others' ? theme.muted : theme.text,
      }),
      text(bars, {
        y: 'row',
        text: value,
        frameAnchor: 'right',
        textAnchor: 'start',
        dx: 8,
        fontSize: FONT_SIZE - 1,
        fontVariant: 'tabular-nums',
        fill: (bar: Bar) => (bar.tone === 'rare' ? theme.mark : theme.muted),
      }),
      nameBelow('events, logarithmic', theme, width - 20, 22),
    ],
  };
};
