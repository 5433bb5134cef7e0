import { crc32 } from 'node:zlib';
import { InputError, type LogfenceError } from '../../kernel/errors.ts';
import type { ByteReader } from '../byte-reader.ts';
import { cutOff, type DecodeJob, type Decoder, damaged } from './decoder.ts';

const SLICE_BYTES = 64 * 1024;
const FOOTER_BYTES = 12;
// Results of xz-embedded, which xz-decompress passes on as a number in its message.
const [UNSUPPORTED_CHECK, MEMORY_LIMIT, NO_XZ, UNSUPPORTED_OPTION, CUT] = [3, 4, 5, 6, 8];

/**
 * Decodes xz (the .xz file format 1.2; LZMA2 with a dictionary of at most 64 MB, checks
 * none, CRC32 and CRC64): streams in a row with padding, checksums of every block.
 */
export const unxz: Decoder = async function* (reader, job) {
  const { XzReadableStream } = (await import('xz-decompress')).default;
  const feed = new XzFeed(reader);
  const output = new XzReadableStream(feed.stream).getReader();
  try {
    for (;;) {
      const { done, value } = await output.read().catch((error: unknown) => {
        const failure = xzFailure(error, feed, job);
        if (failure !== undefined) throw failure;
        return { done: true, value: undefined } as const;
      });
      if (done) return;
      if (value.length > 0) yield Buffer.from(value.buffer, value.byteOffset, value.length);
    }
  } finally {
    // Also frees the module's one decoder for the next input.
    await output.cancel().catch(() => undefined);
  }
};

/** Gives the compressed bytes to the decoder and remembers the end of what it took. */
class XzFeed {
  readonly stream: ReadableStream<Uint8Array>;
  readonly reader: ByteReader;
  #tail: Buffer = Buffer.alloc(0);

  constructor(reader: ByteReader) {
    this.reader = reader;
    this.stream = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const slice = await this.#nextSlice();
          controller.enqueue(slice);
          // The decoder is told of the end by an empty piece.
          if (slice.length === 0) controller.close();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** Bytes behind the last footer among what was taken lately, or undefined where there is none. */
  get bytesAfterFooter(): number | undefined {
    const end = footerEnds(this.#tail).at(-1);
    return end === undefined ? undefined : this.#tail.length - end;
  }

  // A slice ends with a stream: the decoder gives nothing of a slice that it refuses,
  // and what follows a stream may be refused.
  async #nextSlice(): Promise<Buffer> {
    const slice = await this.reader.peek(SLICE_BYTES);
    const overlap = this.#tail.subarray(-FOOTER_BYTES + 1);
    const cut = footerEnds(Buffer.concat([overlap, slice])).find((end) => end > overlap.length);
    const taken = slice.subarray(0, cut === undefined ? slice.length : cut - overlap.length);
    this.reader.drop(taken.length);
    this.#tail = Buffer.concat([this.#tail, taken]).subarray(-SLICE_BYTES);
    return taken;
  }
}

/** Where stream footers end in some bytes: their mark, with a checksum that fits. */
const footerEnds = (bytes: Buffer): readonly number[] => {
  const ends: number[] = [];
  for (let mark = bytes.indexOf('YZ', 10); mark >= 10; mark = bytes.indexOf('YZ', mark + 1)) {
    const footer = bytes.subarray(mark - 10, mark + 2);
    if (crc32(footer.subarray(4, 10)) === footer.readUInt32LE(0)) ends.push(mark + 2);
  }
  return ends;
};

// Undefined where only bytes behind complete data were refused.
const xzFailure = (error: unknown, feed: XzFeed, job: DecodeJob): LogfenceError | Error | undefined => {
  if (error instanceof InputError) return error;
  const message = (error as Error).message;
  const code = Number(/error code (\d+)/.exec(message)?.[1]);
  if (Number.isNaN(code)) return error as Error;
  const after = feed.bytesAfterFooter;
  if ((code === NO_XZ || code === CUT) && after !== undefined) {
    const end = feed.reader.offset - after;
    if (after > 0) job.note(`bytes that are not xz follow the xz data at byte ${end} and were ignored`);
    return undefined;
  }
  if (code === CUT) return cutOff(job, 'xz', feed.reader.offset);
  if (code === MEMORY_LIMIT)
    return new InputError(
      `${job.path}: decompressing needs a dictionary above 64 MB; decompress it first with "xz -d"`,
    );
  if (code === UNSUPPORTED_OPTION || code === UNSUPPORTED_CHECK)
    return new InputError(
      `${job.path}: uses an xz filter or check (such as SHA-256) that is not supported; decompress it first with "xz -d"`,
    );
  return damaged(job, 'xz', feed.reader.offset, 'its parts do not fit together');
};
