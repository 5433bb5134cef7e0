import { axisX, boxY } from '@observablehq/plot';
import { clipped, visibleText } from '../../kernel/visible-text.ts';
import { nameAbove, valueAxisY } from '../axes.ts';
import { FONT_SIZE } from '../draw.ts';
import { fitted } from '../text-width.ts';
import { boundaryMarks } from './boundaries.ts';
import { numberScale } from './number-scale.ts';
import { margins, MARGINS, NO_VALUE, type PanelPlot } from './panel.ts';

const MOST_BOXES = 16;

/**
 * A box per name: quartiles (type 7) and median, whiskers to the last value within 1.5
 * times the distance of the quartiles, the values beyond as dots.
 */
export const boxPanel: PanelPlot = (panel, { width, height, theme }) => {
  const names = [...new Set(panel.rows.map((row) => (row.x === null ? NO_VALUE : String(row.x))))].slice(
    0,
    MOST_BOXES,
  );
  const known = new Set(names);
  const rows = panel.rows.flatMap((row) => {
    const name = row.x === null ? NO_VALUE : String(row.x);
    return typeof row.y === 'number' && Number.isFinite(row.y) && known.has(name) ? [{ name, y: row.y }] : [];
  });
  const y = numberScale(
    rows.map((row) => row.y),
    { log: panel.logY === true },
  );
  const step = (width - MARGINS.left - MARGINS.right) / Math.max(1, names.length);
  return {
    height,
    ...margins(),
    x: { type: 'band', domain: names, padding: names.length < 3 ? 0.6 : 0.3 },
    y: { ...y.options, domain: [...y.options.domain] },
    marks: [
      ...valueAxisY(theme, y.ticks === undefined ? {} : { ticks: y.ticks }),
      axisX({
        tickFormat: (name: string) =>
          fitted(visibleText(clipped(name, 60, { middle: true })), step - 6, FONT_SIZE - 1),
        tickSize: 0,
        fontSize: FONT_SIZE - 1,
        color: theme.text,
        label: null,
      }),
      boxY(rows, {
        x: 'name',
        y: 'y',
        fill: theme.data,
        fillOpacity: panel.opacity ?? 1,
        stroke: theme.text,
        r: 2.5,
      }),
      ...boundaryMarks(
        (panel.boundaries ?? []).filter((each) => each.kind === 'y'),
        [0, 1],
        y.options.domain,
        theme,
      ),
      nameAbove(panel.yName, theme, width - 60, { dx: 4 - MARGINS.left, dy: -12 }),
    ],
  };
};
