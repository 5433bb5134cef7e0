import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';
import type { ByteReader } from '../byte-reader.ts';
import { cutOff, type DecodeJob, type Decoder, damaged, ignoreRest } from './decoder.ts';

// Small enough that little is lost in front of a damaged spot and that a bomb's slice
// (1032 times its size) stays small, large enough for the thread pool to be worth it.
const SLICE_BYTES = 32 * 1024;
const OUTPUT_BYTES = 512 * 1024;
const [EXTRA, NAME, COMMENT, HEADER_CHECK] = [4, 8, 16, 2];

/** Decodes gzip (RFC 1952): members in a row, zero padding after them, checksums. */
export const gunzip: Decoder = async function* (reader, job) {
  for (let member = 0; ; member += 1) {
    if (member > 0 && !(await hasNextMember(reader, job))) return;
    if (!(await readHeader(reader))) throw cutOff(job, 'gzip', reader.offset + (await reader.drain()));
    yield* inflateMember(reader, job);
  }
};

const hasNextMember = async (reader: ByteReader, job: DecodeJob): Promise<boolean> => {
  for (;;) {
    const [first] = await reader.peek(1);
    if (first === undefined) return false;
    if (first !== 0) break;
    reader.drop(1);
  }
  const magic = await reader.peek(3);
  const expected = Buffer.from([0x1f, 0x8b, 0x08]).subarray(0, magic.length);
  if (magic.equals(expected)) return true;
  await ignoreRest(reader, job, 'gzip');
  return false;
};

const readHeader = async (reader: ByteReader): Promise<boolean> => {
  const fixed = await reader.take(10);
  if (fixed === undefined) return false;
  const flags = fixed[3] ?? 0;
  if (flags & EXTRA) {
    const length = await reader.take(2);
    if (length === undefined || (await reader.take(length.readUInt16LE(0))) === undefined) return false;
  }
  if (flags & NAME && !(await skipText(reader))) return false;
  if (flags & COMMENT && !(await skipText(reader))) return false;
  return !(flags & HEADER_CHECK) || (await reader.take(2)) !== undefined;
};

const skipText = async (reader: ByteReader): Promise<boolean> => {
  for (;;) {
    const some = await reader.takeSome(256);
    if (some === undefined) return false;
    const end = some.indexOf(0);
    if (end >= 0) {
      reader.giveBack(some.subarray(end + 1));
      return true;
    }
  }
};

async function* inflateMember(reader: ByteReader, job: DecodeJob): AsyncGenerator<Buffer> {
  const inflater = new SliceInflater();
  let checksum = 0;
  let length = 0;
  try {
    while (!inflater.ended) {
      const slice = await reader.takeSome(SLICE_BYTES);
      if (slice === undefined) throw cutOff(job, 'gzip', reader.offset);
      const start = reader.offset - slice.length;
      const { pieces, unused, failure } = await inflater.inflate(slice);
      if (failure !== undefined) throw damaged(job, 'gzip', start, failure);
      reader.giveBack(unused);
      for (const piece of pieces) {
        checksum = crc32(piece, checksum);
        length += piece.length;
        yield piece;
      }
    }
  } finally {
    inflater.destroy();
  }
  const trailer = await reader.take(8);
  if (trailer === undefined) throw cutOff(job, 'gzip', reader.offset + (await reader.drain()));
  if (trailer.readUInt32LE(0) !== checksum || trailer.readUInt32LE(4) !== length % 2 ** 32)
    throw damaged(job, 'gzip', reader.offset, 'its checksum does not fit');
}

interface Inflated {
  readonly pieces: readonly Buffer[];
  /** Bytes behind the end of the deflate data. */
  readonly unused: Buffer;
  readonly failure: string | undefined;
}

/** Node's inflater, fed slice by slice; all output of a slice is there before the next one. */
class SliceInflater {
  ended = false;
  readonly #stream: InflateRaw = createInflateRaw({ chunkSize: OUTPUT_BYTES });
  #pieces: Buffer[] = [];
  #failure: string | undefined;
  #failed: () => void = () => undefined;

  constructor() {
    this.#stream.on('data', (piece: Buffer) => this.#pieces.push(piece));
    this.#stream.on('error', (error) => {
      this.#failure = error.message;
      this.#failed();
    });
  }

  async inflate(slice: Buffer): Promise<Inflated> {
    const before = this.#stream.bytesWritten;
    // The callback comes when the slice is used up or the deflate data has ended inside it.
    await new Promise<void>((resolve) => {
      this.#failed = resolve;
      this.#stream.write(slice, () => resolve());
    });
    while (this.#failure === undefined && this.#stream.read() !== null);
    const used = this.#stream.bytesWritten - before;
    this.ended = used < slice.length;
    const pieces = this.#pieces;
    this.#pieces = [];
    return { pieces, unused: slice.subarray(used), failure: this.#failure };
  }

  destroy(): void {
    this.#stream.destroy();
  }
}
