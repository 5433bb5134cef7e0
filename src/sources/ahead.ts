/**
 * The same items, with the next one already being made while the last is used, so that
 * reading and decompressing overlap with loading.
 */
export async function* ahead<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  const iterator = items[Symbol.asyncIterator]();
  const start = (): Promise<IteratorResult<Item>> => {
    const next = iterator.next();
    // It is awaited below; until then a failure is not unhandled.
    next.catch(() => undefined);
    return next;
  };
  let next = start();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = start();
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** Joins small pieces into pieces of at least `size` bytes; what is held when the input fails comes first. */
export async function* coalesce(pieces: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let length = 0;
  const flush = (): Buffer => {
    const joined = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held, length);
    held = [];
    length = 0;
    return joined;
  };
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const piece of pieces) {
      held.push(piece);
      length += piece.length;
      if (length >= size) yield flush();
    }
  } catch (error) {
    failure = { error };
  }
  if (length > 0) yield flush();
  if (failure) throw failure.error;
}
