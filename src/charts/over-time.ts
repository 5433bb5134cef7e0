import { dot, lineY, type PlotOptions, rectX, rectY, ruleY } from '@observablehq/plot';
import { nameAbove, type TimeSpan, timeAxis, valueAxisY } from './axes.ts';
import type { ChartTheme } from './theme.ts';

/** Values per window of one entity, each beside its baseline and its fence. Times are ISO 8601 UTC. */
export interface BaselineData {
  readonly metric: string;
  readonly unit?: string;
  readonly points: readonly {
    readonly start: string;
    readonly value: number | null;
    readonly baseline: number | null;
    readonly threshold: number | null;
  }[];
  readonly windowSeconds: number;
}

/** Events per bucket with windows shaded. Buckets without events may be missing. */
export interface ActivityData {
  readonly metric: string;
  readonly bucketSeconds: number;
  readonly points: readonly { readonly start: string; readonly value: number }[];
  readonly windows: readonly { readonly start: string; readonly end: string }[];
  readonly threshold?: number | null;
  /** The time shown; that of the points when absent. */
  readonly span?: { readonly start: string; readonly end: string };
}

const MARGIN = { top: 30, right: 18, bottom: 40, left: 42 };

const later = (iso: string, seconds: number): Date => new Date(Date.parse(iso) + seconds * 1000);

const frame = (width: number, height: number, span: TimeSpan, highest: number, theme: ChartTheme) => ({
  options: {
    height,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { type: 'utc', domain: [span.start, span.end] },
    y: { domain: [0, highest > 0 ? highest * 1.06 : 1] },
  } satisfies PlotOptions,
  time: timeAxis(span, width - MARGIN.left - MARGIN.right, theme),
});

const spanOf = (starts: readonly string[], windowSeconds: number): TimeSpan => {
  const sorted = [...starts].sort();
  const first = sorted[0] ?? '1970-01-01T00:00:00Z';
  return { start: new Date(first), end: later(sorted.at(-1) ?? first, windowSeconds) };
};

const highestOf = (values: readonly (number | null | undefined)[]): number =>
  Math.max(
    0,
    ...values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value)),
  );

/** Bars per window, those beyond their fence in the colour of what stands out; baseline and fence as steps. */
export const baselinePlot = (data: BaselineData, width: number, theme: ChartTheme): PlotOptions => {
  const { points, windowSeconds } = data;
  const span = spanOf(
    points.map((point) => point.start),
    windowSeconds,
  );
  const highest = highestOf(points.flatMap((point) => [point.value, point.baseline, point.threshold]));
  const { options, time } = frame(width, 204, span, highest, theme);
  const bars = points
    .filter((point) => point.value !== null)
    .map((point) => ({
      start: new Date(point.start),
      end: later(point.start, windowSeconds),
      value: point.value ?? 0,
      isBeyond: point.threshold !== null && (point.value ?? 0) > point.threshold,
    }));
  const few = points.length > 160 ? 0 : 0.5;
  return {
    ...options,
    marks: [
      ...valueAxisY(theme, { ticks: 4 }),
      ...time,
      rectY(bars, {
        x1: 'start',
        x2: 'end',
        y: 'value',
        fill: (bar: { isBeyond: boolean }) => (bar.isBeyond ? theme.mark : theme.data),
        insetLeft: few,
        insetRight: few,
      }),
      ruleY([0], { stroke: theme.muted }),
      stepLine(data, 'baseline', { stroke: theme.baseline, strokeWidth: 1.75 }),
      stepLine(data, 'threshold', { stroke: theme.fence, strokeWidth: 1.25, strokeDasharray: '5,3' }),
      nameAbove(nameOf(data), theme, width - 12, { dx: -MARGIN.left + 4, dy: -12 }),
    ],
  };
};

/** A level per window, drawn across each window's whole length. */
const stepLine = (
  { points, windowSeconds }: BaselineData,
  level: 'baseline' | 'threshold',
  style: { stroke: string; strokeWidth: number; strokeDasharray?: string },
) => {
  const ends = points.flatMap((point) => [
    { time: new Date(point.start), level: point[level] ?? Number.NaN },
    { time: later(point.start, windowSeconds), level: point[level] ?? Number.NaN },
  ]);
  return lineY(ends, { x: 'time', y: 'level', ...style });
};

/** Bars per bucket with the finding's windows shaded behind them. */
export const activityPlot = (
  data: ActivityData,
  width: number,
  theme: ChartTheme,
  { height = 204 } = {},
): PlotOptions => {
  const { points, bucketSeconds, windows, threshold = null } = data;
  const span =
    data.span === undefined
      ? spanOf(
          points.map((point) => point.start),
          bucketSeconds,
        )
      : { start: new Date(data.span.start), end: new Date(data.span.end) };
  const highest = highestOf([...points.map((point) => point.value), threshold]);
  const { options, time } = frame(width, height, span, highest, theme);
  const smallest = ((span.end.getTime() - span.start.getTime()) / (width - 60)) * 2;
  const bars = points
    .filter((point) => point.value > 0)
    .map((point) => ({
      start: new Date(point.start),
      end: later(point.start, bucketSeconds),
      value: point.value,
    }));
  const inside = (time: number): Date =>
    new Date(Math.min(span.end.getTime(), Math.max(span.start.getTime(), time)));
  const shades = windows.map((window) => {
    const start = Date.parse(window.start);
    return {
      start: inside(start),
      end: inside(Math.max(Date.parse(window.end), start + smallest)),
    };
  });
  const isSingle = bars.length === 1;
  return {
    ...options,
    marks: [
      rectX(shades, { x1: 'start', x2: 'end', fill: theme.shade }),
      ...valueAxisY(theme, { ticks: highest < 4 ? [...Array(Math.floor(highest) + 1).keys()] : 3 }),
      ...time,
      rectY(bars, {
        x1: 'start',
        x2: 'end',
        y: 'value',
        fill: theme.mark,
        insetRight: bars.length > 160 ? 0 : 0.5,
      }),
      isSingle ? dot(bars, { x: 'start', y: 'value', r: 3, fill: theme.mark }) : null,
      ruleY([0], { stroke: theme.muted }),
      threshold === null ? null : ruleY([threshold], { stroke: theme.fence, strokeDasharray: '5,3' }),
      nameAbove(data.metric, theme, width - 12, { dx: -MARGIN.left + 4, dy: -12 }),
    ],
  };
};

const nameOf = ({ metric, unit }: { readonly metric: string; readonly unit?: string }): string =>
  unit === undefined || unit === '' || metric.includes(unit) ? metric : `${metric} (${unit})`;
