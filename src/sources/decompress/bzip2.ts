import type { ByteReader } from '../byte-reader.ts';
import { BadBits, BitReader, OutOfBits } from './bzip2-bits.ts';
import { type Bzip2Block, blockBytes, readBlock } from './bzip2-block.ts';
import { cutOff, type DecodeJob, type Decoder, damaged, ignoreRest } from './decoder.ts';

// More than the longest block: 900 000 symbols of 20 bits, its tables, and a little.
const BLOCK_BYTES = 2_400_000;
const STEP_BYTES = 512 * 1024;

/**
 * Decodes bzip2 (the format of bzip2 1.0; block by block, so that a cut loses at most
 * the 900 kB of its last block): streams in a row, checksums of every block.
 */
export const bunzip2: Decoder = async function* (reader, job) {
  for (let stream = 0; ; stream += 1) {
    const head = await reader.peek(4);
    if (stream > 0 && head.length === 0) return;
    const size = sizeOf(head);
    if (size === undefined) {
      if (stream === 0) throw cutOff(job, 'bzip2', reader.offset + (await reader.drain()));
      await ignoreRest(reader, job, 'bzip2');
      return;
    }
    reader.drop(4);
    yield* decodeStream(reader, job, new Uint32Array(size * 100_000));
  }
};

const sizeOf = (head: Buffer): number | undefined => {
  const level = (head[3] ?? 0) - 0x30;
  return head.toString('latin1', 0, 3) === 'BZh' && level >= 1 && level <= 9 ? level : undefined;
};

async function* decodeStream(reader: ByteReader, job: DecodeJob, chain: Uint32Array): AsyncGenerator<Buffer> {
  let firstBit = 0;
  for (;;) {
    const start = reader.offset;
    const part = await nextPart(reader, job, firstBit, chain);
    if (part.block === undefined) {
      reader.drop(Math.ceil(part.bits / 8));
      return;
    }
    reader.drop(part.bits >>> 3);
    firstBit = part.bits & 7;
    try {
      yield* blockBytes(part.block);
    } catch (error) {
      if (error instanceof BadBits) throw damaged(job, 'bzip2', start, error.message);
      throw error;
    }
  }
}

interface Part {
  /** Undefined at the end of a stream. */
  readonly block: Bzip2Block | undefined;
  readonly bits: number;
}

// Blocks do not say how long they are: more bytes are looked at until the block fits.
const nextPart = async (
  reader: ByteReader,
  job: DecodeJob,
  firstBit: number,
  chain: Uint32Array,
): Promise<Part> => {
  for (let wanted = STEP_BYTES; ; wanted = Math.min(wanted * 2, BLOCK_BYTES)) {
    const bytes = await reader.peek(wanted);
    try {
      return readPart(new BitReader(bytes, firstBit), chain);
    } catch (error) {
      if (error instanceof BadBits) throw damaged(job, 'bzip2', reader.offset, error.message);
      if (!(error instanceof OutOfBits)) throw error;
      if (bytes.length < wanted) throw cutOff(job, 'bzip2', reader.offset + (await reader.drain()));
      if (wanted === BLOCK_BYTES) throw damaged(job, 'bzip2', reader.offset, 'a block does not end');
    }
  }
};

const readPart = (bits: BitReader, chain: Uint32Array): Part => {
  const [high, low] = [bits.take(24), bits.take(24)];
  if (high === 0x314159 && low === 0x265359) return { block: readBlock(bits, chain), bits: bits.bits };
  if (high !== 0x177245 || low !== 0x385090) throw new BadBits('neither a block nor an end');
  // The end's own checksum repeats those of the blocks, which were all checked.
  bits.take(16);
  bits.take(16);
  return { block: undefined, bits: bits.bits };
};
