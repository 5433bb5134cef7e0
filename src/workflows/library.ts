import { type CountsOptions, streamCounts } from '../explore/counts.ts';
import type { CrosstabOptions } from '../explore/crosstab.ts';
import type { DescribeOptions } from '../explore/describe.ts';
import { events, type EventsOptions, streamEvents } from '../explore/events.ts';
import type { FieldsOptions } from '../explore/fields.ts';
import type { HostsOptions } from '../explore/hosts.ts';
import { type PivotOptions, streamPivot } from '../explore/pivot.ts';
import type { ResampleOptions } from '../explore/resample.ts';
import { type RunOptions, runDetectors } from '../detectors/run.ts';
import type { InputAccount } from '../schema/accounting.ts';
import type { Finding } from '../schema/finding.ts';
import type { EventStore, Row, RowValue } from '../store/event-store.ts';
import { systemEffects } from './effects.ts';
import { type DataOptions, type OpenData, openData } from './open-data.ts';
import type { PlotOptions } from './plot/options.ts';
import { askBaselineTable, askSql, type BaselineQuestion, QUESTIONS } from './questions.ts';
import type {
  BucketRow,
  CellRow,
  ConditionalRow,
  CountRow,
  FieldRow,
  HostRow,
  PlacedRow,
  SummaryRow,
} from './row-types.ts';
import { Rows } from './rows.ts';
import { allDetectors } from './rule-detectors.ts';

export type { Row, RowValue };

export interface LibraryOptions extends Partial<Omit<DataOptions, 'inputs'>> {}

export interface DetectOptions extends Pick<RunOptions, 'detectors' | 'settings' | 'where' | 'signal'> {
  /** Rule files to run beside the built-in detectors. */
  readonly rules?: readonly string[];
}

/** A figure that can be drawn. */
export interface Plot {
  /** The values that are drawn. */
  readonly rows: readonly PlacedRow[];
  /** Remarks on what is not drawn. */
  readonly notes: readonly string[];
  /** The figure as SVG text that stands alone. */
  svg(): Promise<string>;
  /** The figure in block characters, so many to a line; a scatter plot has none. */
  text(width?: number): Promise<string>;
  /** Writes it as SVG or PNG, told by the file's ending. */
  write(file: string): Promise<void>;
}

/**
 * Events that were read, with every question as a method that gives plain rows. Close
 * it when you are done; with `await using` it closes itself.
 */
export class LogData implements AsyncDisposable {
  readonly #data: OpenData;

  constructor(data: OpenData) {
    this.#data = data;
  }

  /** Account of every input: lines = parsed + rejected + skipped. */
  get inputs(): readonly InputAccount[] {
    return this.#data.accounts;
  }

  /** What is in the events. */
  fields(options: FieldsOptions = {}): Rows<FieldRow> {
    return this.#rows(async (store) => (await QUESTIONS.fields(store, options)).rows);
  }

  /**
   * How often each value of a field occurs, with `given` how likely it is given another field's value.
   * @example await data.counts({ field: 'http.response.status_code' }) // [{ value: 200, count: 13960, share: 0.99 }, ...]
   */
  counts(options: CountsOptions & { readonly given: string }): Rows<ConditionalRow>;
  counts(options: CountsOptions & { readonly given?: never }): Rows<CountRow>;
  counts(options: CountsOptions): Rows<never> {
    return this.#rows(
      async (store) => (await QUESTIONS.counts(store, options)).rows,
      (store) => streamCounts(store, options),
    );
  }

  /** Contingency table of two fields, one row per cell. */
  crosstab(options: CrosstabOptions): Rows<CellRow> {
    return this.#rows(async (store) => (await QUESTIONS.crosstab(store, options)).rows);
  }

  /** Count, mean, standard deviation and quartiles of numbers. */
  describe(options: DescribeOptions = {}): Rows<SummaryRow> {
    return this.#rows(async (store) => (await QUESTIONS.describe(store, options)).rows);
  }

  /** Events over time, empty buckets included. With `averageOverEntities` also `entities` and `mean`. */
  resample(options: ResampleOptions): Rows<BucketRow> {
    return this.#rows(async (store) => (await QUESTIONS.resample(store, options)).rows);
  }

  /** One row per entity with its metrics: `{ entity, ...metrics }`. */
  pivot(options: PivotOptions): Rows<Row> {
    return this.#rows(
      async (store) => (await QUESTIONS.pivot(store, options)).rows,
      (store) => streamPivot(store, options),
    );
  }

  /** Every address with what is known about it. */
  hosts(options: HostsOptions = {}): Rows<HostRow> {
    return this.#rows(async (store) => (await QUESTIONS.hosts(store, options)).rows);
  }

  /** The baseline table that a rule computes; `rule` is a file or the name of a shipped one. */
  baseline(options: BaselineQuestion): Rows<Row> {
    return this.#rows(async (store) => (await askBaselineTable(store, options)).rows);
  }

  /** Rows of one read-only query in the engine's SQL. */
  sql(query: string): Rows<Row> {
    return this.#rows(async (store) => (await askSql(store, query, {})).rows);
  }

  /** The matching events, newest last. */
  events(options: EventsOptions = {}): Rows<Row> {
    return this.#rows(
      async (store) => (await events(store, options)).rows,
      (store) => streamEvents(store, options),
    );
  }

  /** A figure of one or several panels, and the values it draws. */
  async plot(options: PlotOptions): Promise<Plot> {
    const { askPlot, drawPlot, plotText, writePlot } = await import('./plot.ts');
    const { figure, rows, notes } = await askPlot(this.#data.store, options);
    return {
      rows: rows as unknown as readonly PlacedRow[],
      notes,
      svg: () => drawPlot(figure, options),
      text: (width = 80) => plotText(figure, width),
      write: (file) => writePlot(file, figure, options),
    };
  }

  // The columns of a question are those of its documented row; the engine cannot tell the compiler.
  #rows<Typed>(
    ask: (store: EventStore) => Promise<readonly Row[]>,
    stream?: (store: EventStore) => AsyncIterable<readonly Row[]>,
  ): Rows<Typed> {
    const { store } = this.#data;
    const typed = (rows: unknown): readonly Typed[] => rows as readonly Typed[];
    const each = stream === undefined ? undefined : () => stream(store) as AsyncIterable<unknown>;
    return new Rows<Typed>(
      async () => typed(await ask(store)),
      each as (() => AsyncIterable<readonly Typed[]>) | undefined,
    );
  }

  /** Ranked findings of every fitting detector, or of those that are named. */
  async detect(options: DetectOptions = {}): Promise<readonly Finding[]> {
    const { rules = [], ...run } = options;
    const available = await allDetectors(rules, options.detectors);
    return (await runDetectors(this.#data.store, { ...run, available })).findings;
  }

  close(): Promise<void> {
    return this.#data.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Reads inputs (files, folders, globs, addresses) into a private database, or opens a
 * store with `{ store }`.
 * @throws UsageError, InputError, EngineError; each has a one-line message and an exit status.
 * @example
 * const data = await open(['access.log']);
 * const findings = await data.detect();
 * await data.close();
 */
export const open = async (
  inputs: string | readonly string[],
  options: LibraryOptions = {},
): Promise<LogData> => {
  const list = typeof inputs === 'string' ? [inputs] : inputs;
  return new LogData(await openData({ effects: systemEffects(), ...options, inputs: list }));
};
