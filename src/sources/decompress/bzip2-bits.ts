/** Thrown where a bit reader runs past its bytes; the block is not whole. */
export class OutOfBits extends Error {}

/** Thrown where the bits cannot be bzip2's. */
export class BadBits extends Error {}

/** Reads bits, most significant first, from bytes that are all there. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  #window = 0;
  #held = 0;

  constructor(bytes: Uint8Array, firstBit: number) {
    this.#bytes = bytes;
    if (firstBit > 0) this.take(firstBit);
  }

  /** Bits taken so far. */
  get bits(): number {
    return this.#position * 8 - this.#held;
  }

  /** The next 1 to 24 bits as a number; throws OutOfBits. */
  take(count: number): number {
    const value = this.peek(count);
    this.drop(count);
    return value;
  }

  /** The same without taking them; bits past the end read as 0. */
  peek(count: number): number {
    while (this.#held < count) {
      // Kept to 32 bits: what is shifted out at the top has been taken already.
      this.#window = (this.#window << 8) | (this.#bytes[this.#position] ?? 0);
      this.#position += 1;
      this.#held += 8;
    }
    return (this.#window >>> (this.#held - count)) & ((1 << count) - 1);
  }

  /** Takes bits that were peeked at; throws OutOfBits where they lie past the end. */
  drop(count: number): void {
    this.#held -= count;
    if (this.#position > this.#bytes.length && this.#position * 8 - this.#held > this.#bytes.length * 8)
      throw new OutOfBits();
  }
}

const LOOKUP_BITS = 10;
const MAX_LENGTH = 20;

/** One Huffman code of a bzip2 block: symbols by code length, in order of symbol. */
export class HuffmanCode {
  // Per prefix of LOOKUP_BITS bits: symbol * 32 + length, or 0 where the code is longer.
  readonly #quick = new Uint16Array(1 << LOOKUP_BITS);
  readonly #limits = new Int32Array(MAX_LENGTH + 2);
  readonly #bases = new Int32Array(MAX_LENGTH + 2);
  readonly #symbols: Uint16Array;
  readonly #longest: number;

  constructor(lengths: Uint8Array) {
    this.#symbols = new Uint16Array(lengths.length);
    const counts = new Int32Array(MAX_LENGTH + 2);
    for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
    let next = 0;
    for (let length = 1; length <= MAX_LENGTH; length += 1)
      for (let symbol = 0; symbol < lengths.length; symbol += 1)
        if (lengths[symbol] === length) this.#symbols[next++] = symbol;
    let code = 0;
    let index = 0;
    let longest = 0;
    for (let length = 1; length <= MAX_LENGTH; length += 1) {
      const count = counts[length] ?? 0;
      this.#bases[length] = index - code;
      if (count > 0) longest = length;
      if (length <= LOOKUP_BITS) this.#fillQuick(code, index, count, length);
      code += count;
      index += count;
      if (code > 1 << length) throw new BadBits('a code has too many symbols');
      this.#limits[length] = code;
      code <<= 1;
    }
    this.#longest = longest;
  }

  /** The next symbol. */
  read(bits: BitReader): number {
    const entry = this.#quick[bits.peek(LOOKUP_BITS)] ?? 0;
    if (entry !== 0) {
      bits.drop(entry & 31);
      return entry >>> 5;
    }
    for (let length = LOOKUP_BITS + 1; length <= this.#longest; length += 1) {
      const code = bits.peek(length);
      if (code < (this.#limits[length] ?? 0)) {
        bits.drop(length);
        return this.#symbols[code + (this.#bases[length] ?? 0)] ?? 0;
      }
    }
    bits.drop(this.#longest);
    throw new BadBits('no symbol has this code');
  }

  #fillQuick(firstCode: number, firstIndex: number, count: number, length: number): void {
    const spread = 1 << (LOOKUP_BITS - length);
    for (let offset = 0; offset < count; offset += 1) {
      const entry = ((this.#symbols[firstIndex + offset] ?? 0) << 5) | length;
      const start = (firstCode + offset) * spread;
      this.#quick.fill(entry, start, start + spread);
    }
  }
}
