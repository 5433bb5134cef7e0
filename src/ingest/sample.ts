const SAMPLE_BYTES = 256 * 1024;
const SAMPLE_LINES = 200;

/** A stream whose beginning can be looked at without losing it. */
export class PeekedBytes implements AsyncIterable<Buffer> {
  readonly head: Buffer;
  readonly #rest: AsyncIterator<Buffer>;
  readonly #seen: readonly Buffer[];

  private constructor(head: Buffer, seen: readonly Buffer[], rest: AsyncIterator<Buffer>) {
    this.head = head;
    this.#seen = seen;
    this.#rest = rest;
  }

  /** Reads ahead until the sample is full or the stream ends; errors of the stream come later, in order. */
  static async peek(bytes: AsyncIterable<Buffer>): Promise<PeekedBytes> {
    const iterator = bytes[Symbol.asyncIterator]();
    const seen: Buffer[] = [];
    let size = 0;
    let failure: unknown;
    while (size < SAMPLE_BYTES && failure === undefined) {
      try {
        const next = await iterator.next();
        if (next.done === true) break;
        seen.push(next.value);
        size += next.value.length;
      } catch (error) {
        failure = error;
      }
    }
    if (failure !== undefined && size === 0) throw failure;
    const rest = failure === undefined ? iterator : failing(failure);
    return new PeekedBytes(Buffer.concat(seen).subarray(0, SAMPLE_BYTES), seen, rest);
  }

  /** Lets go of the stream; for when the rest is not wanted. */
  async close(): Promise<void> {
    await this.#rest.return?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    yield* this.#seen;
    for (;;) {
      const next = await this.#rest.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
}

const failing = (failure: unknown): AsyncIterator<Buffer> => ({ next: () => Promise.reject(failure) });

/** The first lines of a sample as text, line ends removed; the last one only when it is complete or alone. */
export const sampleLines = (head: Buffer): readonly string[] => {
  const lines = head
    .toString('utf8')
    .replace(/^\u{feff}/u, '')
    .split('\n')
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.length > 1) lines.pop();
  return lines.slice(0, SAMPLE_LINES).map((line) => line.slice(0, 65536));
};

/** Whether a sample is not text at all: many NUL or other control bytes. */
export const looksBinary = (head: Buffer): boolean => {
  if (head.length === 0) return false;
  let controls = 0;
  for (const byte of head.subarray(0, 8192)) {
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls += 1;
  }
  return controls / Math.min(head.length, 8192) > 0.1;
};
