import type { AddressNumber } from './address.ts';
import { packageFile, packageVersionOf } from './look-up-file.ts';

const PACKAGE = '@ip-location-db/asn';
const LINE_FEED = 10;
const COMMA = 44;

export interface AutonomousSystem {
  readonly number: number;
  readonly organization: string;
}

/**
 * A text of lines `first,last,number,organization` in rising order without gaps between
 * digits, searched in place: to read half a million lines costs more than all look-ups.
 */
class RangeText {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  find(address: string): AutonomousSystem | undefined {
    const bytes = this.#bytes;
    let low = 0;
    let high = bytes.length;
    // The last line that begins at or before the address lies in [low, high).
    let found = -1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const start = middle === 0 ? 0 : bytes.lastIndexOf(LINE_FEED, middle - 1) + 1;
      const end = bytes.indexOf(COMMA, start);
      if (end === -1) {
        high = start;
      } else if (lessOrEqual(bytes.toString('latin1', start, end), address)) {
        found = start;
        const next = bytes.indexOf(LINE_FEED, end);
        low = next === -1 ? high : next + 1;
      } else {
        high = start;
      }
    }
    return found === -1 ? undefined : this.#systemAt(found, address);
  }

  #systemAt(start: number, address: string): AutonomousSystem | undefined {
    const end = this.#bytes.indexOf(LINE_FEED, start);
    const line = this.#bytes.toString('utf8', start, end === -1 ? this.#bytes.length : end).trimEnd();
    const [, last = '', number = '', organization = ''] = /^[0-9]+,([0-9]+),([0-9]+),(.*)$/.exec(line) ?? [];
    if (!lessOrEqual(address, last)) return undefined;
    return { number: Number(number), organization: unquoted(organization) };
  }
}

/** Compares whole numbers without leading zeros, written out. */
const lessOrEqual = (left: string, right: string): boolean =>
  left.length === right.length ? left <= right : left.length < right.length;

const unquoted = (text: string): string =>
  text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;

let ipv4: RangeText | undefined;
let ipv6: RangeText | undefined;

/** Version of the data; see docs/enrichment.md for who made them. */
export const autonomousSystemsVersion = (): string => packageVersionOf(PACKAGE);

/** The autonomous system that announces an address; undefined when none does. */
export const autonomousSystem = (address: AddressNumber): AutonomousSystem | undefined => {
  if (address.family === 4) {
    ipv4 ??= new RangeText(packageFile(PACKAGE, 'asn-ipv4-num.csv'));
    return ipv4.find(String(address.value));
  }
  ipv6 ??= new RangeText(packageFile(PACKAGE, 'asn-ipv6-num.csv'));
  return ipv6.find(String(address.value));
};
