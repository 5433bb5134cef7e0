import { InputError } from '../kernel/errors.ts';
import { ahead, coalesce } from './ahead.ts';
import { ByteReader } from './byte-reader.ts';
import type { SourceLimits } from './context.ts';
import { bunzip2 } from './decompress/bzip2.ts';
import type { DecodeJob, Decoder } from './decompress/decoder.ts';
import { gunzip } from './decompress/gzip.ts';
import { unxz } from './decompress/xz.ts';
import { unzstd } from './decompress/zstd.ts';
import { compressionOf, foreignKind, mayBeCompressed } from './sniff.ts';
import type { Compression } from './source.ts';

const DECODERS: Readonly<Record<Compression, Decoder>> = Object.freeze({
  gzip: gunzip,
  bzip2: bunzip2,
  zstd: unzstd,
  xz: unxz,
});
const CHUNK_BYTES = 512 * 1024;
const MAX_LAYERS = 3;
const MAGIC_BYTES = 12;

/**
 * The plain bytes behind stored ones: what is compressed, by content, is decompressed
 * (also twice). Throws InputError where the data is cut, damaged, expands beyond the
 * limits or is a kind of file that is no log, after everything that stands before.
 */
export async function* decodeBytes(
  stored: AsyncIterable<Buffer>,
  job: DecodeJob,
  limits: SourceLimits,
  layer = 0,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(stored);
  try {
    // A live log's first line is not held back for want of a few bytes more.
    const mayBe = mayBeCompressed((await reader.peek(1))[0]);
    const compression = mayBe ? compressionOf(await reader.peek(MAGIC_BYTES)) : undefined;
    if (compression === undefined) {
      checkKind(reader, job, layer);
      for (;;) {
        const piece = await reader.takeSome(Number.MAX_SAFE_INTEGER);
        if (piece === undefined) return;
        yield piece;
      }
    }
    if (layer >= MAX_LAYERS)
      throw new InputError(`${job.path}: compressed more than ${MAX_LAYERS} times over; decompress it first`);
    const plain = guarded(DECODERS[compression](reader, job), reader, job, limits);
    yield* decodeBytes(ahead(coalesce(plain, CHUNK_BYTES)), job, limits, layer + 1);
  } finally {
    await reader.close();
  }
}

const checkKind = (reader: ByteReader, job: DecodeJob, layer: number): void => {
  const kind = foreignKind(reader.held);
  if (kind !== undefined) throw new InputError(`${job.path}: ${layer > 0 ? 'holds' : 'is'} ${kind}`);
};

async function* guarded(
  pieces: AsyncIterable<Buffer>,
  reader: ByteReader,
  job: DecodeJob,
  { maxExpansion, expansionFreeBytes }: SourceLimits,
): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > expansionFreeBytes && length > reader.offset * maxExpansion)
      throw new InputError(
        `${job.path}: ${reader.offset} compressed bytes have grown more than ${maxExpansion} times, past ${length} bytes, as a decompression bomb does; if it is a log, allow more with --max-expansion`,
      );
    yield piece;
  }
}
