import { PrefixHash } from './prefix-hash.ts';

const LINE_FEED = 10;

/** Bytes that are hashed as they pass, complete lines first: a line that was cut off is in no hash. */
export class HashedLines implements AsyncIterable<Buffer> {
  /** All bytes that passed. */
  bytes = 0;
  readonly #hash: PrefixHash;
  readonly #source: AsyncIterable<Buffer>;
  #tail: Buffer[] = [];

  constructor(source: AsyncIterable<Buffer>, prefixLengths: readonly number[] | undefined) {
    this.#source = source;
    this.#hash = new PrefixHash(prefixLengths);
  }

  /** Bytes after the last line feed. */
  get tailBytes(): number {
    return this.#tail.reduce((sum, part) => sum + part.length, 0);
  }

  get prefixes(): ReadonlyMap<number, string> {
    return this.#hash.prefixes;
  }

  /** Hash of the complete lines; with the last line, too, where it counts as one. */
  fingerprint(withTail: boolean): string {
    if (withTail) for (const part of this.#tail.splice(0)) this.#hash.update(part);
    return this.#hash.copyDigest();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const chunk of this.#source) {
      this.bytes += chunk.length;
      const end = chunk.lastIndexOf(LINE_FEED) + 1;
      if (end > 0) {
        for (const part of this.#tail) this.#hash.update(part);
        this.#hash.update(chunk.subarray(0, end));
        this.#tail = [];
      }
      // A copy, for the chunk's buffer may be used again.
      if (end < chunk.length) this.#tail.push(Buffer.from(chunk.subarray(end)));
      yield chunk;
    }
  }
}
