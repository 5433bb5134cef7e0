import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError, InputError } from '../kernel/errors.ts';
import type { LineCutting, LineStaging, StagedLines } from '../store/event-store.ts';
import { engineLineEnd } from './byte-pass.ts';
import type { LineBlocks, LineBytes } from './line-blocks.ts';

export type CuttingStore = LineStaging & LineCutting;

/**
 * Cuts lines that come as bytes, wherever from: clean ones are written to a file that the
 * engine reads by itself, the rest of a stretch after a block that it must not read so goes
 * as text. When the source fails, what came before is cut, and the failure thrown.
 */
export const cutBlocks = async (
  store: CuttingStore,
  staged: StagedLines,
  blocks: LineBlocks,
): Promise<void> => {
  const stretches = new Stretches(store, staged);
  let failure: InputError | undefined;
  try {
    for await (const lines of blocks.lines()) await stretches.add(lines);
  } catch (error) {
    if (!(error instanceof InputError)) {
      await stretches.abandon();
      throw error;
    }
    failure = error;
  }
  await stretches.end();
  await store.endCut(staged);
  if (failure !== undefined) throw failure;
};

/** Clean lines on their way to the engine. */
interface LineFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly lineEnd: 'lf' | 'crlf';
}

class Stretches {
  readonly #store: CuttingStore;
  readonly #staged: StagedLines;
  #file: LineFile | undefined;
  /** Lines that follow those of the file. */
  #others: StagedLines | undefined;
  #bytes = 0;
  #count = 0;
  #cutting: Promise<void> = Promise.resolve();

  constructor(store: CuttingStore, staged: StagedLines) {
    this.#store = store;
    this.#staged = staged;
  }

  async add(lines: LineBytes): Promise<void> {
    const { whole } = lines;
    const lineEnd = whole === undefined || this.#others !== undefined ? undefined : engineLineEnd(whole);
    if (whole !== undefined && lineEnd !== undefined && (this.#file?.lineEnd ?? lineEnd) === lineEnd) {
      this.#file ??= await this.#newFile(lineEnd);
      await write(this.#file, whole);
      this.#bytes += whole.length;
    } else {
      const block = lines.block();
      // The engine does one thing at a time.
      await this.#cutting;
      this.#others ??= await this.#store.beginLines(undefined);
      await this.#store.appendLines(this.#others, block);
      this.#bytes += block.bytes;
    }
    if (this.#bytes >= this.#store.stretchBytes) await this.#cutStretch();
  }

  /** Cuts what is left. */
  async end(): Promise<void> {
    await this.#cutStretch();
    await this.#cutting;
  }

  /** Lets go of what was not cut. */
  async abandon(): Promise<void> {
    await this.#cutting.catch(() => undefined);
    await this.#file?.handle.close();
    if (this.#others !== undefined) await this.#store.dropLines(this.#others);
  }

  async #newFile(lineEnd: 'lf' | 'crlf'): Promise<LineFile> {
    this.#count += 1;
    const path = join(this.#store.cutFolder, `${this.#staged.table}-${this.#count}.lines`);
    return { path, handle: await open(path, 'wx'), lineEnd };
  }

  async #cutStretch(): Promise<void> {
    const [file, others] = [this.#file, this.#others];
    this.#file = undefined;
    this.#others = undefined;
    this.#bytes = 0;
    await file?.handle.close();
    await this.#cutting;
    this.#cutting = this.#cut(file, others);
    // It is awaited before the next stretch is cut; until then a failure is not unhandled.
    this.#cutting.catch(() => undefined);
  }

  async #cut(file: LineFile | undefined, others: StagedLines | undefined): Promise<void> {
    if (file !== undefined) {
      await this.#store.cutFile(this.#staged, file.path, file.lineEnd);
      await rm(file.path, { force: true });
    }
    if (others !== undefined) {
      await this.#store.cutLines(this.#staged, others);
      await this.#store.dropLines(others);
    }
  }
}

const write = async ({ handle }: LineFile, bytes: Buffer): Promise<void> => {
  try {
    for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
  } catch (cause) {
    throw new EngineError(
      'no disk space left for temporary files; free some, or name another place with TMPDIR, and run the same command again; nothing that was stored is lost',
      { cause },
    );
  }
};
