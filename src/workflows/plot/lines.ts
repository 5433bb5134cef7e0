import type { PanelRow } from '../../charts/panels/panel.ts';
import type { Answer } from '../../explore/answer.ts';
import { counts } from '../../explore/counts.ts';
import { pivot } from '../../explore/pivot.ts';
import { resample } from '../../explore/resample.ts';
import { UsageError } from '../../kernel/errors.ts';
import { countText } from '../../kernel/number-text.ts';
import type { EventStore, RowValue } from '../../store/event-store.ts';
import type { PanelOptions } from './options.ts';
import {
  type Asked,
  axisName,
  bucketName,
  type DrawnPanel,
  label,
  marks,
  named,
  number,
} from './panel-parts.ts';

const MOST_LINES = 7;

/** Lines over time or over a number: one per metric, or one per value of a field. */
export const lines = async (store: EventStore, panel: PanelOptions, asked: Asked): Promise<DrawnPanel> => {
  const { x, color, by, averageOverEntities } = panel;
  if (averageOverEntities === true) return averageLine(store, panel, asked);
  if (by !== undefined)
    throw new UsageError(`--by goes with --average-over-entities; for a line per value write --color ${by}`);
  if (panel.span !== undefined) throw new UsageError('--span goes with --average-over-entities');
  const values = (panel.y ?? ['events=count()']).map(named);
  if (color !== undefined && values.length > 1)
    throw new UsageError('a line per value of --color takes one --y');
  const metrics = values.map(({ text }, index) => `y${index}=${text}`);
  const overTime = x === undefined || x === '@timestamp';
  const { every = '1h' } = panel;
  const chosen = color === undefined ? undefined : await mostFrequent(store, color, asked);
  const across = named(x ?? '@timestamp');
  if (!overTime && panel.every !== undefined)
    throw new UsageError('--every is for a line over time; leave it or --x out');
  const answer = overTime
    ? await resample(store, { ...asked, every, metrics, ...(color === undefined ? {} : { by: color }) })
    : await pivot(store, {
        ...asked,
        by: color === undefined ? [across.text] : [across.text, color],
        metrics,
      });
  values.forEach(({ text }, index) => {
    requireColumn(answer, `y${index}`, text);
  });
  const key = overTime ? 'start' : color === undefined ? 'entity' : (answer.columns[0]?.name ?? '');
  const series = overTime ? 'entity' : (answer.columns[1]?.name ?? '');
  const place = (value: RowValue | undefined): PanelRow['x'] => (overTime ? label(value) : number(value));
  if (!overTime) requireColumn(answer, key, across.text);
  const all = answer.rows.flatMap((row): readonly PanelRow[] => {
    if (color !== undefined) {
      const own = label(row[series]);
      return chosen?.names.has(own) === true
        ? [{ x: place(row[key]), y: number(row['y0']), colour: own }]
        : [];
    }
    return values.map(({ name }, index) => ({
      x: place(row[key]),
      y: number(row[`y${index}`]),
      ...(values.length > 1 ? { colour: name } : {}),
    }));
  });
  const known = all.filter((row) => row.x !== null);
  const rows = overTime ? known : known.sort((left, right) => Number(left.x) - Number(right.x));
  const without = known.length < all.length ? [`events without ${across.name} are not drawn`] : [];
  const names = values.map((each) => each.name).join(', ');
  return {
    panel: {
      ...marks(panel),
      title: panel.title ?? `${names} ${overTime ? `per ${bucketName(every)}` : `by ${across.name}`}`,
      xName: overTime ? 'time' : axisName(across.name, panel.logX),
      yName: axisName(values.length === 1 ? names : 'value', panel.logY),
      rows,
    },
    notes: [...answer.notes, ...without, ...(chosen?.notes ?? [])],
  };
};

const requireColumn = (answer: Answer, column: string, text: string): void => {
  const type = answer.columns.find(({ name }) => name === column)?.type;
  if (type === 'integer' || type === 'long' || type === 'double') return;
  throw new UsageError(`plot line draws numbers, and ${text} is of type ${type ?? 'unknown'}`);
};

/** The values that get a line: the most frequent ones. */
const mostFrequent = async (store: EventStore, field: string, asked: Asked) => {
  const { having: _having, sort: _sort, ...events } = asked;
  const answer = await counts(store, { ...events, field, limit: MOST_LINES });
  const notes =
    answer.total > MOST_LINES
      ? [
          `a line for each of the ${MOST_LINES} most frequent of ${countText(answer.total, 'value')} of ${field}`,
        ]
      : [];
  return { names: new Set(answer.rows.map((row) => label(row['value']))), notes };
};

const averageLine = async (store: EventStore, panel: PanelOptions, asked: Asked): Promise<DrawnPanel> => {
  const { by, every = '1h', span, x, y, color } = panel;
  if (by === undefined) throw new UsageError('--average-over-entities needs the entities: --by source.ip');
  if (x !== undefined || y !== undefined || color !== undefined)
    throw new UsageError('--average-over-entities averages events and takes no --x, --y or --color');
  const answer = await resample(store, {
    ...asked,
    every,
    by,
    averageOverEntities: true,
    ...(span === undefined ? {} : { span }),
  });
  return {
    panel: {
      ...marks(panel),
      title: panel.title ?? `average events per ${by} and ${bucketName(every)}`,
      xName: 'time',
      yName: `average events per ${by}`,
      rows: answer.rows.map((row) => ({ x: label(row['start']), y: number(row['mean']) })),
    },
    notes: answer.notes,
  };
};
