import { type FileHandle, open, stat } from 'node:fs/promises';

const CHUNK_BYTES = 1024 * 1024;

/** Raised when a file was replaced or cut while it was read: what was read is no state it ever had. */
export class FileChanged extends Error {}

/**
 * A file held open while it is read: a rotation takes its name away, but not what is in
 * it. The caller closes it.
 */
export class PinnedFile {
  readonly #path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async open(path: string): Promise<PinnedFile> {
    return new PinnedFile(path, await open(path, 'r'));
  }

  /** Bytes it has now, whatever its name. */
  async sizeBytes(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  /** Whether its name still leads to it, and it has not become shorter than it was. */
  async isInPlace(leastBytes: number): Promise<boolean> {
    const held = await this.#handle.stat();
    const named = await stat(this.#path).catch(() => undefined);
    return named?.ino === held.ino && named.dev === held.dev && held.size >= leastBytes;
  }

  /** The bytes from `start` up to `end`; fewer where the file has become shorter. */
  async *bytes(start: number, end: number, signal?: AbortSignal): AsyncGenerator<Buffer> {
    for (let position = start; position < end; ) {
      signal?.throwIfAborted();
      const room = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - position));
      const { bytesRead } = await this.#handle.read(room, 0, room.length, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield room.subarray(0, bytesRead);
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
