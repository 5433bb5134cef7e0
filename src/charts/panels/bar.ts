import { barX, ruleX, text } from '@observablehq/plot';
import { numberText } from '../../kernel/number-text.ts';
import { clipped, visibleText } from '../../kernel/visible-text.ts';
import { nameAbove, nameBelow, valueAxisX } from '../axes.ts';
import { FONT_SIZE } from '../draw.ts';
import { fitted, textWidth } from '../text-width.ts';
import { numberScale } from './number-scale.ts';
import { margins, NO_VALUE, type PanelPlot, rowColour } from './panel.ts';

/** More rows than this cannot be read; the first ones are drawn. */
const MOST_BARS = 40;

/** Horizontal bars, so that long names can be read; one row each, in the order given. */
export const barPanel: PanelPlot = (panel, context) => {
  const { width, theme } = context;
  const bars = panel.rows
    .filter((row) => typeof row.y === 'number' && Number.isFinite(row.y))
    .slice(0, MOST_BARS)
    .map((row, index) => ({
      index,
      name: row.x === null ? NO_VALUE : visibleText(clipped(String(row.x), 80, { middle: true })),
      value: row.y ?? 0,
      fill: rowColour(context, row),
    }));
  type Bar = (typeof bars)[number];
  const longest = Math.max(0, ...bars.map((bar) => textWidth(bar.name, FONT_SIZE)));
  const left = Math.min(Math.round(width * 0.4), longest + 16);
  const numbers = Math.max(20, ...bars.map((bar) => textWidth(numberText(bar.value), FONT_SIZE - 1)));
  const scale = numberScale(
    bars.map((bar) => bar.value),
    { log: panel.logX === true, zero: true },
  );
  const [low, high] = scale.options.domain;
  const origin = scale.options.type === 'log' ? low : 0;
  return {
    ...margins(left),
    marginRight: numbers + 16,
    height: 80 + Math.max(1, bars.length) * 24,
    x: { ...scale.options, domain: [low, high] },
    y: { type: 'band', domain: bars.map((bar) => bar.index), padding: 0.25, axis: null },
    marks: [
      ...valueAxisX(theme, scale.ticks === undefined ? {} : { ticks: scale.ticks }),
      barX(bars, {
        x1: () => origin,
        x2: 'value',
        y: 'index',
        rx: 2,
        fill: (bar: Bar) => bar.fill,
        fillOpacity: panel.opacity ?? 1,
      }),
      ruleX([origin], { stroke: theme.muted }),
      text(bars, {
        y: 'index',
        text: (bar: Bar) => fitted(bar.name, left - 14, FONT_SIZE),
        frameAnchor: 'left',
        textAnchor: 'end',
        dx: -8,
        fontSize: FONT_SIZE,
        fill: theme.text,
      }),
      text(bars, {
        y: 'index',
        text: (bar: Bar) => numberText(bar.value),
        frameAnchor: 'right',
        textAnchor: 'start',
        dx: 8,
        fontSize: FONT_SIZE - 1,
        fontVariant: 'tabular-nums',
        fill: theme.muted,
      }),
      nameAbove(panel.xName, theme, width - 40, { dx: 4 - left, dy: -12 }),
      nameBelow(panel.yName, theme, width - 60, 26),
    ],
  };
};
