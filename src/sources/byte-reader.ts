/** Reads exact counts of bytes from chunks of any size, and knows how many were taken. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #done = false;
  #taken = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Bytes taken so far: the position of the next one, from 0. */
  get offset(): number {
    return this.#taken;
  }

  /** What is in memory already and not taken yet. */
  get held(): Buffer {
    return this.#rest;
  }

  /** The next `count` bytes without taking them; fewer only where the input ends. */
  async peek(count: number): Promise<Buffer> {
    if (this.#rest.length < count && !this.#done) await this.#fill(count);
    return this.#rest.length > count ? this.#rest.subarray(0, count) : this.#rest;
  }

  /** The next `count` bytes, or undefined (nothing taken) where the input ends before. */
  async take(count: number): Promise<Buffer | undefined> {
    const bytes = await this.peek(count);
    if (bytes.length < count) return undefined;
    this.drop(count);
    return bytes;
  }

  /** At least one and at most `limit` bytes, or undefined at the end of the input. */
  async takeSome(limit: number): Promise<Buffer | undefined> {
    const bytes = await this.peek(1);
    if (bytes.length === 0) return undefined;
    const some = this.#rest.subarray(0, limit);
    this.drop(some.length);
    return some;
  }

  /** Takes `count` bytes that were peeked at before. */
  drop(count: number): void {
    this.#rest = this.#rest.subarray(count);
    this.#taken += count;
  }

  /** Puts back the last bytes taken: `bytes` must be the tail of them. */
  giveBack(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([bytes, this.#rest]);
    this.#taken -= bytes.length;
  }

  /** Takes everything that is left and gives its length. */
  async drain(): Promise<number> {
    const before = this.#taken;
    for (;;) if ((await this.takeSome(Number.MAX_SAFE_INTEGER)) === undefined) return this.#taken - before;
  }

  /** Lets the producer of the chunks end its work. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #fill(count: number): Promise<void> {
    const parts = [this.#rest];
    let length = this.#rest.length;
    while (length < count && !this.#done) {
      const { done, value } = await this.#chunks.next();
      if (done) this.#done = true;
      else {
        parts.push(value);
        length += value.length;
      }
    }
    const held = parts.filter((part) => part.length > 0);
    this.#rest = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held);
  }
}
