import type { PanelRow } from '../../charts/panels/panel.ts';
import type { Answer } from '../../explore/answer.ts';
import { points, requireNumbers } from '../../explore/points.ts';
import { resample } from '../../explore/resample.ts';
import { UsageError } from '../../kernel/errors.ts';
import { countText } from '../../kernel/number-text.ts';
import type { EventStore } from '../../store/event-store.ts';
import { bars } from './bars.ts';
import { lines } from './lines.ts';
import type { PanelOptions } from './options.ts';
import {
  type Asked,
  axisName,
  type DrawnPanel,
  label,
  marks,
  named,
  number,
  things,
  unit,
} from './panel-parts.ts';

/** More places than this are neither held nor drawn. */
const MOST_PLACES = 500_000;
const MOST_DOTS = 20_000;

interface Places {
  readonly rows: readonly PanelRow[];
  readonly notes: readonly string[];
}

/** Values of events, entities or buckets by the options of a panel. */
const placesOf = async (
  store: EventStore,
  panel: PanelOptions,
  asked: Asked,
  wanted: { readonly x?: string; readonly y?: string; readonly color?: string },
): Promise<Answer> => {
  const { by, every } = panel;
  if (by === undefined && every !== undefined) return bucketPlaces(store, every, asked, wanted);
  const answer = await points(store, {
    ...asked,
    ...wanted,
    ...(by === undefined ? {} : { by }),
    ...(every === undefined ? {} : { every }),
    limit: MOST_PLACES,
  });
  if (answer.total <= MOST_PLACES) return answer;
  throw new UsageError(
    `${countText(answer.total, 'different value')} are too many to draw; narrow them with --where, --since, --until, or draw a metric --by an entity`,
  );
};

/** Metrics of all events per time bucket, empty buckets included. */
const bucketPlaces = async (
  store: EventStore,
  every: string,
  asked: Asked,
  { x, y, color }: { readonly x?: string; readonly y?: string; readonly color?: string },
): Promise<Answer> => {
  if (color !== undefined)
    throw new UsageError('a time bucket has no color of its own; leave out --color or say --by an entity');
  const wanted = [...(x === undefined ? [] : [['x', x]]), ...(y === undefined ? [] : [['y', y]])];
  const metrics = wanted.map(([place, text]) => `${place}=${text}`);
  const answer = await resample(store, { ...asked, every, metrics });
  const columns = answer.columns.filter(({ name }) => name === 'x' || name === 'y');
  const rows = answer.rows.map((row) => ({
    ...Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null])),
    count: 1,
  }));
  return { ...answer, columns: [...columns, { name: 'count', type: 'long' }], rows };
};

const missing = (
  rows: readonly PanelRow[],
  places: readonly ('x' | 'y')[],
  what: string,
): readonly string[] => {
  const without = rows
    .filter((row) => places.some((place) => row[place] === null))
    .reduce((sum, row) => sum + (row.count ?? 1), 0);
  return without === 0 ? [] : [`${what} missing: ${countText(without, 'value')} not drawn`];
};

const histogram = async (store: EventStore, panel: PanelOptions, asked: Asked): Promise<DrawnPanel> => {
  const typed = panel.x ?? panel.y?.[0] ?? entityDefault(panel);
  const value = named(typed);
  const wanted = { x: value.text, ...(panel.color === undefined ? {} : { color: panel.color }) };
  const answer = await placesOf(store, panel, asked, wanted);
  requireNumbers(answer, 'x', value.text);
  const rows = answer.rows.map((row) => ({
    x: number(row['x']),
    count: Number(row['count']),
    ...(panel.color === undefined ? {} : { colour: label(row['color']) }),
  }));
  return {
    panel: {
      ...marks(panel),
      title: panel.title ?? `distribution of ${value.name}${unit(panel)}`,
      xName: axisName(value.name, panel.logX),
      yName: axisName(things(panel), panel.logY),
      rows,
    },
    notes: missing(rows, ['x'], value.name),
  };
};

/** What is drawn of entities and buckets when nothing is said: how many events they have. */
const entityDefault = (panel: PanelOptions): string => {
  if (panel.by !== undefined || panel.every !== undefined) return 'events=count()';
  throw new UsageError(
    `plot ${panel.kind} needs what to draw: --${panel.kind === 'box' ? 'y' : 'x'} http.response.body.bytes, or --by source.ip for the events of each`,
  );
};

const box = async (store: EventStore, panel: PanelOptions, asked: Asked): Promise<DrawnPanel> => {
  const [group, values] =
    panel.y === undefined
      ? [undefined, [panel.x ?? entityDefault(panel)]]
      : [panel.x === undefined ? undefined : named(panel.x), panel.y];
  const expressions = values.map(named);
  const first = expressions[0]?.name ?? '';
  if (group !== undefined && expressions.length > 1)
    throw new UsageError('boxes are either of several --y or of the groups of --x; leave out one of them');
  const found = await Promise.all(
    expressions.map(async (value): Promise<Places> => {
      const wanted = { y: value.text, ...(group === undefined ? {} : { x: group.text }) };
      const answer = await placesOf(store, panel, asked, wanted);
      requireNumbers(answer, 'y', value.text);
      const rows = answer.rows.map((row) => ({
        x: group === undefined ? value.name : label(row['x']),
        y: number(row['y']),
        count: Number(row['count']),
      }));
      return { rows, notes: missing(rows, ['y'], value.name) };
    }),
  );
  const single = expressions.length === 1;
  const of = group === undefined ? '' : ` by ${group.name}`;
  return {
    panel: {
      ...marks(panel),
      title: panel.title ?? `${expressions.map((each) => each.name).join(', ')}${unit(panel)}${of}`,
      xName: group?.name ?? '',
      yName: axisName(single ? first : unit(panel).trim() || 'value', panel.logY),
      rows: found.flatMap((each) => each.rows),
    },
    notes: found.flatMap((each) => each.notes),
  };
};

const scatter = async (store: EventStore, panel: PanelOptions, asked: Asked): Promise<DrawnPanel> => {
  const [x, y] = [panel.x, panel.y?.[0]];
  if (x === undefined || y === undefined || (panel.y?.length ?? 0) > 1)
    throw new UsageError(
      "plot scatter needs one --x and one --y, such as --x 'count()' --y 'distinct(user.name)' --by source.ip",
    );
  const [across, up] = [named(x), named(y)];
  const wanted = {
    x: across.text,
    y: up.text,
    ...(panel.color === undefined ? {} : { color: panel.color }),
  };
  const answer = await placesOf(store, panel, asked, wanted);
  requireNumbers(answer, 'x', across.text);
  requireNumbers(answer, 'y', up.text);
  const all = answer.rows.map((row) => ({
    x: number(row['x']),
    y: number(row['y']),
    count: Number(row['count']),
    ...(panel.color === undefined ? {} : { colour: label(row['color']) }),
  }));
  const step = Math.ceil(all.length / MOST_DOTS);
  const rows = step <= 1 ? all : all.filter((_row, index) => index % step === 0);
  return {
    panel: {
      ...marks(panel),
      title: panel.title ?? `${up.name} against ${across.name}${unit(panel)}`,
      xName: axisName(across.name, panel.logX),
      yName: axisName(up.name, panel.logY),
      rows,
    },
    notes: [
      ...missing(all, ['x', 'y'], `${across.name} or ${up.name}`),
      ...(step <= 1 ? [] : [`every ${step}th of ${countText(all.length, 'place')} is drawn`]),
    ],
  };
};

/** Asks what a panel shows. The options are complete (see `completePanel`). */
export const askPanel = (store: EventStore, panel: PanelOptions, asked: Asked): Promise<DrawnPanel> => {
  const ask = { line: lines, bar: bars, box, histogram, scatter }[panel.kind];
  return ask(store, panel, asked);
};
