import type { CountsOptions } from '../explore/counts.ts';
import type { CrosstabOptions } from '../explore/crosstab.ts';
import type { DescribeOptions } from '../explore/describe.ts';
import { type EventsOptions, streamEvents } from '../explore/events.ts';
import type { FieldsOptions } from '../explore/fields.ts';
import type { HostsOptions } from '../explore/hosts.ts';
import type { PivotOptions } from '../explore/pivot.ts';
import type { ResampleOptions } from '../explore/resample.ts';
import { type RunOptions, runDetectors } from '../detectors/run.ts';
import type { InputAccount } from '../schema/accounting.ts';
import type { Finding } from '../schema/finding.ts';
import type { Row, RowValue } from '../store/event-store.ts';
import { systemEffects } from './effects.ts';
import { type DataOptions, type OpenData, openData } from './open-data.ts';
import { askSql, QUESTIONS } from './questions.ts';
import { allDetectors } from './rule-detectors.ts';

export type { Row, RowValue };

export interface LibraryOptions extends Partial<Omit<DataOptions, 'inputs'>> {}

export interface DetectOptions extends Pick<RunOptions, 'detectors' | 'settings' | 'where' | 'signal'> {
  /** Rule files to run beside the built-in detectors. */
  readonly rules?: readonly string[];
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

  async fields(options: FieldsOptions = {}): Promise<readonly Row[]> {
    return (await QUESTIONS.fields(this.#data.store, options)).rows;
  }

  /** @example await data.counts({ field: 'http.response.status_code' }) // [{ value: 200, count: 13960, share: 0.99 }, ...] */
  async counts(options: CountsOptions): Promise<readonly Row[]> {
    return (await QUESTIONS.counts(this.#data.store, options)).rows;
  }

  async crosstab(options: CrosstabOptions): Promise<readonly Row[]> {
    return (await QUESTIONS.crosstab(this.#data.store, options)).rows;
  }

  async describe(options: DescribeOptions = {}): Promise<readonly Row[]> {
    return (await QUESTIONS.describe(this.#data.store, options)).rows;
  }

  async resample(options: ResampleOptions): Promise<readonly Row[]> {
    return (await QUESTIONS.resample(this.#data.store, options)).rows;
  }

  async pivot(options: PivotOptions): Promise<readonly Row[]> {
    return (await QUESTIONS.pivot(this.#data.store, options)).rows;
  }

  async hosts(options: HostsOptions = {}): Promise<readonly Row[]> {
    return (await QUESTIONS.hosts(this.#data.store, options)).rows;
  }

  /** Rows of one read-only query in the engine's SQL. */
  async sql(query: string): Promise<readonly Row[]> {
    return (await askSql(this.#data.store, query, {})).rows;
  }

  /** The matching events one by one, newest last, without holding them all. */
  async *events(options: EventsOptions = {}): AsyncGenerator<Row> {
    for await (const rows of streamEvents(this.#data.store, options)) yield* rows;
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
