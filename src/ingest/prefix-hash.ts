import { createHash, type Hash } from 'node:crypto';

/**
 * SHA-256 of a growing text that also tells the hash of its first so many bytes.
 * Without prefix lengths to look for (undefined) nothing is hashed and the hash is ''.
 */
export class PrefixHash {
  readonly prefixes = new Map<number, string>();
  readonly #hash: Hash | undefined;
  readonly #lengths: number[];
  #bytes = 0;

  /** `salt` goes into every hash and counts nowhere: equal bytes of another kind are not the same content. */
  constructor(prefixLengths: readonly number[] | undefined, salt = '') {
    this.#hash = prefixLengths === undefined ? undefined : createHash('sha256').update(salt);
    this.#lengths = [...new Set(prefixLengths)].filter((length) => length > 0).sort((a, b) => a - b);
  }

  update(bytes: Buffer): void {
    if (this.#hash === undefined) return;
    let rest = bytes;
    for (let next = this.#lengths[0]; next !== undefined; next = this.#lengths[0]) {
      const missing = next - this.#bytes;
      if (missing > rest.length) break;
      this.#add(rest.subarray(0, missing));
      rest = rest.subarray(missing);
      this.prefixes.set(next, this.copyDigest());
      this.#lengths.shift();
    }
    this.#add(rest);
  }

  #add(bytes: Buffer): void {
    this.#hash?.update(bytes);
    this.#bytes += bytes.length;
  }

  /** Hexadecimal hash of everything so far. */
  copyDigest(): string {
    return this.#hash?.copy().digest('hex') ?? '';
  }

  /** Hexadecimal hash of everything; ends the hashing. */
  digest(): string {
    return this.#hash?.digest('hex') ?? '';
  }
}
