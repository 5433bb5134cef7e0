import { BadBits, type BitReader, HuffmanCode } from './bzip2-bits.ts';

const GROUP_SIZE = 50;
const OUTPUT_BYTES = 512 * 1024;

/** The CRC-32 of bzip2: polynomial 0x04C11DB7, most significant bit first. */
const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

/** A decoded block before its last run-length step. */
export interface Bzip2Block {
  readonly checksum: number;
  readonly origin: number;
  /** Low 8 bits: the byte; high 24 bits: where the next one is (the inverse Burrows-Wheeler transform). */
  readonly chain: Uint32Array;
  readonly length: number;
}

/** Reads one block behind its 48-bit mark; throws OutOfBits or BadBits. `chain` is overwritten. */
export const readBlock = (bits: BitReader, chain: Uint32Array): Bzip2Block => {
  const checksum = ((bits.take(16) << 16) | bits.take(16)) >>> 0;
  if (bits.take(1) === 1) throw new BadBits('randomised blocks of bzip2 0.9.0 are not supported');
  const origin = bits.take(24);
  const used = readUsedBytes(bits);
  const codeCount = bits.take(3);
  if (codeCount < 2 || codeCount > 6 || used.length === 0) throw new BadBits('bad code tables');
  const selectors = readSelectors(bits, codeCount);
  const codes = Array.from({ length: codeCount }, () => readCode(bits, used.length + 2));
  const length = readSymbols(bits, { used, selectors, codes }, chain);
  if (origin >= length) throw new BadBits('bad origin');
  return { checksum, origin, chain, length };
};

const readUsedBytes = (bits: BitReader): Uint8Array => {
  const ranges = bits.take(16);
  const used: number[] = [];
  for (let high = 0; high < 16; high += 1) {
    if (!(ranges & (0x8000 >>> high))) continue;
    const members = bits.take(16);
    for (let low = 0; low < 16; low += 1) if (members & (0x8000 >>> low)) used.push(high * 16 + low);
  }
  return Uint8Array.from(used);
};

const readSelectors = (bits: BitReader, codeCount: number): Uint8Array => {
  const count = bits.take(15);
  if (count === 0) throw new BadBits('no selectors');
  const order = Array.from({ length: codeCount }, (_, index) => index);
  const selectors = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) {
    let rank = 0;
    while (bits.take(1) === 1) {
      rank += 1;
      if (rank >= codeCount) throw new BadBits('bad selector');
    }
    const [chosen = 0] = order.splice(rank, 1);
    order.unshift(chosen);
    selectors[index] = chosen;
  }
  return selectors;
};

const readCode = (bits: BitReader, symbolCount: number): HuffmanCode => {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.take(5);
  for (let symbol = 0; symbol < symbolCount; symbol += 1) {
    for (;;) {
      if (length < 1 || length > 20) throw new BadBits('bad code length');
      if (bits.take(1) === 0) break;
      length += bits.take(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return new HuffmanCode(lengths);
};

interface Tables {
  readonly used: Uint8Array;
  readonly selectors: Uint8Array;
  readonly codes: readonly HuffmanCode[];
}

// Huffman codes, then runs of the front byte (symbols 0 and 1 as digits), then move-to-front.
const readSymbols = (bits: BitReader, { used, selectors, codes }: Tables, chain: Uint32Array): number => {
  const front = Uint8Array.from(used);
  const counts = new Uint32Array(257);
  const end = used.length + 1;
  let length = 0;
  let run = 0;
  let digit = 1;
  for (let group = 0; ; group += 1) {
    const code = codes[selectors[group] ?? 255];
    if (code === undefined) throw new BadBits('too few selectors');
    for (let left = GROUP_SIZE; left > 0; left -= 1) {
      const symbol = code.read(bits);
      if (symbol < 2) {
        run += digit << symbol;
        digit <<= 1;
        if (run > chain.length) throw new BadBits('a run is too long');
        continue;
      }
      if (run > 0) {
        length = putRun(chain, length, run, front[0] as number, counts);
        run = 0;
        digit = 1;
      }
      if (symbol === end) return linkChain(chain, length, counts);
      const rank = symbol - 1;
      const byte = front[rank] as number;
      front.copyWithin(1, 0, rank);
      front[0] = byte;
      length = putRun(chain, length, 1, byte, counts);
    }
  }
};

const putRun = (
  chain: Uint32Array,
  length: number,
  run: number,
  byte: number,
  counts: Uint32Array,
): number => {
  const next = length + run;
  if (next > chain.length) throw new BadBits('a block is too long');
  if (run === 1) chain[length] = byte;
  else chain.fill(byte, length, next);
  counts[byte + 1] = (counts[byte + 1] as number) + run;
  return next;
};

const linkChain = (chain: Uint32Array, length: number, starts: Uint32Array): number => {
  for (let byte = 1; byte < 257; byte += 1)
    starts[byte] = (starts[byte] as number) + (starts[byte - 1] as number);
  for (let index = 0; index < length; index += 1) {
    const byte = (chain[index] as number) & 0xff;
    const target = starts[byte] as number;
    starts[byte] = target + 1;
    chain[target] = ((chain[target] as number) & 0xff) | (index << 8);
  }
  return length;
};

/**
 * The plain bytes of a block in pieces: follows the chain and undoes the first step of
 * bzip2 (four equal bytes are followed by a count of further ones). Throws BadBits
 * after the last piece where the checksum does not fit.
 */
export function* blockBytes({ chain, origin, length, checksum }: Bzip2Block): Generator<Buffer> {
  let crc = -1;
  let output = Buffer.allocUnsafe(OUTPUT_BYTES);
  let filled = 0;
  let position = (chain[origin] as number) >>> 8;
  let equal = 0;
  let last = -1;
  for (let left = length; left > 0; left -= 1) {
    const entry = chain[position] as number;
    position = entry >>> 8;
    const byte = entry & 0xff;
    if (filled + 256 > OUTPUT_BYTES) {
      yield output.subarray(0, filled);
      output = Buffer.allocUnsafe(OUTPUT_BYTES);
      filled = 0;
    }
    if (equal === 4) {
      for (let more = byte; more > 0; more -= 1) {
        output[filled++] = last;
        crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ last] as number);
      }
      equal = 0;
      continue;
    }
    equal = byte === last ? equal + 1 : 1;
    last = byte;
    output[filled++] = byte;
    crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] as number);
  }
  if (filled > 0) yield output.subarray(0, filled);
  if (~crc >>> 0 !== checksum) throw new BadBits('its checksum does not fit');
}
