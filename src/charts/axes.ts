import { axisX, axisY, gridX, gridY, type Markish, text } from '@observablehq/plot';
import { compactNumber } from '../kernel/number-text.ts';
import { FONT_SIZE } from './draw.ts';
import { fitted } from './text-width.ts';
import type { ChartTheme } from './theme.ts';
import { timeTickLabels, timeTicks } from './ticks.ts';

export interface TimeSpan {
  readonly start: Date;
  readonly end: Date;
}

/** Ticks of a time axis below the drawing, in UTC; `plotWidth` is the width between the margins in pixels. */
export const timeAxis = (span: TimeSpan, plotWidth: number, theme: ChartTheme): Markish[] => {
  const most = Math.max(2, Math.floor(plotWidth / 62));
  const ticks = timeTicks(span.start.getTime(), span.end.getTime(), most);
  const labels = timeTickLabels(ticks);
  return [
    axisX(ticks, {
      tickFormat: (_tick: unknown, index: number) => labels[index] ?? '',
      tickSize: 4,
      fontSize: FONT_SIZE - 1,
      color: theme.muted,
      label: null,
      lineHeight: 1.25,
    }),
  ];
};

interface ValueAxisOptions {
  readonly ticks?: readonly number[] | number;
  readonly format?: (value: number) => string;
}

/** Options of grid lines, and of the tick labels beside them. */
const valueAxis = (
  theme: ChartTheme,
  { ticks, format = compactNumber }: ValueAxisOptions,
  usualTicks: number,
) => {
  const given = { ticks: ticks === undefined ? usualTicks : (ticks as number[]) };
  return {
    grid: { ...given, stroke: theme.grid, strokeOpacity: 1 },
    axis: {
      ...given,
      tickFormat: format,
      tickSize: 0,
      fontSize: FONT_SIZE - 1,
      color: theme.muted,
      label: null,
    },
  };
};

/** Grid lines and tick labels of a vertical number axis from the left edge. */
export const valueAxisY = (theme: ChartTheme, options: ValueAxisOptions = {}): Markish[] => {
  const { grid, axis } = valueAxis(theme, options, 4);
  return [gridY(grid), axisY(axis)];
};

/** Grid lines and tick labels of a horizontal number axis below the drawing. */
export const valueAxisX = (theme: ChartTheme, options: ValueAxisOptions = {}): Markish[] => {
  const { grid, axis } = valueAxis(theme, options, 5);
  return [gridX(grid), axisX(axis)];
};

/** The name of the vertical axis, written over its top; cut to `width` pixels. */
export const nameAbove = (
  name: string,
  theme: ChartTheme,
  width: number,
  { dx = 0, dy = -16 } = {},
): Markish =>
  text([fitted(name, width, FONT_SIZE - 1)], {
    frameAnchor: 'top-left',
    lineAnchor: 'bottom',
    textAnchor: 'start',
    fontSize: FONT_SIZE - 1,
    fill: theme.muted,
    dx,
    dy,
  });

/** The name of the horizontal axis, written under its right end. */
export const nameBelow = (name: string, theme: ChartTheme, width: number, dy: number): Markish =>
  text([fitted(name, width, FONT_SIZE - 1)], {
    frameAnchor: 'bottom-right',
    lineAnchor: 'top',
    textAnchor: 'end',
    fontSize: FONT_SIZE - 1,
    fill: theme.muted,
    dy,
  });
