import { dot } from '@observablehq/plot';
import { nameAbove, nameBelow, valueAxisX, valueAxisY } from '../axes.ts';
import { boundaryMarks } from './boundaries.ts';
import { numberScale } from './number-scale.ts';
import { margins, MARGINS, NO_VALUE, type PanelPlot, type PanelRow, rowColour } from './panel.ts';

/** A dot per row, see-through; rows of one place add up as if they lay on one another. */
export const scatterPanel: PanelPlot = (panel, context) => {
  const { width, height, theme, palette } = context;
  const single = panel.opacity ?? 0.6;
  const ranks = new Map([...palette.keys()].map((name, index) => [name, index]));
  const rankOf = (row: PanelRow): number => ranks.get(row.colour ?? NO_VALUE) ?? ranks.size;
  // The rarer colours come last, so that the common ones do not hide them.
  const points = [...panel.rows]
    .sort((left, right) => rankOf(left) - rankOf(right))
    .flatMap((row) =>
      typeof row.x === 'number' &&
      typeof row.y === 'number' &&
      Number.isFinite(row.x) &&
      Number.isFinite(row.y)
        ? [
            {
              x: row.x,
              y: row.y,
              fill: rowColour(context, row),
              opacity: 1 - (1 - single) ** (row.count ?? 1),
            },
          ]
        : [],
    );
  const x = numberScale(
    points.map((point) => point.x),
    { log: panel.logX === true },
  );
  const y = numberScale(
    points.map((point) => point.y),
    { log: panel.logY === true },
  );
  return {
    height,
    ...margins(),
    x: { ...x.options, domain: [...x.options.domain] },
    y: { ...y.options, domain: [...y.options.domain] },
    marks: [
      ...valueAxisY(theme, y.ticks === undefined ? {} : { ticks: y.ticks }),
      ...valueAxisX(theme, x.ticks === undefined ? {} : { ticks: x.ticks }),
      dot(points, {
        x: 'x',
        y: 'y',
        r: points.length > 2000 ? 2 : 3.5,
        fill: (point: { fill: string }) => point.fill,
        fillOpacity: { value: (point: { opacity: number }) => point.opacity, scale: null },
      }),
      ...boundaryMarks(panel.boundaries ?? [], x.options.domain, y.options.domain, theme),
      nameAbove(panel.yName, theme, width - 60, { dx: 4 - MARGINS.left, dy: -12 }),
      nameBelow(panel.xName, theme, width - 80, 26),
    ],
  };
};
