import { type AddressNumber, addressNumber } from './address.ts';

/** Values by address block; the longest block that holds an address gives its value. */
export class PrefixTable<Value> {
  /** By prefix length, longest first. */
  readonly #ipv4: Map<number, Value>[] = [];
  readonly #ipv6: Map<bigint, Value>[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds an address or CIDR block, in place of an equal one; false when the text is neither. */
  add(cidr: string, value: Value): boolean {
    const [text = '', bitsText, ...more] = cidr.split('/');
    const address = addressNumber(text);
    if (address === undefined || more.length > 0) return false;
    const whole = address.family === 4 ? 32 : 128;
    if (bitsText !== undefined && !/^[0-9]{1,3}$/.test(bitsText)) return false;
    // A block in the notation ::ffff:10.0.0.0/104 is an IPv4 block of 96 bits less.
    const mapped = address.family === 4 && text.includes(':') ? 96 : 0;
    const bits = bitsText === undefined ? whole : Number(bitsText) - mapped;
    if (bits < 0 || bits > whole) return false;
    this.#size += 1;
    if (address.family === 4) levelOf(this.#ipv4, bits).set(masked4(address.value, bits), value);
    else levelOf(this.#ipv6, bits).set(masked6(address.value, bits), value);
    return true;
  }

  /** The value of the longest block that holds the address. */
  find(address: AddressNumber): Value | undefined {
    if (address.family === 4) {
      for (let bits = Math.min(32, this.#ipv4.length - 1); bits >= 0; bits -= 1) {
        const found = this.#ipv4[bits]?.get(masked4(address.value, bits));
        if (found !== undefined) return found;
      }
      return undefined;
    }
    for (let bits = Math.min(128, this.#ipv6.length - 1); bits >= 0; bits -= 1) {
      const level = this.#ipv6[bits];
      const found = level === undefined ? undefined : level.get(masked6(address.value, bits));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const levelOf = <Key, Value>(levels: Map<Key, Value>[], bits: number): Map<Key, Value> => {
  const level = levels[bits] ?? new Map<Key, Value>();
  levels[bits] = level;
  return level;
};

const masked4 = (value: number, bits: number): number => value - (value % 2 ** (32 - bits));
const masked6 = (value: bigint, bits: number): bigint => (value >> BigInt(128 - bits)) << BigInt(128 - bits);
