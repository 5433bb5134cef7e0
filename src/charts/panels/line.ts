import { dot, lineY } from '@observablehq/plot';
import { nameAbove, nameBelow, timeAxis, valueAxisX, valueAxisY } from '../axes.ts';
import { boundaryMarks } from './boundaries.ts';
import { numberScale } from './number-scale.ts';
import { margins, MARGINS, NO_VALUE, type PanelPlot, rowColour } from './panel.ts';

interface Point {
  readonly x: number | Date;
  readonly y: number;
  readonly series: string;
  readonly stroke: string;
}

/** A line per colour over time (ISO 8601) or over numbers; a missing value breaks it. */
export const linePanel: PanelPlot = (panel, context) => {
  const { width, height, theme } = context;
  const isTime = panel.rows.some((row) => typeof row.x === 'string');
  const points = panel.rows.flatMap((row): Point[] => {
    const x = typeof row.x === 'string' ? new Date(row.x) : row.x;
    if (x === null || !Number.isFinite(Number(x))) return [];
    return [{ x, y: row.y ?? Number.NaN, series: row.colour ?? NO_VALUE, stroke: rowColour(context, row) }];
  });
  const xs = points.map((point) => Number(point.x));
  const x = numberScale(xs, { log: panel.logX === true && !isTime });
  const start = new Date(xs.reduce((low, value) => Math.min(low, value), xs[0] ?? 0));
  const end = new Date(xs.reduce((high, value) => Math.max(high, value), xs[0] ?? 1));
  const y = numberScale(
    points.map((point) => point.y),
    { log: panel.logY === true, zero: true },
  );
  const axis = isTime
    ? timeAxis({ start, end }, width - MARGINS.left - MARGINS.right, theme)
    : valueAxisX(theme, x.ticks === undefined ? {} : { ticks: x.ticks });
  const xDomain = isTime ? ([start.getTime(), end.getTime()] as const) : x.options.domain;
  return {
    height,
    ...margins(),
    x: isTime ? { type: 'utc', domain: [start, end] } : { ...x.options, domain: [...x.options.domain] },
    y: { ...y.options, domain: [...y.options.domain] },
    marks: [
      ...valueAxisY(theme, y.ticks === undefined ? {} : { ticks: y.ticks }),
      ...axis,
      lineY(points, {
        x: 'x',
        y: 'y',
        z: 'series',
        stroke: (point: Point) => point.stroke,
        strokeWidth: 1.75,
        strokeOpacity: panel.opacity ?? 1,
      }),
      points.length === 1
        ? dot(points, { x: 'x', y: 'y', r: 3, fill: (point: Point) => point.stroke })
        : null,
      ...boundaryMarks(
        isTime ? (panel.boundaries ?? []).filter((each) => each.kind === 'y') : (panel.boundaries ?? []),
        xDomain,
        y.options.domain,
        theme,
      ),
      nameAbove(panel.yName, theme, width - 60, { dx: 4 - MARGINS.left, dy: -12 }),
      nameBelow(isTime ? `${panel.xName}, UTC` : panel.xName, theme, width - 80, 30),
    ],
  };
};
