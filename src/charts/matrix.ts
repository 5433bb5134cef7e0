import { cell, type PlotOptions, text } from '@observablehq/plot';
import { numberText } from '../kernel/number-text.ts';
import { clipped, visibleText } from '../kernel/visible-text.ts';
import { nameAbove } from './axes.ts';
import { FONT_SIZE } from './draw.ts';
import { fitted, textWidth } from './text-width.ts';
import type { ChartTheme } from './theme.ts';

/** Which rows met which columns, how often. */
export interface MatrixData {
  readonly rowName: string;
  readonly columnName: string;
  readonly cells: readonly { readonly row: string; readonly column: string; readonly count: number }[];
  readonly rowsTotal: number;
  readonly columnsTotal: number;
}

const MOST_ROWS = 24;
const MOST_COLUMNS = 40;

/** Numbers by value, addresses and names by their parts. */
const natural = (left: string, right: string): number => {
  const [a, b] = [left.split(/(\d+)/), right.split(/(\d+)/)];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [x = '', y = ''] = [a[index], b[index]];
    const order = index % 2 === 1 ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0;
    if (order !== 0) return order;
  }
  return a.length - b.length;
};

/** The busiest keys, in natural order. */
const kept = (cells: MatrixData['cells'], key: 'row' | 'column', most: number): readonly string[] => {
  const sums = new Map<string, number>();
  for (const each of cells) sums.set(each[key], (sums.get(each[key]) ?? 0) + each.count);
  return [...sums]
    .sort((left, right) => right[1] - left[1] || natural(left[0], right[0]))
    .slice(0, most)
    .map(([name]) => name)
    .sort(natural);
};

/** Every n-th name, so that labels of `size` pixels do not meet in steps of `step` pixels. */
const everyNth = (names: readonly string[], size: number, step: number): readonly string[] => {
  const nth = Math.max(1, Math.ceil(size / step));
  return names.filter((_, index) => index % nth === 0);
};

const shownOf = (kinds: number, total: number, name: string): string =>
  total > kinds ? `${numberText(kinds)} of ${numberText(total)} ${name}` : `${numberText(total)} ${name}`;

/** A grid of cells, darker where a row met a column more often. */
export const matrixPlot = (data: MatrixData, width: number, theme: ChartTheme): PlotOptions => {
  const rowNames = kept(data.cells, 'row', MOST_ROWS);
  const columnNames = kept(data.cells, 'column', MOST_COLUMNS);
  const names = (list: readonly string[]) =>
    new Map(list.map((name) => [name, visibleText(clipped(name, 40, { middle: true }))]));
  const [rowLabels, columnLabels] = [names(rowNames), names(columnNames)];
  const longest = Math.max(0, ...[...rowLabels.values()].map((name) => textWidth(name, FONT_SIZE - 1)));
  const marginLeft = Math.min(Math.round(width * 0.36), longest + 14);
  const marginRight = 14;
  const step = Math.min(26, Math.max(14, Math.floor(240 / Math.max(1, rowNames.length))));
  const columnStep = (width - marginLeft - marginRight) / Math.max(1, columnNames.length);
  const widest = Math.max(0, ...[...columnLabels.values()].map((name) => textWidth(name, FONT_SIZE - 1))) + 6;
  const inside = data.cells.filter((each) => rowLabels.has(each.row) && columnLabels.has(each.column));
  const busiest = Math.max(1, ...inside.map((each) => each.count));
  return {
    height: 70 + step * Math.max(1, rowNames.length),
    marginTop: 32,
    marginBottom: 38,
    marginLeft,
    marginRight,
    x: { type: 'band', domain: columnNames, padding: columnStep > 6 ? 0.12 : 0, axis: null },
    y: { type: 'band', domain: rowNames, padding: 0.12, axis: null },
    marks: [
      cell(inside, {
        x: 'column',
        y: 'row',
        fill: theme.mark,
        fillOpacity: (each: { count: number }) =>
          busiest === 1 ? 0.85 : 0.3 + 0.7 * (Math.log1p(each.count) / Math.log1p(busiest)),
        rx: 1.5,
      }),
      text(rowNames, {
        y: (name: string) => name,
        text: (name: string) => fitted(rowLabels.get(name) ?? '', marginLeft - 10, FONT_SIZE - 1),
        frameAnchor: 'left',
        textAnchor: 'end',
        dx: -7,
        fontSize: FONT_SIZE - 1,
        fill: theme.text,
      }),
      text(everyNth(columnNames, Math.min(widest, 90), columnStep), {
        x: (name: string) => name,
        text: (name: string) => fitted(columnLabels.get(name) ?? '', 84, FONT_SIZE - 1),
        frameAnchor: 'bottom',
        lineAnchor: 'top',
        dy: 6,
        fontSize: FONT_SIZE - 1,
        fill: theme.text,
      }),
      nameAbove(
        `${shownOf(rowNames.length, data.rowsTotal, data.rowName)} × ${shownOf(columnNames.length, data.columnsTotal, data.columnName)}`,
        theme,
        width - 16,
        { dx: -marginLeft + 4, dy: -12 },
      ),
    ],
  };
};
