import type { ByteSource } from '../sources/source.ts';
import type { DatasetMaking, EventStore, StagedLines } from '../store/event-store.ts';
import { type BytePass, engineLineEnd } from './byte-pass.ts';
import { type ChosenFormat, chooseFormat } from './choose-format.ts';
import type { IngestOptions } from './ingest-options.ts';
import { keepsOriginals } from './commit-input.ts';
import type { CuttingStore } from './cut-blocks.ts';
import { canCut, cuttingOf, wantedFields } from './cutting.ts';
import type { PinnedFile } from './pinned-file.ts';
import { PeekedBytes } from './sample.ts';
import { settleYear, type YearHint } from './year-hint.ts';

const LINE_FEED = 10;

/**
 * A cut of a whole file that was begun before the byte pass has seen all of it: what the
 * pass finds decides whether it counts.
 */
export class EarlyCut {
  readonly chosen: ChosenFormat;
  readonly hint: YearHint;
  readonly #store: CuttingStore;
  readonly #staged: StagedLines;
  readonly #lineEnd: 'lf' | 'crlf';
  readonly #stop = new AbortController();
  readonly #cut: Promise<void>;
  #isSettled = false;

  private constructor(
    store: CuttingStore,
    file: string,
    staged: StagedLines,
    { chosen, hint, lineEnd }: Readonly<Begun>,
  ) {
    this.#store = store;
    this.#staged = staged;
    this.#lineEnd = lineEnd;
    this.chosen = chosen;
    this.hint = hint;
    this.#cut = store.cutFile(staged, file, lineEnd, this.#stop.signal);
    // Whoever settles it hears of a failure.
    this.#cut.catch(() => undefined);
  }

  /** Begins where the file is large, looks clean and ends with a line; undefined elsewhere. */
  static async begin(
    store: EventStore & DatasetMaking & Partial<CuttingStore>,
    source: ByteSource,
    pinned: PinnedFile | undefined,
    options: IngestOptions,
  ): Promise<EarlyCut | undefined> {
    if (pinned === undefined || source.file === undefined || !canCut(store)) return undefined;
    const begun = await lookAt(source, pinned, store.cutFrom, options);
    if (begun === undefined) return undefined;
    const { chosen, hint } = begun;
    const keepsText = keepsOriginals(source, options);
    const cutting = await cuttingOf(store, {
      ...chosen,
      parse: hint.options,
      keepsText,
      onlyFields: wantedFields(options),
    });
    if (cutting === undefined) return undefined;
    const cuttingStore = store as CuttingStore;
    return new EarlyCut(cuttingStore, source.file, await cuttingStore.beginCut(cutting), begun);
  }

  /**
   * The lines, once all are cut; undefined, and nothing is left of the cut, where the pass
   * found that the engine must not read the file by itself.
   */
  async settle(pass: BytePass): Promise<StagedLines | undefined> {
    const isWhole = pass.obstacles.length === 0 && pass.completeBytes === pass.sizeBytes;
    if (!isWhole || pass.lineEnd !== this.#lineEnd) {
      await this.abandon();
      return undefined;
    }
    await this.#cut;
    await this.#store.endCut(this.#staged);
    this.#isSettled = true;
    return this.#staged;
  }

  /** Stops a cut that nobody wants any more. */
  async abandon(): Promise<void> {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#stop.abort();
    await this.#cut.catch(() => undefined);
    await this.#store.dropLines(this.#staged);
  }
}

interface Begun {
  readonly chosen: ChosenFormat;
  readonly hint: YearHint;
  readonly lineEnd: 'lf' | 'crlf';
}

/** What a file looks like from its beginning and its last byte; undefined where it must be looked over first. */
const lookAt = async (
  source: ByteSource,
  pinned: PinnedFile,
  leastBytes: number,
  options: IngestOptions,
): Promise<Begun | undefined> => {
  const sizeBytes = await pinned.sizeBytes();
  if (sizeBytes < leastBytes) return undefined;
  const last = await firstChunk(pinned.bytes(sizeBytes - 1, sizeBytes));
  if (last?.[0] !== LINE_FEED) return undefined;
  const peeked = await PeekedBytes.peek(pinned.bytes(0, sizeBytes, options.signal));
  await peeked.close();
  const { head } = peeked;
  const lineEnd = engineLineEnd(head.subarray(0, head.lastIndexOf(LINE_FEED) + 1));
  if (lineEnd === undefined) return undefined;
  const chosen = chooseFormat(source.path, head, options);
  return { chosen, hint: await settleYear(chosen, source, sizeBytes, options), lineEnd };
};

const firstChunk = async (bytes: AsyncIterable<Buffer>): Promise<Buffer | undefined> => {
  for await (const chunk of bytes) return chunk;
  return undefined;
};
