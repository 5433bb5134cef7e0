import { type PlotOptions, rect, rectY, ruleX, ruleY, text } from '@observablehq/plot';
import { nameAbove, type TimeSpan, timeAxis, valueAxisY } from './axes.ts';
import { FONT_SIZE } from './draw.ts';
import { textWidth } from './text-width.ts';
import type { ChartTheme } from './theme.ts';

export type SeverityLevel = 'low' | 'medium' | 'high' | 'critical';

/** One finding on the time axis; times are ISO 8601 UTC, `href` a place on the same page (`#...`). */
export interface TimelineMark {
  readonly rank: number;
  readonly title: string;
  readonly level: SeverityLevel;
  readonly start: string;
  readonly end: string;
  readonly href: string;
}

/** All events over time. */
export interface LogTimelineData {
  readonly bucketSeconds: number;
  readonly buckets: readonly { readonly start: string; readonly events: number }[];
  readonly gaps: readonly { readonly start: string; readonly end: string }[];
  readonly marks: readonly TimelineMark[];
}

const MARGIN = { right: 20, left: 46 };
const LANE_HEIGHT = 19;
const MOST_LANES = 8;

const spanOf = ({ buckets, bucketSeconds }: LogTimelineData): TimeSpan => {
  const first = Date.parse(buckets[0]?.start ?? '1970-01-01T00:00:00Z');
  const last = Date.parse(buckets.at(-1)?.start ?? '1970-01-01T00:00:00Z');
  return { start: new Date(first), end: new Date(last + bucketSeconds * 1000) };
};

/** Events per bucket as bars, silences shaded. */
export const eventsPlot = (data: LogTimelineData, width: number, theme: ChartTheme): PlotOptions => {
  const span = spanOf(data);
  const points = data.buckets.map((bucket) => ({
    start: new Date(bucket.start),
    end: new Date(Date.parse(bucket.start) + data.bucketSeconds * 1000),
    events: bucket.events,
  }));
  const highest = Math.max(1, ...points.map((point) => point.events));
  const gaps = data.gaps
    .map((gap) => ({
      start: new Date(Math.max(Date.parse(gap.start), span.start.getTime())),
      end: new Date(Math.min(Date.parse(gap.end), span.end.getTime())),
    }))
    .filter((gap) => gap.start < gap.end);
  return {
    height: 190,
    marginTop: 30,
    marginRight: MARGIN.right,
    marginBottom: 36,
    marginLeft: MARGIN.left,
    x: { type: 'utc', domain: [span.start, span.end] },
    y: { domain: [0, highest * 1.05] },
    marks: [
      rect(gaps, {
        x1: 'start',
        x2: 'end',
        fill: theme.shade,
      }),
      ...valueAxisY(theme, { ticks: highest < 4 ? [...Array(highest + 1).keys()] : 4 }),
      ...timeAxis(span, width - MARGIN.left - MARGIN.right, theme),
      rectY(points, {
        x1: 'start',
        x2: 'end',
        y: 'events',
        fill: theme.data,
        insetRight: points.length * 3 < width ? 0.75 : 0,
      }),
      ruleY([0], { stroke: theme.muted }),
      nameAbove('events', theme, 160, { dx: -MARGIN.left + 4, dy: -12 }),
    ],
  };
};

interface Lane {
  readonly lane: number;
  readonly from: Date;
  readonly to: Date;
  readonly label: string;
  readonly mark: TimelineMark;
}

/** Each finding in the first lane where it fits beside the others; those that find none are left out. */
export const laid = (
  marks: readonly TimelineMark[],
  span: TimeSpan,
  width: number,
): { readonly lanes: readonly Lane[]; readonly hidden: number } => {
  const milliseconds = (span.end.getTime() - span.start.getTime()) / (width - MARGIN.left - MARGIN.right);
  const ends: { from: number; to: number }[][] = [];
  const lanes = marks.flatMap((mark): Lane[] => {
    const label = String(mark.rank);
    const smallest = (textWidth(label, FONT_SIZE - 1) + 10) * milliseconds;
    const middle = (Date.parse(mark.start) + Date.parse(mark.end)) / 2;
    const length = Math.max(smallest, Date.parse(mark.end) - Date.parse(mark.start));
    const from = Math.min(Math.max(middle - length / 2, span.start.getTime()), span.end.getTime() - smallest);
    const to = Math.min(from + length, span.end.getTime());
    const gap = 3 * milliseconds;
    for (let lane = 0; lane < MOST_LANES; lane += 1) {
      const taken = ends[lane] ?? [];
      if (taken.some((other) => other.from < to + gap && other.to > from - gap)) continue;
      ends[lane] = [...taken, { from, to }];
      return [{ lane, from: new Date(from), to: new Date(to), label, mark }];
    }
    return [];
  });
  return { lanes, hidden: marks.length - lanes.length };
};

/** The findings below the events on the same time axis: one bar each, its rank written in it, linked. */
export const findingsPlot = (data: LogTimelineData, width: number, theme: ChartTheme): PlotOptions | null => {
  const span = spanOf(data);
  const { lanes } = laid(data.marks, span, width);
  if (lanes.length === 0) return null;
  const count = Math.max(...lanes.map((lane) => lane.lane)) + 1;
  const common = {
    href: (lane: Lane) => lane.mark.href,
    title: (lane: Lane) => `${lane.mark.rank}. ${lane.mark.title}`,
  };
  return {
    height: count * LANE_HEIGHT + 26,
    marginTop: 22,
    marginRight: MARGIN.right,
    marginBottom: 4,
    marginLeft: MARGIN.left,
    x: { type: 'utc', domain: [span.start, span.end], axis: null },
    y: { domain: [0, count], reverse: true, axis: null },
    marks: [
      ruleX([span.start, span.end], { stroke: theme.grid }),
      rect(lanes, {
        x1: 'from',
        x2: 'to',
        y1: 'lane',
        y2: (lane: Lane) => lane.lane + 1,
        insetTop: 2,
        insetBottom: 2,
        rx: 3,
        fill: (lane: Lane) => theme.severity[lane.mark.level],
        ...common,
      }),
      text(lanes, {
        x: (lane: Lane) => new Date((lane.from.getTime() + lane.to.getTime()) / 2),
        y: (lane: Lane) => lane.lane + 0.5,
        text: 'label',
        fontSize: FONT_SIZE - 1,
        fontWeight: 600,
        fill: theme.onSeverity,
        ...common,
      }),
      nameAbove('findings, by rank', theme, 160, { dx: -MARGIN.left + 4, dy: -6 }),
    ],
  };
};
