import { barX, ruleX, text } from '@observablehq/plot';
import { numberText } from '../../kernel/number-text.ts';
import { clipped, visibleText } from '../../kernel/visible-text.ts';
import { nameAbove, nameBelow, valueAxisX } from '../axes.ts';
import { FONT_SIZE } from '../draw.ts';
import { fitted, textWidth } from '../text-width.ts';
import { numberScale } from './number-scale.ts';
import { margins, NO_VALUE, type Palette, type Panel, type PanelPlot, rowColour } from './panel.ts';

/** More rows than this cannot be read; the first ones are drawn. */
const MOST_BARS = 40;

/** A piece of a bar, from `from` to `to`. */
interface Piece {
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly fill: string;
}

export interface Bar {
  readonly index: number;
  readonly name: string;
  readonly value: number;
  readonly rows: Panel['rows'];
}

/** The bars of a panel, each with its pieces by colour; in the order in which their names come first. */
export const barsOf = (panel: Panel): readonly Bar[] => {
  const rows = new Map<string | number | null, Panel['rows'][number][]>();
  for (const row of panel.rows) {
    if (typeof row.y !== 'number' || !Number.isFinite(row.y)) continue;
    rows.set(row.x, [...(rows.get(row.x) ?? []), row]);
  }
  return [...rows].map(([x, own], index) => ({
    index,
    name: x === null ? NO_VALUE : visibleText(clipped(String(x), 80, { middle: true })),
    value: own.reduce((sum, row) => sum + (row.y ?? 0), 0),
    rows: own,
  }));
};

const inOrder = (rows: Panel['rows'], palette: Palette): Panel['rows'] => {
  const ranks = new Map([...palette.keys()].map((name, index) => [name, index]));
  const rank = (row: Panel['rows'][number]): number => ranks.get(row.colour ?? NO_VALUE) ?? ranks.size;
  return [...rows].sort((left, right) => rank(left) - rank(right));
};

/** Horizontal bars, so that long names can be read; one row each, in the order given. */
export const barPanel: PanelPlot = (panel, context) => {
  const { width, theme, palette } = context;
  const bars = barsOf(panel).slice(0, MOST_BARS);
  const longest = Math.max(0, ...bars.map((bar) => textWidth(bar.name, FONT_SIZE)));
  const left = Math.min(Math.round(width * 0.4), longest + 16);
  const numbers = Math.max(20, ...bars.map((bar) => textWidth(numberText(bar.value), FONT_SIZE - 1)));
  const scale = numberScale(
    bars.map((bar) => bar.value),
    { log: panel.logY === true, zero: true },
  );
  const [low, high] = scale.options.domain;
  const origin = scale.options.type === 'log' ? low : 0;
  const pieces = bars.flatMap((bar): readonly Piece[] => {
    let reached = 0;
    return inOrder(bar.rows, palette).map((row) => {
      const from = reached === 0 ? origin : reached;
      reached += row.y ?? 0;
      return { index: bar.index, from, to: reached, fill: rowColour(context, row) };
    });
  });
  return {
    ...margins(left),
    marginRight: numbers + 16,
    height: 80 + Math.max(1, bars.length) * 24,
    x: { ...scale.options, domain: [low, high] },
    y: { type: 'band', domain: bars.map((bar) => bar.index), padding: 0.25, axis: null },
    marks: [
      ...valueAxisX(theme, scale.ticks === undefined ? {} : { ticks: scale.ticks }),
      barX(pieces, {
        x1: 'from',
        x2: 'to',
        y: 'index',
        fill: (piece: Piece) => piece.fill,
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
