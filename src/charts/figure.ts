import { clipped, visibleText } from '../kernel/visible-text.ts';
import { drawSvg, type Drawing, FONT_SIZE } from './draw.ts';
import { barPanel } from './panels/bar.ts';
import { boxPanel } from './panels/box.ts';
import { histogramPanel } from './panels/histogram.ts';
import { linePanel } from './panels/line.ts';
import { NO_VALUE, type Palette, type Panel, type PanelKind, type PanelPlot } from './panels/panel.ts';
import { scatterPanel } from './panels/scatter.ts';
import { markupText } from './serialize.ts';
import { fitted, textWidth } from './text-width.ts';
import type { ChartTheme } from './theme.ts';

export interface Figure {
  /** Says what the whole figure shows. */
  readonly title: string;
  /** A line below the title: of what events it is made. */
  readonly subtitle?: string;
  readonly panels: readonly Panel[];
  /** Panels side by side; 2 when there are several and none is said. */
  readonly columns?: number;
  /** What the colours mean, e.g. `label.attack`. */
  readonly colourName?: string;
  /** Height of one panel in pixels; bars grow with their rows. */
  readonly panelHeight?: number;
}

const PLOTS: Readonly<Record<PanelKind, PanelPlot>> = {
  line: linePanel,
  bar: barPanel,
  box: boxPanel,
  histogram: histogramPanel,
  scatter: scatterPanel,
};

const MARGIN = 18;
const GAP = 22;
const PANEL_TITLE = 22;

/** Colours of the values that rows are coloured by, most frequent first; the last colour is for all further ones. */
const paletteOf = (panels: readonly Panel[], theme: ChartTheme): Palette => {
  const counts = new Map<string, number>();
  for (const row of panels.flatMap((panel) => panel.rows)) {
    if (row.colour === undefined) continue;
    const name = row.colour ?? NO_VALUE;
    counts.set(name, (counts.get(name) ?? 0) + (row.count ?? 1));
  }
  const ordered = [...counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1));
  return new Map(
    ordered
      .slice(0, theme.categories.length - 1)
      .map(([name], index) => [name, theme.categories[index] ?? theme.muted]),
  );
};

const words = (
  text: string,
  { x, y, size, fill, bold = false }: { x: number; y: number; size: number; fill: string; bold?: boolean },
): string =>
  `<text x="${x}" y="${y}" font-size="${size}" text-anchor="start" fill="${fill}"${bold ? ' font-weight="700"' : ''}>${markupText(text)}</text>`;

/** Swatches with their names in rows; gives the markup and its height. */
const legend = (
  palette: Palette,
  name: string | undefined,
  { width, theme, top }: { width: number; theme: ChartTheme; top: number },
): { readonly markup: string; readonly height: number } => {
  if (palette.size === 0) return { markup: '', height: 0 };
  const parts: string[] = [];
  let [x, y] = [MARGIN, top];
  if (name !== undefined) {
    parts.push(words(name, { x, y, size: FONT_SIZE, fill: theme.muted }));
    x += textWidth(name, FONT_SIZE) + 14;
  }
  for (const [value, colour] of palette) {
    const label = fitted(visibleText(clipped(value, 60)), 220, FONT_SIZE);
    const size = textWidth(label, FONT_SIZE) + 34;
    if (x + size > width - MARGIN && x > MARGIN) [x, y] = [MARGIN, y + 20];
    parts.push(`<circle cx="${x + 5}" cy="${y - 4}" r="5" fill="${colour}"/>`);
    parts.push(words(label, { x: x + 15, y, size: FONT_SIZE, fill: theme.text }));
    x += size;
  }
  return { markup: parts.join(''), height: y - top + 24 };
};

interface Placed {
  readonly svg: string;
  readonly height: number;
}

const drawPanel = (panel: Panel, figure: Figure, drawing: Drawing, palette: Palette): Placed => {
  const { width, theme } = drawing;
  const context = { width, height: figure.panelHeight ?? 320, theme, palette };
  const svg = drawSvg(PLOTS[panel.kind](panel, context), drawing, {
    title: panel.title,
    description: `${panel.kind} of ${panel.yName} by ${panel.xName}, ${panel.rows.reduce((sum, row) => sum + (row.count ?? 1), 0)} values`,
  });
  return { svg, height: Number(/ height="([0-9.]+)"/.exec(svg)?.[1] ?? 0) };
};

/** A figure of one or several panels with title and legend as one SVG text that stands alone. */
export const figureSvg = (figure: Figure, { document, theme, width }: Drawing): string => {
  const { panels } = figure;
  const columns = Math.max(1, Math.min(panels.length, figure.columns ?? 2));
  const panelWidth = Math.floor((width - 2 * MARGIN - (columns - 1) * GAP) / columns);
  const palette = paletteOf(panels, theme);
  const heading = words(fitted(visibleText(clipped(figure.title, 200)), width - 2 * MARGIN, 19), {
    x: MARGIN,
    y: 32,
    size: 16,
    fill: theme.text,
    bold: true,
  });
  const below =
    figure.subtitle === undefined
      ? ''
      : words(fitted(visibleText(clipped(figure.subtitle, 400)), width - 2 * MARGIN, FONT_SIZE), {
          x: MARGIN,
          y: 52,
          size: FONT_SIZE,
          fill: theme.muted,
        });
  const shift = figure.subtitle === undefined ? 0 : 20;
  const keys = legend(palette, figure.colourName, { width, theme, top: 58 + shift });
  // A title that the figure says already is not said again.
  const several = panels.length > 1 && panels.some((panel) => panel.title !== figure.title);
  const parts: string[] = [];
  let top = 46 + shift + keys.height;
  for (let start = 0; start < panels.length; start += columns) {
    const row = panels.slice(start, start + columns).map((panel) => ({
      panel,
      ...drawPanel(panel, figure, { document, theme, width: panelWidth }, palette),
    }));
    row.forEach(({ panel, svg }, index) => {
      const x = MARGIN + index * (panelWidth + GAP);
      const offset = several ? PANEL_TITLE : 0;
      if (several) {
        parts.push(
          words(fitted(visibleText(clipped(panel.title, 120)), panelWidth, FONT_SIZE + 2), {
            x: x + 4,
            y: top + 14,
            size: FONT_SIZE + 1,
            fill: theme.text,
            bold: true,
          }),
        );
      }
      parts.push(svg.replace('<svg ', `<svg x="${x}" y="${top + offset}" `));
    });
    top += Math.max(...row.map((each) => each.height)) + (several ? PANEL_TITLE + GAP : 0);
  }
  const height = Math.ceil(top + 12);
  const background =
    theme.background === 'none'
      ? ''
      : `<rect width="${width}" height="${height}" fill="${theme.background}"/>`;
  const label = markupText(clipped(figure.title, 200));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}" font-family="${markupText(theme.fontFamily)}" font-size="${FONT_SIZE}"><title>${label}</title>${background}${heading}${below}${keys.markup}${parts.join('')}</svg>\n`;
};
