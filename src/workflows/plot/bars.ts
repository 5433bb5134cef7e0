import type { PanelRow } from '../../charts/panels/panel.ts';
import { pivot } from '../../explore/pivot.ts';
import { requireNumbers } from '../../explore/points.ts';
import { UsageError } from '../../kernel/errors.ts';
import { unknownName } from '../../kernel/nearest.ts';
import { countText } from '../../kernel/number-text.ts';
import { compareUtf8 } from '../../kernel/text-order.ts';
import type { EventStore } from '../../store/event-store.ts';
import type { PanelOptions } from './options.ts';
import { type Asked, axisName, type DrawnPanel, label, marks, named, number } from './panel-parts.ts';

const DEFAULT_BARS = 20;
const ADDITIVE = /^(count|sum)\s*\(/;

/** A bar per value of a field, most first. */
export const bars = async (store: EventStore, panel: PanelOptions, asked: Asked): Promise<DrawnPanel> => {
  const { x, color, top = DEFAULT_BARS } = panel;
  if (x === undefined) throw new UsageError('plot bar needs the field of its bars: --x event.outcome');
  if ((panel.y?.length ?? 0) > 1) throw new UsageError('plot bar takes one --y');
  const [across, up] = [named(x), named(panel.y?.[0] ?? 'events=count()')];
  if (color !== undefined && !ADDITIVE.test(up.text))
    throw new UsageError('bars with --color add up; --y takes count(...) or sum(...) there');
  const { sort, ...rest } = asked;
  const answer = await pivot(store, {
    ...rest,
    by: color === undefined ? across.text : [across.text, color],
    metrics: [`y=${up.text}`],
    ...(color === undefined ? { sort: sortOfBars(sort), limit: top } : {}),
  });
  requireNumbers(answer, 'y', up.text);
  const key = color === undefined ? 'entity' : (answer.columns[0]?.name ?? '');
  const other = answer.columns[1]?.name ?? '';
  const all = answer.rows.map((row) => ({
    x: label(row[key]),
    y: number(row['y']),
    ...(color === undefined ? {} : { colour: label(row[other]) }),
  }));
  const { rows, total } = color === undefined ? { rows: all, total: answer.total } : busiest(all, top, sort);
  const shown = Math.min(top, total);
  return {
    panel: {
      ...marks(panel),
      title: panel.title ?? `${up.name} by ${across.name}`,
      xName: across.name,
      yName: axisName(up.name, panel.logY),
      rows,
    },
    notes:
      shown < total ? [`${shown} of ${countText(total, 'value')} of ${across.name}; --top shows more`] : [],
  };
};

/** `--sort x` orders bars by name or number, `y` (the usual) by size. */
const sortOfBars = (sort: string | undefined): string => {
  if (sort === undefined) return 'y:desc';
  return sort.replace(/^x(?=:|$)/, 'entity');
};

interface BarSum {
  readonly x: PanelRow['x'];
  readonly sum: number;
}

/** Order of coloured bars: by their whole length, or by name, with numbers by size. */
const barOrder = (sort = 'y:desc'): ((left: BarSum, right: BarSum) => number) => {
  const match = /^([xy])(?::(asc|desc))?$/.exec(sort);
  if (match === null) throw unknownName('column', sort, ['x', 'y'], 'bars are sorted by x or y');
  const sign = match[2] === 'desc' ? -1 : 1;
  const byName = (left: BarSum, right: BarSum): number => {
    // Missing values come last in both directions, as everywhere.
    if (left.x === null || right.x === null) return Number(left.x === null) - Number(right.x === null);
    const [one, two] = [Number(left.x), Number(right.x)];
    const order =
      Number.isFinite(one) && Number.isFinite(two) ? one - two : compareUtf8(String(left.x), String(right.x));
    return match[1] === 'x' ? sign * order : order;
  };
  return match[1] === 'x' ? byName : (left, right) => sign * (left.sum - right.sum) || byName(left, right);
};

/** The rows of the first bars in order. */
const busiest = (rows: readonly PanelRow[], top: number, sort: string | undefined) => {
  const sums = new Map<PanelRow['x'], number>();
  for (const row of rows) sums.set(row.x, (sums.get(row.x) ?? 0) + (row.y ?? 0));
  const ordered = [...sums].map(([x, sum]) => ({ x, sum })).sort(barOrder(sort));
  const places = new Map(ordered.slice(0, top).map(({ x }, index) => [x, index]));
  const kept = rows.filter((row) => places.has(row.x));
  return {
    rows: kept.sort((left, right) => (places.get(left.x) ?? 0) - (places.get(right.x) ?? 0)),
    total: sums.size,
  };
};
