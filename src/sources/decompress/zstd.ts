import type { XXHash } from 'xxhash-wasm';
import { InputError } from '../../kernel/errors.ts';
import type { ByteReader } from '../byte-reader.ts';
import { cutOff, type DecodeJob, type Decoder, damaged, ignoreRest } from './decoder.ts';

// What the zstd program takes too unless told otherwise (a window of 27 bits).
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;
const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;

interface FrameHeader {
  readonly bytes: Buffer;
  readonly windowBytes: number;
  readonly hasDictionary: boolean;
  readonly hasChecksum: boolean;
}

/**
 * Decodes zstd (RFC 8878): frames in a row, skippable frames, content checksums. The
 * frames are cut into their blocks here, so that a cut or damaged file gives every
 * block before the spot; fzstd decodes the blocks.
 */
export const unzstd: Decoder = async function* (reader, job) {
  const [{ Decompress }, { default: createHasher }] = await Promise.all([
    import('fzstd'),
    import('xxhash-wasm'),
  ]);
  const { create64 } = await createHasher();
  for (let frame = 0; ; frame += 1) {
    const magic = (await reader.peek(4)).length < 4 ? undefined : (await reader.peek(4)).readUInt32LE(0);
    if (magic === undefined && frame > 0 && (await reader.peek(1)).length === 0) return;
    if (magic !== undefined && (magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      await skipFrame(reader, job);
    } else if (magic === FRAME_MAGIC) {
      const header = await readHeader(reader, job);
      yield* decodeFrame(reader, job, header, {
        decoder: new Decompress(),
        hash: header.hasChecksum ? create64() : undefined,
      });
    } else if (frame === 0) {
      throw cutOff(job, 'zstd', reader.offset + (await reader.drain()));
    } else {
      await ignoreRest(reader, job, 'zstd');
      return;
    }
  }
};

const skipFrame = async (reader: ByteReader, job: DecodeJob): Promise<void> => {
  const head = await reader.take(8);
  let left = head?.readUInt32LE(4) ?? Number.NaN;
  while (left !== 0) {
    const some = await reader.takeSome(left);
    if (some === undefined) throw cutOff(job, 'zstd', reader.offset + (await reader.drain()));
    left -= some.length;
  }
};

const readHeader = async (reader: ByteReader, job: DecodeJob): Promise<FrameHeader> => {
  // The longest header: mark 4, descriptor 1, window 1, dictionary 4, content size 8.
  const head = await reader.peek(18);
  const descriptor = head[4] ?? 0;
  const single = (descriptor & 32) !== 0;
  const dictionaryBytes = DICTIONARY_ID_BYTES[(descriptor & 3) as 0 | 1 | 2 | 3];
  const sizeFlag = (descriptor >>> 6) as 0 | 1 | 2 | 3;
  const sizeBytes = sizeFlag === 0 && single ? 1 : CONTENT_SIZE_BYTES[sizeFlag];
  const sizeAt = 5 + (single ? 0 : 1) + dictionaryBytes;
  const bytes = await reader.take(sizeAt + sizeBytes);
  if (bytes === undefined) throw cutOff(job, 'zstd', reader.offset + (await reader.drain()));
  const dictionaryId = bytes.subarray(sizeAt - dictionaryBytes, sizeAt);
  const header = {
    bytes,
    windowBytes: single ? contentSize(bytes.subarray(sizeAt)) : windowSize(bytes[5] ?? 0),
    hasDictionary: dictionaryId.some((byte) => byte !== 0),
    hasChecksum: (descriptor & 4) !== 0,
  };
  checkHeader(header, descriptor, job, reader.offset);
  return header;
};

const contentSize = (bytes: Buffer): number =>
  bytes.length === 8
    ? Number(bytes.readBigUInt64LE(0))
    : bytes.readUIntLE(0, bytes.length) + (bytes.length === 2 ? 256 : 0);

const windowSize = (descriptor: number): number => {
  const base = 2 ** (10 + (descriptor >>> 3));
  return base + (base / 8) * (descriptor & 7);
};

const checkHeader = (header: FrameHeader, descriptor: number, job: DecodeJob, offset: number): void => {
  if (descriptor & 8) throw damaged(job, 'zstd', offset, 'a reserved bit is set');
  if (header.hasDictionary)
    throw new InputError(
      `${job.path}: compressed with a zstd dictionary; decompress it first with "zstd -d -D DICTIONARY"`,
    );
  if (header.windowBytes > MAX_WINDOW_BYTES)
    throw new InputError(
      `${job.path}: decompressing needs a window of ${Math.ceil(header.windowBytes / 2 ** 20)} MB and at most 128 MB are given; decompress it first with "zstd -d --long=31"`,
    );
};

interface FrameTools {
  readonly decoder: import('fzstd').Decompress;
  readonly hash: XXHash<bigint> | undefined;
}

async function* decodeFrame(
  reader: ByteReader,
  job: DecodeJob,
  header: FrameHeader,
  { decoder, hash }: FrameTools,
): AsyncGenerator<Buffer> {
  const pieces: Buffer[] = [];
  decoder.ondata = (piece) => pieces.push(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
  const push = (bytes: Buffer, last: boolean) => {
    try {
      decoder.push(bytes, last);
    } catch (error) {
      throw damaged(job, 'zstd', reader.offset, (error as Error).message);
    }
  };
  push(header.bytes, false);
  for (let last = false; !last; ) {
    const block = await takeBlock(reader, job);
    last = ((block[0] ?? 0) & 1) === 1;
    // fzstd wants the checksum's bytes behind the last block; it does not look at them.
    push(last && hash !== undefined ? Buffer.concat([block, Buffer.alloc(4)]) : block, last);
    for (const piece of pieces.splice(0)) {
      hash?.update(piece);
      yield piece;
    }
  }
  if (hash === undefined) return;
  const expected = await reader.take(4);
  if (expected === undefined) throw cutOff(job, 'zstd', reader.offset + (await reader.drain()));
  if (Number(hash.digest() & 0xffffffffn) !== expected.readUInt32LE(0))
    throw damaged(job, 'zstd', reader.offset, 'its checksum does not fit');
}

// A block with its header: bit 0 says last, bits 1 and 2 the kind, the other 21 the size.
const takeBlock = async (reader: ByteReader, job: DecodeJob): Promise<Buffer> => {
  const head = await reader.peek(3);
  if (head.length < 3) throw cutOff(job, 'zstd', reader.offset + (await reader.drain()));
  const bits = head.readUIntLE(0, 3);
  const kind = (bits >>> 1) & 3;
  if (kind === 3) throw damaged(job, 'zstd', reader.offset, 'a block of unknown kind');
  const size = kind === 1 ? 1 : bits >>> 3;
  if (bits >>> 3 > 128 * 1024) throw damaged(job, 'zstd', reader.offset, 'a block is too long');
  const block = await reader.take(3 + size);
  if (block === undefined) throw cutOff(job, 'zstd', reader.offset + (await reader.drain()));
  return block;
};
