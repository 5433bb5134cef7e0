import { InputError } from '../kernel/errors.ts';
import { type SourceContext, throwIfAborted } from './context.ts';
import { decodeBytes } from './decode.ts';
import { oneLine } from './failure.ts';
import type { ByteSource, SourceProgress } from './source.ts';

/** Counts that a source fills in while it is read. */
export class Meter implements SourceProgress {
  storedBytesRead = 0;
  bytesYielded = 0;
  rowsYielded = 0;

  reset(): void {
    this.storedBytesRead = 0;
    this.bytesYielded = 0;
    this.rowsYielded = 0;
  }
}

/** What a place of bytes must know to become a ByteSource. */
export type ByteSourceParts = Omit<ByteSource, 'kind' | 'progress' | 'notes' | 'bytes' | 'close'> & {
  /** The bytes as stored, from the first one. */
  stored(
    signal: AbortSignal | undefined,
    note: (text: string) => void,
    progress: Meter,
  ): AsyncIterable<Buffer>;
  /** True where the bytes are given as they are, whatever they look like. */
  asStored?: boolean;
  close?(): Promise<void>;
};

/** Makes a ByteSource that decompresses, counts, minds the signal and is read twice only where it can be. */
export const byteSource = (parts: ByteSourceParts, context: SourceContext): ByteSource => {
  const { stored, close, asStored = false, ...facts } = parts;
  const progress = new Meter();
  const notes: string[] = [];
  const note = (text: string) => notes.push(text);
  let used = false;
  async function* bytes(signal = context.signal): AsyncGenerator<Buffer> {
    if (used && !parts.repeatable)
      throw new InputError(`${parts.path}: flows by only once; store it in a file to read it again`);
    used = true;
    progress.reset();
    notes.length = 0;
    const counted = count(stored(signal, note, progress), progress, signal);
    const plain = asStored
      ? counted
      : decodeBytes(counted, { path: oneLine(parts.path), note }, context.limits);
    for await (const piece of plain) {
      throwIfAborted(signal);
      progress.bytesYielded += piece.length;
      yield piece;
    }
  }
  return { kind: 'bytes', ...facts, progress, notes, bytes, close: close ?? (async () => undefined) };
};

async function* count(
  chunks: AsyncIterable<Buffer>,
  progress: Meter,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    throwIfAborted(signal);
    progress.storedBytesRead += chunk.length;
    yield chunk;
  }
}
