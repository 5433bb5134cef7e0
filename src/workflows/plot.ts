import { extname } from 'node:path';
import type { Figure } from '../charts/figure.ts';
import type { PanelRow } from '../charts/panels/panel.ts';
import { extent } from '../explore/extent.ts';
import { UsageError } from '../kernel/errors.ts';
import { countText } from '../kernel/number-text.ts';
import type { EventStore, Row } from '../store/event-store.ts';
import { completePanel, type PlotOptions } from './plot/options.ts';
import { askPanel } from './plot/panels.ts';
import { writeWhole } from './write-whole.ts';

/** A figure that is ready to be drawn, and what it draws. */
export interface PlotAnswer {
  readonly figure: Figure;
  /** `{panel, x, y, color, count}`: panels count from 1. */
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}

export type PictureFormat = 'svg' | 'png';

/** @throws UsageError for an ending that is none of ours */
export const pictureFormat = (file: string, option = '--to'): PictureFormat => {
  const ending = extname(file).toLowerCase();
  if (ending === '.svg') return 'svg';
  if (ending === '.png') return 'png';
  throw new UsageError(`${option} ${file}: the ending tells the format; use .svg or .png`);
};

/**
 * Asks for the data of a figure's panels. Options of the first panel hold for the others, too.
 * @throws UsageError for options that do not go together, and for unknown fields
 */
export const askPlot = async (store: EventStore, options: PlotOptions): Promise<PlotAnswer> => {
  const { panels, title, from, columns, panelHeight, having, sort, ...events } = options;
  const asked = {
    ...events,
    ...(having === undefined ? {} : { having }),
    ...(sort === undefined ? {} : { sort }),
  };
  const first = panels[0];
  if (first === undefined) throw new UsageError('a plot needs a panel: line, bar, box, histogram or scatter');
  if (sort !== undefined && !panels.some((panel) => panel.kind === 'bar'))
    throw new UsageError('--sort orders bars, and there are none');
  if (having !== undefined && panels.some((panel) => panel.kind === 'line'))
    throw new UsageError('--having chooses among drawn values, and a line draws them all; use --where');
  const drawn = [];
  const notes = [];
  for (const panel of panels) {
    const answer = await askPanel(store, completePanel(panel, panel === first ? undefined : first), asked);
    drawn.push(answer.panel);
    notes.push(...answer.notes);
  }
  const titles = [...new Set(drawn.map((panel) => panel.title))];
  const figure: Figure = {
    title:
      title ?? (titles.length <= 2 ? titles.join(' · ') : `${from ?? 'the log'} in ${drawn.length} panels`),
    subtitle: await subtitleOf(store, options),
    panels: drawn,
    ...colourName(panels.flatMap((panel) => panel.color ?? [])),
    ...(columns === undefined ? {} : { columns }),
    ...(panelHeight === undefined ? {} : { panelHeight }),
  };
  const rows = drawn.flatMap((panel, index) => panel.rows.map((row) => plainRow(row, index + 1)));
  return { figure, rows, notes: [...new Set(notes)] };
};

const colourName = (colours: readonly string[]): { readonly colourName?: string } =>
  colours.length === 0 ? {} : { colourName: [...new Set(colours)].join(', ') };

const plainRow = ({ x, y, colour, count }: PanelRow, panel: number): Row => ({
  panel,
  x,
  ...(y === undefined ? {} : { y }),
  ...(colour === undefined ? {} : { color: colour }),
  ...(count === undefined ? {} : { count }),
});

/** `1,122 events of log.csv, 2018-11-01 00:36 to 2018-11-04 02:35 UTC, where event.outcome : failure` */
const subtitleOf = async (store: EventStore, options: PlotOptions): Promise<string> => {
  const { panels: _panels, sort: _sort, having: _having, ...events } = options;
  const { events: number, first, last } = await extent(store, events);
  const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
  return [
    `${countText(number, 'event')}${options.from === undefined ? '' : ` of ${options.from}`}`,
    ...(first === null || last === null ? [] : [`${minute(first)} to ${minute(last)} UTC`]),
    ...(options.where === undefined ? [] : [`where ${options.where}`]),
    ...(options.having === undefined ? [] : [`having ${options.having}`]),
  ].join(', ');
};

const DEFAULT_WIDTH = 1000;
const SINGLE_WIDTH = 760;

/** A figure as SVG text that stands alone. */
export const drawPlot = async (
  figure: Figure,
  { width, theme = 'light' }: Pick<PlotOptions, 'width' | 'theme'> = {},
): Promise<string> => {
  const { figureSvg } = await import('../charts/figure.ts');
  const { blankDocument } = await import('../charts/document.ts');
  const { DARK_THEME, LIGHT_THEME } = await import('../charts/theme.ts');
  return figureSvg(figure, {
    document: blankDocument(),
    theme: theme === 'dark' ? DARK_THEME : LIGHT_THEME,
    width:
      width ??
      (figure.panels.length === 1 && figure.panels[0]?.kind !== 'line' ? SINGLE_WIDTH : DEFAULT_WIDTH),
  });
};

/**
 * Writes a figure as SVG or PNG, told by the file's ending; whole or not at all.
 * @throws UsageError for another ending, InputError when the file cannot be written
 */
export const writePlot = async (
  file: string,
  figure: Figure,
  options: Pick<PlotOptions, 'width' | 'theme'> = {},
): Promise<void> => {
  const format = pictureFormat(file);
  const svg = await drawPlot(figure, options);
  if (format === 'svg') return writeWhole(file, svg);
  const { drawPng } = await import('./draw-png.ts');
  return writeWhole(file, await drawPng(svg));
};

/**
 * A figure in block characters.
 * @throws UsageError for a scatter plot, which needs a file
 */
export const plotText = async (figure: Figure, width: number): Promise<string> => {
  const { figureText, isTerminalKind } = await import('../charts/terminal-figure.ts');
  const other = figure.panels.find((panel) => !isTerminalKind(panel.kind));
  if (other !== undefined)
    throw new UsageError(`a ${other.kind} plot needs a file: --to picture.svg or --to picture.png`);
  return figureText(figure, width);
};
