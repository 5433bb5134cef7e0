/**
 * The rows of a question, asked when they are first wanted: `await` gives all of them as one
 * list, `for await` gives them one by one, which holds only a few at a time where the engine
 * makes the rows by itself (`counts`, `pivot`, `hosts`, `events`).
 * @example
 * const all = await data.counts({ field: 'source.ip' });
 * for await (const { count } of data.counts({ field: 'source.ip' })) most = Math.max(most, Number(count));
 */
export class Rows<Row> implements Promise<readonly Row[]>, AsyncIterable<Row> {
  readonly #ask: () => Promise<readonly Row[]>;
  readonly #stream: (() => AsyncIterable<readonly Row[]>) | undefined;
  #asked: Promise<readonly Row[]> | undefined;

  constructor(ask: () => Promise<readonly Row[]>, stream?: () => AsyncIterable<readonly Row[]>) {
    this.#ask = ask;
    this.#stream = stream;
  }

  get [Symbol.toStringTag](): string {
    return 'Rows';
  }

  #all(): Promise<readonly Row[]> {
    this.#asked ??= this.#ask();
    return this.#asked;
  }

  // biome-ignore lint/suspicious/noThenProperty: rows can be awaited, that is what this class is for
  then<Kept = readonly Row[], Failed = never>(
    kept?: ((rows: readonly Row[]) => Kept | PromiseLike<Kept>) | null,
    failed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Kept | Failed> {
    return this.#all().then(kept, failed);
  }

  catch<Failed = never>(
    failed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<readonly Row[] | Failed> {
    return this.#all().catch(failed);
  }

  finally(done?: (() => void) | null): Promise<readonly Row[]> {
    return this.#all().finally(done);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Row> {
    if (this.#stream === undefined) yield* await this.#all();
    else for await (const rows of this.#stream()) yield* rows;
  }
}
