import { numberText, percentText } from '../kernel/number-text.ts';
import { clipped, visibleText } from '../kernel/visible-text.ts';
import { FONT_SIZE } from './draw.ts';
import { markupText } from './serialize.ts';
import { fitted } from './text-width.ts';
import type { ChartTheme } from './theme.ts';

/** One method's confusion matrix. */
export interface ConfusionMatrix {
  readonly name: string;
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

const MARGIN = 18;
const HEAD = 52;
const SIDE = 74;
const CELL_WIDTH = 92;
const CELL_HEIGHT = 62;
const PANEL_WIDTH = SIDE + 2 * CELL_WIDTH + 20;
const PANEL_HEIGHT = HEAD + 2 * CELL_HEIGHT + 22;

interface Cell {
  readonly count: number;
  /** Of its row: all that were attacked, or all that were not. */
  readonly whole: number;
  readonly short: string;
  readonly isRight: boolean;
}

/**
 * Confusion matrices as one SVG text that stands alone: rows are what the truth says,
 * columns what the method says; the fuller a cell's colour, the larger its share of the row.
 */
export const confusionSvg = (
  matrices: readonly ConfusionMatrix[],
  {
    title,
    theme,
    columns = 2,
  }: { readonly title: string; readonly theme: ChartTheme; readonly columns?: number },
): string => {
  const across = Math.max(1, Math.min(columns, matrices.length));
  const width = Math.max(360, 2 * MARGIN + across * PANEL_WIDTH);
  const height = 48 + Math.ceil(matrices.length / across) * PANEL_HEIGHT + MARGIN;
  const label = markupText(clipped(visibleText(title), 200));
  const panels = matrices.map((matrix, index) => {
    const [x, y] = [MARGIN + (index % across) * PANEL_WIDTH, 48 + Math.floor(index / across) * PANEL_HEIGHT];
    return `<g transform="translate(${x},${y})">${panel(matrix, theme)}</g>`;
  });
  const heading = words(fitted(clipped(visibleText(title), 200), width - 2 * MARGIN, 16), {
    ...{ x: MARGIN, y: 30, fill: theme.text, size: 15, bold: true },
  });
  const background =
    theme.background === 'none'
      ? ''
      : `<rect width="${width}" height="${height}" fill="${theme.background}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}" font-family="${markupText(theme.fontFamily)}" font-size="${FONT_SIZE}"><title>${label}</title>${background}${heading}${panels.join('')}</svg>\n`;
};

const panel = ({ name, tp, fp, tn, fn }: ConfusionMatrix, theme: ChartTheme): string => {
  const rows: readonly (readonly [string, readonly Cell[]])[] = [
    [
      'attacked',
      [
        { count: tp, whole: tp + fn, short: 'tp', isRight: true },
        { count: fn, whole: tp + fn, short: 'fn', isRight: false },
      ],
    ],
    [
      'ordinary',
      [
        { count: fp, whole: fp + tn, short: 'fp', isRight: false },
        { count: tn, whole: fp + tn, short: 'tn', isRight: true },
      ],
    ],
  ];
  const heads = ['flagged', 'not flagged'].map((text, index) =>
    words(text, {
      ...{
        x: SIDE + (index + 0.5) * CELL_WIDTH,
        y: HEAD - 8,
        fill: theme.muted,
        size: FONT_SIZE,
        anchor: 'middle',
      },
    }),
  );
  const body = rows.map(([text, cells], row) => {
    const y = HEAD + row * CELL_HEIGHT;
    const side = words(text, {
      ...{ x: SIDE - 8, y: y + CELL_HEIGHT / 2 + 4, fill: theme.muted, size: FONT_SIZE, anchor: 'end' },
    });
    return (
      side + cells.map((cell, column) => cellMarkup(cell, SIDE + column * CELL_WIDTH, y, theme)).join('')
    );
  });
  const title = fitted(clipped(visibleText(name), 120), PANEL_WIDTH - 16, FONT_SIZE + 1);
  return `${words(title, { x: 0, y: 18, fill: theme.text, size: FONT_SIZE + 1, bold: true })}${heads.join('')}${body.join('')}`;
};

const cellMarkup = (
  { count, whole, short, isRight }: Cell,
  x: number,
  y: number,
  theme: ChartTheme,
): string => {
  const share = whole === 0 ? 0 : count / whole;
  const opacity = Number((count === 0 ? 0 : 0.15 + 0.55 * share).toFixed(3));
  const middle = x + CELL_WIDTH / 2;
  const below = whole === 0 ? `${short}, no such` : `${short} ${percentText(share)}`;
  return [
    `<rect x="${x + 1}" y="${y + 1}" width="${CELL_WIDTH - 2}" height="${CELL_HEIGHT - 2}" fill="${isRight ? theme.data : theme.mark}" fill-opacity="${opacity}" stroke="${theme.grid}"/>`,
    words(numberText(count), {
      x: middle,
      y: y + 30,
      fill: theme.text,
      size: 16,
      anchor: 'middle',
      bold: true,
    }),
    words(below, { x: middle, y: y + 48, fill: theme.text, size: FONT_SIZE - 1, anchor: 'middle' }),
  ].join('');
};

interface Letters {
  readonly x: number;
  readonly y: number;
  readonly fill: string;
  readonly size: number;
  readonly anchor?: string;
  readonly bold?: boolean;
}

const words = (text: string, { x, y, fill, size, anchor = 'start', bold = false }: Letters): string =>
  `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" fill="${fill}"${bold ? ' font-weight="700"' : ''}>${markupText(text)}</text>`;
