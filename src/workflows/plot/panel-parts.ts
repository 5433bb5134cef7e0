import { parseBoundary } from '../../charts/panels/boundaries.ts';
import type { Panel } from '../../charts/panels/panel.ts';
import { splitNamedMetric } from '../../filter/parse-metric.ts';
import type { QuestionOptions } from '../../explore/answer.ts';
import type { RowValue } from '../../store/event-store.ts';
import type { PanelOptions } from './options.ts';

/** A panel with remarks on what is not drawn. */
export interface DrawnPanel {
  readonly panel: Panel;
  readonly notes: readonly string[];
}

/** Options that every panel's question takes. */
export type Asked = Pick<
  QuestionOptions,
  'where' | 'since' | 'until' | 'datasets' | 'weigh' | 'having' | 'sort' | 'signal'
>;

interface Expression {
  readonly name: string;
  readonly text: string;
}

/** An expression with the name of its axis. */
export const named = (text: string): Expression => {
  const { name, expression } = splitNamedMetric(text);
  return { name, text: expression };
};

export const label = (value: RowValue | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

export const number = (value: RowValue | undefined): number | null =>
  typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : null;

export const marks = (panel: PanelOptions) => ({
  kind: panel.kind,
  ...(panel.bins === undefined ? {} : { bins: panel.bins }),
  ...(panel.opacity === undefined ? {} : { opacity: panel.opacity }),
  ...(panel.logX === undefined ? {} : { logX: panel.logX }),
  ...(panel.logY === undefined ? {} : { logY: panel.logY }),
  ...(panel.boundaries === undefined ? {} : { boundaries: panel.boundaries.map(parseBoundary) }),
});

/** A bucket's width in words: `hour`, `6h`. */
export const bucketName = (every: string): string =>
  ({ '1s': 'second', '1m': 'minute', '1min': 'minute', '1h': 'hour', '1d': 'day' })[every] ?? every;

/** `per source.ip and hour`, or nothing for events. */
export const unit = ({ by, every }: PanelOptions): string => {
  const words = [...(by === undefined ? [] : [by]), ...(every === undefined ? [] : [bucketName(every)])];
  return words.length === 0 ? '' : ` per ${words.join(' and ')}`;
};

/** What is counted: events, addresses of `by`, buckets. */
export const things = ({ by, every }: PanelOptions): string =>
  by === undefined
    ? every === undefined
      ? 'events'
      : `number of ${bucketName(every)}s`
    : `number of ${by}${every === undefined ? '' : ` and ${bucketName(every)}`}`;

export const axisName = (name: string, log: boolean | undefined): string =>
  log === true ? `${name}, logarithmic` : name;
