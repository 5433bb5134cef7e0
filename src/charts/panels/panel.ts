import type { PlotOptions } from '@observablehq/plot';
import type { ChartTheme } from '../theme.ts';

/** One row of a panel: null is a missing value and is left out of the drawing. */
export interface PanelRow {
  /** Time (ISO 8601 UTC), number or name, by the kind of the panel. */
  readonly x: string | number | null;
  readonly y?: number | null;
  /** What the row is coloured by. */
  readonly colour?: string | null;
  /** How many such rows there are; 1 when absent. */
  readonly count?: number;
}

/** A line that parts the plane: upright, level, or y = slope * x + intercept. */
export type Boundary =
  | { readonly kind: 'x'; readonly value: number; readonly label?: string }
  | { readonly kind: 'y'; readonly value: number; readonly label?: string }
  | { readonly kind: 'slope'; readonly slope: number; readonly intercept: number; readonly label?: string };

export type PanelKind = 'line' | 'bar' | 'box' | 'histogram' | 'scatter';

export interface Panel {
  readonly kind: PanelKind;
  /** What the panel shows, in words. */
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  /**
   * line: x a time or number; bar, box: x a name; histogram: x a number; scatter: both numbers.
   * Bars of one name and several colours stand behind one another.
   */
  readonly rows: readonly PanelRow[];
  readonly logX?: boolean;
  readonly logY?: boolean;
  /** Bins of a histogram; 30 when absent. */
  readonly bins?: number;
  /** 0 (unseen) to 1 of marks; 0.6 for scatter and 1 for the others when absent. */
  readonly opacity?: number;
  readonly boundaries?: readonly Boundary[];
}

/** Colours by name, in the order of the legend. */
export type Palette = ReadonlyMap<string, string>;

export interface PanelContext {
  readonly width: number;
  readonly height: number;
  readonly theme: ChartTheme;
  readonly palette: Palette;
}

/** Data to plot options, for one kind of panel. */
export type PanelPlot = (panel: Panel, context: PanelContext) => PlotOptions;

/** Name of a row without colour value. */
export const NO_VALUE = '(missing)';

/** The colour of a row; that of plain data where it is not coloured. */
export const rowColour = ({ palette, theme }: PanelContext, row: PanelRow): string =>
  palette.size === 0 || row.colour === undefined
    ? theme.data
    : (palette.get(row.colour ?? NO_VALUE) ?? theme.muted);

export const MARGINS = Object.freeze({ top: 34, right: 20, bottom: 46, left: 52 });

export const margins = (left: number = MARGINS.left): PlotOptions => ({
  marginTop: MARGINS.top,
  marginRight: MARGINS.right,
  marginBottom: MARGINS.bottom,
  marginLeft: left,
});
